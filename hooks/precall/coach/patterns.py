"""A pattern becomes a place in a row of words: the small language of phrases and signs, and its matcher.

A pattern is a row of steps parted by spaces: a word; `@name` for any word of a class; `a|b` for either;
a `?` at a step's end makes it optional; `~n` lets up to n words pass, never across a mark other than a comma;
`^` and `$` stand for the start and the end of the text or of a part between marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


Pattern = tuple[Step, ...]


def parse(line: str) -> Pattern:
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


def openings(pattern: Pattern) -> Iterable[str]:
    """What a pattern can begin with: words, and classes with an `@` before them."""
    first = pattern[1] if pattern[0].anchor else pattern[0]
    return (*first.words, *("@" + name for name in first.classes))


def needs(pattern: Pattern) -> tuple[frozenset[str], ...]:
    """Of each of these a text must have a word, or the pattern is not in it: most are ruled out by that alone."""
    steps = [step for step in pattern if not (step.anchor or step.gap)]
    return tuple(step.words for step in steps[1:] if not (step.classes or step.optional))


def may_be_in(needed: tuple[frozenset[str], ...], said: frozenset[str]) -> bool:
    """Whether a text with these words and base forms has what a pattern needs."""
    return not any(map(said.isdisjoint, needed))


def said_in(words: Iterable[Word]) -> frozenset[str]:
    """The words of a text, and their base forms."""
    return frozenset(form for word in words for form in (word.text, word.base))


def reach(pattern: Pattern, words: Sequence[Word], classes: Sequence[frozenset[str]], at: int, step: int = 0) -> int:
    """Where the words end that the pattern takes from this place on, or -1."""
    if step == len(pattern):
        return at
    this = pattern[step]
    if this.anchor == "^":
        return reach(pattern, words, classes, at, step + 1) if at == 0 or words[at - 1].mark else -1
    if this.anchor == "$":
        return reach(pattern, words, classes, at, step + 1) if at >= len(words) or words[at].mark else -1
    if this.gap:
        if step + 1 == len(pattern):
            return at
        for skipped in range(this.gap + 1):
            last = at + skipped - 1
            if skipped and (last >= len(words) or (words[last].mark and words[last].text != ",")):
                return -1
            end = reach(pattern, words, classes, at + skipped, step + 1)
            if end >= 0:
                return end
        return -1
    if at < len(words) and (words[at].text in this.words or words[at].base in this.words or this.classes & classes[at]):
        end = reach(pattern, words, classes, at + 1, step + 1)
        if end >= 0:
            return end
    return reach(pattern, words, classes, at, step + 1) if this.optional else -1
