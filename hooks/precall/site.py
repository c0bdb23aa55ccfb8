"""A playbook becomes a site: pages, the files beside them, and the problems of what else claims their addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path

from precall.model import Playbook
from precall.page import Page, ReadyFile, Site
from precall.pages import make_pages
from precall.problems import START, Problem

ASSETS = Path(__file__).parent / "assets"
ASSETS_FOLDER = "assets/precall"
STYLE_SHEETS = ("site.css", "search.css")
"""Files in `assets` that every themed page takes."""


def make_site(playbook: Playbook, root: Path) -> Site:
    """Everything that the content becomes, the same each time. `root` may hold templates of the team's own."""
    files = tuple(ReadyFile(f"{ASSETS_FOLDER}/{name}", (ASSETS / name).read_bytes()) for name in STYLE_SHEETS)
    pages = make_pages(playbook, root, frozenset(file.uri for file in files))
    return Site(tuple(pages), files, style_sheets=tuple(f"{ASSETS_FOLDER}/{name}" for name in STYLE_SHEETS))


def taken(site: Site, hand_written: Iterable[str]) -> list[Problem]:
    """A Problem for each file below `docs` that would come to an address the site has already.

    `hand_written` are their uris from there, with forward slashes.
    """
    claimed: dict[str, Page | ReadyFile] = {_file(file.uri): file for file in site.files}
    claimed.update((_file(page.address.markdown_uri), page) for page in site.pages)
    return [_problem(uri, claimed[_file(uri)]) for uri in sorted(hand_written) if _file(uri) in claimed]


def _file(uri: str) -> str:
    """The file that a source becomes, in one case: many a file system holds `Calls` and `calls` to be the same."""
    name = uri.casefold()
    folder, file = posixpath.split(name)
    stem, ending = posixpath.splitext(file)
    if ending not in (".md", ".markdown", ".mdown", ".mkdn", ".mkd"):
        return name
    return posixpath.join(folder, "index.html" if stem in ("index", "readme") else f"{stem}/index.html")


def _problem(uri: str, claim: Page | ReadyFile) -> Problem:
    made = f"the page made from {claim.source}" if claim.source else "a page that Precall makes"
    return Problem(
        f"docs/{uri}",
        START,
        "address-taken",
        f"This page's address belongs to {made}.",
        "Rename this file, or take it away.",
    )
