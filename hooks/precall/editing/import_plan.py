"""Rows of a spreadsheet become questions in their banks, or calls; every row is told of, and nothing written here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from precall.content.columns import Columns, Kind, columns, known_headings
from precall.content.loader import LoadResult
from precall.content.model import Call, Question, fields_by_key
from precall.content.model.fields import id_fault, slug_of
from precall.content.model.playbook import reference_fields
from precall.content.source_map import Value
from precall.core.errors import PrecallError
from precall.core.problems import did_you_mean
from precall.editing.spreadsheet import Spreadsheet

RowStatus = Literal["new", "empty", "duplicate", "unclear"]

_ID_WORDS = 6
_CHANNELS = {
    "phone": ("call", "phone call", "telephone", "tel", "dial"),
    "video": ("zoom", "teams", "meet", "online", "video call", "webex"),
    "meeting": ("in person", "face to face", "f2f", "onsite", "on site", "visit", "office"),
    "message": ("email", "e-mail", "mail", "sms", "text", "chat", "voicemail", "linkedin"),
}
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,2}[.)])\s+")
_NEAR = 0.7
"""How much of their words two questions share when one is close to the other."""


@dataclass
class Row:
    """What became of one row."""

    number: int
    """In the spreadsheet, from 1."""
    fate: RowStatus
    said: str = ""
    """The question or the title."""
    ref: str = ""
    """The id of what is made, or of what is there already."""
    notes: list[str] = field(default_factory=list)
    """What is unclear, left out, or close to something else."""


@dataclass
class ImportPlan:
    """What a spreadsheet would become."""

    kind: Kind
    columns: Columns
    rows: list[Row] = field(default_factory=list)
    banks: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    """New questions by their bank's id."""
    bank_titles: dict[str, str] = field(default_factory=dict)
    """The titles of banks that are not there yet."""
    calls: dict[str, dict[str, Value]] = field(default_factory=dict)


def plan_import(
    table: Spreadsheet, loaded: LoadResult, name: str, kind: Kind | None = None, bank: str = ""
) -> ImportPlan:
    """Decide about every row.

    `name` is the file's, for questions that name no bank; `bank` is one for all. Raises PrecallError when the
    headings cannot be understood.
    """
    filled = [(number, row) for number, row in table.rows if any(row)]
    if not filled:
        raise PrecallError("The spreadsheet is empty.")
    start, found = _headings(filled, kind)
    made = ImportPlan(found.kind, found)
    planning = _Questions(made, loaded, name, bank) if found.kind == "questions" else _Calls(made, loaded)
    for number, cells in filled[:start]:
        title = " ".join(filter(None, cells))
        made.rows.append(Row(number, "unclear", title, notes=["stands over the headings"]))
    for number, cells in table.rows:
        if number > filled[start][0]:
            planning.row(number, cells)
    return made


def _headings(filled: list[tuple[int, tuple[str, ...]]], kind: Kind | None) -> tuple[int, Columns]:
    """Which of the rows has the headings, and what they mean. Titles and notes often stand over them."""
    for start, (_, row) in enumerate(filled[:10]):
        found = columns(row, kind)
        if found is not None and sum(map(bool, found.keys)) >= min(2, len([cell for cell in row if cell])):
            return start, found
    wanted = ", ".join(known_headings(kind or "questions"))
    raise PrecallError(
        f"No row has headings that are known: {', '.join(map(repr, filter(None, filled[0][1])))}.",
        f'The first row must name the columns; "question" or "title" is needed. Known: {wanted}.',
    )


