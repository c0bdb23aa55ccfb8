"""`precall import` prints the content of a spreadsheet safely."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.cli.main import main


def test_control_characters_of_a_spreadsheet_are_replaced(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escapes, bells and direction marks become visible characters in every column of the plan."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("bank,ask,\u202eOther\x07\n\x1b]0;x\x07,What \x1b[2J changed?,\x9b31m\n", encoding="utf-8")
    assert main(["import", str(sheet), "--root", str(lay_out()), "--kind", "questions", "--bank", "New"]) == 0
    assert main(["import", str(tmp_path / "gone\x1b[31m.csv"), "--root", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert "changed?" in out
    assert "error: " in err
    assert [sign for sign in out + err if not sign.isprintable() and sign != "\n"] == []


def test_one_row_is_reported_in_the_singular(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message has no plural for a single row."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Bank,Question\nNew,What else matters?\n", encoding="utf-8")
    assert main(["import", str(sheet), "--root", str(lay_out())]) == 0
    assert "\n1 row: 1 new.\n" in capsys.readouterr().out
