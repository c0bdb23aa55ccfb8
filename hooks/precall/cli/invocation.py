"""Define Invocation: the shared options of one run, with the playbook's folder, the cache, and the verbosity."""

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
    """The folder of --root."""
    use_cache: bool = True
    is_quiet: bool = False
    """Whether only problems, errors and results are printed."""
    is_verbose: bool = False
    """Whether details of the run are printed too."""

    @cached_property
    def root(self) -> Path:
        """The playbook's folder: that of --root, else the nearest parent folder that contains `playbook/`.

        Raises:
            PrecallError: There is none.
        """
        from precall.content.source import CONTENT_FOLDER
        from precall.core.errors import PrecallError

        found = self.folder or nearest_above(CONTENT_FOLDER)
        if found is None:
            raise PrecallError(
                f"There is no folder {CONTENT_FOLDER}/ in {Path.cwd()} or in a folder above it.",
                "Go to the folder that contains it, name that folder with --root, or begin a playbook with: "
                "precall new site DIR",
            )
        self.detail(f"The playbook is in {found.resolve()}.")
        return found

    @cached_property
    def roots(self) -> list[Path]:
        """The folders of all playbooks: that of `root`, else those of the site here, else those in subfolders.

        Raises:
            PrecallError: There is none.
        """
        from precall.content.source import CONTENT_FOLDER

        here = self.folder or Path()
        is_one = (here / CONTENT_FOLDER).is_dir() or (not self.folder and nearest_above(CONTENT_FOLDER))
        return (None if is_one else _of_the_site(here) or _below(here)) or [self.root]

    @cached_property
    def site_root(self) -> Path:
        """The site's folder: that of --root, else the nearest parent folder with `mkdocs.yml`, else the playbook's.

        Raises:
            PrecallError: There is no such folder and no playbook.
        """
        return self.folder or nearest_above(SITE_SETTINGS) or self.root

    @cached_property
    def session(self) -> Session:
        """Return the session of the command."""
        from precall.core.progress import ProgressBar
        from precall.core.session import Session

        shows_progress = sys.stderr.isatty() and not self.is_quiet
        return Session.for_user(ProgressBar(sys.stderr) if shows_progress else None)

    def close(self) -> None:
        """Write the caches after the command."""
        if "session" in vars(self):
            self.session.close()

    def refuse(self, target: Path, extended: Iterable[Path] = (), *, in_docs: bool = False) -> None:
        """Raise PrecallError if writing a target would destroy sources or Git's data; see `refuse_target`."""
        from precall.core.targets import refuse_target

        refuse_target(target, self.root, extended=extended, in_docs=in_docs)

    def begin(self) -> None:
        """Apply the options to the rest of the program before the command runs."""
        if not self.use_cache:
            from precall.core.cache import NO_CACHE

            os.environ[NO_CACHE] = "1"

    def say(self, text: str) -> None:
        """Print a result on standard output, unless --quiet is set."""
        if not self.is_quiet:
            echo(text)

    def note(self, text: str) -> None:
        """Print a note on standard error, unless --quiet is set."""
        if not self.is_quiet:
            report("note", text)

    def detail(self, text: str) -> None:
        """Print a detail of the run on standard error if --verbose is set."""
        if self.is_verbose:
            report("note", text)


def _of_the_site(folder: Path) -> list[Path]:
    """Return the folders of the playbooks in the `mkdocs.yml` of a folder."""
    from precall.hosts.sections import configured_playbooks
    from precall.hosts.settings_file import SettingsFile

    if not (folder / SITE_SETTINGS).is_file():
        return []
    options = SettingsFile(folder / SITE_SETTINGS).value("extra", "precall")
    return [Path(os.path.normpath(root)) for at, root in configured_playbooks(options, folder) if at]


def _below(folder: Path) -> list[Path]:
    """Return the folders with a playbook, at most two levels below a folder."""
    found = {path.parent.parent for level in ("*", "*/*") for path in folder.glob(f"{level}/playbook/playbook.yml")}
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def nearest_above(name: str, start: Path = Path()) -> Path | None:
    """Return the nearest folder that contains `name`, from `start` upward, relative to the current folder."""
    first = start.resolve()
    for folder in (first, *first.parents):
        if (folder / name).exists():
            return folder if start.is_absolute() else Path(os.path.relpath(folder))
    return None
