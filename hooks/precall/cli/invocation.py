"""The options of every command become one object: the playbook's folder, the cache, how much is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from precall.cli.output import echo, report

if TYPE_CHECKING:
    from precall.core.session import Session

SITE_SETTINGS = "mkdocs.yml"


@dataclass
class Invocation:
    """One run of the command line."""

    folder: Path | None = None
    """What --root names."""
    use_cache: bool = True
    is_quiet: bool = False
    """Whether only problems, errors and what was asked for are printed."""
    is_verbose: bool = False
    """Whether details of the run are printed too."""

    @cached_property
    def root(self) -> Path:
        """The playbook's folder: that of --root, else the nearest one upward that holds `playbook/`.

        Raises PrecallError when there is none.
        """
        from precall.content.source import CONTENT_FOLDER
        from precall.core.errors import PrecallError

        found = self.folder or nearest_above(CONTENT_FOLDER)
        if found is None:
            raise PrecallError(
                f"There is no folder {CONTENT_FOLDER}/ in {Path.cwd()} or in a folder above it.",
                "Go to the folder that holds it, name that folder with --root, or begin a playbook with: "
                "precall new site DIR",
            )
        self.detail(f"The playbook is in {found.resolve()}.")
        return found

    @cached_property
    def site_root(self) -> Path:
        """The site's folder: that of --root, else the nearest one upward that holds `mkdocs.yml`.

        Where there is none, the playbook's folder. Raises PrecallError when there is none of these either.
        """
        return self.folder or nearest_above(SITE_SETTINGS) or self.root

    @cached_property
    def session(self) -> Session:
        """The session that the command's work belongs to."""
        from precall.core.progress import ProgressBar
        from precall.core.session import Session

        shows_progress = sys.stderr.isatty() and not self.is_quiet
        return Session.for_user(ProgressBar(sys.stderr) if shows_progress else None)

    def close(self) -> None:
        """Write what later runs use again, once the command is done."""
        if "session" in vars(self):
            self.session.close()

    def refuse(self, target: Path, extended: Iterable[Path] = (), *, in_docs: bool = False) -> None:
        """Raise PrecallError where writing a target would destroy what people or Git keep; see `refuse_target`."""
        from precall.core.targets import refuse_target

        refuse_target(target, self.root, extended=extended, in_docs=in_docs)

    def begin(self) -> None:
        """Let the rest of the program know what was asked for, before the command runs."""
        if not self.use_cache:
            from precall.core.cache import NO_CACHE

            os.environ[NO_CACHE] = "1"

    def say(self, text: str) -> None:
        """Print what was done, unless the user wants quiet."""
        if not self.is_quiet:
            echo(text)

    def note(self, text: str) -> None:
        """Print something worth knowing on standard error, unless the user wants quiet."""
        if not self.is_quiet:
            report("note", text)

    def detail(self, text: str) -> None:
        """Print a detail of the run on standard error when the user asks for details."""
        if self.is_verbose:
            report("note", text)


def nearest_above(name: str, start: Path = Path()) -> Path | None:
    """Return the nearest folder that holds `name`, from `start` upward, as seen from the current folder."""
    first = start.resolve()
    for folder in (first, *first.parents):
        if (folder / name).exists():
            return folder if start.is_absolute() else Path(os.path.relpath(folder))
    return None
