# ruff: noqa: E501  # rows of a spreadsheet are long lines
"""Spreadsheets as Excel, Google Sheets, LibreOffice, WPS and people write them: each row is accounted for.

What an import writes passes the check, or is a draft.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from precall.check.runner import check_folder
from precall.cli.main import main
from precall.content.loader import load
from precall.core.errors import PrecallError
from precall.editing.import_plan import plan_sheets
from precall.editing.spreadsheet import read_sheets

LayOut = Callable[..., Path]
Rows = list[list[object]]

OBJECTIONS: Rows = [
    ["Objection", "What it may mean", "Response", "Follow-up questions"],
    [
        "It is too expensive",
        "They do not see the cost of waiting.",
        "Ask what they compare it with.",
        "Compared with what?; What does it cost you today?",
    ],
    ["We have no time", "Nobody owns it.", "", "Who would need the time?"],
    ["", "", "", ""],
    ["We have no time", "Again.", "", ""],
]
GERMAN: Rows = [
    [
        "Gespräch",
        "Phase",
        "Kanal",
        "Dauer",
        "Ziel",
        "Ergebnis",
        "Mindestens",
        "Fragen",
        "Einwände",
        "Nächstes Gespräch",
        "Wann",
    ],
    [
        "Messegespräch",
        "understand",
        "vor ort",
        "0:15",
        "Sie wissen ein wenig mehr.",
        "Ein Termin.",
        "Ein Name.",
        "Was führt Sie her?",
        "Keine Zeit",
        "Rückruf",
        "Am Stand.",
    ],
    ["Rückruf", "understand", "Telefon", "15-20 Min.", "", "", "", "", "", "Nirgendwo", ""],
]
PLAN: Rows = [
    [
        "Call",
        "Stage",
        "Channel",
        "Duration",
        "Goal",
        "Outcome",
        "Minimum",
        "Key questions",
        "Objections",
        "Next step",
        "When to use",
    ],
    [
        "Kick-off",
        "understand",
        "Teams",
        time(0, 45),
        "They know who does what.",
        "A signed plan.",
        "A date.",
        "What would make this a waste of time?",
        "Burned before",
        "Check-in",
        "They signed.",
    ],
    [
        "Check-in",
        "understand",
        "phone",
        timedelta(minutes=20),
        "They know where they are.",
        "A date.",
        "A name.",
        "",
        "",
        "",
        "A month later.",
    ],
    ["Lost", "nowhere", "pigeon", "soon", "TBD", "", "", "", "", "", ""],
]
QUESTIONS: Rows = [
    ["Category", "Question"],
    ["Budget", "What is it worth, and to whom?"],
    ["", "Who decides?"],
    [None, None],
    ["Budget", "Who decides?"],
]


def csv_of(rows: Rows, separator: str = ",") -> str:
    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        return f'"{text}"' if separator in text or "\n" in text else text

    return "\r\n".join(separator.join(map(cell, row)) for row in rows) + "\r\n"


def xlsx_of(sheets: Mapping[str, Rows], change: Callable[[openpyxl.Workbook], None] = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _hide(book: openpyxl.Workbook) -> None:
    first = book.worksheets[0]
    first.row_dimensions[3].hidden = True
    first.column_dimensions["C"].hidden = True
    book.worksheets[1].sheet_state = "hidden"


def _merge(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet.insert_rows(1)
    sheet["A1"] = "Our questions 2026"
    sheet.merge_cells("A1:B1")


def _resized(content: bytes) -> bytes:
    """Return a workbook that announces a wrong size, as some programs write it."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, text.replace(b'<dimension ref="A1:D5"', b'<dimension ref="A1"'))
    return changed.getvalue()


