"""Write a Site as files into a folder, for hosts that build Markdown from disk and run no hooks.

A file is written only if its content has changed, so that a host that watches the folder rebuilds few pages. Files
that an earlier run wrote and that are no longer part of the site are removed; other files in the folder are unchanged.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from precall.content.urls import HOME, Address
from precall.core.errors import PrecallError, cannot_write
from precall.core.files import write_atomic
from precall.hosts.markdown_file import markdown_file
from precall.render.artifacts import Site

LEDGER = ".precall-export.json"
"""The name of the list of written files, in the folder itself."""


@dataclass(frozen=True)
class WrittenFiles:
    """The numbers of files that one run wrote, changed and removed."""

    total: int
    changed: int
    removed: int


def write(site: Site, folder: Path, hand_written: Path | None = None) -> WrittenFiles:
    """Write a site to a folder.

    Args:
        site: The pages and files.
        folder: The folder to write to.
        hand_written: A folder of pages to copy unchanged.

    Raises:
        PrecallError: The folder is not writable, or the site would replace a file that no earlier run wrote.

    """
    wanted = {
        page.address.markdown_uri: markdown_file(page, partial(_link, page.address)).encode(errors="xmlcharrefreplace")
        for page in site.pages
    }
    wanted.update({file.uri: file.content for file in site.files})
    if hand_written is not None and hand_written.is_dir():
        for path in sorted(hand_written.rglob("*")):
            if path.is_file():
                wanted.setdefault(path.relative_to(hand_written).as_posix(), path.read_bytes())
    known = _ledger(folder)
    _refuse_foreign(folder, wanted, known)
    unwanted = sorted(known - set(wanted))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        changed = sum(_write(folder / uri, content) for uri, content in wanted.items())
        for uri in unwanted:
            _remove(folder, uri)
        _write(folder / LEDGER, (json.dumps(sorted(wanted), indent=0) + "\n").encode())
    except OSError as error:
        raise cannot_write(error, folder) from None
    return WrittenFiles(len(wanted), changed, len(unwanted))


def _link(page: Address, to: str) -> str:
    """Return the relative URL from a page to a link's target; hosts derive the URLs from file names."""
    path, mark, anchor = to.partition("#")
    if path.endswith(".md") or not PurePosixPath(path).suffix:
        path = Address(re.sub(r"(^|/)index$", "", path.rstrip("/").removesuffix(".md"))).link_from(page)
    else:
        path = HOME.link_from(page) + path
    return path + mark + anchor


def _ledger(folder: Path) -> set[str]:
    try:
        written = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    inside = {uri for uri in written if isinstance(uri, str)} if isinstance(written, list) else set()
    return {uri for uri in inside if not PurePosixPath(uri).is_absolute() and ".." not in PurePosixPath(uri).parts}


def _refuse_foreign(folder: Path, wanted: dict[str, bytes], known: set[str]) -> None:
    for uri, content in wanted.items():
        path = folder / uri
        if uri not in known and path.is_file() and path.read_bytes() != content:
            raise PrecallError(
                f"{path} exists and was not written by this command.", "Choose an empty folder, or move that file away."
            )


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomic(path, content)
    return True


def _remove(folder: Path, uri: str) -> None:
    path = folder / uri
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir() if parent.is_dir() else ()):
            break
        shutil.rmtree(parent, ignore_errors=True)
