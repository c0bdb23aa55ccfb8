"""Arrange the reviews of all entries as a calendar: a row for each owner, with twelve months, earlier and later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from precall.content.model import Entry, Playbook
from precall.content.model.fields import count_and_unit
from precall.content.owners import shown_owner
from precall.content.review_dates import due

MONTHS = 12
"""Columns of the calendar."""

SHADES = 4
"""The number of shades of a cell."""


@dataclass(frozen=True, slots=True)
class Review:
    """The next review of an entry."""

    entry: Entry
    due: date


@dataclass(frozen=True, slots=True)
class Cell:
    """The number of reviews in one column, and its shade: 0 for none, `SHADES` for the largest number."""

    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """The reviews of one owner's entries, the next one first, and their cells."""

    owner: str
    """The owner's name; empty for entries without an owner."""
    reviews: tuple[Review, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The columns and rows. A row's cells are in the order `overdue` (if there are any), months, `later` (if any)."""

    period: tuple[int, str]
    """The time between two reviews: a number and its unit, such as 6 and `month`."""
    months: tuple[date, ...]
    """The first day of each month."""
    overdue: int
    """Reviews that are due before the first month."""
    later: int
    """Reviews that are due after the last month."""
    rows: tuple[OwnerRow, ...]
    sums: tuple[int, ...]
    """The sum of each column."""

    @property
    def count(self) -> int:
        """The number of reviews."""
        return sum(self.sums)


def calendar(playbook: Playbook) -> Calendar:
    """Return the reviews from the month of `Playbook.day` on."""
    reviews = sorted(_reviews(playbook), key=lambda review: (review.due, review.entry.kind, review.entry.ref))
    months = tuple(_months(playbook.day))
    by_owner: dict[str, list[Review]] = {}
    for review in reviews:
        by_owner.setdefault(shown_owner(review.entry, playbook.settings), []).append(review)
    columns = [_column(review, months) for review in reviews]
    shown = [column for column in range(-1, MONTHS + 1) if 0 <= column < MONTHS or column in columns]
    counts = {owner: _counts(own, months, shown) for owner, own in sorted(by_owner.items())}
    most = max((count for row in counts.values() for count in row), default=0)
    return Calendar(
        period=count_and_unit(playbook.settings.review_every),
        months=months,
        overdue=columns.count(-1),
        later=columns.count(MONTHS),
        rows=tuple(
            OwnerRow(owner, tuple(by_owner[owner]), tuple(Cell(count, _shade(count, most)) for count in row))
            for owner, row in counts.items()
        ),
        sums=tuple(map(columns.count, shown)),
    )


def _reviews(playbook: Playbook) -> Iterator[Review]:
    for entry in playbook.entries():
        day = due(entry, playbook.settings)
        if day is not None:
            yield Review(entry, day)


def _months(day: date) -> Iterator[date]:
    for number in range(MONTHS):
        years, month = divmod(day.month - 1 + number, 12)
        yield date(day.year + years, month + 1, 1)


def _column(review: Review, months: Sequence[date]) -> int:
    """Return the index of a review's month: -1 before the first, `MONTHS` after the last."""
    months_ahead = (review.due.year - months[0].year) * 12 + review.due.month - months[0].month
    return max(-1, min(months_ahead, MONTHS))


def _counts(reviews: Sequence[Review], months: Sequence[date], shown: Sequence[int]) -> list[int]:
    columns = [_column(review, months) for review in reviews]
    return [columns.count(column) for column in shown]


def _shade(count: int, most: int) -> int:
    """Return the shade of a cell: any count above 0 is visible."""
    return -(-count * SHADES // most) if most else 0
