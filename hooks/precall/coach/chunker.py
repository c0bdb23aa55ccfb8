"""Words go in; chunks come out: single words, or phrases of the lexicon, each with its word classes.

The longest phrase wins, and its words count as one chunk: "even if they never buy" contains no buying.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from precall.coach.lexicon import load_lexicon
from precall.coach.pattern_matcher import PatternIndex, Step, match_end, parse_pattern, word_names
from precall.coach.words import Word

OTHER_PEOPLE = frozenset({"they", "client", "person", "firm", "name", "somebody"})
"""Classes for people other than us. A word of any of them also has the class `them`."""


class Chunk(NamedTuple):
    """One word, or several words that the lexicon lists as one phrase."""

    words: tuple[Word, ...]
    base: str
    """The words' base forms, joined by spaces."""
    classes: frozenset[str]
    first: int
    """Index of the first word in the sentence."""
    word_classes: tuple[frozenset[str], ...]
    """The classes of each word on its own."""

    @property
    def end(self) -> int:
        """Index after the last word in the sentence."""
        return self.first + len(self.words)

    @property
    def ending(self) -> str:
        """The ending of the first word."""
        return self.words[0].ending


def chunk_words(words: tuple[Word, ...]) -> tuple[Chunk, ...]:
    """Return the sentence as chunks from left to right, each as long as possible."""
    word_classes = [_classes_of(word.text, word.base, word.capital and not word.mark) for word in words]
    phrases = _longest_phrases(words, word_classes)
    chunks: list[Chunk] = []
    index = 0
    while index < len(words):
        length, classes = phrases.get(index, (1, word_classes[index]))
        part = words[index : index + length]
        base = part[0].base if length == 1 else " ".join(word.base for word in part)
        chunks.append(Chunk(part, base, frozenset(classes), index, tuple(word_classes[index : index + length])))
        index += length
    return tuple(chunks)


@lru_cache(maxsize=16_384)
def _classes_of(text: str, base: str, is_name: bool) -> frozenset[str]:
    singles = load_lexicon().singles
    classes = {*singles.get(text, ()), *singles.get(base, ())}
    if text[0].isdigit():
        classes.add("number")
    elif text[0] in "$#":
        classes.add("sum")
    elif not classes and is_name and base not in load_lexicon().vocabulary:
        classes.add("name")
    if classes & OTHER_PEOPLE:
        classes.add("them")
    return frozenset(classes)


@lru_cache(maxsize=1)
def _phrase_index() -> PatternIndex[str]:
    """Return the phrases of the lexicon, by the name of their class."""
    rows = (row for rows in load_lexicon().fixed.values() for row in rows)
    fixed = ((name, tuple(Step(words=frozenset({part})) for part in row)) for row, name in rows)
    return PatternIndex(chain(fixed, ((name, parse_pattern(line)) for name, line in load_lexicon().phrases)))


def _longest_phrases(words: tuple[Word, ...], word_classes: list[frozenset[str]]) -> dict[int, tuple[int, set[str]]]:
    """Return the longest phrases by the index of their first word: the number of words, and the classes."""
    longest: dict[int, tuple[int, set[str]]] = {}
    for start, name, pattern in _phrase_index().candidates(word_names(words, word_classes)):
        length = match_end(pattern, words, word_classes, start) - start
        best_length, classes = longest.get(start, (1, set()))
        if length > best_length:
            longest[start] = (length, {name})
        elif length == best_length > 1:
            classes.add(name)
    return longest
