"""A set of edits changes all its files or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from precall.core.errors import PrecallError
from precall.editing.edits import Edit, apply_edits, write_changes, write_new_files
from tests.support.values import folder_texts


def test_edits_replace_ranges_and_equal_edits_count_once() -> None:
    """Text outside the edits stays the same."""
    assert apply_edits("one two three", [Edit(4, 7, "2"), Edit(0, 3, "1"), Edit(4, 7, "2")]) == "1 2 three"


def test_all_files_change(tmp_path: Path) -> None:
    """Files are written, replaced and deleted, and no temporary file is left."""
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("old")
    write_changes(tmp_path, {"a": b"new", "b": None, "deep/c": b"new"})
    assert folder_texts(tmp_path) == {"a": "new", "deep/c": "new"}


@pytest.mark.parametrize("fails_at", range(5))
def test_failure_at_any_step_leaves_all_files_unchanged(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error at any of the renames restores every file."""
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("old")
    rename = Path.rename
    count = 0

    def failing(path: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == fails_at + 1:
            raise OSError(28, "No space left on device", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PrecallError, match="Nothing was changed"):
        write_changes(tmp_path, {"a": b"new", "b": None, "c": b"new", "d": b"new"})
    assert folder_texts(tmp_path) == {"a": "old", "b": "old"}


def test_new_files_replace_no_existing_file(tmp_path: Path) -> None:
    """If one file exists, none is written."""
    (tmp_path / "a").write_text("theirs")
    with pytest.raises(PrecallError, match="a exists already"):
        write_new_files(tmp_path, {"a": b"ours", "b": b"ours"})
    assert folder_texts(tmp_path) == {"a": "theirs"}