FILES: dict[str, bytes] = {
    "excel-objections.xlsx": xlsx_of({"Objections": OBJECTIONS}),
    "wps-wrong-size.xlsx": _resized(xlsx_of({"Sheet1": OBJECTIONS})),
    "excel-german.csv": csv_of(GERMAN, ";").encode("cp1252"),
    "google-plan.xlsx": xlsx_of({"Call plan": PLAN}),
    "libreoffice-several.xlsx": xlsx_of(
        {
            "Budget": [["Question"], ["What is it worth?"]],
            "Notes": [["nothing known", "x"], ["a", "b"]],
            "People": [["Question"], ["Who decides?"]],
        }
    ),
    "excel-hidden.xlsx": xlsx_of(
        {
            "Questions": [["Question", "Why", "Owner"], ["Open one?", "A", "Kim"], ["Hidden one?", "B", "Lee"]],
            "Old": [["Question"], ["Old one?"]],
        },
        _hide,
    ),
    "excel-merged.xlsx": xlsx_of({"Q": QUESTIONS}, _merge),
    "google-questions.csv": csv_of(QUESTIONS).encode(),
    "hand-one-column.csv": b"Question\nWhat changed, and since when?\nWho else noticed?\n",
    "mac-roman.csv": "Frage;Grund\nWas würde es für Sie ändern?;Größe und Höhe zählen für die Übersicht.\nWofür wäre es zu früh?;Später fällt die Prüfung schwer.\n".encode(
        "mac_roman"
    ),
    "polish.csv": "Question;Why\nCo się zmieniło od zeszłego roku?;Łatwiej zacząć od źródła, więc pytamy o świeże zmiany.\nKto jeszcze to zauważył?;Żeby usłyszeć też innych.\n".encode(
        "cp1250"
    ),
    "japanese.csv": "Question,Why\nいつまでに必要ですか？,納期が分かると話しやすくなります。\nほかに誰が困っていますか？,関係者を知るためです。\n".encode(
        "cp932"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_each_row_is_accounted_for(name: str, lay_out: LayOut, tmp_path: Path) -> None:
    """Each row has a status, none is lost, and what is written passes the check or is a draft."""
    file = tmp_path / name
    file.write_bytes(FILES[name])
    root = lay_out()
    tables = read_sheets(file)
    plans, left_out = plan_sheets(tables, load(root), file.stem)
    assert len(plans) + len(left_out) == len(tables)
    for plan in plans:
        table = next(table for table in tables if table.name == plan.sheet)
        heading = next(number for number, row in table.rows if any(row) and plan.columns.keys[0] and len(row) >= 1)
        listed = [row.number for row in plan.rows]
        assert sorted(listed) == listed
        assert len(listed) + 1 >= len([row for number, row in table.rows if number >= heading])
        assert all(row.notes or row.ref for row in plan.rows if row.status in ("unclear", "duplicate"))
        assert any(row.status == "new" for row in plan.rows)
    assert main(["import", str(file), "--root", str(root), "--write"]) == 0
    found = check_folder(root)
    assert found.errors == []
    written = "\n".join(path.read_text(encoding="utf-8") for path in root.rglob("*.yml"))
    assert "\ufffd" not in written
    assert main(["fmt", "--check", "--root", str(root)]) == 0


def imported(name: str, root: Path, tmp_path: Path, *options: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    assert main(["import", str(tmp_path / name), "--root", str(root), "--write", *options]) == 0


def test_an_objection_list_becomes_barriers(lay_out: LayOut, tmp_path: Path) -> None:
    """The objection, what it may mean, the response as notes, and the follow-up questions as a bank."""
    root = lay_out()
    imported("excel-objections.xlsx", root, tmp_path)
    playbook = load(root).playbook
    barrier = playbook.barriers["it-is-too-expensive"]
    assert barrier.sounds_like == ("It is too expensive",)
    assert barrier.may_mean == "They do not see the cost of waiting."
    assert barrier.notes == "Ask what they compare it with."
    assert [playbook.questions[ref].ask for ref in barrier.questions] == [
        "Compared with what?",
        "What does it cost you today?",
    ]
    assert set(playbook.barriers) == {"burned-before", "it-is-too-expensive", "we-have-no-time"}


def test_a_call_plan_brings_its_questions_objections_and_next_calls(lay_out: LayOut, tmp_path: Path) -> None:
    """They are found in the playbook and in the sheet, or made new; what is incomplete is a draft."""
    root = lay_out()
    imported("google-plan.xlsx", root, tmp_path)
    calls = load(root).playbook.calls
    call = calls["kick-off"]
    assert (call.minutes, call.channel, call.next, call.barriers) == (45, "video", ("check-in",), ("burned-before",))
    assert load(root).playbook.questions[call.questions[0]].ask == "What would make this a waste of time?"
    assert (calls["check-in"].minutes, calls["check-in"].is_draft, calls["lost"].is_draft) == (20, False, True)


def test_german_headings_are_known(lay_out: LayOut, tmp_path: Path) -> None:
    """German channels and durations are known too."""
    root = lay_out()
    imported("excel-german.csv", root, tmp_path)
    calls = load(root).playbook.calls
    assert (calls["messegesprach"].minutes, calls["messegesprach"].channel) == (15, "meeting")
    assert calls["messegesprach"].next == ("ruckruf",)
    assert (calls["ruckruf"].minutes, calls["ruckruf"].channel, calls["ruckruf"].is_draft) == (20, "phone", True)


def test_hidden_parts_are_named_and_left_out(
    lay_out: LayOut, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless they are asked for."""
    root = lay_out()
    imported("excel-hidden.xlsx", root, tmp_path)
    out = capsys.readouterr().out
    for part in (
        'the sheet "Old" is hidden',
        'row 3 of "Questions" is hidden',
        'column 3 of "Questions", "Owner", is hidden',
    ):
        assert f"Left out: {part}" in out
    asks = {question.ask for question in load(root).playbook.questions.values()}
    assert "Open one?" in asks
    assert not asks & {"Hidden one?", "Old one?"}
    imported("excel-hidden.xlsx", root, tmp_path, "--hidden")
    assert {"Hidden one?", "Old one?"} <= {question.ask for question in load(root).playbook.questions.values()}


def test_each_sheet_with_known_headings_is_a_bank(
    lay_out: LayOut, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Others are named; `--sheet` chooses one."""
    root = lay_out()
    imported("libreoffice-several.xlsx", root, tmp_path)
    assert {"budget", "people"} <= set(load(root).playbook.banks)
    assert 'Left out: the sheet "Notes"' in capsys.readouterr().out
    arguments = ["import", str(tmp_path / "libreoffice-several.xlsx"), "--root", str(root)]
    assert main([*arguments, "--sheet", "People"]) == 0
    assert "Budget" not in capsys.readouterr().out
    assert main([*arguments, "--sheet", "Peple"]) == 2
    assert 'Did you mean "People"?' in capsys.readouterr().err


def test_a_column_can_be_mapped(lay_out: LayOut, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A heading that nobody knows becomes a key; a wrong key is named."""
    (tmp_path / "x.csv").write_text("Satz,Thema\nWas fehlt?,Neu\n", encoding="utf-8")
    arguments = ["import", str(tmp_path / "x.csv"), "--root", str(lay_out())]
    assert main(arguments) == 2
    assert "--map" in capsys.readouterr().err
    assert main([*arguments, "--map", "Satz=ask"]) == 0
    assert "neu/was-fehlt: Was fehlt?" in capsys.readouterr().out
    assert main([*arguments, "--map", "Satz=asks"]) == 2
    assert "is not a key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b'Question,Why\n"What is it worth?,Money\nWho decides?,People\n',
            "The quote that opens in row 2 is never closed",
        ),
        (
            b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "is an OpenDocument file",
        ),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, message: str, tmp_path: Path) -> None:
    """An unclosed quote with its row, and another program's format."""
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(PrecallError, match=message):
        read_sheets(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45),
        ("45 min", 45),
        ("0:45", 45),
        ("00:45:00", 45),
        ("1:30 h", 90),
        ("1,5 h", 90),
        ("1 h 30", 90),
        ("PT1H30M", 90),
        ("90 Minuten", 90),
        ("2 Std.", 120),
        ("30-45 min", 45),
        ("half an hour", 30),
        ("eine halbe Stunde", 30),
        ("soon", None),
        ("", None),
    ],
)
def test_a_duration_is_read_as_people_write_it(
    typed: str, minutes: int | None, lay_out: LayOut, tmp_path: Path
) -> None:
    """Durations of Excel, people and ISO 8601 are read; other texts are reported."""
    (tmp_path / "x.csv").write_text(f'Call,Duration\nNew one,"{typed}"\n', encoding="utf-8")
    ((plan,), _) = plan_sheets(read_sheets(tmp_path / "x.csv"), load(lay_out()), "x")
    assert plan.calls["new-one"]["minutes"] == ("" if minutes is None else str(minutes))
    assert any("no number of minutes" in note for note in plan.rows[0].notes) == (typed == "soon")


def test_the_guess_on_a_column_can_be_followed(
    lay_out: LayOut, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report prints the option that takes the column over; a heading that resembles none has no guess."""
    rows: Rows = [
        ["Objection", "Our answer", "Status"],
        ["Too dear", "Ask what it covers today.", "done"],
    ]
    file = tmp_path / "objections.csv"
    file.write_text(csv_of(rows), encoding="utf-8")
    root = lay_out()
    assert main(["import", str(file), "--root", str(root)]) == 0
    printed = capsys.readouterr().out
    found = re.search(r'"Our answer": left out\. If it is notes: --map "(.+)"', printed)
    assert found, printed
    assert '"Status": left out\n' in printed
    assert main(["import", str(file), "--map", found[1], "--write", "--root", str(root)]) == 0
    assert load(root).playbook.barriers["too-dear"].notes == "Ask what it covers today."


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05.11.2026", "2026-11-05"),
        ("5. November 2026", "2026-11-05"),
        ("Nov 5, 2026", "2026-11-05"),
        ("2026/11/05", "2026-11-05"),
        ("25/11/2026", "2026-11-25"),
        ("05/11/2026", ""),
        ("31.02.2026", ""),
        ("soon", ""),
    ],
)
def test_a_day_is_read_as_people_write_it(
    cell: str, day: str, lay_out: LayOut, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row with an unclear day is imported without the day, and the report shows this."""
    file = tmp_path / "questions.csv"
    file.write_text(csv_of([["Question", "Last reviewed"], ["Who decides?", cell]]), encoding="utf-8")
    root = lay_out()
    assert main(["import", str(file), "--write", "--root", str(root)]) == 0
    made = load(root).playbook.questions["questions/who-decides"]
    assert str(made.reviewed or "") == day
    assert ("is no date" in capsys.readouterr().out) == (not day)


@pytest.mark.parametrize("typed", ['"Too dear!"', "\u201cToo dear!\u201d", "\u201eToo dear!\u201c", "Too dear!"])
def test_quotes_around_spoken_words_are_left_out(typed: str, lay_out: LayOut, tmp_path: Path) -> None:
    """The site writes its own quotes around the words of a client."""
    file = tmp_path / "objections.csv"
    cell = typed.replace('"', '""')
    file.write_text(f'Objection,They say\n"{cell}","{cell}"\n', encoding="utf-8")
    root = lay_out()
    assert main(["import", str(file), "--write", "--root", str(root)]) == 0
    made = load(root).playbook.barriers["too-dear"]
    assert (made.title, made.sounds_like) == ("Too dear!", ("Too dear!",))


@pytest.mark.parametrize("heading", ["Question", "Call", "Objection"])
@pytest.mark.parametrize(
    "cells",
    [
        ("Total", ""),
        ("TOTAL:", "12"),
        ("Grand total", "1,240.50 €"),
        ("Summe", "12"),
        ("Gesamtsumme: 12", ""),
        ("", "Summe"),
        ("12 questions", ""),
        ("12 Fragen insgesamt", ""),
        ("Anzahl Fragen", "12"),
        ("Questions: 12", ""),
        ("12", ""),
        ("", "3.5"),
        ("12", "45 %"),
    ],
)
def test_a_total_is_no_entry(cells: tuple[str, str], heading: str, lay_out: LayOut, tmp_path: Path) -> None:
    """It is left out, and the report has the reason; the row above it is imported."""
    file = tmp_path / "list.csv"
    file.write_text(csv_of([[heading, "Why"], ["Who else has noticed?", "x"], [*cells]], ";"), encoding="utf-8")
    ((plan,), _) = plan_sheets(read_sheets(file), load(lay_out()), "list", mapping={"Why": "notes"})
    assert [row.status for row in plan.rows] == ["new", "unclear"]
    assert re.search("which (is|are) no entry", plan.rows[1].notes[0])


@pytest.mark.parametrize("ask", ["Total cost of waiting?", "3 people left. Why?", "What is the sum?", "Counted how?"])
def test_a_question_about_a_number_is_an_entry(ask: str, lay_out: LayOut, tmp_path: Path) -> None:
    """Only a row without other words is a total."""
    file = tmp_path / "list.csv"
    file.write_text(csv_of([["Question", "Owner"], [ask, "Kim"], ["Total", "Kim"]], ";"), encoding="utf-8")
    ((plan,), _) = plan_sheets(read_sheets(file), load(lay_out()), "list")
    assert [row.status for row in plan.rows] == ["new", "new"]
