"""A built site's folder becomes the uris of its files, read in one walk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def uris(folder: Path) -> list[str]:
    """Where every file below a folder stands, from there, in order and with forward slashes; none where it is not."""
    return sorted(_below(folder, "")) if folder.is_dir() else []


def _below(folder: Path, before: str) -> Iterator[str]:
    folders = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.is_file():
                yield before + entry.name
    for name in folders:
        yield from _below(folder / name, f"{before}{name}/")
