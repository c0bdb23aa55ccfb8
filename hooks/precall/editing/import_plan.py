"""The rows of a spreadsheet go in; new questions or calls come out, with a report on every row. Nothing is written."""

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
"""What becomes of a row; `unclear` rows are not imported."""

_MAX_ID_WORDS = 6
_CHANNELS = {
    "phone": ("call", "phone call", "telephone", "tel", "dial"),
    "video": ("zoom", "teams", "meet", "online", "video call", "webex"),
    "meeting": ("in person", "face to face", "f2f", "onsite", "on site", "visit", "office"),
    "message": ("email", "e-mail", "mail", "sms", "text", "chat", "voicemail", "linkedin"),
}
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,2}[.)])\s+")
_SIMILAR = 0.7
"""The share of common words from which two questions are similar."""


@dataclass
class Row:
    """The result for one row."""

    number: int
    """In the spreadsheet, from 1."""
    status: RowStatus
    text: str = ""
    """The question, or the title of the call."""
    ref: str = ""
    """The id of the new entry, or of the entry that exists already."""
    notes: list[str] = field(default_factory=list)
    """What is unclear, left out, or similar to an existing entry."""


@dataclass
class ImportPlan:
    """The new entries of a spreadsheet, and the result for each row."""

    kind: Kind
    columns: Columns
    rows: list[Row] = field(default_factory=list)
    banks: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    """New questions, by the id of their bank."""
    bank_titles: dict[str, str] = field(default_factory=dict)
    """The titles of banks that do not exist yet, by id."""
    calls: dict[str, dict[str, Value]] = field(default_factory=dict)
    """New calls, by id."""


def plan_import(
    table: Spreadsheet, loaded: LoadResult, name: str, kind: Kind | None = None, bank: str = ""
) -> ImportPlan:
    """Return the new entries of a spreadsheet.

    Args:
        table: The spreadsheet.
        loaded: The playbook that it is imported into.
        name: The file's name, as the bank for questions that name none.
        kind: Whether the rows are questions or calls; by default found from the headings.
        bank: One bank for all questions, instead of the column.

    Raises:
        PrecallError: No row has known headings.
    """
    filled = [(number, row) for number, row in table.rows if any(row)]
    if not filled:
        raise PrecallError("The spreadsheet is empty.")
    start, headings = _find_headings(filled, kind)
    plan = ImportPlan(headings.kind, headings)
    importer = _QuestionImporter(plan, loaded, name, bank) if plan.kind == "questions" else _CallImporter(plan, loaded)
    for number, cells in filled[:start]:
        title = " ".join(filter(None, cells))
        plan.rows.append(Row(number, "unclear", title, notes=["is above the headings"]))
    for number, cells in table.rows:
        if number > filled[start][0]:
            importer.add_row(number, cells)
    return plan


def _find_headings(filled: list[tuple[int, tuple[str, ...]]], kind: Kind | None) -> tuple[int, Columns]:
    """Return the index of the row with the headings, and their meaning. Titles and notes may be above it."""
    for start, (_, row) in enumerate(filled[:10]):
        headings = columns(row, kind)
        if headings is not None and sum(map(bool, headings.keys)) >= min(2, len([cell for cell in row if cell])):
            return start, headings
    known = ", ".join(known_headings(kind or "questions"))
    raise PrecallError(
        f"No row has headings that are known: {', '.join(map(repr, filter(None, filled[0][1])))}.",
        f'The first row must name the columns; "question" or "title" is needed. Known: {known}.',
    )