class _Planning:
    """One spreadsheet being decided about."""

    def __init__(self, made: ImportPlan, loaded: LoadResult) -> None:
        self.made = made
        self.playbook = loaded.playbook
        self.taken: dict[str, set[str]] = {}
        """Ids by their bank, or by nothing for calls."""

    def row(self, number: int, cells: tuple[str, ...]) -> None:
        """Decide about one row."""
        if not any(cells):
            self.made.rows.append(Row(number, "empty"))
            return
        row = Row(number, "new")
        values: dict[str, str] = {}
        for position, cell in enumerate(cells):
            key = self.made.columns.keys[position] if position < len(self.made.columns.keys) else ""
            if key:
                values[key] = cell
            elif cell and not self._is_headed(position):
                row.notes.append(f'a cell without a heading is left out: "{cell[:60]}"')
        self.made.rows.append(row)
        self.take(row, values)

    def _is_headed(self, position: int) -> bool:
        told = self.made.columns.told
        return position < len(told) and told[position].startswith('"')

    def take(self, row: Row, values: dict[str, str]) -> None:
        """Make something of the cells of a row."""
        raise NotImplementedError

    def value(self, row: Row, model: type[Question] | type[Call], key: str, cell: str) -> Value:
        """What a cell says, as the model takes it; empty where it cannot be taken, with a note."""
        references = {name: kind for _, name, kind in reference_fields(model)}
        many = "tuple" in str(fields_by_key(model)[key].annotation)
        if key in references:
            found = [self._ref(row, key, references[key], each) for each in (_listed(cell) if many else [cell])]
            refs = list(dict.fromkeys(filter(None, found)))
            return list[Value](refs) if many else "".join(refs)
        if key == "tags":
            return list(dict.fromkeys(filter(None, map(slug_of, _listed(cell, commas=True)))))
        if many:
            return [*_listed(cell, commas=key == "keywords")]
        return cell

    def _ref(self, row: Row, key: str, kind: Any, said: str) -> str:
        known = self.playbook.of_kind(kind)
        for ref, entry in known.items():
            title = getattr(entry, "ask", "") or getattr(entry, "title", "")
            if said == ref or _words(said) == _words(title):
                return ref
        hint = did_you_mean(said, known)
        row.notes.append(f'{key}: no {kind} is called "{said}", left out' + (f". {hint}" if hint else ""))
        return ""

    def id_for(self, said: str, group: str, there: Iterator[str] | None = None) -> str:
        """An id that is free in a bank or among the calls."""
        taken = self.taken.setdefault(group, set(there or ()))
        words = slug_of(said).split("-")
        stem = "-".join(words[:_ID_WORDS])[:60].strip("-") or "row"
        stem = f"the-{stem}" if id_fault(stem) else stem
        made, count = stem, 2
        while made in taken:
            made, count = f"{stem}-{count}", count + 1
        taken.add(made)
        return made


class _Questions(_Planning):
    def __init__(self, made: ImportPlan, loaded: LoadResult, name: str, bank: str) -> None:
        super().__init__(made, loaded)
        self.default = bank
        self.name = name
        self.above = ""
        self.known = {ref: entry.ask for ref, entry in self.playbook.questions.items()}

    def take(self, row: Row, values: dict[str, str]) -> None:
        said = " ".join(values.get("ask", "").split())
        bank_said = self.default or values.get("bank", "")
        if not bank_said and self.above:
            bank_said = self.above
            row.notes.append(f'bank: taken from the row above, "{bank_said}"')
        self.above = bank_said
        row.said = said
        if not said:
            row.fate = "unclear"
            row.notes.append("no question: " + "; ".join(filter(None, values.values()))[:80])
            return
        same = next((ref for ref, ask in self.known.items() if _words(ask) == _words(said)), None)
        if same is not None:
            row.fate, row.ref = "duplicate", same
            return
        near = [ref for ref, ask in self.known.items() if _near(ask, said)]
        row.notes += [f'close to {ref}: "{self.known[ref]}"' for ref in near[:2]]
        bank = self._bank(bank_said or self.name)
        there = (ref.split("/")[1] for ref in self.playbook.questions if ref.startswith(f"{bank}/"))
        id_ = slug_of(values.get("id", "")) or said
        question: dict[str, Value] = {"id": self.id_for(id_, bank, there), "ask": said}
        for key in fields_by_key(Question):
            if key not in ("id", "ask") and values.get(key):
                question[key] = self.value(row, Question, key, values[key])
        fault = _fault(Question, question)
        if fault:
            row.fate = "unclear"
            row.notes.append(fault)
            return
        row.ref = f"{bank}/{question['id']}"
        self.known[row.ref] = said
        self.made.banks.setdefault(bank, []).append({key: value for key, value in question.items() if value})

    def _bank(self, said: str) -> str:
        for ref, entry in self.playbook.banks.items():
            if said == ref or _words(said) == _words(entry.title):
                return ref
        title = " ".join(said.split())
        stem = slug_of(said) or "imported"
        stem = f"{stem}-questions" if id_fault(stem) else stem
        titles = self.made.bank_titles
        count, id_ = 2, stem
        while id_ in self.playbook.banks or _words(titles.get(id_, title)) != _words(title):
            count, id_ = count + 1, f"{stem}-{count}"
        titles.setdefault(id_, title)
        return id_


