"""Changes to several files become one: tried on a copy of the playbook first, then all made or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from precall.content.source import CONTENT_FOLDER, find_files
from precall.core.errors import PrecallError, cannot_write

Changes: TypeAlias = Mapping[str, bytes | None]
"""Files by their path from the root, with what is to be in them; None for a file that goes."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Text that takes the place of what stands from `start` to before `end`, in characters from 0."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; they must not overlap."""
    made, position = [], 0
    for edit in sorted(set(edits)):
        assert edit.start >= position, "edits overlap"
        made += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join((*made, text[position:]))


def encode_like(before: bytes, text: str) -> bytes:
    """The text as bytes, with a byte order mark where the file had one."""
    return text.encode("utf-8-sig" if before.startswith(b"\xef\xbb\xbf") else "utf-8")


@contextmanager
def copy_with_changes(root: Path, changes: Changes) -> Iterator[Path]:
    """A root folder for a while, with the content as it would be after the changes."""
    with tempfile.TemporaryDirectory(prefix="precall-") as name:
        copy = Path(name)
        (copy / CONTENT_FOLDER).mkdir()
        for path in find_files(root):
            if path not in changes:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / path, copy / path)
        for path, content in changes.items():
            if content is not None:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(content)
        yield copy


def write_changes(root: Path, changes: Changes) -> None:
    """Write all files, or none.

    Everything is written beside its place first, so that a full disk or a missing right is found before anything has
    changed; what is replaced is kept until the last file stands. Raises PrecallError when the files cannot be
    written.
    """
    fresh = {path: _beside(root / path, "new") for path, content in changes.items() if content is not None}
    kept: dict[str, Path] = {}
    made: list[str] = []
    try:
        for path, file in fresh.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(changes[path] or b"")
            if (root / path).exists():
                shutil.copymode(root / path, file)
        for path in changes:
            if (root / path).exists():
                old = _beside(root / path, "old")
                (root / path).rename(old)
                kept[path] = old
            if path in fresh:
                fresh[path].rename(root / path)
                made.append(path)
    except BaseException as error:
        for path in made:
            (root / path).unlink(missing_ok=True)
        for path, old in kept.items():
            old.rename(root / path)
        if isinstance(error, OSError):
            raise PrecallError(f"Nothing was changed: {cannot_write(error, ', '.join(changes))}") from None
        raise
    finally:
        for file in fresh.values():
            file.unlink(missing_ok=True)
    for old in kept.values():
        old.unlink(missing_ok=True)


def _beside(path: Path, ending: str) -> Path:
    # Hidden, so that a program that watches the folder does not take it for content.
    return path.with_name(f".{path.name}.{os.getpid()}.{ending}")


def write_new_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files that are not there yet, all or none. Raises PrecallError, naming them, when one of them is."""
    there = [path for path in files if (root / path).exists() or (root / path).is_symlink()]
    if there:
        listed = ", ".join(there)
        raise PrecallError(
            f"Nothing was written: {listed} {'is' if len(there) == 1 else 'are'} there already.",
            "Move what is there away, or choose another name.",
        )
    write_changes(root, files)
