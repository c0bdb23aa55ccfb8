"""A Site becomes files in a folder, for hosts that build Markdown from disk and run no hooks.

A file is written only when its content changed, so that a host which watches the folder rebuilds only what it must.
What an earlier run wrote and this one does not make is taken away; nothing else in the folder is touched.
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
"""The list of what was written, kept in the folder itself."""


@dataclass(frozen=True)
class Written:
    """What one run did."""

    total: int
    changed: int
    removed: int


def write(site: Site, folder: Path, hand_written: Path | None = None) -> Written:
    """Bring `folder` to what the site is; `hand_written` is a folder of pages that go along as they are.

    Raises PrecallError when the folder holds files of somebody else where ours belong, or cannot be written to.
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
    before = _ledger(folder)
    _refuse_foreign(folder, wanted, before)
    gone = sorted(before - set(wanted))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        changed = sum(_write(folder / uri, content) for uri, content in wanted.items())
        for uri in gone:
            _remove(folder, uri)
        _write(folder / LEDGER, (json.dumps(sorted(wanted), indent=0) + "\n").encode())
    except OSError as error:
        raise cannot_write(error, folder) from None
    return Written(len(wanted), changed, len(gone))


def _link(page: Address, to: str) -> str:
    """Return the way from a page to a place within the site, as hosts make addresses from the names of files."""
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


def _refuse_foreign(folder: Path, wanted: dict[str, bytes], before: set[str]) -> None:
    for uri, content in wanted.items():
        path = folder / uri
        if uri not in before and path.is_file() and path.read_bytes() != content:
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
