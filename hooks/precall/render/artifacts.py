"""What the site is made of before a host takes it: pages of Markdown, and files that are ready as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
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


@dataclass(frozen=True, slots=True)
class HeldMarkdown:
    """A page's Markdown that is read when it is wanted."""

    digest: str
    packed: Packed
    """The page as `Page.written` has it."""

    def read(self) -> str:
        """The Markdown."""
        return _apart(self.packed.read())[1].decode(errors="surrogatepass")


@dataclass(frozen=True)
class Page:
    """One page, in Markdown."""

    address: Address
    title: str
    """Plain words."""
    held: str | HeldMarkdown
    """Its Markdown, or where that is read from."""
    source: str = ""
    """The YAML file that the pencil opens, from the root; empty where there is none."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Front matter: `description`, `tags`, `hide`, `search`."""

    @property
    def markdown(self) -> str:
        """The page without front matter; safe, whatever the content says."""
        return self.held if isinstance(self.held, str) else self.held.read()

    @property
    def digest(self) -> str:
        """What stands for its Markdown."""
        return self.held.digest if isinstance(self.held, HeldMarkdown) else digest_of(_encoded(self.held))

    def written(self) -> bytes:
        """The page as bytes, from which `page_of` makes it again: a line of facts, and its Markdown as it is."""
        facts = [astuple(self.address), self.title, self.source, self.meta, self.digest]
        return _encoded(json.dumps(facts, ensure_ascii=False, separators=(",", ":"))) + b"\n" + _encoded(self.markdown)


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _apart(written: bytes) -> tuple[bytes, bytes]:
    facts, _, markdown = written.partition(b"\n")
    return facts, markdown


def page_of(content: Content) -> Page:
    """The page that was written so; the same object for the same content, as long as it is in memory."""
    known = _PAGES.get(content.digest)
    if known is None:
        written, packed = content.held()
        address, title, source, meta, digest = json.loads(_apart(written)[0].decode(errors="surrogatepass"))
        held = HeldMarkdown(digest, packed)
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
