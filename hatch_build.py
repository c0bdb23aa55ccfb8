"""Set the README and the URLs of the package index from the repository that a release is built from.

The README links to files of the repository, which a code host resolves and a package index does not. A build makes
these links absolute, at the tag of its version. It reads the repository's address from PRECALL_REPOSITORY, or else from
Git's `origin`. Without either, the README of the package has no such links and no pictures.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)\s]+)\)")
_PICTURE = re.compile(r"<picture>.*?</picture>|<img [^>]*>", re.DOTALL)
_SOURCE = re.compile(r'(?<=src=")(?![a-z]+:)|(?<=srcset=")(?![a-z]+:)')
_EMPTY_TABLE = re.compile(r"^\|.*\|\n\|[-|]+\|\n(?:\|[ |]*\|\n)+", re.MULTILINE)
_SSH = re.compile(r"(?:ssh://)?git@([^:/]+)[:/]")


class ReadmeHook(MetadataHookInterface):
    """The hook that pyproject.toml names."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme` and `urls`."""
        root = Path(self.root)
        version = re.search(r'__version__ = "([^"]+)"', (root / "hooks/precall/__init__.py").read_text("utf-8"))
        assert version, "hooks/precall/__init__.py has no version."
        repository, tag = repository_url(root), f"v{version[1]}"
        text = readme((root / "README.md").read_text("utf-8"), repository, tag)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls(repository, tag)


def repository_url(root: Path) -> str:
    """Return the https address of the repository, without credentials and a slash at the end; empty if unknown."""
    found = os.environ.get("PRECALL_REPOSITORY", "")
    if not found:
        command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
        try:
            found = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout.strip()
        except (OSError, subprocess.SubprocessError):
            return ""
    found = re.sub(r"(?<=^https://)[^/@]*@", "", _SSH.sub(r"https://\1/", found))
    return found.rstrip("/").removesuffix(".git") if found.startswith("https://") else ""


def urls(repository: str, tag: str) -> dict[str, str]:
    """Return the links that a package index shows."""
    if not repository:
        return {}
    files = f"{repository}/blob/{tag}"
    return {
        "Source": repository,
        "Documentation": f"{files}/docs/manual/index.md",
        "Changelog": f"{files}/CHANGELOG.md",
        "Issues": f"{repository}/issues",
    }


def readme(text: str, repository: str, tag: str) -> str:
    """Return a README whose links and pictures work outside of the repository."""
    if not repository:
        plain = _EMPTY_TABLE.sub("", _LINK.sub(r"\1", _PICTURE.sub("", text)))
        return re.sub(r"\n{3,}", "\n\n", plain)
    linked = _LINK.sub(rf"[\1]({repository}/blob/{tag}/\2)", text)
    return _SOURCE.sub(f"{repository}/raw/{tag}/", linked)
