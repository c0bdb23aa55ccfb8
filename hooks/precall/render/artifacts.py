"""A site before a host takes it: pages of HTML that the theme frames, and files that are copied as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from html import escape, unescape
from typing import Any, TypeAlias
from urllib.parse import quote
from weakref import WeakValueDictionary

from precall.content.model import Playbook
from precall.content.urls import Address
from precall.render.artifact_cache import Content, Packed, digest_of

Edit: TypeAlias = Callable[[str], str]
"""The address at which a file, named from the root, is edited; nothing where the team has named no such place."""


def editing(playbook: Playbook, ours: Edit) -> Edit:
    """The Edit of a playbook's files: a company's at the address that the company names, all others by `ours`."""

    def edit(path: str) -> str:
        company = playbook.company_of(path)
        if company is None or company.edit is None:
            return ours(path)
        return company.edit and f"{company.edit.rstrip('/')}/{quote(path.removeprefix(company.label))}"

    return edit


def nowhere(_path: str) -> str:
    """The Edit of a site whose files are edited where nobody can link to."""
    return ""


SITE_LINK = "site:"
"""The scheme of links within the site in `Page.html`, until a host resolves them: `site:how-to/reps.md#top`. Editors
cannot write such a link, because the scheme is not a safe one."""

_SITE_LINK = re.compile(rf'(?<=href="){SITE_LINK}([^"]*)')
_HEADING = re.compile(r"<h([1-6])(?: class=\"[^\"]*\")? id=\"([^\"]+)\">(.*?)</h\1>", re.DOTALL)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_ELEMENT = re.compile(r"<[^>]*>")
_ID = re.compile(r'<[^>]* id="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a page's table of contents."""

    level: int
    id: str
    name: str
    """Its words, escaped, without elements."""


def headings(html: str) -> list[Heading]:
    """Return the headings of a page that have an id and, besides that, at most a class."""
    found = ((int(each[1]), each[2], _PERMALINK.sub("", each[3])) for each in _HEADING.finditer(html))
    return [Heading(level, id_, " ".join(_ELEMENT.sub("", words).split())) for level, id_, words in found]


def anchors(html: str) -> set[str]:
    """Return the ids of a page, which links can lead to."""
    return set(_ID.findall(html))


def resolve_links(html: str, resolve: Callable[[str], str]) -> str:
    """Return a page's HTML with its links within the site as `resolve` makes them of `how-to/reps.md#top`."""
    if SITE_LINK not in html:
        return html
    return _SITE_LINK.sub(lambda found: escape(resolve(unescape(found[1]))), html)


@dataclass(frozen=True, slots=True)
class HeldHtml:
    """A page's HTML that is read when it is needed."""

    digest: str
    packed: Packed
    """The page as `Page.written` has it."""

    def read(self) -> str:
        """Return the HTML."""
        return _apart(self.packed.read())[1].decode(errors="surrogatepass")


@dataclass(frozen=True)
class Page:
    """One page that the theme frames."""

    address: Address
    title: str
    """Plain words."""
    held: str | HeldHtml
    """Its HTML, or where that is read from."""
    source: str = ""
    """The YAML file that the pencil opens, from the root; empty where there is none."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """What the theme and other plugins read: `description`, `hide`, `search`."""

    @property
    def html(self) -> str:
        """The content of the page, escaped, with links within the site as `SITE_LINK` says."""
        return self.held if isinstance(self.held, str) else self.held.read()

    @property
    def digest(self) -> str:
        """A digest of its HTML."""
        return self.held.digest if isinstance(self.held, HeldHtml) else digest_of(_encoded(self.held))

    def written(self) -> bytes:
        """Return the page as bytes, which `page_of` reads: a line of JSON, then the HTML."""
        facts = [astuple(self.address), self.title, self.source, self.meta, self.digest]
        return _encoded(json.dumps(facts, ensure_ascii=False, separators=(",", ":"))) + b"\n" + _encoded(self.html)


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _apart(written: bytes) -> tuple[bytes, bytes]:
    facts, _, html = written.partition(b"\n")
    return facts, html


def page_of(content: Content) -> Page:
    """The page that was written so; the same object for the same content, as long as it is in memory."""
    known = _PAGES.get(content.digest)
    if known is None:
        written, packed = content.held()
        address, title, source, meta, digest = json.loads(_apart(written)[0].decode(errors="surrogatepass"))
        held = HeldHtml(digest, packed)
        known = _PAGES[content.digest] = Page(Address(*address), title, held, source, meta)
    return known


_PAGES: WeakValueDictionary[str, Page] = WeakValueDictionary()


@dataclass(frozen=True, eq=False, slots=True)
class ReadyFile:
    """One file that a host copies as it is. Two are equal when they hold the same, wherever they hold it."""

    uri: str
    """From the site's root: `cards/first-meeting/index.html`."""
    held: bytes | Content
    source: str = ""
    """The YAML file it was made from, from the root; empty where there is none."""

    @property
    def content(self) -> bytes:
        """What is in it."""
        return self.held if isinstance(self.held, bytes) else self.held.read()

    @property
    def digest(self) -> str:
        """What stands for its content."""
        return digest_of(self.held) if isinstance(self.held, bytes) else self.held.digest

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ReadyFile):
            return NotImplemented
        is_same = self.held is other.held or self.digest == other.digest
        return is_same and (self.uri, self.source) == (other.uri, other.source)

    def __hash__(self) -> int:
        return hash((self.uri, self.digest))


@dataclass(frozen=True)
class Site:
    """Everything that content becomes."""

    pages: tuple[Page, ...] = ()
    files: tuple[ReadyFile, ...] = ()
    style_sheets: tuple[str, ...] = ()
    """Uris of files that every themed page takes as style sheets."""
    scripts: tuple[str, ...] = ()
    """Uris of files that every themed page takes as scripts, deferred."""
