"""Units become signs: turns of speech that a coach would point at, found by pattern and named by group."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from precall.coach.chunker import Chunk
from precall.coach.lexicon import read_json
from precall.coach.pattern_matcher import PatternIndex, match_end, parse_pattern, word_names


class PatternMatch(NamedTuple):
    """A pattern found in a sentence."""

    group: str
    number: int
    """Which pattern of its group."""
    start: int
    end: int
    """Words of the whole sentence, end excluded."""


@lru_cache(maxsize=2)
def _patterns(judgement: str) -> PatternIndex[tuple[str, int]]:
    groups = read_json("signs.json")[judgement].items()
    return PatternIndex(
        ((group, number), parse_pattern(line)) for group, lines in groups for number, line in enumerate(lines)
    )


def find_patterns(judgement: str, units: tuple[Chunk, ...]) -> tuple[PatternMatch, ...]:
    """The signs in a row of units, each pattern once, where it is found first."""
    words = [word for unit in units for word in unit.words]
    classes = [alone | unit.classes if len(unit.words) > 1 else alone for unit in units for alone in unit.apart]
    offset = units[0].first if units else 0
    found: dict[tuple[str, int], PatternMatch] = {}
    for at, name, pattern in _patterns(judgement).begun(word_names(words, classes)):
        if name not in found:
            end = match_end(pattern, words, classes, at)
            if end > at:
                found[name] = PatternMatch(*name, offset + at, offset + end)
    return tuple(found[name] for name in sorted(found))
