"""Write files atomically: a file is replaced as a whole or is unchanged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file, and create its folders. Raises OSError; the file is then unchanged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as new:
        new.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the path of a new file, which replaces `path` at the end of the block; after an error it is removed.

    If `path` is a link, the new file replaces the link's target. If it is a device or a pipe, it is yielded itself.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        yield path
        return
    new = temporary_name(path, "new")
    try:
        yield new
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    _remove_leftovers(path)


def temporary_name(path: Path, use: str) -> Path:
    """Return a name next to a file for this process alone; hidden, so that it is not taken for content."""
    return path.with_name(f".{path.name}.{os.getpid()}.{use}")


def _remove_leftovers(path: Path) -> None:
    """Remove what killed processes have left next to a file."""
    start, end = f".{path.name}.", ".new"
    with suppress(OSError):
        for file in path.parent.iterdir():
            process = file.name.removeprefix(start).removesuffix(end)
            if file.name == f"{start}{process}{end}" and process.isdecimal() and not _is_running(int(process)):
                file.unlink()


def _is_running(process: int) -> bool:
    """Return whether a process may be running; on Windows this is not known."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
