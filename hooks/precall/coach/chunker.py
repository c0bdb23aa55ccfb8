"""Words become units: a word or a phrase of the lists, with the classes it belongs to.

The longest entry wins and its words are taken as one: in "even if they never buy" there is no buying.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from precall.coach.lexicon import load_lexicon
from precall.coach.pattern_matcher import PatternIndex, Step, match_end, parse_pattern, word_names
from precall.coach.words import Word

PEOPLE = frozenset({"they", "client", "person", "firm", "name", "somebody"})
"""Classes that stand for somebody other than us: each is also of the class `them`."""


class Chunk(NamedTuple):
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


def chunk_words(words: tuple[Word, ...]) -> tuple[Chunk, ...]:
    """The sentence as units, left to right, the longest entry first."""
    alone = [_classes_of(word.text, word.base, word.capital and not word.mark) for word in words]
    longest = _longest(words, alone)
    found: list[Chunk] = []
    at = 0
    while at < len(words):
        length, names = longest.get(at, (1, alone[at]))
        taken = words[at : at + length]
        base = taken[0].base if length == 1 else " ".join(word.base for word in taken)
        found.append(Chunk(taken, base, frozenset(names), at, tuple(alone[at : at + length])))
        at += length
    return tuple(found)


@lru_cache(maxsize=16_384)
def _classes_of(text: str, base: str, is_name: bool) -> frozenset[str]:
    singles = load_lexicon().singles
    names = {*singles.get(text, ()), *singles.get(base, ())}
    if text[0].isdigit():
        names.add("number")
    elif text[0] in "$#":
        names.add("sum")
    elif not names and is_name and base not in load_lexicon().vocabulary:
        names.add("name")
    if names & PEOPLE:
        names.add("them")
    return frozenset(names)


@lru_cache(maxsize=1)
def _entries() -> PatternIndex[str]:
    """The entries of several words, by the name of their class."""
    rows = (row for rows in load_lexicon().fixed.values() for row in rows)
    fixed = ((name, tuple(Step(words=frozenset({part})) for part in row)) for row, name in rows)
    return PatternIndex(chain(fixed, ((name, parse_pattern(line)) for name, line in load_lexicon().phrases)))


def _longest(words: tuple[Word, ...], classes: list[frozenset[str]]) -> dict[int, tuple[int, set[str]]]:
    """By the place of its first word, how many words the longest entry there takes, and its classes."""
    found: dict[int, tuple[int, set[str]]] = {}
    for at, name, pattern in _entries().begun(word_names(words, classes)):
        reached = match_end(pattern, words, classes, at) - at
        length, names = found.get(at, (1, set()))
        if reached > length:
            found[at] = (reached, {name})
        elif reached == length > 1:
            names.add(name)
    return found