class _Importer:
    """Adds the rows of one spreadsheet to an import plan."""

    def __init__(self, plan: ImportPlan, loaded: LoadResult) -> None:
        self.plan = plan
        self.playbook = loaded.playbook
        self.taken_ids: dict[str, set[str]] = {}
        """By bank, or by an empty text for calls."""

    def add_row(self, number: int, cells: tuple[str, ...]) -> None:
        """Add the result for one row."""
        if not any(cells):
            self.plan.rows.append(Row(number, "empty"))
            return
        row = Row(number, "new")
        values: dict[str, str] = {}
        for position, cell in enumerate(cells):
            key = self.plan.columns.keys[position] if position < len(self.plan.columns.keys) else ""
            if key:
                values[key] = cell
            elif cell and not self._has_heading(position):
                row.notes.append(f'a cell without a heading is left out: "{cell[:60]}"')
        self.plan.rows.append(row)
        self.add_entry(row, values)

    def _has_heading(self, position: int) -> bool:
        told = self.plan.columns.report
        return position < len(told) and told[position].startswith('"')

    def add_entry(self, row: Row, values: dict[str, str]) -> None:
        """Add the entry of a row to the plan; `values` are its cells by key."""
        raise NotImplementedError

    def value(self, row: Row, model: type[Question] | type[Call], key: str, cell: str) -> Value:
        """Return a cell as a value of the model; empty, with a note, if it is not a valid one."""
        references = {name: kind for _, name, kind in reference_fields(model)}
        many = "tuple" in str(fields_by_key(model)[key].annotation)
        if key in references:
            names = _split_items(cell) if many else [cell]
            refs = list(
                dict.fromkeys(filter(None, (self._find_ref(row, key, references[key], name) for name in names)))
            )
            return list[Value](refs) if many else "".join(refs)
        if key == "tags":
            return list(dict.fromkeys(filter(None, map(slug_of, _split_items(cell, commas=True)))))
        if many:
            return [*_split_items(cell, commas=key == "keywords")]
        return cell

    def _find_ref(self, row: Row, key: str, kind: Any, name: str) -> str:
        """Return the id of the entry with a name; empty, with a note, if there is none."""
        known = self.playbook.of_kind(kind)
        for ref, entry in known.items():
            title = getattr(entry, "ask", "") or getattr(entry, "title", "")
            if name == ref or _words(name) == _words(title):
                return ref
        hint = did_you_mean(name, known)
        row.notes.append(f'{key}: no {kind} is called "{name}", left out' + (f". {hint}" if hint else ""))
        return ""

    def free_id(self, text: str, group: str, existing: Iterator[str] | None = None) -> str:
        """Return an id made from a text that is free in a bank or among the calls."""
        taken = self.taken_ids.setdefault(group, set(existing or ()))
        words = slug_of(text).split("-")
        stem = "-".join(words[:_MAX_ID_WORDS])[:60].strip("-") or "row"
        stem = f"the-{stem}" if id_fault(stem) else stem
        id_, count = stem, 2
        while id_ in taken:
            id_, count = f"{stem}-{count}", count + 1
        taken.add(id_)
        return id_


class _QuestionImporter(_Importer):
    def __init__(self, plan: ImportPlan, loaded: LoadResult, name: str, bank: str) -> None:
        super().__init__(plan, loaded)
        self.default_bank = bank
        self.file_name = name
        self.bank_above = ""
        self.known_questions = {ref: entry.ask for ref, entry in self.playbook.questions.items()}

    def add_entry(self, row: Row, values: dict[str, str]) -> None:
        ask = " ".join(values.get("ask", "").split())
        bank_name = self.default_bank or values.get("bank", "")
        if not bank_name and self.bank_above:
            bank_name = self.bank_above
            row.notes.append(f'bank: taken from the row above, "{bank_name}"')
        self.bank_above = bank_name
        row.text = ask
        if not ask:
            row.status = "unclear"
            row.notes.append("no question: " + "; ".join(filter(None, values.values()))[:80])
            return
        same = next((ref for ref, known in self.known_questions.items() if _words(known) == _words(ask)), None)
        if same is not None:
            row.status, row.ref = "duplicate", same
            return
        similar = [ref for ref, known in self.known_questions.items() if _are_similar(known, ask)]
        row.notes += [f'close to {ref}: "{self.known_questions[ref]}"' for ref in similar[:2]]
        bank = self._bank_id(bank_name or self.file_name)
        existing = (ref.split("/")[1] for ref in self.playbook.questions if ref.startswith(f"{bank}/"))
        id_ = slug_of(values.get("id", "")) or ask
        question: dict[str, Value] = {"id": self.free_id(id_, bank, existing), "ask": ask}
        for key in fields_by_key(Question):
            if key not in ("id", "ask") and values.get(key):
                question[key] = self.value(row, Question, key, values[key])
        error = _validation_error(Question, question)
        if error:
            row.status = "unclear"
            row.notes.append(error)
            return
        row.ref = f"{bank}/{question['id']}"
        self.known_questions[row.ref] = ask
        self.plan.banks.setdefault(bank, []).append({key: value for key, value in question.items() if value})

    def _bank_id(self, name: str) -> str:
        """Return the id of the bank with a name, which is new if there is none."""
        for ref, entry in self.playbook.banks.items():
            if name == ref or _words(name) == _words(entry.title):
                return ref
        title = " ".join(name.split())
        stem = slug_of(name) or "imported"
        stem = f"{stem}-questions" if id_fault(stem) else stem
        titles = self.plan.bank_titles
        count, id_ = 2, stem
        while id_ in self.playbook.banks or _words(titles.get(id_, title)) != _words(title):
            count, id_ = count + 1, f"{stem}-{count}"
        titles.setdefault(id_, title)
        return id_


