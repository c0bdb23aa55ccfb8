"""MkDocs' files become what the search is made of beside the content, and the addresses that its results lead to."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from precall.hosts.sections import Section
from precall.render.artifacts import Site
from precall.search import files as searching
from precall.search.documents import SearchDocument
from precall.search.pages import page_documents

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files


def beside(sections: Sequence[Section], site: Site, files: Files) -> Iterator[SearchDocument]:
    """What people wrote beside the content, and the pages of ours that are no entry: the method."""
    made = {page.address.whole: page.address for page in site.pages}
    by_at = {section.at: section for section in sections}
    covered: set[str] = set().union(*(section.covered() for section in sections))
    for file in files.documentation_pages():
        folder, page = _folder(file), file.page
        ours = made.get(folder)
        if page is None or folder in covered or (ours and ours.folder.split("/")[0] in ("", "editors")):
            continue
        if _is_excluded(page.meta):
            continue
        section = by_at.get(ours.at) if ours else None
        title = html.unescape(str(page.title))
        for found in _documents(title, ours.folder if ours else folder, page.content or ""):
            yield section.placed(found) if section else found


@lru_cache(maxsize=512)
def _documents(title: str, folder: str, content: str) -> tuple[SearchDocument, ...]:
    """What can be found in a page; after an edit most pages of this kind are the same."""
    return tuple(page_documents(title, folder, content))


def unread(files: Files) -> None:
    """Keep the theme's own search from reading the pages, for its index is emptied in the end."""
    for file in files.documentation_pages():
        if file.page is not None and not _is_excluded(file.page.meta):
            file.page.meta["search"] = _UNREAD


_UNREAD = {"exclude": True}
"""What `unread` writes into a page, to be told from what the page says of itself."""


def _is_excluded(meta: Mapping[str, Any]) -> bool:
    """Whether a page says of itself that it is not to be found."""
    said = meta.get("search")
    return bool(said and said is not _UNREAD and said.get("exclude"))


def addresses(files: Files) -> Callable[[SearchDocument], str]:
    """Takes what was found, and gives its address from the site's root."""
    urls = {_folder(file): file.url for file in files.documentation_pages()}

    def address_of(found: SearchDocument) -> str:
        url = urls.get(found.address.whole, f"{found.address.whole}/")
        return f"{url}#{found.address.anchor}" if found.address.anchor else url

    return address_of


def empty_index(folder: Path) -> None:
    """Take out of a built site the theme's own index, which no page reads."""
    written = folder / searching.FOLDER / "search_index.json"
    if written.is_file():
        for uri, content in searching.empty_material_index(written.read_text(encoding="utf-8")).items():
            (folder / uri).write_bytes(content)


def _folder(file: File) -> str:
    """A page's address as Address has it."""
    return re.sub(r"(^|/)index\.html$|\.html$", "", file.dest_uri)
