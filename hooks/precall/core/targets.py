"""Check the target that a command is about to write: refuse it if other files would be lost."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from precall.core.errors import PrecallError

VERSION_CONTROL = (".git", ".hg", ".svn", ".jj", ".bzr")


def refuse_target(
    target: Path,
    root: Path,
    *,
    docs: Path | None = None,
    extended: Iterable[Path] = (),
    in_docs: bool = False,
    may_contain: bool = False,
) -> None:
    """Raise an error if a target is, contains or is inside a folder of content, of hand-written pages or of Git.

    Args:
        target: the file or folder to write; it need not exist.
        root: the folder that holds the playbook.
        docs: the folder of the pages that people write, if it is not `docs` below the root.
        extended: the folders of the playbooks that this one extends.
        in_docs: whether the target may be inside that folder of pages.
        may_contain: whether the target may contain such folders, for a command that only adds files.

    Raises:
        PrecallError: The target is refused.

    """
    docs = docs or root / "docs"
    protected = [
        (root / "playbook", "the playbook's content"),
        (root / "templates", "your templates"),
        (docs, "the pages that you write by hand"),
    ]
    for company in extended:
        # A team's folder may be inside its company's: then only the folders that Precall reads are protected.
        folders = ("playbook", "templates", "docs") if _is_inside(root, company) else ("",)
        protected += [(company / folder, "a playbook that yours extends") for folder in folders]
    for folder, what in protected:
        if _is_inside(folder, target):
            if _is_inside(target, folder):
                _refuse(target, "is", what)
            if not may_contain:
                _refuse(target, f"contains {folder}", what)
        elif _is_inside(target, folder) and not (in_docs and folder == docs):
            _refuse(target, f"is inside {folder}", what)
    if any(part in VERSION_CONTROL for part in _real(target).parts):
        _refuse(target, "is inside a folder of version control", "")
    if not may_contain and any((target / name).exists() for name in VERSION_CONTROL):
        _refuse(target, "contains a folder of version control", "")


def _refuse(target: Path, relation: str, what: str) -> None:
    reason = f"{target} {relation}{', ' if what and relation != 'is' else ' ' if what else ''}{what}."
    raise PrecallError(f"{reason} Nothing was written.", "Name another place.")


def _is_inside(path: Path, folder: Path) -> bool:
    """Return whether a path is a folder or lies below it, with all links and alternative names resolved."""
    real, top = _real(path), _real(folder)
    if top == real or top in real.parents:
        return True
    # On a file system that ignores case, one folder has several names.
    return top.exists() and any(each.exists() and each.samefile(top) for each in (real, *real.parents))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
