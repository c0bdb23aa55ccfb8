"""Convert a page of a Site to a page of MkDocs whose HTML is read on demand."""

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

from precall.hosts.front_matter import front_matter
from precall.render.artifacts import Page, anchors, headings, resolve_links


class PrecallPage(MkDocsPage):
    """A generated page. In contrast to MkDocs' own pages, its HTML does not stay in memory until the build ends."""

    ours: Page
    _links: Mapping[str, str]
    """The URL from this page of each link within the site."""
    _changed: str | None = None
    """The HTML, if another plugin has changed it."""
    _rendered: str | None = None
    """The HTML between `render` and the event that follows it, in which MkDocs reads it several times."""
    _is_rendered = False

    def __init__(self, title: str | None, file: File, config: MkDocsConfig, ours: Page) -> None:
        super().__init__(title, file, config)
        self._has_nav_title = title is not None
        self.update(ours)

    def update(self, ours: Page) -> None:
        """Replace the page by a new version of it."""
        self.ours, self._links, self._changed, self._rendered, self._is_rendered = ours, {}, None, None, False
        self.meta = json.loads(json.dumps(front_matter(ours)))
        if not self._has_nav_title:
            self.title = self.meta["title"]

    def read_source(self, config: MkDocsConfig) -> None:
        """Set empty Markdown. Markdown that a plugin adds in `on_page_markdown` comes after our content."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Resolve the links and list the headings. MkDocs reports broken links."""
        added = ""
        if self.markdown:
            super().render(config, files)
            added = f"\n{self._changed}"
        resolver = _Resolver(self.file, self.ours.address.at, files, config)
        self._changed, self._is_rendered, self._links = None, True, resolver.links
        html = resolve_links(self.ours.html, resolver)
        if added:
            self._changed = html = html + added
        self._rendered = html
        self.toc = _contents(html)
        self.present_anchor_ids = anchors(html)
        self.links_to_anchors = resolver.links_to_anchors

    @property
    def content(self) -> str | None:
        """The page's HTML; None before it is rendered."""
        if self._rendered is not None:
            return self._rendered
        if self._changed is not None or not self._is_rendered:
            return self._changed
        return resolve_links(self.ours.html, self._links.__getitem__)

    @content.setter
    def content(self, html: str | None) -> None:
        if html != self.content:
            self._changed = html
        self._rendered = None


class _Resolver:
    """Resolves the links of one page to other pages of the site."""

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
        """Return the path of a page's file in `docs`; the given path if there is no such file."""
        name = path.removesuffix("/").removesuffix(".md").removesuffix("/index")
        known: tuple[str, ...] = (f"{name}.md", f"{name}/index.md") if name not in ("", "index") else ("index.md",)
        sources = [self._root + source for source in (*known, path)]
        return next((source for source in sources if self._files.get_file_from_path(source)), sources[-1])


def _contents(html: str) -> TableOfContents:
    flat: list[Any] = [{"level": heading.level, "id": heading.id, "name": heading.name} for heading in headings(html)]
    return get_toc(nest_toc_tokens(flat))


def nav_titles(nav: Iterable[Any] | None) -> dict[str, str]:
    """Return the titles of files in `nav:`, by the files' uris."""
    titles: dict[str, str] = {}
    for item in nav or ():
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str):
                titles.setdefault(value, title)
            else:
                titles = nav_titles(value) | titles
    return titles
