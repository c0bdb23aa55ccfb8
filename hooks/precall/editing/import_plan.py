"""Plan an import: convert the rows of a spreadsheet to new entries, with a report on every row. Write nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from precall.content.columns import Columns, Kind, columns, known_headings
from precall.content.loader import LoadResult
from precall.content.loose_values import CHANNEL_WORDS, channel_in, day_in, minutes_in
from precall.content.model import Barrier, Call, Question, fields_by_key
from precall.content.model.fields import PLACEHOLDERS, id_fault, slug_of, unquoted
from precall.content.model.playbook import reference_fields
from precall.content.source_map import Value
from precall.core.errors import PrecallError
from precall.core.problems import did_you_mean
from precall.editing.spreadsheet import Spreadsheet

RowStatus = Literal["new", "empty", "duplicate", "unclear"]
"""The status of a row; `unclear` rows are not imported."""

_MAX_ID_WORDS = 6
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,2}[.)])\s+")
_SPOKEN = ("sounds_like", "follow_ups", "hope_to_hear")
"""Keys of words that somebody says, which people often write in quotes."""
_NUMBER = r"[-+(]?[\d.,'’ ]*\d[\d.,'’ ]*\)?\s*(?:%|€|\$|£|CHF|EUR|USD)?"
_COUNTED = r"(?:questions?|calls?|objections?|rows?|entries|items?|fragen?|gespräche?|einwände?|zeilen?|einträge?)"
_TOTAL_WORD = (
    r"(?:(?:grand |sub-?)?totals?|sum|count|average|number of|"
    r"(?:gesamt|zwischen)?summe|gesamt(?:zahl|anzahl)?|total der|insgesamt|anzahl|durchschnitt)"
)
_TOTAL = re.compile(
    rf"{_TOTAL_WORD}(?: (?:of )?{_COUNTED})?[\s:=]*(?:{_NUMBER}(?:\s*{_COUNTED})?)?"
    rf"|{_NUMBER}\s*{_COUNTED}(?: in total| total| insgesamt| gesamt)?\.?"
    rf"|{_COUNTED}[\s:=]+{_NUMBER}",
    re.IGNORECASE,
)
"""The first cell of a row that adds up those above it."""
_SIMILAR = 0.7
"""Minimum share of common words of two similar questions."""


@dataclass
class Row:
    """The result for one row."""

    number: int
    """The row's number in the spreadsheet, from 1."""
    status: RowStatus
    text: str = ""
    """The question, or the title of the call."""
    ref: str = ""
    """The id of the new entry, or of an existing one."""
    notes: list[str] = field(default_factory=list)
    """Notes on unclear, skipped, and similar rows."""


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
    barriers: dict[str, dict[str, Value]] = field(default_factory=dict)
    """New barriers, by id."""
    before: ImportPlan | None = None
    """The plan of an earlier sheet of the same file, which shares its entries with this one."""
    sheet: str = ""
    """The name of the sheet of the rows; empty for a file of one sheet."""

    @property
    def all_rows(self) -> list[Row]:
        """The rows of this sheet and of the earlier ones."""
        return [*(self.before.all_rows if self.before else ()), *self.rows]


def plan_sheets(
    tables: Sequence[Spreadsheet],
    loaded: LoadResult,
    name: str,
    kind: Kind | None = None,
    bank: str = "",
    *,
    mapping: Mapping[str, str] | None = None,
) -> tuple[list[ImportPlan], list[str]]:
    """Return a plan for each sheet, and a line for each sheet that is left out. The plans share their entries.

    Raises:
        PrecallError: No sheet has known headings.
    """
    plans: list[ImportPlan] = []
    left_out: list[str] = []
    for table in tables:
        title = table.name if len(tables) > 1 else name
        try:
            made = plan_import(table, loaded, title, kind, bank, mapping=mapping, before=plans[-1] if plans else None)
            plans.append(made)
        except PrecallError as error:
            if len(tables) == 1:
                raise
            left_out.append(f'the sheet "{table.name}": {str(error).splitlines()[0]}')
    if not plans:
        raise PrecallError("No sheet has known headings.", "; ".join(left_out))
    return plans, left_out


