"""MkDocs' files become what the search is made of beside the content, and the addresses that its results lead to."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from precall.address import address
from precall.model import Playbook
from precall.page import Site
from precall.search import site as searching
from precall.search.documents import INDEXES, Found
from precall.search.pages import page_documents

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files


def beside(playbook: Playbook, site: Site, files: Files) -> Iterator[Found]:
    """What people wrote beside the content, and the pages of ours that are no entry: the method."""
    made = {page.address.folder: page for page in site.pages}
    covered = {address(entry).folder for entry in playbook.entries()} | {place.folder for _, place in INDEXES}
    for file in files.documentation_pages():
        folder, page = _folder(file), file.page
        if page is None or folder in covered or folder.split("/")[0] == "editors" or (not folder and folder in made):
            continue
        if not (page.meta.get("search") or {}).get("exclude"):
            yield from page_documents(html.unescape(str(page.title)), folder, page.content or "")


def unread(files: Files) -> None:
    """Keep the theme's own search from reading the pages, for its index is emptied in the end."""
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.meta["search"] = {"exclude": True}


def addresses(files: Files) -> Callable[[Found], str]:
    """Takes what was found, and gives its address from the site's root."""
    urls = {_folder(file): file.url for file in files.documentation_pages()}

    def address_of(found: Found) -> str:
        url = urls.get(found.address.folder, f"{found.address.folder}/")
        return f"{url}#{found.address.anchor}" if found.address.anchor else url

    return address_of


def empty_index(folder: Path) -> None:
    """Take out of a built site the theme's own index, which no page reads."""
    written = folder / searching.FOLDER / "search_index.json"
    if written.is_file():
        for uri, content in searching.emptied(written.read_text(encoding="utf-8")).items():
            (folder / uri).write_bytes(content)


def _folder(file: File) -> str:
    """A page's address as Address has it."""
    return re.sub(r"(^|/)index\.html$|\.html$", "", file.dest_uri)
