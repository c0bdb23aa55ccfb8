"""A spreadsheet's file becomes rows of text, whichever program saved it: Excel, Google Sheets or LibreOffice."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from precall.core.errors import PrecallError

MAX_FILE_SIZE = 20_000_000
"""Bytes that a spreadsheet may have. Ten thousand questions have about 3,000,000."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True)
class Spreadsheet:
    """The rows of one sheet."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Each with its number in the spreadsheet, from 1; empty ones too."""
    told: str
    """How it was read, for the one who asked."""


def read_spreadsheet(path: Path) -> Spreadsheet:
    """The rows of a CSV or xlsx file. Raises PrecallError when it is neither."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_FILE_SIZE else b""
    except OSError as error:
        raise PrecallError(f"{path} cannot be opened: {(error.strerror or 'unknown reason').lower()}.") from None
    if size > MAX_FILE_SIZE:
        raise PrecallError(f"{path} has {size / 1e6:.0f} MB; the most is {MAX_FILE_SIZE / 1e6:.0f} MB.", "Split it.")
    if content.startswith(b"PK"):
        return _workbook(path, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PrecallError(f"{path} is an old Excel file.", "Save it as .xlsx or as CSV, and try again.")
    return _csv(content)


def _csv(content: bytes) -> Spreadsheet:
    text, encoding = _decoded(content)
    separator = ""
    first, _, rest = text.partition("\n")
    # Excel's own way to name the separator in a file.
    if first.strip("\r").lower().startswith("sep=") and len(first.strip("\r")) == 5:
        separator, text = first[4], rest
    separator = separator or max(SEPARATORS, key=lambda each: _fits(text, each))
    rows = [tuple(_unescaped(cell.strip()) for cell in row) for row in _parsed(text, separator)]
    # Programs do not show the line that names the separator.
    numbered = tuple(enumerate(rows, 1))
    return Spreadsheet(numbered, f"{encoding}, separated by {SEPARATORS.get(separator, repr(separator))}")


def _unescaped(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if re.match(r"'[=+\-@＝＋－＠]", cell) else cell


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding.removesuffix("-sig")
    # UTF-16 without its mark: every other byte of Western text is zero.
    for encoding, zeros in (("utf-16-le", content[1:200:2]), ("utf-16-be", content[0:200:2])):
        if len(zeros) > 2 and zeros.count(0) > len(zeros) * 0.7:
            return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "cp1252"


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FILE_SIZE)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise PrecallError(f"The file is no CSV: {error}.", "Save it again as CSV UTF-8.") from None


def _fits(text: str, separator: str) -> tuple[float, int]:
    """How well a separator fits: rows that have as many cells as the first, then how many those are."""
    rows = []
    for row in _parsed(text[:50_000], separator):
        if any(cell.strip() for cell in row):
            rows.append(len(row))
        if len(rows) == 50:
            break
    if not rows or rows[0] < 2:
        return (0, 0)
    return (sum(count == rows[0] for count in rows) / len(rows), rows[0])


def _workbook(path: Path, content: bytes) -> Spreadsheet:
    # Loaded for this one kind of file only.
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes a fifth of a second

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {sheet.title: [tuple(map(_cell, row)) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise PrecallError(f"{path} is no xlsx file that can be read: {error}.", "Save it again, or as CSV.") from None
    filled = {title: rows for title, rows in sheets.items() if any(map(any, rows))}
    if not filled:
        return Spreadsheet((), "xlsx, empty")
    title, rows = next(iter(filled.items()))
    others = ", ".join(f'"{other}"' for other in filled if other != title)
    return Spreadsheet(
        tuple(enumerate(rows, 1)),
        f'xlsx, sheet "{title}"' + (f"; NOT read: {others}, save each as a file of its own" if others else ""),
    )


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    # Excel writes line ends within a cell in its own way.
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()
