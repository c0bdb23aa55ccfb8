"""The model of a site that hosts write: HTML pages inside the theme, and files that are copied unchanged."""

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
"""Returns the URL at which a file is edited, given by its path from the root; empty if the team has set none."""


def editing(playbook: Playbook, ours: Edit) -> Edit:
    """Return the Edit of a playbook's files: the company's own URL for inherited files, `ours` for all others."""

    def edit(path: str) -> str:
        company = playbook.company_of(path)
        if company is None or company.edit is None:
            return ours(path)
        return company.edit and f"{company.edit.rstrip('/')}/{quote(path.removeprefix(company.label))}"

    return edit


def nowhere(_path: str) -> str:
    """Return no URL: the Edit of a site without edit links."""
    return ""


def digest_of(content: bytes) -> str:
    """Return the digest of some bytes, as 16 characters."""
    return blake2b(content, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are read on demand, so that not all pages of a large playbook are in memory at once."""

    digest: str
    read: Callable[[], bytes] = field(compare=False)


SITE_LINK = "site:"
"""The scheme of links within the site in `Page.html`, until a host resolves them: `site:how-to/reps.md#top`. Editors
cannot write such a link, because `is_safe` rejects the scheme."""

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
    """Its escaped text, without elements."""


def headings(html: str) -> list[Heading]:
    """Return the headings of a page that have an id and no other attribute, except possibly a class."""
    found = ((int(match[1]), match[2], _PERMALINK.sub("", match[3])) for match in _HEADING.finditer(html))
    return [Heading(level, id_, " ".join(_ELEMENT.sub("", words).split())) for level, id_, words in found]


def anchors(html: str) -> set[str]:
    """Return the ids of a page, which are the possible targets of links."""
    return set(_ID.findall(html))


def resolve_links(html: str, resolve: Callable[[str], str]) -> str:
    """Return a page's HTML with its links within the site, such as `how-to/reps.md#top`, converted by `resolve`."""
    if SITE_LINK not in html:
        return html
    return _SITE_LINK.sub(lambda found: escape(resolve(unescape(found[1]))), html)


@dataclass(frozen=True)
class Page:
    """One page inside the theme."""

    address: Address
    title: str
    """Plain words."""
    content: str | Content
    """Its HTML, escaped, with `SITE_LINK` as the scheme of links within the site."""
    source: str = ""
    """The YAML file that the edit button opens, from the root; empty if there is none."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Metadata for the theme and other plugins: `description`, `hide`, `search`."""

    @property
    def html(self) -> str:
        """The content as text."""
        if isinstance(self.content, str):
            return self.content
        return self.content.read().decode(errors="surrogatepass")


@dataclass(frozen=True)
class ReadyFile:
    """One file that a host copies unchanged."""

    uri: str
    """Path from the site's root: `cards/first-meeting/index.html`."""
    data: bytes | Content
    source: str = ""
    """The YAML file that it is made from, from the root; empty if there is none."""
    is_late: bool = False
    """Whether its content is still being made, so that it is better written after all others."""

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.data if isinstance(self.data, bytes) else self.data.read()


@dataclass(frozen=True)
class Site:
    """All generated pages and files."""

    pages: tuple[Page, ...] = ()
    files: tuple[ReadyFile, ...] = ()
    style_sheets: tuple[str, ...] = ()
    """URIs of the style sheets of every themed page."""
    scripts: tuple[str, ...] = ()
    """URIs of the deferred scripts of every themed page."""
