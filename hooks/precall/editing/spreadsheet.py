"""Read a CSV or xlsx file, saved by Excel, Google Sheets or LibreOffice, as rows of text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from precall.core.errors import PrecallError
from precall.core.problems import did_you_mean

MAX_FILE_SIZE = 20_000_000
"""Maximum size of a file in bytes. Ten thousand questions have about 3,000,000."""

MAX_UNPACKED_SIZE = 60_000_000
"""Maximum size of an unpacked workbook in bytes. Ten thousand questions have about 10,000,000."""

MAX_ROWS = 100_000
MAX_COLUMNS = 256
"""Limit for rows and columns, because a workbook may declare a cell at any position, which would need much memory."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
ONE_COLUMN = "\x1f"
"""The separator for a file of one column: a character that no text contains."""
OLD_ENCODINGS = ("cp1252", "cp1250", "mac_roman", "cp932", "cp1251", "gb18030", "big5", "euc_kr")
"""Encodings other than Unicode in which spreadsheet programs write CSV."""

_USUAL = "\\x09-\\x7e\u00a0\u00a9\u00ab\u00ae\u00b0\u00b7\u00bb\u00c0-\u00ff\u20ac\u201a\u201e\u2026\u2013\u2014\u2018"
_UNUSUAL = re.compile(f"[^{_USUAL}\u2019\u201c\u201d\u2022]")
"""Characters that are rare in Western text on Windows: they suggest that the bytes are in another encoding."""

_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

Row = tuple[str, ...]


@dataclass(frozen=True)
class Spreadsheet:
    """The rows of one sheet."""

    rows: tuple[tuple[int, Row], ...]
    """Each row with its number in the spreadsheet, from 1; empty rows too."""
    description: str
    """How the file was read, for the user."""
    name: str = ""
    """The sheet's name; empty for a file of one sheet."""
    left_out: tuple[str, ...] = ()
    """A line for each hidden sheet, row and column that was skipped."""


def read_spreadsheet(path: Path) -> Spreadsheet:
    """Return the first sheet with content; see `read_sheets`."""
    return read_sheets(path)[0]