class _Calls(_Planning):
    def take(self, row: Row, values: dict[str, str]) -> None:
        row.said = title = " ".join(values.get("title", "").split())
        if not title:
            row.fate = "unclear"
            row.notes.append("no title: " + "; ".join(filter(None, values.values()))[:80])
            return
        known = {
            **{ref: call.title for ref, call in self.playbook.calls.items()},
            **{ref: str(call["title"]) for ref, call in self.made.calls.items()},
        }
        same = next((ref for ref, each in known.items() if _words(each) == _words(title)), None)
        if same is not None:
            row.fate, row.ref = "duplicate", same
            return
        call: dict[str, Value] = {"title": title}
        for key in fields_by_key(Call):
            if key == "outcome":
                call[key] = {each: " ".join(values.get(each, "").split()) for each in ("best", "smallest")}
            elif key == "channel":
                call[key] = self._channel(row, values.get(key, ""))
            elif key == "minutes":
                call[key] = self._minutes(row, values.get(key, ""))
            elif key != "title" and (values.get(key) or fields_by_key(Call)[key].is_required()):
                call[key] = self.value(row, Call, key, values.get(key, "")) if values.get(key) else ""
        fault = _fault(Call, call)
        if fault:
            row.fate = "unclear"
            row.notes.append(fault)
            return
        blanks = [key for key, value in call.items() if value == "" and fields_by_key(Call)[key].is_required()]
        outcome = call["outcome"]
        blanks += [key for key, value in outcome.items() if not value] if isinstance(outcome, dict) else []
        if blanks:
            row.notes.append(f"to be filled in: {', '.join(blanks)}")
        row.ref = self.id_for(title, "", iter(self.playbook.calls))
        self.made.calls[row.ref] = call

    def _channel(self, row: Row, said: str) -> str:
        plain = said.casefold().strip()
        for channel, words in _CHANNELS.items():
            if plain == channel or plain in words:
                return channel
        if said:
            row.notes.append(f'channel: "{said}" is none of {", ".join(_CHANNELS)}, left out')
        return ""

    def _minutes(self, row: Row, said: str) -> str:
        found = re.fullmatch(
            r"(\d{1,3})(?:[.,]0+)?\s*(m|min|mins|minutes|'|h|hr|hour|hours)?\.?", said.casefold().strip()
        )
        if found:
            minutes = int(found[1]) * (60 if (found[2] or "").startswith("h") else 1)
            if 1 <= minutes <= 600:
                return str(minutes)
        if said:
            row.notes.append(f'minutes: "{said}" is no number of minutes, left out')
        return ""


def _listed(cell: str, *, commas: bool = False) -> list[str]:
    """The items of a cell: a line each, or with semicolons or bars between them; bullets and numbers taken off."""
    parts = re.split(r"[\n;|,]" if commas else r"[\n;|]", cell)
    return [said for said in (_BULLET.sub("", part).strip() for part in parts) if said]


def _words(said: str) -> str:
    return " ".join(re.findall(r"\w+", said.casefold()))


def _near(one: str, other: str) -> bool:
    first, second = set(_words(one).split()), set(_words(other).split())
    return bool(first) and len(first & second) >= _NEAR * len(first | second)


_FAULTS: Mapping[str, str] = {
    "unsafe_link": "holds a link that the site may not make",
    "long_text": "is too long",
    "day": "is no date as 2026-11-01",
    "url": "is no address on the web",
}


def _fault(model: type[Question] | type[Call], values: Mapping[str, Any]) -> str:
    """What is wrong with the texts of a row beyond what is missing, or nothing."""
    try:
        model.model_validate({key: value for key, value in values.items() if value})
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            if fault["type"] not in ("missing", "empty_text"):
                return f"{fault['loc'][0]}: {_FAULTS.get(fault['type'], 'cannot be taken as it stands')}"
    return ""
