"""A CSV or xlsx file goes in; rows of text come out, whichever program saved it: Excel, Google Sheets, LibreOffice."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from precall.core.errors import PrecallError

MAX_FILE_SIZE = 20_000_000
"""Bytes. Ten thousand questions have about 3,000,000."""

MAX_UNPACKED_SIZE = 60_000_000
"""Bytes of all parts of a workbook together. Ten thousand questions have about 10,000,000."""

MAX_ROWS = 100_000
MAX_COLUMNS = 256
"""A workbook can name any cell, so that one row would take as much memory as its author likes."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

Row = tuple[str, ...]


@dataclass(frozen=True)
class Spreadsheet:
    """The rows of one sheet."""

    rows: tuple[tuple[int, Row], ...]
    """Each row with its number in the spreadsheet, from 1; empty rows too."""
    description: str
    """How the file was read, for the user."""


def read_spreadsheet(path: Path) -> Spreadsheet:
    """Return the rows of a CSV or xlsx file.

    Raises:
        PrecallError: The file cannot be read, is damaged, or is larger than a spreadsheet of questions can be.
    """
    try:
        if path.exists() and not path.is_file():
            raise PrecallError(f"{path} is not a file.", "Name a .csv or .xlsx file.")
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_FILE_SIZE else b""
    except OSError as error:
        raise PrecallError(f"{path} cannot be opened: {(error.strerror or 'unknown reason').lower()}.") from None
    if size > MAX_FILE_SIZE:
        raise PrecallError(
            f"{path} has {size / 1e6:.0f} MB; the limit is {MAX_FILE_SIZE / 1e6:.0f} MB.",
            "Split it.",
        )
    if content.startswith(b"PK"):
        return _read_workbook(path, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PrecallError(f"{path} is an old Excel file.", "Save it as .xlsx or as CSV, and try again.")
    return _read_csv(content)


def _read_csv(content: bytes) -> Spreadsheet:
    text, encoding = _decode(content)
    separator = ""
    first, _, rest = text.partition("\n")
    # Excel names the separator of a file in a first line such as `sep=;`.
    if first.strip("\r").lower().startswith("sep=") and len(first.strip("\r")) == 5:
        separator, text = first[4], rest
    separator = separator or max(SEPARATORS, key=lambda candidate: _separator_score(text, candidate))
    rows = [tuple(_without_apostrophe(cell.strip()) for cell in row) for row in _parse_csv(text, separator)]
    # Spreadsheet programs do not show the line that names the separator, so it has no number.
    return Spreadsheet(
        tuple(enumerate(rows, 1)), f"{encoding}, separated by {SEPARATORS.get(separator, repr(separator))}"
    )


def _without_apostrophe(cell: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheet programs from computing it."""
    return cell[1:] if re.match(r"'[=+\-@＝＋－＠]", cell) else cell


def _decode(content: bytes) -> tuple[str, str]:
    """Return the text of a CSV file and its encoding."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding.removesuffix("-sig")
    # In UTF-16 without a byte order mark, every other byte of Western text is zero.
    for encoding, zeros in (("utf-16-le", content[1:200:2]), ("utf-16-be", content[0:200:2])):
        if len(zeros) > 2 and zeros.count(0) > len(zeros) * 0.7:
            return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "cp1252"


def _parse_csv(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FILE_SIZE)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise PrecallError(f"The file is not valid CSV: {error}.", "Save it again as CSV UTF-8.") from None


def _separator_score(text: str, separator: str) -> tuple[float, int]:
    """Return the share of rows with as many cells as the first, and that number of cells; higher is better."""
    counts = []
    for row in _parse_csv(text[:50_000], separator):
        if any(cell.strip() for cell in row):
            counts.append(len(row))
        if len(counts) == 50:
            break
    if not counts or counts[0] < 2:
        return (0, 0)
    return (sum(count == counts[0] for count in counts) / len(counts), counts[0])


def _read_workbook(path: Path, content: bytes) -> Spreadsheet:
    # Imported here because it takes a fifth of a second.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        _check_workbook(path, content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows_by_sheet = {sheet.title: _sheet_rows(path, sheet) for sheet in book.worksheets}
    except PrecallError:
        raise
    # openpyxl raises errors of a dozen kinds for damaged files: of zipfile, zlib, the XML parser and its own code.
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise PrecallError(
            f"{path} is damaged or not an xlsx file: {reason}.", "Save it again as .xlsx, or as CSV."
        ) from None
    filled = {title: rows for title, rows in rows_by_sheet.items() if any(map(any, rows))}
    if not filled:
        return Spreadsheet((), "xlsx, empty")
    title, rows = next(iter(filled.items()))
    others = ", ".join(f'"{other}"' for other in filled if other != title)
    return Spreadsheet(
        tuple(enumerate(rows, 1)),
        f'xlsx, sheet "{title}"' + (f"; NOT read: {others}, save each as a file of its own" if others else ""),
    )


def _check_workbook(path: Path, content: bytes) -> None:
    """Raise PrecallError for a workbook that unpacks to too much, or whose XML declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # zipfile unpacks no more of a part than its entry announces.
        size = sum(part.file_size for part in archive.infolist())
        if size > MAX_UNPACKED_SIZE:
            raise PrecallError(
                f"{path} unpacks to {size / 1e6:.0f} MB; the limit is {MAX_UNPACKED_SIZE / 1e6:.0f} MB.",
                "Save only the sheet with the questions, or save it as CSV.",
            )
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if _has_doctype(file):
                        raise PrecallError(
                            f"{path} has a document type declaration in {part.filename}, which spreadsheet programs "
                            "never write and which can hide an attack.",
                            "Open it in a spreadsheet program that you trust, and save it again as .xlsx or CSV.",
                        )


class _RootReachedError(Exception):
    """The XML parser has read everything before the root element."""


def _has_doctype(file: IO[bytes]) -> bool:
    """Return whether an XML file has a document type declaration, which alone can declare entities."""

    def stop(*_: object) -> None:
        raise _RootReachedError

    declarations: list[str] = []

    def note(name: str, *_: object) -> None:
        declarations.append(name)
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = note
    parser.StartElementHandler = stop
    try:
        while chunk := file.read(4096):
            parser.Parse(chunk)
    except _RootReachedError:
        pass
    return bool(declarations)


def _sheet_rows(path: Path, sheet: Any) -> list[Row]:
    """Return the rows of a sheet without the empty cells at their ends."""
    # The sheet announces its own size, which may be wrong.
    sheet.reset_dimensions()
    rows: list[Row] = []
    for values in sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True):
        end = len(values)
        while end and values[end - 1] is None:
            end -= 1
        rows.append(tuple(map(_cell_text, values[:end])))
        if end > MAX_COLUMNS or len(rows) > MAX_ROWS:
            raise PrecallError(
                f'The sheet "{sheet.title}" of {path} has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.',
                "Delete the rows and columns that are not questions or calls, and try again.",
            )
    return rows


def _cell_text(value: Any) -> str:
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
    # Excel writes a line break within a cell as `_x000D_`.
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()
