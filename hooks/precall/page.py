"""What the site is made of before a host takes it: pages of Markdown, and files that are ready as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote

from precall.address import Address
from precall.model import Playbook

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


@dataclass(frozen=True)
class ReadyFile:
    """One file that a host copies as it is."""

    uri: str
    """From the site's root: `cards/first-meeting/index.html`."""
    content: bytes
    source: str = ""
    """The YAML file it was made from, from the root; empty where there is none."""


@dataclass(frozen=True)
class Site:
    """Everything that content becomes."""

    pages: tuple[Page, ...] = ()
    files: tuple[ReadyFile, ...] = ()
    style_sheets: tuple[str, ...] = ()
    """Uris of files that every themed page takes as style sheets."""
    scripts: tuple[str, ...] = ()
    """Uris of files that every themed page takes as scripts, deferred."""
