"""A site before a host takes it: pages of HTML that the theme frames, and files that are copied as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from html import escape, unescape
from typing import Any, TypeAlias
from urllib.parse import quote

from precall.content.model import Playbook
from precall.content.urls import Address

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


def digest_of(content: bytes) -> str:
    """Return the digest of some bytes, as 16 characters."""
    return blake2b(content, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are read when they are needed: not all pages of a large playbook are in memory at once."""

    digest: str
    read: Callable[[], bytes] = field(compare=False)


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


@dataclass(frozen=True)
class Page:
    """One page that the theme frames."""

    address: Address
    title: str
    """Plain words."""
    content: str | Content
    """Its HTML, escaped, with links within the site as `SITE_LINK` says."""
    source: str = ""
    """The YAML file that the pencil opens, from the root; empty where there is none."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """What the theme and other plugins read: `description`, `hide`, `search`."""

    @property
    def html(self) -> str:
        """The content as text."""
        if isinstance(self.content, str):
            return self.content
        return self.content.read().decode(errors="surrogatepass")


@dataclass(frozen=True)
class ReadyFile:
    """One file that a host copies as it is."""

    uri: str
    """From the site's root: `cards/first-meeting/index.html`."""
    data: bytes | Content
    source: str = ""
    """The YAML file it was made from, from the root; empty where there is none."""

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.data if isinstance(self.data, bytes) else self.data.read()


@dataclass(frozen=True)
class Site:
    """Everything that content becomes."""

    pages: tuple[Page, ...] = ()
    files: tuple[ReadyFile, ...] = ()
    style_sheets: tuple[str, ...] = ()
    """Uris of files that every themed page takes as style sheets."""
    scripts: tuple[str, ...] = ()
    """Uris of files that every themed page takes as scripts, deferred."""
