"""Export questions or calls as CSV that is safe to open in a spreadsheet and that `precall import` reads."""

from __future__ import annotations

import csv
import io
from typing import Any

from precall.content.columns import Kind, known_headings
from precall.content.model import Call, Playbook, Question, fields_by_key

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Spreadsheets read a cell that begins with one of these as a formula, which may send data to others."""


def csv_table(playbook: Playbook, kind: Kind, *, owners: bool = False) -> bytes:
    """Return a row for each entry, in UTF-8 with a byte order mark for Excel; lists have a line for each item."""
    keys = [key for key in known_headings(kind) if owners or key != "owner"]
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(keys)
    entries = playbook.questions if kind == "questions" else playbook.calls
    for entry in entries.values():
        writer.writerow([escape_formula(_cell(playbook, entry, key)) for key in keys])
    return output.getvalue().encode("utf-8-sig")


def escape_formula(cell: str) -> str:
    """Return a cell with an apostrophe before it if a spreadsheet would read it as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _cell(playbook: Playbook, entry: Any, key: str) -> str:
    if isinstance(entry, Question) and key == "bank":
        return playbook.bank_of(entry).title
    if isinstance(entry, Call) and key in ("best", "smallest"):
        return str(getattr(entry.outcome, key))
    name = next(
        name
        for name, field in type(entry).model_fields.items()
        if key in (name, field.alias) and key in fields_by_key(type(entry))
    )
    value = getattr(entry, name)
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
