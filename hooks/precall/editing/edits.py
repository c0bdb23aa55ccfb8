"""Apply changes to several files: try them on a copy of the playbook, and write all of them or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from precall.content.loader import LoadResult, load
from precall.content.source import CONTENT_FOLDER, find_files, read_file
from precall.core.errors import PrecallError, cannot_write
from precall.core.files import temporary_name
from precall.core.problems import Problem

Changes: TypeAlias = Mapping[str, bytes | None]
"""New content of files by their path from the root; None for a file to delete."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A replacement of the characters from `start` to before `end`, counted from 0."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits applied. Duplicate edits are applied once; others must not overlap."""
    parts, position = [], 0
    for edit in sorted(set(edits)):
        assert edit.start >= position, "edits overlap"
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join((*parts, text[position:]))


def encode_like(original: bytes, text: str) -> bytes:
    """Return the text as UTF-8, with a byte order mark if the original file has one."""
    return text.encode("utf-8-sig" if original.startswith(b"\xef\xbb\xbf") else "utf-8")


@contextmanager
def copy_with_changes(root: Path, changes: Changes) -> Iterator[Path]:
    """Yield a temporary root folder with the content after the changes."""
    with tempfile.TemporaryDirectory(prefix="precall-") as name:
        copy = Path(name)
        (copy / CONTENT_FOLDER).mkdir()
        for path in find_files(root):
            content = None if path in changes else read_file(root, path)
            if isinstance(content, bytes):
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(content)
        for path, content in changes.items():
            if content is not None:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(content)
        yield copy


def new_problems(root: Path, loaded: LoadResult, changes: Changes) -> list[Problem]:
    """Return the problems that the changes would add to the content.

    Args:
        root: The playbook's root folder.
        loaded: The current content.
        changes: The changes to try.
    """
    existing = {(problem.path, problem.rule, problem.message) for problem in loaded.problems}
    with copy_with_changes(root, changes) as copy:
        problems = load(copy, at=root).problems
    return [problem for problem in problems if (problem.path, problem.rule, problem.message) not in existing]


def write_changes(root: Path, changes: Changes) -> None:
    """Write all files, or none.

    Every file is first written next to its final place, so that a full disk or a missing permission is detected before
    any file changes. The replaced files are kept until the last new file is in place.

    Raises:
        PrecallError: The files cannot be written. Nothing has changed.
    """
    new_files = {path: temporary_name(root / path, "new") for path, content in changes.items() if content is not None}
    old_files: dict[str, Path] = {}
    replaced: list[str] = []
    try:
        for path, file in new_files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(changes[path] or b"")
            if (root / path).exists():
                shutil.copymode(root / path, file)
        for path in changes:
            if (root / path).exists():
                old = temporary_name(root / path, "old")
                (root / path).rename(old)
                old_files[path] = old
            if path in new_files:
                new_files[path].rename(root / path)
                replaced.append(path)
    except BaseException as error:
        for path in replaced:
            (root / path).unlink(missing_ok=True)
        for path, old in old_files.items():
            old.rename(root / path)
        if isinstance(error, OSError):
            raise PrecallError(f"Nothing was changed: {cannot_write(error, ', '.join(changes))}") from None
        raise
    finally:
        for file in new_files.values():
            file.unlink(missing_ok=True)
    for old in old_files.values():
        old.unlink(missing_ok=True)


def write_new_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files that do not exist yet, all or none.

    Raises:
        PrecallError: Some of them already exist; the message lists them.
    """
    existing = [path for path in files if (root / path).exists() or (root / path).is_symlink()]
    if existing:
        names = ", ".join(existing)
        raise PrecallError(
            f"Nothing was written: {names} {'exists' if len(existing) == 1 else 'exist'} already.",
            "Move these files away, or choose another folder.",
        )
    write_changes(root, files)
