"""Examples are written as files, and their marks become spans."""

from __future__ import annotations

from pathlib import Path

from precall.check.example import SMALLEST, lay_out
from precall.check.registry import Special
from precall.check.runner import check_folder
from precall.core.problems import START, Span


def test_the_smallest_playbook_has_no_problem(tmp_path: Path) -> None:
    """Otherwise no example of a rule would have its own problems only."""
    assert lay_out(tmp_path, {}) == []
    assert check_folder(tmp_path).problems == ()


def test_marks_become_spans_and_are_not_written(tmp_path: Path) -> None:
    """Text, bytes, a folder, no file, and a file outside playbook/."""
    places = lay_out(
        tmp_path,
        {
            "calls/a.yml": "a: ⟦b⟧\nc: ⟦d e⟧\n",
            "calls/b.yml": "a: ⟦".encode() + b"\xe9" + "⟧\n".encode(),
            "calls/c.yml": Special.FOLDER,
            "playbook.yml": Special.ABSENT,
            "../docs/x.md": "⟦⟧# X\n",
        },
    )
    assert places == [
        ("playbook/playbook.yml", START),
        ("playbook/calls/a.yml", Span(1, 4, 1, 5)),
        ("playbook/calls/a.yml", Span(2, 4, 2, 7)),
        ("playbook/calls/b.yml", Span(1, 4, 1, 5)),
        ("playbook/calls/c.yml", START),
        ("docs/x.md", START),
    ]
    assert (tmp_path / "playbook/calls/a.yml").read_bytes() == b"a: b\nc: d e\n"
    assert (tmp_path / "playbook/calls/b.yml").read_bytes() == b"a: \xe9\n"
    assert (tmp_path / "playbook/calls/c.yml").is_dir()
    assert not (tmp_path / "playbook/playbook.yml").exists()
    assert set(SMALLEST) - {"playbook.yml"} <= {
        path.relative_to(tmp_path / "playbook").as_posix() for path in tmp_path.rglob("*.yml")
    }
