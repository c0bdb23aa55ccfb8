"""A page of a Site becomes a page of MkDocs, whose HTML needs no Markdown extension and is read when it is needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.pages import _RelativePathTreeprocessor
from mkdocs.structure.toc import TableOfContents, get_toc

from precall.hosts.front_matter import facts
from precall.render.artifacts import Page, anchors, headings, resolve_links


class PrecallPage(MkDocsPage):
    """A generated page. MkDocs would keep the HTML of all pages in memory to the end of a build."""

    ours: Page
    _links: Mapping[str, str]
    """The links within the site that editors wrote, as they are from this page."""
    _changed: str | None = None
    """The content where another plugin changed it."""
    _is_rendered = False

    def __init__(self, title: str | None, file: File, config: MkDocsConfig, ours: Page) -> None:
        super().__init__(title, file, config)
        self._has_nav_title = title is not None
        self.take(ours)

    def take(self, ours: Page) -> None:
        """Become another version of the page."""
        self.ours, self._links, self._changed, self._is_rendered = ours, {}, None, False
        self.meta = json.loads(json.dumps(facts(ours)))
        if not self._has_nav_title:
            self.title = self.meta["title"]

    def read_source(self, config: MkDocsConfig) -> None:
        """Start without Markdown: what a plugin sets in `on_page_markdown` is put after our content."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Resolve the links, and list the headings; links that lead nowhere are reported as MkDocs does."""
        added = ""
        if self.markdown:
            super().render(config, files)
            added = f"\n{self._changed}"
        resolver = _Resolver(self.file, self.ours.address.at, files, config)
        self._changed, self._is_rendered, self._links = None, True, resolver.links
        html = resolve_links(self.ours.html, resolver)
        if added:
            self._changed = html = html + added
        self.toc = _contents(html)
        self.present_anchor_ids = anchors(html)
        self.links_to_anchors = resolver.links_to_anchors

    @property
    def content(self) -> str | None:
        """The page's HTML; None before it was rendered."""
        if self._changed is not None or not self._is_rendered:
            return self._changed
        return resolve_links(self.ours.html, self._links.__getitem__)

    @content.setter
    def content(self, html: str | None) -> None:
        if html != self.content:
            self._changed = html


class _Resolver:
    """Resolves the links of one page to others of the site, and remembers them."""

    def __init__(self, file: File, at: str, files: Files, config: MkDocsConfig) -> None:
        self._files = files
        self._root = f"{at}/" if at else ""
        self._mkdocs = _RelativePathTreeprocessor(file, files, config)
        self._up = "../" * file.src_uri.count("/")
        self.links: dict[str, str] = {}
        self.links_to_anchors = self._mkdocs.links_to_anchors

    def __call__(self, link: str) -> str:
        if link not in self.links:
            path, mark, anchor = link.partition("#")
            url: str = self._mkdocs.path_to_url(f"{self._up}{self._source(path)}{mark}{anchor}")
            self.links[link] = url
        return self.links[link]

    def _source(self, path: str) -> str:
        """The file in `docs` behind the path of a page; the path itself where there is none."""
        name = path.removesuffix("/").removesuffix(".md").removesuffix("/index")
        known: tuple[str, ...] = (f"{name}.md", f"{name}/index.md") if name not in ("", "index") else ("index.md",)
        sources = [self._root + each for each in (*known, path)]
        return next((each for each in sources if self._files.get_file_from_path(each)), sources[-1])


def _contents(html: str) -> TableOfContents:
    flat: list[Any] = [{"level": each.level, "id": each.id, "name": each.name} for each in headings(html)]
    return get_toc(nest_toc_tokens(flat))


def nav_titles(nav: Iterable[Any] | None) -> dict[str, str]:
    """Return the titles that `nav:` gives to files, by their uris."""
    found: dict[str, str] = {}
    for item in nav or ():
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str):
                found.setdefault(value, title)
            else:
                found = nav_titles(value) | found
    return found
