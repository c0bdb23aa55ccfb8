"""An exported spreadsheet is safe to open and can be imported again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import SMALLEST
from precall.cli.main import main
from precall.content.columns import Kind
from precall.content.loader import load
from precall.editing.import_plan import plan_import
from precall.editing.spreadsheet import read_spreadsheet
from precall.exports.csv_export import csv_table, escape_formula
from tests.support.paths import ROOT


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """A cell that a spreadsheet would evaluate begins with an apostrophe."""
    assert escape_formula(cell) == f"'{cell}"
    assert escape_formula("What = that?") == "What = that?"


def test_questions_that_look_like_formulas_survive_export_and_import(lay_out: Callable[..., Path]) -> None:
    """The exported cells are safe, and the imported questions have the original text."""
    bank = str(SMALLEST["questions/why-now.yml"]) + "  - id: odd\n    ask: '=1+1, or is it?'\n"
    root = lay_out({"questions/why-now.yml": bank})
    made = csv_table(load(root).playbook, "questions")
    assert b"'=1+1, or is it?" in made
    (root / "q.csv").write_bytes(made)
    rows = plan_import(read_spreadsheet(root / "q.csv"), load(root), "q").rows
    assert [row.status for row in rows] == ["duplicate", "duplicate"]


@pytest.mark.parametrize("kind", ["questions", "calls"])
def test_an_import_recognises_every_exported_row(kind: Kind, tmp_path: Path) -> None:
    """Every entry of our playbook has a row, every row exists already, and every column is used."""
    playbook = load(ROOT).playbook
    (tmp_path / "x.csv").write_bytes(csv_table(playbook, kind))
    made = plan_import(read_spreadsheet(tmp_path / "x.csv"), load(ROOT), "x")
    assert made.kind == kind
    assert all(made.columns.keys)
    assert {row.status for row in made.rows} == {"duplicate"}
    assert len(made.rows) == len(playbook.questions if kind == "questions" else playbook.calls)


def test_owners_are_exported_on_request_only(tmp_path: Path) -> None:
    """Only `--owners` adds the column."""
    for flags, there in (([], False), (["--owners"], True)):
        assert main(["export", "--csv", str(tmp_path / "x.csv"), "--root", str(ROOT), *flags]) == 0
        content = (tmp_path / "x.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert (b"owner" in content.split(b"\r\n")[0]) is there