class _CallImporter(_Importer):
    def add_entry(self, row: Row, values: dict[str, str]) -> None:
        row.text = title = " ".join(values.get("title", "").split())
        if not title:
            row.status = "unclear"
            row.notes.append("no title: " + "; ".join(filter(None, values.values()))[:80])
            return
        known = {
            **{ref: call.title for ref, call in self.playbook.calls.items()},
            **{ref: str(call["title"]) for ref, call in self.plan.calls.items()},
        }
        same = next((ref for ref, other in known.items() if _words(other) == _words(title)), None)
        if same is not None:
            row.status, row.ref = "duplicate", same
            return
        call: dict[str, Value] = {"title": title}
        for key in fields_by_key(Call):
            if key == "outcome":
                call[key] = {size: " ".join(values.get(size, "").split()) for size in ("best", "smallest")}
            elif key == "channel":
                call[key] = self._channel(row, values.get(key, ""))
            elif key == "minutes":
                call[key] = self._minutes(row, values.get(key, ""))
            elif key != "title" and (values.get(key) or fields_by_key(Call)[key].is_required()):
                call[key] = self.value(row, Call, key, values.get(key, "")) if values.get(key) else ""
        error = _validation_error(Call, call)
        if error:
            row.status = "unclear"
            row.notes.append(error)
            return
        blanks = [key for key, value in call.items() if value == "" and fields_by_key(Call)[key].is_required()]
        outcome = call["outcome"]
        blanks += [key for key, value in outcome.items() if not value] if isinstance(outcome, dict) else []
        if blanks:
            row.notes.append(f"to be filled in: {', '.join(blanks)}")
        row.ref = self.free_id(title, "", iter(self.playbook.calls))
        self.plan.calls[row.ref] = call

    def _channel(self, row: Row, cell: str) -> str:
        plain = cell.casefold().strip()
        for channel, words in _CHANNELS.items():
            if plain == channel or plain in words:
                return channel
        if cell:
            row.notes.append(f'channel: "{cell}" is none of {", ".join(_CHANNELS)}, left out')
        return ""

    def _minutes(self, row: Row, cell: str) -> str:
        match = re.fullmatch(
            r"(\d{1,3})(?:[.,]0+)?\s*(m|min|mins|minutes|'|h|hr|hour|hours)?\.?", cell.casefold().strip()
        )
        if match:
            minutes = int(match[1]) * (60 if (match[2] or "").startswith("h") else 1)
            if 1 <= minutes <= 600:
                return str(minutes)
        if cell:
            row.notes.append(f'minutes: "{cell}" is no number of minutes, left out')
        return ""


def _split_items(cell: str, *, commas: bool = False) -> list[str]:
    """Return the items of a cell, which lines, semicolons or bars separate, without bullets and numbers."""
    parts = re.split(r"[\n;|,]" if commas else r"[\n;|]", cell)
    return [item for item in (_BULLET.sub("", part).strip() for part in parts) if item]


def _words(text: str) -> str:
    """Return the words of a text, without case and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _are_similar(one: str, other: str) -> bool:
    first, second = set(_words(one).split()), set(_words(other).split())
    return bool(first) and len(first & second) >= _SIMILAR * len(first | second)


_ERRORS: Mapping[str, str] = {
    "unsafe_link": "has a link that the site does not allow",
    "long_text": "is too long",
    "day": "is not a date such as 2026-11-01",
    "url": "is not a web address",
}


def _validation_error(model: type[Question] | type[Call], values: Mapping[str, Any]) -> str:
    """Return the first error in a row besides missing values; empty if there is none."""
    try:
        model.model_validate({key: value for key, value in values.items() if value})
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if details["type"] not in ("missing", "empty_text"):
                return f"{details['loc'][0]}: {_ERRORS.get(details['type'], 'has an invalid value')}"
    return ""
