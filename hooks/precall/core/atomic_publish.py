"""Publish a site atomically: a build writes to its own staging folder, which then replaces the whole site.

An error in the content, Ctrl-C, a full disk or a killed process leaves the last good site unchanged. Several builds of
one site may run at once: each has its own staging folder, and the last one to publish wins as a whole.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from precall.core.locks import FolderLock

CANNOT_RENAME = (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM)
"""Errors of a rename when the site is a mount point, is open elsewhere, or lies in a folder of another user."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class StagingFolder:
    """The folder that one build writes to, next to the site.

    Args:
        site: The folder that the finished site replaces. A symbolic link is followed.

    Raises:
        OSError: The staging folder cannot be made.

    """

    def __init__(self, site: Path) -> None:
        self.site = Path(os.path.realpath(site))
        self._parent = self.site.parent
        self._parent.mkdir(parents=True, exist_ok=True)
        with self._swapping():
            self._clean_up()
            self.folder = self._parent / f"{self._prefix('building')}{secrets.token_hex(4)}"
            # Ctrl-C may end a build between any two lines: the folder is removed when this object or the process ends.
            self._remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
            self.folder.mkdir()
            # The lock shows that this build is running; the system drops it when the process ends.
            self._alive = FolderLock(self.folder)
            self._alive.acquire()

    def publish(self) -> None:
        """Replace the site by the staging folder.

        Raises:
            OSError: The site cannot be replaced. It is unchanged.

        """
        with self._swapping():
            try:
                old = self._swap()
            except OSError as error:
                if error.errno not in CANNOT_RENAME:
                    raise
                old = self._replace_content()
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)
        self.discard()

    def discard(self) -> None:
        """Remove the staging folder, if it has not been published."""
        self._alive.release()
        self._remove()

    def _prefix(self, use: str) -> str:
        return f".{self.site.name}-{use}-"

    @contextmanager
    def _swapping(self) -> Iterator[None]:
        """Hold the lock under which staging folders appear and sites are swapped."""
        lock = FolderLock(self._parent)
        lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _clean_up(self) -> None:
        """Remove folders of killed builds. Restore a site that a killed build had moved aside and not replaced."""
        for moved in sorted(self._parent.glob(f"{self._prefix('old')}*")):
            if not self.site.exists():
                moved.rename(self.site)
            else:
                shutil.rmtree(moved, ignore_errors=True)
        for folder in self._parent.glob(f"{self._prefix('building')}*"):
            if folder.is_dir() and not FolderLock(folder).is_held():
                shutil.rmtree(folder, ignore_errors=True)

    def _swap(self) -> Path | None:
        """Put the staging folder in the site's place and return the folder that now holds the old site."""
        if not self.site.exists():
            self.folder.rename(self.site)
            return None
        if _exchange(self.folder, self.site):
            return self.folder
        # Without an exchange of names there is a moment without a site. `_clean_up` repairs a kill in that moment.
        old = Path(tempfile.mkdtemp(prefix=self._prefix("old"), dir=self._parent))
        old.rmdir()
        self.site.rename(old)
        try:
            self.folder.rename(self.site)
        except BaseException:
            old.rename(self.site)
            raise
        return old

    def _replace_content(self) -> Path:
        """Replace the files inside the site's folder, which itself cannot be renamed; return a folder to remove.

        All new files are copied into the site's folder first, so a full or read-only disk changes nothing. Then its
        entries are renamed; if one cannot be, all go back.
        """
        new = Path(tempfile.mkdtemp(prefix=".precall-new-", dir=self.site))
        moved: list[tuple[Path, Path]] = []
        try:
            shutil.copytree(self.folder, new / "site", copy_function=shutil.copy2)
            old = new / "old"
            old.mkdir()
            before = [path for path in self.site.iterdir() if not path.name.startswith(".precall-new-")]
            for source, target in (
                *((path, old / path.name) for path in before),
                *((path, self.site / path.name) for path in (new / "site").iterdir()),
            ):
                source.rename(target)
                moved.append((source, target))
        except BaseException:
            for source, target in reversed(moved):
                with suppress(OSError):
                    target.rename(source)
            shutil.rmtree(new, ignore_errors=True)
            raise
        for leftover in self.site.glob(".precall-new-*"):
            if leftover != new:
                shutil.rmtree(leftover, ignore_errors=True)
        return new


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return False if the system cannot do that.

    Raises:
        OSError: The system can exchange names, but not the names of these folders.

    """
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(number, os.strerror(number), str(other))
