"""A spreadsheet of the playbook does no harm where it is opened, and can be taken back."""

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
    """Whatever a spreadsheet would compute begins with an apostrophe."""
    assert escape_formula(cell) == f"'{cell}"
    assert escape_formula("What = that?") == "What = that?"


def test_questions_that_look_like_formulas_come_back_as_they_were(lay_out: Callable[..., Path]) -> None:
    """Exported, they are harmless; imported, they are the same words."""
    bank = str(SMALLEST["questions/why-now.yml"]) + "  - id: odd\n    ask: '=1+1, or is it?'\n"
    root = lay_out({"questions/why-now.yml": bank})
    made = csv_table(load(root).playbook, "questions")
    assert b"'=1+1, or is it?" in made
    (root / "q.csv").write_bytes(made)
    rows = plan_import(read_spreadsheet(root / "q.csv"), load(root), "q").rows
    assert [row.status for row in rows] == ["duplicate", "duplicate"]


@pytest.mark.parametrize("kind", ["questions", "calls"])
def test_ours_is_known_again_row_by_row(kind: Kind, tmp_path: Path) -> None:
    """Every entry has a row, every row is there already, and no column is left out."""
    playbook = load(ROOT).playbook
    (tmp_path / "x.csv").write_bytes(csv_table(playbook, kind))
    made = plan_import(read_spreadsheet(tmp_path / "x.csv"), load(ROOT), "x")
    assert made.kind == kind
    assert all(made.columns.keys)
    assert {row.status for row in made.rows} == {"duplicate"}
    assert len(made.rows) == len(playbook.questions if kind == "questions" else playbook.calls)


def test_no_owner_is_named_unless_asked_for(tmp_path: Path) -> None:
    """The column is there with --owners alone."""
    for flags, there in (([], False), (["--owners"], True)):
        assert main(["export", "--csv", str(tmp_path / "x.csv"), "--root", str(ROOT), *flags]) == 0
        content = (tmp_path / "x.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert (b"owner" in content.split(b"\r\n")[0]) is there
