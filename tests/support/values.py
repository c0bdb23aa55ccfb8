"""Playbooks as plain values and texts, for comparisons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from precall.content.model import Playbook


def playbook_values(playbook: Playbook) -> dict[str, Any]:
    """Return all values of a playbook, by kind and reference, to compare two playbooks."""
    entries: dict[str, Any] = {
        f"{entry.kind}:{entry.ref}": entry.model_dump(by_alias=True) for entry in playbook.entries()
    }
    return {**entries, "settings": playbook.settings.model_dump()}


def yaml_texts(root: Path) -> dict[str, str]:
    """Return the text of every YAML file below a folder."""
    return {str(path): path.read_bytes().decode() for path in sorted(root.rglob("*.yml"))}


def folder_texts(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder, by its path from the folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
