"""Words become units: a word or a phrase of the lists, with the classes it belongs to.

The longest entry wins and its words are taken as one: in "even if they never buy" there is no buying.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from precall.coach.lists import lexicon
from precall.coach.patterns import Pattern, may_be_in, needs, openings, parse, reach, said_in
from precall.coach.words import Word

PEOPLE = frozenset({"they", "client", "person", "firm", "name", "somebody"})
"""Classes that stand for somebody other than us: each is also of the class `them`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One word, or several that the lists know as one."""

    words: tuple[Word, ...]
    base: str
    """Base forms, joined by spaces."""
    classes: frozenset[str]
    first: int
    """Which word of the sentence it begins with."""
    apart: tuple[frozenset[str], ...]
    """The classes of each of its words taken alone."""

    @property
    def ending(self) -> str:
        """The ending of its first word."""
        return self.words[0].ending


def units(words: tuple[Word, ...]) -> tuple[Unit, ...]:
    """The sentence as units, left to right, the longest entry first."""
    alone, said = [_classes(word) for word in words], said_in(words)
    found: list[Unit] = []
    at = 0
    while at < len(words):
        length, names = _longest(words, alone, at, said)
        taken = words[at : at + length]
        classes = frozenset(names) if length > 1 else alone[at]
        found.append(Unit(taken, " ".join(word.base for word in taken), classes, at, tuple(alone[at : at + length])))
        at += length
    return tuple(found)


def _classes(word: Word) -> frozenset[str]:
    singles = lexicon().singles
    names = {*singles.get(word.text, ()), *singles.get(word.base, ())}
    if word.text[0].isdigit():
        names.add("number")
    elif word.text[0] in "$#":
        names.add("sum")
    elif not names and word.capital and not word.mark and word.base not in lexicon().vocabulary:
        names.add("name")
    if names & PEOPLE:
        names.add("them")
    return frozenset(names)


@lru_cache(maxsize=1)
def _by_opening() -> dict[str, list[tuple[str, Pattern, tuple[frozenset[str], ...]]]]:
    found: dict[str, list[tuple[str, Pattern, tuple[frozenset[str], ...]]]] = {}
    for name, line in lexicon().phrases:
        pattern = parse(line)
        for opening in openings(pattern):
            found.setdefault(opening, []).append((name, pattern, needs(pattern)))
    return found


def _longest(
    words: tuple[Word, ...], classes: list[frozenset[str]], at: int, said: frozenset[str]
) -> tuple[int, set[str]]:
    """How many words the longest entry takes from this place on (1 when none does), and its classes."""
    length, names = 1, set[str]()
    word = words[at]
    candidates: list[tuple[int, str]] = []
    for first in {word.text, word.base}:
        for row, name in lexicon().fixed.get(first, ()):
            here = words[at : at + len(row)]
            if len(here) == len(row) and all(part in (it.text, it.base) for part, it in zip(row, here, strict=True)):
                candidates.append((len(row), name))
    for opening in {word.text, word.base, *("@" + name for name in classes[at])}:
        for name, pattern, needed in _by_opening().get(opening, ()):
            if may_be_in(needed, said):
                candidates.append((reach(pattern, words, classes, at) - at, name))
    for reached, name in candidates:
        if reached > length:
            length, names = reached, {name}
        elif reached == length > 1:
            names.add(name)
    return length, names
