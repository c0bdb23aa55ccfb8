"""What the site is made of before a host takes it: pages of Markdown, and files that are ready as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote
from weakref import WeakValueDictionary

from precall.address import Address
from precall.model import Playbook
from precall.shelf import Content, digest_of

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


@dataclass(frozen=True)
class Page:
    """One page, in Markdown."""

    address: Address
    title: str
    """Plain words."""
    markdown: str
    """The page without front matter; safe, whatever the content says."""
    source: str = ""
    """The YAML file that the pencil opens, from the root; empty where there is none."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Front matter: `description`, `tags`, `hide`, `search`."""

    def written(self) -> bytes:
        """The page as bytes, from which `page_of` makes it again."""
        facts = [astuple(self.address), self.title, self.markdown, self.source, self.meta]
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def page_of(content: Content) -> Page:
    """The page that was written so; the same object for the same content, as long as it is in memory."""
    known = _PAGES.get(content.digest)
    if known is None:
        address, *rest = json.loads(content.read().decode(errors="surrogatepass"))
        known = _PAGES[content.digest] = Page(Address(*address), *rest)
    return known


_PAGES: WeakValueDictionary[str, Page] = WeakValueDictionary()


@dataclass(frozen=True, eq=False)
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
