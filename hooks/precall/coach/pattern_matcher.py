"""A pattern becomes a place in a row of words: the small language of phrases and signs, and its matcher.

A pattern is a row of steps parted by spaces: a word; `@name` for any word of a class; `a|b` for either;
a `?` at a step's end makes it optional; `~n` lets up to n words pass, never across a mark other than a comma;
`^` and `$` stand for the start and the end of the text or of a part between marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from precall.coach.words import Word


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pattern."""

    words: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    gap: int = 0
    optional: bool = False
    anchor: str = ""
    """`^` or `$`; empty for a step that takes a word."""

    @property
    def forms(self) -> frozenset[str]:
        """What it takes, classes with an `@` before them."""
        return self.words | {"@" + name for name in self.classes}


Pattern = tuple[Step, ...]


def parse_pattern(line: str) -> Pattern:
    """The steps of a written pattern."""
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


Forms = frozenset[str]
"""What a word may be named by, or a step may take: words, and classes with an `@` before them."""
Named = TypeVar("Named")


def word_names(words: Sequence[Word], classes: Sequence[frozenset[str]]) -> list[Forms]:
    """All that each word may be named by in a pattern: itself, its base form and its classes."""
    return [_forms(word.text, word.base, names) for word, names in zip(words, classes, strict=True)]


@lru_cache(maxsize=16_384)
def _forms(text: str, base: str, names: frozenset[str]) -> Forms:
    return frozenset((text, base, *("@" + name for name in names)))


class PatternIndex(Generic[Named]):
    """Patterns laid out by what they begin with and by what must follow it, so that few are tried at any place."""

    def __init__(self, named: Iterable[tuple[Named, Pattern]]) -> None:
        self._two: dict[str, dict[str, list[tuple[Named, Pattern]]]] = {}
        """By what the first word and the one after it are named by."""
        self._one: dict[str, list[tuple[Named, Pattern, tuple[Forms, ...]]]] = {}
        """By what the first word is named by; of each of the last some word must be in the text."""
        for name, pattern in named:
            steps = pattern[1:] if pattern[0].anchor else pattern
            seconds = _seconds(steps)
            for first in steps[0].forms:
                if seconds:
                    for second in seconds:
                        self._two.setdefault(first, {}).setdefault(second, []).append((name, pattern))
                else:
                    self._one.setdefault(first, []).append((name, pattern, _needed(steps)))

    def begun(self, forms: Sequence[Forms]) -> Iterator[tuple[int, Named, Pattern]]:
        """Those that may begin in a row of words, by the word's place, some more than once."""
        said = frozenset[str]().union(*forms)
        for at, (here, follows) in enumerate(zip(forms, (*forms, frozenset[str]())[1:], strict=True)):
            for first in here:
                by_second = self._two.get(first)
                if by_second is not None:
                    for second in follows:
                        for name, pattern in by_second.get(second, ()):
                            yield at, name, pattern
                for name, pattern, needed in self._one.get(first, ()):
                    if not any(map(said.isdisjoint, needed)):
                        yield at, name, pattern


def _seconds(steps: Pattern) -> Forms:
    """What must come next to the first word; nothing where the pattern leaves that open."""
    found: Forms = frozenset()
    for step in steps[1:] if not steps[0].optional else ():
        if step.anchor or step.gap:
            break
        found |= step.forms
        if not step.optional:
            return found
    return frozenset()


def _needed(steps: Pattern) -> tuple[Forms, ...]:
    """Of each of these a text must have a word, or the pattern is not in it."""
    return tuple(step.forms for step in steps[1:] if step.forms and not step.optional)


def match_end(
    pattern: Pattern, words: Sequence[Word], classes: Sequence[frozenset[str]], at: int, step: int = 0
) -> int:
    """Where the words end that the pattern takes from this place on, or -1."""
    if step == len(pattern):
        return at
    this = pattern[step]
    if this.anchor == "^":
        return match_end(pattern, words, classes, at, step + 1) if at == 0 or words[at - 1].mark else -1
    if this.anchor == "$":
        return match_end(pattern, words, classes, at, step + 1) if at >= len(words) or words[at].mark else -1
    if this.gap:
        if step + 1 == len(pattern):
            return at
        for skipped in range(this.gap + 1):
            last = at + skipped - 1
            if skipped and (last >= len(words) or (words[last].mark and words[last].text != ",")):
                return -1
            end = match_end(pattern, words, classes, at + skipped, step + 1)
            if end >= 0:
                return end
        return -1
    if at < len(words) and (words[at].text in this.words or words[at].base in this.words or this.classes & classes[at]):
        end = match_end(pattern, words, classes, at + 1, step + 1)
        if end >= 0:
            return end
    return match_end(pattern, words, classes, at, step + 1) if this.optional else -1
