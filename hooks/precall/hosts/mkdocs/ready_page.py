"""A page of ours becomes HTML without Python-Markdown, exactly as MkDocs would have had it from there."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.pages import _RelativePathTreeprocessor
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils import get_relative_url, weak_property

from precall.core.workers import shared_out
from precall.hosts.converted import Converted, Heading, html_of
from precall.hosts.front_matter import facts, with_front_matter
from precall.hosts.markdown_converter import OddMarkdownError, convert, converts
from precall.render.artifact_cache import Content, Made, Packed, Shelf, digest_of
from precall.render.artifacts import Page, ReadyFile

IN_NAV = frozenset({"", "method", "sources", "stages", "calls", "questions", "principles", "barriers", "editors"})
"""Folders of the pages that a navigation may name. A thousand entries in it would take the build a minute."""

_TO_A_FILE = re.compile(r"([\w.-]+(?:/[\w.-]+)*)(?:#([\w-]+))?")


class Links:
    """How the pages of one build lead to one another: each way is found once, not once for every page."""

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        self.files = files
        self.converts = converts(config.markdown_extensions, config.mdx_configs or {})
        self._targets: dict[tuple[str, str], File | None] = {}
        self._ways: dict[tuple[str, str], str] = {}

    def way(self, file: File, path: str) -> tuple[File, str] | None:
        """The page behind a link's path, and the way there; None where MkDocs itself is to look."""
        here = (posixpath.dirname(file.src_uri), path)
        if here not in self._targets:
            found = self.files.get_file_from_path(posixpath.normpath(posixpath.join(*here)))
            self._targets[here] = None if found is None or found.inclusion.is_excluded() else found
        target = self._targets[here]
        if target is None:
            return None
        # From a page to itself, or to what lies below it, the way is another than from the pages beside it.
        is_own = target.url.startswith(file.url.removeprefix("./"))
        start = file.url if is_own else posixpath.dirname(file.url.rstrip("/")) + "/*"
        way = self._ways.get((start, target.url))
        if way is None:
            way = self._ways[start, target.url] = get_relative_url(target.url, file.url)
        return target, way


class _Follower:
    """Follows the links of one page, and notes to which parts of pages they lead."""

    def __init__(self, file: File, files: Files, config: MkDocsConfig, links: Links) -> None:
        self._file, self._links = file, links
        self._plain_way = _RelativePathTreeprocessor(file, files, config)
        self.anchors = self._plain_way.links_to_anchors

    def __call__(self, url: str) -> str:
        found = _TO_A_FILE.fullmatch(url)
        known = self._links.way(self._file, found[1]) if found else None
        if found is None or known is None:
            return self._plain_way.path_to_url(url)
        if not found[2]:
            return known[1]
        self.anchors.setdefault(known[0], {}).setdefault(found[2], url)
        return f"{known[1]}#{found[2]}"


class MadeFile(File):
    """A file of MkDocs' whose content is read only when it is wanted."""

    read: Callable[[], bytes]
    last: Path | None = None
    """The folder of the site as it was built last, where the file may be taken from there."""
    _own: str | bytes | None = None

    @property
    def _content(self) -> str | bytes | None:
        return self.read() if self._own is None else self._own

    @_content.setter
    def _content(self, content: str | bytes | None) -> None:
        self._own = content

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file; most of them lie in folders that are there, and there are thousands."""
        # As `abs_dest_path`, which would stay in memory for each of them.
        path, content = Path(self.dest_dir, self.dest_uri), self.content_bytes
        try:
            self._place(path, content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._place(path, content)

    def _place(self, path: Path, content: bytes) -> None:
        """One file in two folders takes a system far less time than a second one, and the last site's goes soon."""
        before = self.last / self.dest_uri if self.last else None
        if not before or not _holds(before, content) or not _linked(before, path):
            path.write_bytes(content)


def _holds(path: Path, content: bytes) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(content) + 1) == content
    return False


def _linked(path: Path, to: Path) -> bool:
    with suppress(OSError):
        to.hardlink_to(path)
        return True
    return False


class _Text:
    """A text of a page. What we gave and nobody has changed is let go, and read again when it is asked for."""

    __slots__ = ("_read", "_text")

    def __init__(self) -> None:
        self._text: str | None = None
        self._read: Callable[[], str] | None = None

    def give(self, text: str, read: Callable[[], str]) -> None:
        """Take a text of ours, and the way to it."""
        self._text, self._read = text, read

    @property
    def is_ours(self) -> bool:
        """Whether it is still the text that we gave."""
        return self._read is not None

    @property
    def text(self) -> str | None:
        """The text."""
        if self._text is None and self._read is not None:
            self._text = self._read()
        return self._text

    @text.setter
    def text(self, text: str | None) -> None:
        if text is not self._text:
            self._text, self._read = text, None

    def let_go(self) -> None:
        """Hold it no longer, where it can be read again."""
        if self._read is not None:
            self._text = None


