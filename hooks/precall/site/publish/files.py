"""List the files of a built site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def uris(folder: Path) -> list[str]:
    """Return the sorted uris of all files below a folder, with forward slashes; none if there is no folder."""
    return sorted(_below(folder, "")) if folder.is_dir() else []


def _below(folder: Path, prefix: str) -> Iterator[str]:
    folders = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.is_file():
                yield prefix + entry.name
    for name in folders:
        yield from _below(folder / name, f"{prefix}{name}/")
