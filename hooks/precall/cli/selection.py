"""Find the playbook that contains a path from the command line, and the selected part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from precall.cli.invocation import Invocation, nearest_above


@dataclass(frozen=True)
class Selection:
    """A playbook, or one of its files or folders."""

    root: Path
    """The folder that holds `playbook/`."""
    part: str = ""
    """The path of the file or folder, relative to the root; empty for the whole playbook."""

    def __contains__(self, path: object) -> bool:
        """Return whether the file at a path, relative to the root, is selected."""
        return not self.part or f"{path}/".startswith(f"{self.part}/")


def select(invocation: Invocation, paths: Sequence[Path]) -> list[Selection]:
    """Return the selections of the paths; without a path, the playbooks of the invocation.

    Raises PrecallError for a path outside any playbook.
    """
    return [_selected(path) for path in paths] or [Selection(root) for root in invocation.roots]


def _selected(path: Path) -> Selection:
    from precall.content.source import CONTENT_FOLDER, TEMPLATE_FOLDER
    from precall.core.errors import PrecallError

    root = path if (path / CONTENT_FOLDER).is_dir() else nearest_above(CONTENT_FOLDER, path)
    part = path.resolve().relative_to(root.resolve()).as_posix() if root else ""
    if root is None or (part != "." and part.split("/")[0] not in (CONTENT_FOLDER, TEMPLATE_FOLDER)):
        raise PrecallError(
            f"There is no folder {CONTENT_FOLDER}/ in {path}, and it is not inside one.",
            "Name a playbook's folder, or a file or folder of its content.",
        )
    return Selection(root, "" if part == "." else part)
