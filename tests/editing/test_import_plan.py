"""A spreadsheet is imported row by row, and every row is reported.

Each file in `tests/cases/import` with an `.expected.txt` next to it is a case: the output of `precall import` for it,
in a playbook with one call and one question.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from precall.cli.main import main
from precall.content.loader import load
from precall.editing import import_changes
from precall.editing.import_plan import ImportPlan, plan_import
from precall.editing.spreadsheet import Spreadsheet, read_spreadsheet

CASES = Path(__file__).parents[1] / "cases" / "import"
FILES = sorted(path for path in CASES.iterdir() if not path.name.endswith(".expected.txt"))
LayOut = Callable[..., Path]


def output(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.replace(f"{CASES}/", "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_preview_is_as_expected_and_writes_nothing(
    file: Path, lay_out: LayOut, capsys: pytest.CaptureFixture[str]
) -> None:
    """The output is the expected file, word for word, and no file of the playbook changes."""
    root = lay_out()
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    assert main(["import", str(file), "--root", str(root)]) == 0
    assert output(capsys) == (CASES / f"{file.name}.expected.txt").read_text(encoding="utf-8")
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_row_has_one_status(file: Path, lay_out: LayOut) -> None:
    """Each row below the headings, and each filled row above them, is reported once; each new one becomes an entry."""
    table = read_spreadsheet(file)
    made = plan_import(table, load(lay_out()), file.stem)
    heading = next(number for number, row in table.rows if len(list(filter(None, row))) > 1)
    numbers = [number for number, row in table.rows if number > heading or (number < heading and any(row))]
    assert [row.number for row in made.rows] == numbers
    new = [row.ref for row in made.rows if row.status == "new"]
    questions = [f"{bank}/{each['id']}" for bank, listed in made.banks.items() for each in listed]
    # A call brings its questions along.
    assert sorted(new) == sorted(made.calls or questions)
    assert all(row.notes or row.ref for row in made.rows if row.status in ("unclear", "duplicate"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_written_entries_have_the_text_of_the_cells(file: Path, lay_out: LayOut) -> None:
    """Afterwards the check finds only blanks, and the text of each new row is in the content."""
    root = lay_out()
    made = plan_import(read_spreadsheet(file), load(root), file.stem)
    assert main(["import", str(file), "--root", str(root), "--write"]) == 0
    after = load(root)
    assert {problem.rule for problem in after.problems} <= {"empty-text"}
    written = "\n".join(path.read_text() for path in root.rglob("*.yml"))
    for row in made.rows:
        if row.status == "new":
            assert " ".join(row.text.split())[:40] in " ".join(written.split()).replace("''", "'"), row
    assert main(["fmt", "--check", "--root", str(root)]) == 0


def test_importing_a_file_twice_adds_nothing(lay_out: LayOut) -> None:
    """Entries that exist already are not added again."""
    root = lay_out()
    file = CASES / "workbook.xlsx"
    main(["import", str(file), "--root", str(root), "--write"])
    bank = root / "playbook/questions/budget.yml"
    bank.write_text(bank.read_text().replace("purpose:\n", "purpose: What it is worth.\n"))
    again = plan_import(read_spreadsheet(file), load(root), "workbook")
    assert not again.banks
    assert not [row for row in again.rows if row.status == "new"]


def test_questions_are_added_in_the_layout_of_their_bank(lay_out: LayOut) -> None:
    """The lines of the file stay byte for byte, and the new question comes last."""
    root = lay_out()
    bank = root / "playbook/questions/why-now.yml"
    before = bank.read_text() + "    # a note at the end\n"
    bank.write_text(before)
    table = Spreadsheet(((1, ("ask", "bank")), (2, ("And what: now?", "Why now"))), "")
    made = import_changes.planned_changes(root, load(root), plan_import(table, load(root), "x"))[
        "playbook/questions/why-now.yml"
    ]
    text = (made or b"").decode()
    assert "\n\n  - id: and-what-now\n    ask: 'And what: now?'\n" in text
    assert all(line in text for line in before.split("\n"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"alpha;beta\n1;2\n", "No row has known headings"),
        (b"PK\x03\x04broken", "is damaged or not an xlsx file"),
        (b"\xd0\xcf\x11\xe0old", "old Excel file"),
    ],
)
def test_unreadable_files_are_reported(
    content: bytes, message: str, lay_out: LayOut, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error is one sentence with a hint, and the exit code is 2."""
    root = lay_out()
    (root / "x.csv").write_bytes(content)
    assert main(["import", str(root / "x.csv"), "--root", str(root)]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encoding_and_separator_are_detected(encoding: str, separator: str, ending: str, tmp_path: Path) -> None:
    """Umlauts, quotes, separators in quotes and line breaks within a cell are read correctly."""
    row = separator.join(("Für wen?", '"a, b; c"', '"one\ntwo"'))
    (tmp_path / "x.csv").write_bytes(f"ask{separator}why{separator}listen{ending}{row}{ending}".encode(encoding))
    assert read_spreadsheet(tmp_path / "x.csv").rows[1] == (2, ("Für wen?", "a, b; c", "one\ntwo"))


def test_banks_without_latin_letters_get_different_ids(lay_out: LayOut) -> None:
    """Two titles that give no id do not become one bank."""
    rows = ((1, ("bank", "ask")), (2, ("納期", "A?")), (3, ("価格", "B?")))
    made: ImportPlan = plan_import(Spreadsheet(rows, ""), load(lay_out()), "x")
    assert sorted(made.bank_titles.values()) == ["価格", "納期"]


def workbook(parts: dict[str, bytes | None]) -> bytes:
    """Return a small workbook with some parts replaced, or cut in half where the value is None."""
    written = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["ask", "bank"])
    sheet.append(["What changed?", "Why now"])
    book.save(written)
    changed = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            new = parts.get(name, content)
            after.writestr(name, content[: len(content) // 2] if new is None else new)
    return changed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
ENTITIES = (
    b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
ROW = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({SHEET: None}, "is damaged"),
        ({STYLES: None}, "is damaged"),
        ({"xl/workbook.xml": None}, "is damaged"),
        ({"[Content_Types].xml": b""}, "is damaged"),
        ({STYLES: ENTITIES + b"<sst><si><t>&j;</t></si></sst>"}, "document type declaration"),
        ({STYLES: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE s><s/>'.encode("utf-16")}, "document type"),
        ({SHEET: b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><s>&x;</s>'}, "document type declaration"),
        ({SHEET: b" " * 70_000_000}, "unpacks to 70 MB"),
        ({SHEET: ROW % b'<row r="9999999999"><c r="A1"><v>1</v></c></row>'}, "more than 100,000 rows"),
        ({SHEET: ROW % b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>'}, "more than 100,000 rows or 256 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damaged_and_hostile_workbooks_are_reported_in_one_sentence(
    parts: dict[str, bytes | None], message: str, lay_out: LayOut, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cut file, an entity bomb, an external entity, a huge part and a far-away cell end with exit code 2."""
    root = lay_out()
    (root / "x.xlsx").write_bytes(workbook(parts))
    assert main(["import", str(root / "x.xlsx"), "--root", str(root)]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert "Traceback" not in err


def test_announced_size_of_a_sheet_is_ignored(tmp_path: Path) -> None:
    """A sheet that announces a million rows and columns has the rows that it contains."""
    sheet = ROW.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    sheet %= b'<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>'
    (tmp_path / "x.xlsx").write_bytes(workbook({SHEET: sheet}))
    assert read_spreadsheet(tmp_path / "x.xlsx").rows == ((1, ("1",)), (2, ()), (3, ("", "2")))
