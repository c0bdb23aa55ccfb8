"""A build goes into a folder of its own beside the site, and takes the site's place only once it is whole.

Whatever stops a build on its way, a fault in the content, Ctrl-C or a full disk, the last good site stays as it was.
"""

from __future__ import annotations

import atexit
import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path


class Staging:
    """The folder that one build writes to.

    `site` is where the finished site belongs. Leftovers of builds that were killed are cleared away first.
    """

    def __init__(self, site: Path) -> None:
        self.site = Path(os.path.realpath(site))
        self.folder = self.site.with_name(f".{self.site.name}-building")
        self._old = self.site.with_name(f".{self.site.name}-old")
        self._recover()
        # Before the folder is there: a build may be stopped between any two lines.
        atexit.register(self.discard)
        self.folder.mkdir(parents=True)

    def _recover(self) -> None:
        """Undo what a killed build left: a site that was moved aside comes back if nothing has taken its place."""
        if self._old.exists() and not self.site.exists():
            self._old.rename(self.site)
        for leftover in (self.folder, self._old):
            shutil.rmtree(leftover, ignore_errors=True)

    def publish(self) -> None:
        """Put the built folder in the site's place."""
        try:
            if self.site.exists():
                self.site.rename(self._old)
            self.folder.rename(self.site)
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM):
                raise
            # The site is a mount point, or its parent is not ours to change: its content can still be replaced.
            self._replace_content()
        except BaseException:
            self._recover_site()
            raise
        shutil.rmtree(self._old, ignore_errors=True)
        self.discard()

    def _recover_site(self) -> None:
        if self._old.exists() and not self.site.exists():
            self._old.rename(self.site)

    def _replace_content(self) -> None:
        kept = {path.relative_to(self.folder) for path in self.folder.rglob("*")}
        shutil.copytree(self.folder, self.site, dirs_exist_ok=True, copy_function=_copied)
        for path in sorted(self.site.rglob("*"), reverse=True):
            if path.relative_to(self.site) not in kept:
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    def discard(self) -> None:
        """Take the folder away; nothing happens when it has been published."""
        atexit.unregister(self.discard)
        shutil.rmtree(self.folder, ignore_errors=True)


def _copied(source: str, target: str) -> None:
    # What has not changed since the last site is one file in both folders.
    with suppress(shutil.SameFileError):
        shutil.copy2(source, target)