def read_sheets(path: Path, names: Sequence[str] = (), *, hidden: bool = False) -> list[Spreadsheet]:
    """Return the sheets of a CSV or xlsx file that have content; if none has, one sheet without rows.

    Args:
        path: The file.
        names: The sheets to read; by default all that are not hidden.
        hidden: Whether hidden sheets, rows and columns are read too.

    Raises:
        PrecallError: The file cannot be read, is damaged, or is too large.
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
    if content.startswith(b"PK") and b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]:
        raise PrecallError(f"{path} is an OpenDocument file.", "Save it as .xlsx or as CSV, and try again.")
    if content.startswith(b"PK"):
        return _read_workbook(path, content, names, hidden=hidden)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PrecallError(f"{path} is an old Excel file.", "Save it as .xlsx or as CSV, and try again.")
    if names:
        raise PrecallError(f"{path} is not a workbook, so it has no sheets.", "Leave --sheet out.")
    return [_read_csv(content)]


def _read_csv(content: bytes) -> Spreadsheet:
    text, encoding = _decode(content)
    separator = ""
    first, _, rest = text.partition("\n")
    # In Excel, a first line such as `sep=;` sets the separator of a file.
    if first.strip("\r").lower().startswith("sep=") and len(first.strip("\r")) == 5:
        separator, text = first[4], rest
    scores = {candidate: _separator_score(text, candidate) for candidate in SEPARATORS}
    if not separator and max(scores.values()) == (0, 0):
        # The first row has one cell, so commas in other rows are part of the text.
        separator = ONE_COLUMN
    separator = separator or max(scores, key=lambda candidate: scores[candidate])
    _refuse_unclosed_quote(text, separator)
    rows = [tuple(_without_apostrophe(cell.strip()) for cell in row) for row in _parse_csv(text, separator)]
    # Spreadsheet programs do not show the line with the separator, so it has no row number.
    return Spreadsheet(
        tuple(enumerate(rows, 1)),
        f"{encoding}, one column"
        if separator == ONE_COLUMN
        else f"{encoding}, separated by {SEPARATORS.get(separator, repr(separator))}",
    )


def _without_apostrophe(cell: str) -> str:
    """Return a cell without the apostrophe that prevents spreadsheet programs from reading it as a formula."""
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
        return _guess_encoding(content)


def _guess_encoding(content: bytes) -> tuple[str, str]:
    """Return the text of a file in an older encoding, and the most likely one.

    Raises:
        PrecallError: It is not text in any of them.
    """
    with suppress(UnicodeDecodeError):
        text = content.decode("cp1252")
        # Western Windows is by far the most frequent, and a short text gives a detector too little evidence.
        if not _UNUSUAL.search(text):
            return text, "cp1252"
    # Imported here because it takes a tenth of a second, and few files need it.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    found = from_bytes(content, cp_isolation=list(OLD_ENCODINGS)).best()
    if found is None:
        raise PrecallError("The encoding of this file is not known.", "Save it again as CSV UTF-8.")
    return str(found), found.encoding


def _parse_csv(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FILE_SIZE)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise PrecallError(f"The file is not valid CSV: {error}.", "Save it again as CSV UTF-8.") from None


def _refuse_unclosed_quote(text: str, separator: str) -> None:
    """Raise PrecallError if a quote is never closed: its cell would include all rows below it."""
    if text.count('"') % 2 == 0:
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 1
    try:
        for row, _ in enumerate(reader, 2):  # noqa: B007  # the row in which the reader stops
            pass
    except csv.Error as error:
        if "end of data" in str(error):
            raise PrecallError(
                f"The quote that opens in row {row} is never closed, so its cell would include all rows below it.",
                'Put a quote (") at the end of that cell, or delete the one at its start.',
            ) from None


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


def _read_workbook(path: Path, content: bytes, names: Sequence[str], *, hidden: bool) -> list[Spreadsheet]:
    # Imported here because it takes a fifth of a second.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        _check_workbook(path, content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        titles = [sheet.title for sheet in book.worksheets]
        for name in names:
            if name not in titles:
                raise PrecallError(f'There is no sheet "{name}" in {path}.', did_you_mean(name, titles))
        sheets: list[Spreadsheet] = []
        notes: list[str] = []
        for sheet in book.worksheets:
            if names and sheet.title not in names:
                continue
            if sheet.sheet_state != "visible" and not (hidden or names):
                notes.append(f'the sheet "{sheet.title}" is hidden')
                continue
            sheets.append(_sheet(path, sheet, content, hidden=hidden))
    except PrecallError:
        raise
    # openpyxl raises errors of a dozen kinds for damaged files: of zipfile, zlib, the XML parser and its own code.
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise PrecallError(
            f"{path} is damaged or not an xlsx file: {reason}.", "Save it again as .xlsx, or as CSV."
        ) from None
    filled = [sheet for sheet in sheets if any(any(row) for _, row in sheet.rows)]
    first = filled[0] if filled else Spreadsheet((), "xlsx, empty")
    return [replace(first, left_out=(*notes, *first.left_out)), *filled[1:]]


def _sheet(path: Path, sheet: Any, content: bytes, *, hidden: bool) -> Spreadsheet:
    """Return one sheet, without its hidden rows and columns."""
    rows = list(enumerate(_sheet_rows(path, sheet), 1))
    notes: list[str] = []
    hidden_rows, hidden_columns = (set[int](), set[int]()) if hidden else _hidden_parts(content, sheet._worksheet_path)
    lost = [number for number, row in rows if number in hidden_rows and any(row)]
    if lost:
        notes.append(f'row {", ".join(map(str, lost))} of "{sheet.title}" is hidden')
    for column in sorted(hidden_columns):
        if any(len(row) > column and row[column] for _, row in rows):
            name = next((row[column] for _, row in rows if len(row) > column and row[column]), "")
            notes.append(f'column {column + 1} of "{sheet.title}", "{name[:40]}", is hidden')
    shown = tuple(
        (number, tuple("" if column in hidden_columns else cell for column, cell in enumerate(row)))
        for number, row in rows
        if number not in hidden_rows
    )
    return Spreadsheet(shown, f'xlsx, sheet "{sheet.title}"', sheet.title, tuple(notes))


def _hidden_parts(content: bytes, part: str) -> tuple[set[int], set[int]]:
    """Return the numbers of a sheet's hidden rows, from 1, and of its hidden columns, from 0."""
    rows: set[int] = set()
    hidden_columns: set[int] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        is_hidden = attributes.get("hidden") in ("1", "true")
        if name.endswith("row") and is_hidden and attributes.get("r", "").isdigit():
            rows.add(int(attributes["r"]))
        elif name.endswith("col") and is_hidden:
            last = min(int(attributes["max"]), MAX_COLUMNS)
            hidden_columns.update(range(int(attributes["min"]) - 1, last))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part.lstrip("/")) as file:
        parser.ParseFile(file)
    return rows, hidden_columns


def _check_workbook(path: Path, content: bytes) -> None:
    """Raise PrecallError for a workbook that is too large when unpacked, or whose XML declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # zipfile never unpacks more bytes of a part than its entry declares.
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
    """Return whether an XML file has a document type declaration; without one it cannot declare entities."""

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
    # Ignore the size that the sheet declares, which may be wrong.
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
        case timedelta():
            return f"{int(value.total_seconds()) // 3600}:{int(value.total_seconds()) // 60 % 60:02}:00"
    # Excel writes a line break within a cell as `_x000D_`.
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()
