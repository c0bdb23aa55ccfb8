"""A file is replaced as a whole or stays unchanged, and no temporary file is left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from precall.core.files import replacing, temporary_name, write_atomic


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    """A replaced file keeps its mode, and nothing else is in the folder afterwards."""
    path = tmp_path / "a" / "b" / "file.txt"
    write_atomic(path, b"first")
    path.chmod(0o600)
    write_atomic(path, b"second")
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_after_an_error_the_file_is_unchanged(tmp_path: Path) -> None:
    """Any exception in the writer leaves the folder unchanged, with or without an earlier file."""
    path = tmp_path / "file.txt"
    for before in (None, b"before"):
        if before is not None:
            path.write_bytes(before)
        with pytest.raises(KeyboardInterrupt):
            _interrupted(path)
        assert [each.read_bytes() for each in tmp_path.iterdir()] == ([] if before is None else [before])


def _interrupted(path: Path) -> None:
    with replacing(path) as new:
        new.write_bytes(b"half")
        raise KeyboardInterrupt


def test_temporary_files_of_killed_processes_are_removed(tmp_path: Path) -> None:
    """Those of running processes, and files of other names, stay."""
    path = tmp_path / "file.txt"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(60)
    leftover = tmp_path / f".file.txt.{ended.pid}.new"
    others = [tmp_path / f".file.txt.{os.getppid()}.new", tmp_path / ".file.txt.new", tmp_path / ".other.1.new"]
    for each in (leftover, *others):
        each.write_bytes(b"")
    write_atomic(path, b"content")
    assert sorted(tmp_path.iterdir()) == sorted([path, *others])
    assert temporary_name(path, "new") not in tmp_path.iterdir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few users make links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing through a symbolic link replaces its target."""
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_bytes(b"before")
    link.symlink_to(target)
    write_atomic(link, b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file")
def test_a_device_is_written_directly() -> None:
    """A device such as /dev/null cannot be replaced."""
    write_atomic(Path(os.devnull), b"content")
    assert not Path(os.devnull).is_file()
