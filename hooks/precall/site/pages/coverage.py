"""Compute the coverage grid of the state page: for each call, which fields are present, missing, or faulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from precall.cards.card import make_cards
from precall.cards.overflow import overflowing_cards
from precall.cards.sheet import load_sheets
from precall.content.model import Call, Entry, Playbook
from precall.core.problems import Problem, Span

FIELDS = ("objective", "outcome", "free_value", "questions", "barriers")
"""Fields with their own column. The last column is the card."""

OTHER_FIELDS = ("agree", "listen_for", "principles", "play_back", "keywords", "next")
"""Optional fields that a call should have, listed below its name if it lacks them; interface words: `lacks`."""

COUNTED = ("questions", "barriers")
"""Fields whose cell shows how many items they have."""

CellState = Literal["present", "missing", "finding"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A call in one column of the table."""

    column: str
    """The name of the field, or `card`."""
    state: CellState
    count: int = 0
    """The number of items, for fields that are counted."""
    rule: str = ""
    """The rule of the first finding; empty without one."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one call, and the other fields that it lacks."""

    call: Call
    cells: tuple[Cell, ...]
    lacks: tuple[str, ...]

    @property
    def has_gaps(self) -> bool:
        """Whether the call lacks anything, or has a finding."""
        return bool(self.lacks) or any(cell.state != "present" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class StageCoverage:
    """The rows of one stage's calls."""

    stage: Entry
    rows: tuple[Row, ...]


def coverage(playbook: Playbook, problems: Sequence[Problem]) -> list[StageCoverage]:
    """Return the grid, stage by stage."""
    by_path: dict[str, list[Problem]] = {}
    for problem in problems:
        by_path.setdefault(problem.path, []).append(problem)
    sheet = load_sheets()[playbook.settings.cards.paper]
    too_long = overflowing_cards(list(make_cards(playbook)), sheet, playbook.session)
    return [
        StageCoverage(stage, tuple(_row(call, by_path, call.ref not in too_long) for call in playbook.calls_of(stage)))
        for stage in playbook.stages.values()
    ]


def _row(call: Call, problems: Mapping[str, Sequence[Problem]], fits: bool) -> Row:
    rules: dict[str, str] = {}
    for field, problem in _fields_with_problems(call, problems):
        rules.setdefault(field, problem.rule)
    cells = [_cell(call, field, rules.get(field, "")) for field in FIELDS]
    cells.append(Cell("card", "present" if fits else "finding", rule="" if fits else "card-overflow"))
    return Row(call, tuple(cells), tuple(field for field in OTHER_FIELDS if not getattr(call, field)))


def _cell(call: Call, field: str, rule: str) -> Cell:
    value = getattr(call, field)
    count = len(value) if field in COUNTED else 0
    if not value:
        return Cell(field, "missing", rule=rule)
    return Cell(field, "finding" if rule else "present", count, rule)


def _fields_with_problems(call: Call, problems: Mapping[str, Sequence[Problem]]) -> Iterator[tuple[str, Problem]]:
    """Yield each problem at a field of a call with the field's key: the last key of its file before the problem."""
    document = call.location.document
    for path in document.paths:
        if path not in problems:
            continue
        starts = sorted(_key_places(call, path))
        for problem in problems[path]:
            before = [key for span, key in starts if (span.line, span.column) <= _place(problem.span)]
            if before:
                yield before[-1], problem


def _key_places(call: Call, path: str) -> Iterator[tuple[Span, str]]:
    """Yield the place of each key of a call that was written in one file."""
    for key in call.model_fields_set:
        document, loc = call.location.document.owner_of((*call.location.loc, key))
        if path in document.paths:
            yield document.span(loc, key=True), key


def _place(span: Span) -> tuple[int, int]:
    return span.line, span.column
