"""Copies of our own playbook's site for tests that change and build it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.paths import ROOT


def copy_of_ours(folder: Path) -> Path:
    """Copy the sources of our playbook's site to a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("playbook", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    entry_point = (ROOT / "hooks" / "playbook.py").as_posix()
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/playbook.py", entry_point)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder
