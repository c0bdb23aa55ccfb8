"""Units become signs: turns of speech that a coach would point at, found by pattern and named by group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from precall.coach.lists import read_json
from precall.coach.patterns import Pattern, may_be_in, needs, openings, parse, reach, said_in
from precall.coach.phrases import Unit


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern found in a sentence."""

    group: str
    number: int
    """Which pattern of its group."""
    start: int
    end: int
    """Words of the whole sentence, end excluded."""


@lru_cache(maxsize=2)
def _by_opening(judgement: str) -> dict[str, list[tuple[str, int, Pattern, tuple[frozenset[str], ...]]]]:
    found: dict[str, list[tuple[str, int, Pattern, tuple[frozenset[str], ...]]]] = {}
    for group, lines in read_json("signs.json")[judgement].items():
        for number, line in enumerate(lines):
            pattern = parse(line)
            for opening in openings(pattern):
                found.setdefault(opening, []).append((group, number, pattern, needs(pattern)))
    return found


def signs(judgement: str, units: tuple[Unit, ...]) -> tuple[Sign, ...]:
    """The signs in a row of units, each pattern once, where it is found first."""
    words = [word for unit in units for word in unit.words]
    classes = [alone | unit.classes if len(unit.words) > 1 else alone for unit in units for alone in unit.apart]
    offset = units[0].first if units else 0
    index, said = _by_opening(judgement), said_in(words)
    found: dict[tuple[str, int], Sign] = {}
    for at, word in enumerate(words):
        for opening in {word.text, word.base, *("@" + name for name in classes[at])}:
            for group, number, pattern, needed in index.get(opening, ()):
                if may_be_in(needed, said) and (group, number) not in found:
                    end = reach(pattern, words, classes, at)
                    if end > at:
                        found[group, number] = Sign(group, number, offset + at, offset + end)
    return tuple(found[key] for key in sorted(found))