def plan_import(
    table: Spreadsheet,
    loaded: LoadResult,
    name: str,
    kind: Kind | None = None,
    bank: str = "",
    *,
    mapping: Mapping[str, str] | None = None,
    before: ImportPlan | None = None,
) -> ImportPlan:
    """Return the new entries of a spreadsheet.

    Args:
        table: The spreadsheet.
        loaded: The playbook that it is imported into.
        name: The file's name, which is the bank of questions without a bank.
        kind: Whether the rows are questions or calls; by default detected from the headings.
        bank: One bank for all questions, instead of the column.
        mapping: Keys that the user has chosen, by heading.
        before: The plan of an earlier sheet of the same file, to whose entries this sheet adds.

    Raises:
        PrecallError: No row has known headings.
    """
    filled = [(number, row) for number, row in table.rows if any(row)]
    if not filled:
        raise PrecallError("The spreadsheet is empty.")
    start, headings = _find_headings(filled, kind, mapping)
    plan = ImportPlan(headings.kind, headings, before=before, sheet=table.name)
    if before is not None:
        plan.banks, plan.bank_titles = before.banks, before.bank_titles
        plan.calls, plan.barriers = before.calls, before.barriers
    importer = {"questions": _QuestionImporter, "calls": _CallImporter, "barriers": _BarrierImporter}[plan.kind](
        plan, loaded, name, bank
    )
    if isinstance(importer, _CallImporter):
        importer.read_titles(row for number, row in table.rows if number > filled[start][0])
    for number, cells in filled[:start]:
        title = " ".join(filter(None, cells))
        plan.rows.append(Row(number, "unclear", title, notes=["is above the headings"]))
    for number, cells in table.rows:
        if number > filled[start][0]:
            importer.add_row(number, cells)
    _drop_lost_calls(plan, loaded)
    return plan


def _drop_lost_calls(plan: ImportPlan, loaded: LoadResult) -> None:
    """Remove references to calls of the sheet whose own rows are not imported."""
    for row in plan.rows:
        following = plan.calls.get(row.ref, {}).get("next")
        for ref in list(following) if isinstance(following, list) else []:
            if ref not in plan.calls and ref not in loaded.playbook.calls and isinstance(following, list):
                following.remove(ref)
                row.notes.append(f"next: the row of {ref} is not imported, left out")


def _find_headings(
    filled: list[tuple[int, tuple[str, ...]]], kind: Kind | None, mapping: Mapping[str, str] | None
) -> tuple[int, Columns]:
    """Return the index of the row with the headings, and their meaning. Titles and notes may be above it."""
    found = [(start, columns(row, kind, mapping)) for start, (_, row) in enumerate(filled[:10])]
    usable = [(start, headings) for start, headings in found if headings is not None]
    for start, headings in usable:
        if sum(map(bool, headings.keys)) >= min(2, len([cell for cell in filled[start][1] if cell])):
            return start, headings
    if usable:
        # Only the question or the title has a known heading: the report names the other columns.
        return usable[0]
    known = ", ".join(known_headings(kind or "questions"))
    raise PrecallError(
        f"No row has known headings: {', '.join(map(repr, filter(None, filled[0][1])))}.",
        f'The first row must name the columns; "question", "title" or "objection" is needed. Known: {known}. '
        'To say what a column is: --map "Heading=ask".',
    )


