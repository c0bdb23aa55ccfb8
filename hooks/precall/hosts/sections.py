"""Join several playbooks to one Site: each has its own URL folder, and a home page links to all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from precall.content.drafts import without_drafts
from precall.content.model import Playbook
from precall.content.urls import HOME, address
from precall.core.errors import PrecallError
from precall.core.problems import Problem
from precall.render.artifacts import Edit, Page, Site
from precall.render.dependencies import Builder
from precall.render.i18n import language
from precall.search.documents import INDEX_PAGES, SearchDocument, entry_documents
from precall.search.files import index_page_documents
from precall.site.pages.templates import Templates, plain_line

KEY = "playbooks"
_AT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RESERVED = frozenset({"assets", "search", "sitemap", "404", "index"})


@dataclass(frozen=True)
class Section:
    """One playbook of a site."""

    at: str
    """Its URL folder below the site's root, such as `north`; empty if it is the whole site."""
    root: Path
    playbook: Playbook
    site: Site
    edit: Edit
    problems: tuple[Problem, ...] = ()
    """The problems from checking it."""

    def with_team(self, document: SearchDocument) -> SearchDocument:
        """Return a document of this playbook for the whole site: with the section's URL, and the team in the title."""
        if not self.at:
            return document
        team = plain_line(self.playbook.settings.team)
        return replace(document, title=f"{document.title} ({team})", address=replace(document.address, at=self.at))

    def documents(self) -> Iterator[SearchDocument]:
        """Yield the search documents of its entries and index pages."""
        settings = self.playbook.settings
        indexes = index_page_documents(language(settings.language), settings.words.client)
        yield from map(self.with_team, (*entry_documents(without_drafts(self.playbook)), *indexes))

    def searched_folders(self) -> set[str]:
        """Return the URL folders of the pages in `documents`."""
        folders = {address(entry).folder for entry in self.playbook.entries()} | {
            index.folder for _, index in INDEX_PAGES
        }
        return {replace(HOME, folder=folder, at=self.at).whole for folder in folders}


def configured_playbooks(options: Any, root: Path) -> list[tuple[str, Path]]:
    """Return the URL folder and the root of each playbook of a site.

    Args:
        options: `extra: {precall: {playbooks: [...]}}` from mkdocs.yml. Without it the root is the only playbook.
        root: The folder of mkdocs.yml.

    Raises:
        PrecallError: The option is not a list of playbooks, or two of them have the same URL.

    """
    listed = options.get(KEY) if isinstance(options, dict) else None
    if listed is None:
        return [("", root)]
    playbooks: dict[str, Path] = {}
    for item in listed if isinstance(listed, list) else [None]:
        given = {"root": item} if isinstance(item, str) else item
        folder = given.get("root") if isinstance(given, dict) else None
        if not isinstance(given, dict) or not isinstance(folder, str) or not set(given) <= {"root", "at"}:
            raise PrecallError(
                f"extra.precall.{KEY} in mkdocs.yml is not a list of playbooks.",
                "Write each playbook as - {root: teams/north, at: north}, or only its folder.",
            )
        at = str(given.get("at") or Path(folder).name)
        if not _AT.fullmatch(at) or at in _RESERVED:
            raise PrecallError(
                f'"{at}" in mkdocs.yml cannot be part of a URL here.', "Use lower-case letters, digits and hyphens."
            )
        if at in playbooks:
            raise PrecallError(f'Two playbooks in mkdocs.yml are at "{at}".', "Give each its own `at`.")
        playbooks[at] = root / folder
    if not playbooks:
        raise PrecallError(f"extra.precall.{KEY} in mkdocs.yml is empty.", "Name a folder, or remove the line.")
    return list(playbooks.items())


def join_sections(sections: Sequence[Section], name: str, *, has_home: bool) -> Site:
    """Return one site of all sections, with a home page that links to them unless the team has written one."""
    if not sections[0].at:
        return sections[0].site
    pages = [] if has_home else [_home(sections, name)]
    for section in sections:
        pages += [replace(page, address=replace(page.address, at=section.at)) for page in section.site.pages]
    files = [replace(file, uri=f"{section.at}/{file.uri}") for section in sections for file in section.site.files]
    first = sections[0]
    return Site(
        tuple(pages),
        tuple(files),
        style_sheets=tuple(f"{first.at}/{uri}" for uri in first.site.style_sheets),
        scripts=tuple(f"{first.at}/{uri}" for uri in first.site.scripts),
    )


def _home(sections: Sequence[Section], name: str) -> Page:
    first = sections[0]
    builder = Builder(first.playbook, first.root)
    templates = Templates(builder, language(first.playbook.settings.language), first.root)
    listed = [(section.playbook.settings, f"{section.at}/") for section in sections]
    content = templates.render("playbooks.html", HOME, title=plain_line(name), listed=listed)
    return Page(HOME, plain_line(name), content, meta={"description": templates.plain("playbooks.description")})
