"""Chunks go in; pattern matches come out: turns of speech that a coach would point at, named by group."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from precall.coach.chunker import Chunk
from precall.coach.lexicon import read_json
from precall.coach.pattern_matcher import PatternIndex, match_end, parse_pattern, word_names


class PatternMatch(NamedTuple):
    """One pattern found in a sentence."""

    group: str
    number: int
    """Index of the pattern in its group."""
    start: int
    """Index of the first word in the sentence."""
    end: int
    """Index after the last word."""


@lru_cache(maxsize=2)
def _pattern_index(judgement: str) -> PatternIndex[tuple[str, int]]:
    groups = read_json("signs.json")[judgement].items()
    return PatternIndex(
        ((group, number), parse_pattern(line)) for group, lines in groups for number, line in enumerate(lines)
    )


def find_patterns(judgement: str, chunks: tuple[Chunk, ...]) -> tuple[PatternMatch, ...]:
    """Return the first match of each pattern, ordered by group and number."""
    words = [word for chunk in chunks for word in chunk.words]
    word_classes = [
        classes | chunk.classes if len(chunk.words) > 1 else classes
        for chunk in chunks
        for classes in chunk.word_classes
    ]
    offset = chunks[0].first if chunks else 0
    matches: dict[tuple[str, int], PatternMatch] = {}
    for start, name, pattern in _pattern_index(judgement).candidates(word_names(words, word_classes)):
        if name not in matches:
            end = match_end(pattern, words, word_classes, start)
            if end > start:
                matches[name] = PatternMatch(*name, offset + start, offset + end)
    return tuple(matches[name] for name in sorted(matches))