class _Importer:
    """Adds the rows of one spreadsheet to an import plan."""

    def __init__(self, plan: ImportPlan, loaded: LoadResult, name: str, bank: str) -> None:
        self.plan = plan
        self.playbook = loaded.playbook
        self.file_name = name
        self.default_bank = bank
        self.taken_ids: dict[str, set[str]] = {}
        """Ids in use, by bank; the key is empty for calls and `barriers` for barriers."""
        self.known_questions = {ref: entry.ask for ref, entry in self.playbook.questions.items()}
        for id_, questions in plan.banks.items():
            self.known_questions.update({f"{id_}/{question['id']}": str(question["ask"]) for question in questions})

    def add_row(self, number: int, cells: tuple[str, ...]) -> None:
        """Add the result for one row."""
        if not any(cells):
            self.plan.rows.append(Row(number, "empty"))
            return
        reason = _not_an_entry(cells)
        if reason:
            self.plan.rows.append(Row(number, "unclear", " ".join(filter(None, cells)), notes=[reason]))
            return
        row = Row(number, "new")
        values: dict[str, str] = {}
        for position, cell in enumerate(cells):
            key = self.plan.columns.keys[position] if position < len(self.plan.columns.keys) else ""
            if key and cell.casefold() in PLACEHOLDERS:
                row.notes.append(f'{key}: "{cell}" is only a placeholder, left out')
            elif key:
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

    def value(self, row: Row, model: type[Question | Call | Barrier], key: str, cell: str) -> Value:
        """Return a cell as a value of the model; empty, with a note, if it is not valid."""
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
            items = _split_items(cell, commas=key == "keywords")
            return [*(map(unquoted, items) if key in _SPOKEN else items)]
        if key == "reviewed":
            day = day_in(cell)
            if day is None:
                row.notes.append(f'{key}: "{cell}" is no date such as 2026-11-01, left out')
            return day.isoformat() if day else ""
        return cell

    def _find_ref(self, row: Row, key: str, kind: Any, name: str) -> str:
        """Return the id of the entry with a name.

        If there is none, a question or barrier is created; for other kinds the id is empty, with a note.
        """
        known = self.playbook.of_kind(kind)
        for ref, entry in known.items():
            title = getattr(entry, "ask", "") or getattr(entry, "title", "")
            if name == ref or _words(name) == _words(title):
                return ref
        if kind == "question" and " " in name:
            return self.new_question(row, name)
        if kind == "barrier" and name:
            return self.new_barrier(row, {"title": name})
        hint = did_you_mean(name, known)
        row.notes.append(f'{key}: no {kind} is called "{name}", left out' + (f". {hint}" if hint else ""))
        return ""

    def new_question(self, row: Row, ask: str, more: Mapping[str, Value] | None = None, bank_name: str = "") -> str:
        """Return the id of the question with these words; create it if there is none."""
        ask = " ".join(ask.split())
        same = next((ref for ref, known in self.known_questions.items() if _words(known) == _words(ask)), None)
        if same is not None:
            return same
        bank = self.bank_id(bank_name or self.default_bank or self.file_name)
        ref = f"{bank}/{self.free_id(ask, bank, self._ids_in(bank))}"
        self.plan.banks.setdefault(bank, []).append({"id": ref.partition("/")[2], "ask": ask, **(more or {})})
        self.known_questions[ref] = ask
        row.notes.append(f'a new question: {ref}, "{ask}"')
        return ref

    def new_barrier(self, row: Row, barrier: dict[str, Value]) -> str:
        """Return the id of the barrier with this title; create it if there is none."""
        title = str(barrier["title"])
        known = {ref: entry.title for ref, entry in self.playbook.barriers.items()}
        known.update({ref: str(barrier["title"]) for ref, barrier in self.plan.barriers.items()})
        same = next((ref for ref, other in known.items() if _words(other) == _words(title)), None)
        if same is not None:
            return same
        ref = self.free_id(title, "barriers", iter(self.playbook.barriers))
        self.plan.barriers[ref] = {"id": ref, "sounds_like": [title], **barrier}
        if self.plan.kind == "calls":
            row.notes.append(f'a new barrier: {ref}, "{title}"')
        return ref

    def _ids_in(self, bank: str) -> Iterator[str]:
        return (ref.split("/")[1] for ref in self.playbook.questions if ref.startswith(f"{bank}/"))

    def bank_id(self, name: str) -> str:
        """Return the id of the bank with a name; create it if there is none."""
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

    def free_id(self, text: str, group: str, existing: Iterator[str] | None = None) -> str:
        """Return an unused id, made from a text, in a bank or among the calls."""
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
        super().__init__(plan, loaded, name, bank)
        self.bank_above = ""

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
        bank = self.bank_id(bank_name or self.file_name)
        existing = self._ids_in(bank)
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


class _BarrierImporter(_Importer):
    def add_entry(self, row: Row, values: dict[str, str]) -> None:
        row.text = title = unquoted(" ".join(values.get("title", "").split()))
        if not title:
            row.status = "unclear"
            row.notes.append("no objection: " + "; ".join(filter(None, values.values()))[:80])
            return
        known = {ref: entry.title for ref, entry in self.playbook.barriers.items()}
        known.update({ref: str(barrier["title"]) for ref, barrier in self.plan.barriers.items()})
        same = next((ref for ref, other in known.items() if _words(other) == _words(title)), None)
        if same is not None:
            row.status, row.ref = "duplicate", same
            return
        barrier: dict[str, Value] = {"title": title}
        for key in fields_by_key(Barrier):
            if key not in ("id", "title", "questions") and values.get(key):
                barrier[key] = self.value(row, Barrier, key, values[key])
        error = _validation_error(Barrier, {"id": "x", **barrier})
        if error:
            row.status = "unclear"
            row.notes.append(error)
            return
        questions = [
            self._find_ref(row, "questions", "question", item) for item in _split_items(values.get("questions", ""))
        ]
        questions += [self.new_question(row, item) for item in _split_items(values.get("follow_ups", ""))]
        if any(questions):
            barrier["questions"] = [*dict.fromkeys(filter(None, questions))]
        row.ref = self.new_barrier(row, {key: value for key, value in barrier.items() if value})


