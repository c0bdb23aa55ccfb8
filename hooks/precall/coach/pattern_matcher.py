"""Written patterns and a row of words go in; the places where the patterns match come out.

A pattern is a row of steps with spaces between them: a word; `@name` for any word of a class; `a|b` for either; a
`?` at the end of a step makes it optional; `~n` skips up to n words, but no punctuation mark except a comma; `^` and
`$` match the start and the end of the text or of a part between marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from precall.coach.words import Word

WordNames = frozenset[str]
"""Names of a word, or those that a step accepts: words, and classes with an `@` before them."""
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pattern."""

    words: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    gap: int = 0
    """Words that may be skipped."""
    optional: bool = False
    anchor: str = ""
    """`^` or `$`; empty for a step that matches a word."""

    @property
    def names(self) -> WordNames:
        """The word names that the step accepts."""
        return self.words | {"@" + name for name in self.classes}


Pattern = tuple[Step, ...]


def parse_pattern(line: str) -> Pattern:
    """Return the steps of a written pattern."""
    steps: list[Step] = []
    for part in line.split():
        if part in ("^", "$"):
            steps.append(Step(anchor=part))
        elif part.startswith("~"):
            steps.append(Step(gap=int(part[1:])))
        else:
            items = part.rstrip("?").split("|")
            classes = frozenset(item[1:] for item in items if item.startswith("@"))
            words = frozenset(item for item in items if not item.startswith("@"))
            steps.append(Step(words, classes, optional=part.endswith("?")))
    return tuple(steps)


def word_names(words: Sequence[Word], word_classes: Sequence[frozenset[str]]) -> list[WordNames]:
    """Return the names by which patterns can mention each word: its text, its base form and its classes."""
    return [_names(word.text, word.base, classes) for word, classes in zip(words, word_classes, strict=True)]


@lru_cache(maxsize=16_384)
def _names(text: str, base: str, classes: frozenset[str]) -> WordNames:
    return frozenset((text, base, *("@" + name for name in classes)))


class PatternIndex(Generic[Name]):
    """Named patterns, indexed by how they begin and what they need, so that few are tried at any word."""

    def __init__(self, patterns: Iterable[tuple[Name, Pattern]]) -> None:
        self._by_two: dict[str, dict[str, list[tuple[Name, Pattern]]]] = {}
        """By the names of the first word and of the next."""
        self._by_one: dict[str, list[tuple[Name, Pattern, tuple[WordNames, ...]]]] = {}
        """By the names of the first word, with the further words that the text must contain."""
        for name, pattern in patterns:
            steps = pattern[1:] if pattern[0].anchor else pattern
            seconds = _second_names(steps)
            for first in steps[0].names:
                if seconds:
                    for second in seconds:
                        self._by_two.setdefault(first, {}).setdefault(second, []).append((name, pattern))
                else:
                    self._by_one.setdefault(first, []).append((name, pattern, _required_names(steps)))

    def candidates(self, names: Sequence[WordNames]) -> Iterator[tuple[int, Name, Pattern]]:
        """Yield the patterns that may match, with the index of the word where they begin; some more than once."""
        all_names = frozenset[str]().union(*names)
        for index, (here, following) in enumerate(zip(names, (*names, frozenset[str]())[1:], strict=True)):
            for first in here:
                by_second = self._by_two.get(first)
                if by_second is not None:
                    for second in following:
                        for name, pattern in by_second.get(second, ()):
                            yield index, name, pattern
                for name, pattern, required in self._by_one.get(first, ()):
                    if not any(map(all_names.isdisjoint, required)):
                        yield index, name, pattern


def _second_names(steps: Pattern) -> WordNames:
    """Return the names of the word that must follow the first; nothing where the pattern leaves that open."""
    names: WordNames = frozenset()
    for step in steps[1:] if not steps[0].optional else ():
        if step.anchor or step.gap:
            break
        names |= step.names
        if not step.optional:
            return names
    return frozenset()


def _required_names(steps: Pattern) -> tuple[WordNames, ...]:
    """Return groups of names; a text without a word of each group cannot match."""
    return tuple(step.names for step in steps[1:] if step.names and not step.optional)


def match_end(
    pattern: Pattern, words: Sequence[Word], word_classes: Sequence[frozenset[str]], start: int, step: int = 0
) -> int:
    """Return the index after the last word that a pattern matches from a word on, or -1.

    Args:
        pattern: The pattern.
        words: The words of the sentence.
        word_classes: The classes of each word.
        start: Index of the word to begin at.
        step: Index of the step to begin with.
    """
    if step == len(pattern):
        return start
    this = pattern[step]
    if this.anchor == "^":
        at_start = start == 0 or words[start - 1].mark
        return match_end(pattern, words, word_classes, start, step + 1) if at_start else -1
    if this.anchor == "$":
        at_end = start >= len(words) or words[start].mark
        return match_end(pattern, words, word_classes, start, step + 1) if at_end else -1
    if this.gap:
        if step + 1 == len(pattern):
            return start
        for skipped in range(this.gap + 1):
            last = start + skipped - 1
            if skipped and (last >= len(words) or (words[last].mark and words[last].text != ",")):
                return -1
            end = match_end(pattern, words, word_classes, start + skipped, step + 1)
            if end >= 0:
                return end
        return -1
    if start < len(words) and (
        words[start].text in this.words or words[start].base in this.words or this.classes & word_classes[start]
    ):
        end = match_end(pattern, words, word_classes, start + 1, step + 1)
        if end >= 0:
            return end
    return match_end(pattern, words, word_classes, start, step + 1) if this.optional else -1
