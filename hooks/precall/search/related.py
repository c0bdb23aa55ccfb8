"""A table of related words and a site's stems go in; the related words that the site's search can use come out.

The table was made once from a language model, by `training/related.py`. It has a row for each stem of frequent English
words: the stem, a tab, and the stems nearest to it in six groups separated by tabs, the nearest group first.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from precall.search.index import Index, pack_numbers

LEVELS = 6
"""The number of groups of a row."""
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
    rows = _rows(frozenset(numbers), language.partition("-")[0])
    return "\n".join(
        f"{stem} {pack_numbers(numbers[other] * LEVELS + level for other, level in near)}" for stem, near in rows
    )


@lru_cache(maxsize=1)
def _rows(stems: frozenset[str], language: str) -> tuple[tuple[str, tuple[Near, ...]], ...]:
    """Return the rows that lead to some of the stems; most edits of a served site leave these as they are."""
    rows: list[tuple[str, list[Near]]] = []
    for stem, groups in _table(language).items():
        # Half of the rows lead to none of the stems of a small site.
        if stems.isdisjoint(groups.split()):
            continue
        near = [
            (other, LEVELS - 1 - place)
            for place, group in enumerate(groups.split("\t"))
            for other in group.split()
            if other in stems
        ]
        rows.append((stem, near[:MAX_RELATED]))
    least = next(
        (least for least in range(LEVELS) if sum(level >= least for _, near in rows for _, level in near) <= MAX_PAIRS),
        LEVELS,
    )
    kept = ((stem, tuple(pair for pair in near if pair[1] >= least)) for stem, near in rows)
    return tuple((stem, near) for stem, near in kept if near)


@cache
def _table(language: str) -> Mapping[str, str]:
    """Return the groups of related stems by stem; an empty table for a language without one."""
    path = Path(__file__).parent / "related" / f"{language}.txt.gz"
    if not path.is_file():
        return {}
    rows = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    return dict(row.split("\t", 1) for row in rows)