class _CallImporter(_Importer):
    def __init__(self, plan: ImportPlan, loaded: LoadResult, name: str, bank: str) -> None:
        super().__init__(plan, loaded, name, bank)
        self.refs: dict[str, str] = {}
        """The ids of the new calls of the sheet, by normalized title."""

    def read_titles(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Choose the ids of all calls of the sheet, so that a call can name one below it as its next."""
        position = self.plan.columns.keys.index("title")
        known = {_words(call.title) for call in self.playbook.calls.values()}
        known.update(_words(str(call["title"])) for call in self.plan.calls.values())
        for row in rows:
            title = " ".join(row[position].split()) if len(row) > position else ""
            if title and _words(title) not in known and _words(title) not in self.refs:
                self.refs[_words(title)] = self.free_id(title, "", iter(self.playbook.calls))

    def _find_ref(self, row: Row, key: str, kind: Any, name: str) -> str:
        if kind == "call" and _words(name) in self.refs:
            return self.refs[_words(name)]
        return super()._find_ref(row, key, kind, name)

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
            row.notes.append(f"a draft, to be filled in: {', '.join(blanks)}")
            call["draft"] = "true"
        row.ref = self.refs[_words(title)]
        self.plan.calls[row.ref] = call

    def _channel(self, row: Row, cell: str) -> str:
        channel = channel_in(cell)
        if channel:
            return channel
        if cell:
            row.notes.append(f'channel: "{cell}" is none of {", ".join(CHANNEL_WORDS)}, left out')
        return ""

    def _minutes(self, row: Row, cell: str) -> str:
        minutes = minutes_in(cell)
        if minutes is not None and 1 <= minutes <= 600:
            if re.search(r"\d\s*(?:-|–|bis|to)\s*\d", cell):
                row.notes.append(f'minutes: "{cell}" is taken as {minutes}')
            return str(minutes)
        if cell:
            row.notes.append(f'minutes: "{cell}" is no number of minutes, left out')
        return ""


def _split_items(cell: str, *, commas: bool = False) -> list[str]:
    """Return the items of a cell, separated by line ends, semicolons or bars, without bullets and numbers."""
    parts = re.split(r"[\n;|,]" if commas else r"[\n;|]", cell)
    return [item for item in (_BULLET.sub("", part).strip() for part in parts) if item]


def _not_an_entry(cells: tuple[str, ...]) -> str:
    """Return the reason why a row is a total or has only numbers; empty for the row of an entry."""
    filled = [" ".join(cell.split()) for cell in cells if cell]
    has_words = not all(re.fullmatch(_NUMBER, cell) for cell in filled)
    if not has_words:
        return f"has only {'a number' if len(filled) == 1 else 'numbers'}, which are no entry"
    others = [cell for cell in filled if not re.fullmatch(_NUMBER, cell)]
    return "is a total of the rows above it, which is no entry" if all(map(_TOTAL.fullmatch, others)) else ""


def _words(text: str) -> str:
    """Return the words of a text, without case and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _are_similar(one: str, other: str) -> bool:
    first, second = set(_words(one).split()), set(_words(other).split())
    return bool(first) and len(first & second) >= _SIMILAR * len(first | second)


_ERRORS: Mapping[str, str] = {
    "unsafe_link": "has a link that the site does not allow",
    "long_text": "is too long",
    "url": "is not a web address",
}


def _validation_error(model: type[Question | Call | Barrier], values: Mapping[str, Any]) -> str:
    """Return the first error in a row other than missing values; empty if there is none."""
    try:
        model.model_validate({key: value for key, value in values.items() if value})
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if details["type"] not in ("missing", "empty_text"):
                return f"{details['loc'][0]}: {_ERRORS.get(details['type'], 'has an invalid value')}"
    return ""
