"""A table of related words and a site's stems go in; the related words that the site's search can use come out.

The table was made once from a language model, by `training/related.py`, for the stems of frequent English words. Its
first line has all stems. Each other line has a stem, and a number for each stem that leads to it. The number combines
the place of that stem in the first line, the place of this one among those near that stem, and the level of nearness.
So only the lines of the site's own stems are read.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from precall.search.index import Index, pack_numbers

LEVELS = 6
"""The number of levels of nearness."""
PLACES = 64
"""More than the places near a stem."""
MAX_RELATED = 3
"""The related words of a stem that a site gets."""
MAX_PAIRS = 20_000
"""A site with more related words gets only the nearest, so that they are less than 80 KB compressed."""

Near = tuple[str, int]
"""A stem and its level of nearness, from 0 to `LEVELS` - 1."""


def related_words(index: Index, language: str) -> str:
    """Return a line for each stem that has related words in the index, or "" if its language has no table.

    A line is the stem, a space and packed numbers: the number of a term times `LEVELS`, plus the level of nearness.
    """
    numbers = {
        term[0]: number for number, term in enumerate(index.terms) if len(term) == 1 and any(index.postings[number])
    }
    rows = _rows(frozenset(numbers), language)
    return "\n".join(
        f"{stem} {pack_numbers(numbers[other] * LEVELS + level for other, level in near)}" for stem, near in rows
    )


def has_related_words(language: str) -> bool:
    """Return whether there is a table for a language."""
    return _path(language).is_file()


def _path(language: str) -> Path:
    return Path(__file__).parent / "related" / f"{language.partition('-')[0]}.txt.gz"


@lru_cache(maxsize=1)
def _rows(stems: frozenset[str], language: str) -> tuple[tuple[str, tuple[Near, ...]], ...]:
    """Return the rows that lead to some of the stems; most edits of a served site leave these as they are."""
    names, lines = _table(language)
    near: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for stem in lines.keys() & stems:
        for number in map(int, lines[stem].split()):
            pair, level = divmod(number, LEVELS)
            near[pair // PLACES].append((pair % PLACES, stem, level))
    rows = [(names[row], [pair[1:] for pair in sorted(near[row])[:MAX_RELATED]]) for row in sorted(near)]
    least = next(
        (least for least in range(LEVELS) if sum(level >= least for _, near in rows for _, level in near) <= MAX_PAIRS),
        LEVELS,
    )
    kept = ((stem, tuple(pair for pair in near if pair[1] >= least)) for stem, near in rows)
    return tuple((stem, near) for stem, near in kept if near)


@cache
def _table(language: str) -> tuple[Sequence[str], Mapping[str, str]]:
    """Return all stems, and the numbers of each stem that others lead to; both empty for a language without a table."""
    if not has_related_words(language):
        return (), {}
    stems, *lines = gzip.decompress(_path(language).read_bytes()).decode("utf-8").splitlines()
    return stems.split(), dict(line.split(" ", 1) for line in lines)
