"""A lock on a folder, shared by all processes of the machine; the system drops it when its process ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        """Open a lock file in the folder: Windows cannot lock a folder."""
        return os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT)

    def _lock(handle: int, *, wait: bool) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _open(folder: Path) -> int:
        """Open the folder itself, so that no file of the lock is left behind."""
        return os.open(folder, os.O_RDONLY)

    def _lock(handle: int, *, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


class FolderLock:
    """An exclusive lock on one folder. On a network file system without locks it has no effect."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: int | None = None

    def acquire(self) -> None:
        """Wait until no other process holds the lock, and hold it."""
        with suppress(OSError):
            self._handle = _open(self._folder)
            _lock(self._handle, wait=True)

    def is_held(self) -> bool:
        """Return whether another process, or another lock of this process, holds the lock."""
        try:
            handle = _open(self._folder)
        except OSError:
            return False
        try:
            _lock(handle, wait=False)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False

    def release(self) -> None:
        """Drop the lock; nothing happens if it is not held."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        os.close(handle)
        if sys.platform == "win32":
            self._folder.with_name(f"{self._folder.name}.lock").unlink(missing_ok=True)
