"""Convert MkDocs' pages to search documents, and search documents to the URLs of results."""

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
from precall.search.documents import Kind, SearchDocument
from precall.search.pages import page_documents

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files


MANUAL = "manual"
"""Front matter of a page for editors. The search ranks such pages last, except in a search from such a page."""


def other_documents(sections: Sequence[Section], site: Site, files: Files) -> Iterator[SearchDocument]:
    """Yield the documents of hand-written pages and of the method, a generated page without an entry."""
    generated = {page.address.whole: page.address for page in site.pages}
    section_at = {section.at: section for section in sections}
    searched: set[str] = set().union(*(section.searched_folders() for section in sections))
    manuals = _manual_folders(files)
    for file in files.documentation_pages():
        folder, page = _folder(file), file.page
        ours = generated.get(folder)
        if page is None or folder in searched or (ours and ours.folder == ""):
            continue
        if _is_excluded(page.meta):
            continue
        section = section_at.get(ours.at) if ours else None
        title = html.unescape(str(page.title))
        is_manual = ours.folder.split("/")[0] == "editors" if ours else _is_manual(page.meta, folder, manuals)
        kind: Kind = "manual" if is_manual else "page"
        for document in _documents(title, ours.folder if ours else folder, page.content or "", kind):
            yield section.with_team(document) if section else document


@lru_cache(maxsize=512)
def _documents(title: str, folder: str, content: str, kind: Kind) -> tuple[SearchDocument, ...]:
    """Return the documents of one page. Cached, because an edit leaves most pages unchanged."""
    return tuple(page_documents(title, folder, content, kind))


def _manual_folders(files: Files) -> frozenset[str]:
    """Return the folders whose index page has `manual: true` in its front matter."""
    return frozenset(
        _folder(file)
        for file in files.documentation_pages()
        if file.page is not None and file.name == "index" and file.page.meta.get(MANUAL)
    )


def _is_manual(meta: Mapping[str, Any], folder: str, manuals: frozenset[str]) -> bool:
    """Return whether a page is for editors, by its own front matter or that of a folder around it."""
    if MANUAL in meta:
        return bool(meta[MANUAL])
    parts = folder.split("/")
    return any("/".join(parts[:end]) in manuals for end in range(1, len(parts) + 1))


def exclude_from_theme_search(files: Files) -> None:
    """Exclude all pages from the theme's own search, because its index is emptied at the end."""
    for file in files.documentation_pages():
        if file.page is not None and not _is_excluded(file.page.meta):
            file.page.meta["search"] = _EXCLUDED


_EXCLUDED = {"exclude": True}
"""The front matter set by `exclude_from_theme_search`. Its identity tells it from an exclusion in the page itself."""


def _is_excluded(meta: Mapping[str, Any]) -> bool:
    """Return whether a page's own front matter excludes it from the search."""
    options = meta.get("search")
    return bool(options and options is not _EXCLUDED and options.get("exclude"))


def result_urls(files: Files) -> Callable[[SearchDocument], str]:
    """Return a function that returns the URL of a document, relative to the site's root."""
    urls = {_folder(file): file.url for file in files.documentation_pages()}

    def url_of(document: SearchDocument) -> str:
        url = urls.get(document.address.whole, f"{document.address.whole}/")
        return f"{url}#{document.address.anchor}" if document.address.anchor else url

    return url_of


def empty_index(folder: Path) -> None:
    """Empty the theme's own search index in a built site. No page uses it."""
    path = folder / searching.FOLDER / "search_index.json"
    if path.is_file():
        for uri, content in searching.empty_material_index(path.read_text(encoding="utf-8")).items():
            (folder / uri).write_bytes(content)


def _folder(file: File) -> str:
    """Return the folder of a page's URL, in the form of `Address.whole`."""
    return re.sub(r"(^|/)index\.html$|\.html$", "", file.dest_uri)