class ReadyPage(MkDocsPage):
    """A generated page, as MkDocs builds it. MkDocs would hold the words of all pages to the end of a build."""

    is_framed: bool
    """Whether its frame may come from `Frames`: in a navigation, a page looks like no other."""
    ours: Page
    links: Links
    shelf: Shelf
    """Where pages are kept as HTML."""
    _markdown: _Text
    _content: _Text

    def make_ready(self, ours: Page, links: Links, shelf: Shelf, *, is_framed: bool) -> None:
        """Learn what it is made of; MkDocs has made the page, with the title that the navigation gives it."""
        self.ours, self.links, self.shelf, self.is_framed = ours, links, shelf, is_framed
        self._markdown, self._content = _Text(), _Text()

    @property
    def markdown(self) -> str | None:
        """The page's Markdown; none before it was read."""
        return self._markdown.text

    @markdown.setter
    def markdown(self, text: str | None) -> None:
        self._markdown.text = text

    @property
    def content(self) -> str | None:
        """The page's HTML; none before it was rendered."""
        return self._content.text

    @content.setter
    def content(self, text: str | None) -> None:
        self._content.text = text
        self._content.let_go()

    def let_go(self) -> None:
        """Hold none of its words any longer; who asks for them all the same has them read again."""
        self._markdown.let_go()
        self._content.let_go()

    @weak_property
    def title(self) -> str | None:
        """The page's title. MkDocs looks whether there is Markdown before it tells it, and asks very often."""
        told: str | None = self.meta["title"] if "title" in self.meta else super().title
        return told

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the page's Markdown and facts as they are, without writing and reading front matter."""
        source = config.plugins.on_page_read_source(page=self, config=config)
        if source is not None:
            super().read_source(config)
            return
        self._markdown.give(self._written(), self._written)
        self.meta = json.loads(json.dumps(facts(self.ours)))

    def _written(self) -> str:
        return self.ours.markdown.lstrip("\n")

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown; what is not all ours goes MkDocs' own way."""
        follow = _Follower(self.file, files, config, self.links)
        try:
            if not self.links.converts or self.markdown is None:
                raise OddMarkdownError("")
            made, packed = self._converted(self.markdown, follow)
        except OddMarkdownError:
            super().render(config, files)
            return
        self._content.give(made.html, lambda: html_of(packed.read()))
        self._markdown.let_go()
        self.toc = _contents(made.headings)
        self._title_from_render = made.title
        self.present_anchor_ids = made.ids
        self.links_to_anchors = follow.anchors

    def _converted(self, markdown: str, follow: _Follower) -> tuple[Converted, Packed]:
        """The page as it was converted before, where it and its links are the same."""
        said = self.ours.digest if self._markdown.is_ours else digest_of(markdown.encode(errors="surrogatepass"))
        kept = self.shelf.find(self._name, lambda question: said if question == "" else follow(question))
        if kept is None:
            kept = self.shelf.take(self._packed(markdown, said, follow))
        content = Content(
            kept.digest,
            lambda: convert(markdown, follow).written(),
            partial(self.shelf.as_packed, self._name),
        )
        written, packed = content.held()
        return Converted.of(written), packed

    @property
    def _name(self) -> str:
        return f"html {self.file.src_uri}"

    def _packed(self, markdown: str, said: str, follow: _Follower) -> Made:
        asked = {"": said}

        def noted(link: str) -> str:
            asked[link] = follow(link)
            return asked[link]

        return self.shelf.packed(self._name, asked, convert(markdown, noted).written())

    @property
    def is_new(self) -> bool:
        """Whether its words were not converted yet. Where its links lead is found out when it is rendered."""
        return self.shelf.answered(self._name, "") != self.ours.digest

    def ahead(self, config: MkDocsConfig, files: Files) -> Made | None:
        """The page converted before it is rendered, for its shelf; None where it is not all ours."""
        try:
            return self._packed(self._written(), self.ours.digest, _Follower(self.file, files, config, self.links))
        except OddMarkdownError:
            return None


def _contents(headings: list[Heading]) -> TableOfContents:
    flat: list[Any] = [{"level": each.level, "id": each.id, "name": each.name} for each in headings]
    return get_toc(nest_toc_tokens(flat))


def make_ready(
    pages: Mapping[str, Page], files: Files, nav: Navigation, config: MkDocsConfig, shelves: Mapping[str, Shelf]
) -> None:
    """Let the generated pages, by the uris of their files, become HTML in their own way.

    `shelves` are those of the playbooks, by their addresses.
    """
    home = next(iter(shelves.values()))
    links = Links(files, config)
    shown = set(map(id, nav.pages))
    ready: list[ReadyPage] = []
    for file in files.documentation_pages():
        page = file.page
        if type(page) is not MkDocsPage or file.generated_by is None or file.src_uri not in pages:
            continue
        page.__class__ = ReadyPage
        assert isinstance(page, ReadyPage)
        ours = pages[file.src_uri]
        page.make_ready(ours, links, shelves.get(ours.address.at, home), is_framed=id(page) not in shown)
        ready.append(page)
    new = [page for page in ready if links.converts and page.is_new]
    for page, made in shared_out("Converting pages", new, lambda page: page.ahead(config, files)):
        if made is not None:
            page.shelf.take(made)


def page_file(page: Page, config: MkDocsConfig) -> File:
    """The file that MkDocs has of a generated page."""
    file = _file(page.address.markdown_uri, lambda: with_front_matter(page).encode(), config)
    file.edit_uri = None
    if page.address.at or page.address.folder not in IN_NAV:
        file.inclusion = InclusionLevel.NOT_IN_NAV
    return file


def ready_file(ready: ReadyFile, config: MkDocsConfig, last: Path | None = None) -> File:
    """The file that MkDocs has of one that is ready; what is the same in the `last` site is taken from there."""
    file = _file(ready.uri, lambda: ready.content, config)
    file.last = last
    return file


def _file(uri: str, read: Callable[[], bytes], config: MkDocsConfig) -> MadeFile:
    file = MadeFile.generated(config, uri, content=b"")
    assert isinstance(file, MadeFile)
    file.read, file._own = read, None
    return file
