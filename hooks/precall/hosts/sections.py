"""The playbooks that one site is built from become one Site: each at an address of its own, and a home for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

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
_SITES_OWN = frozenset({"assets", "search", "sitemap", "404", "index"})


@dataclass(frozen=True)
class Section:
    """One playbook of a site."""

    at: str
    """Its address below the site's root, as `north`; empty where it is the whole site."""
    root: Path
    playbook: Playbook
    site: Site
    edit: Edit
    problems: tuple[Problem, ...] = ()
    """What was found in it."""

    def placed(self, found: SearchDocument) -> SearchDocument:
        """What its search leads to, at its address, and by a title that names the team where there are several."""
        if not self.at:
            return found
        team = plain_line(self.playbook.settings.team)
        return replace(found, title=f"{found.title} ({team})", address=replace(found.address, at=self.at))

    def found(self) -> Iterator[SearchDocument]:
        """Everything in it that can be found."""
        settings = self.playbook.settings
        indexes = index_page_documents(language(settings.language), settings.words.client)
        yield from map(self.placed, (*entry_documents(self.playbook), *indexes))

    def covered(self) -> set[str]:
        """The addresses of the pages that `found` leads to."""
        own = {address(entry).folder for entry in self.playbook.entries()} | {place.folder for _, place in INDEX_PAGES}
        return {replace(HOME, folder=folder, at=self.at).whole for folder in own}


def wanted(options: Any, root: Path) -> list[tuple[str, Path]]:
    """The addresses and folders of a site's playbooks, from `extra: {precall: {playbooks: [...]}}` in mkdocs.yml.

    Without it there is one, the root itself. Raises PrecallError for what cannot be an address or a list of folders.
    """
    listed = options.get(KEY) if isinstance(options, dict) else None
    if listed is None:
        return [("", root)]
    made: dict[str, Path] = {}
    for each in listed if isinstance(listed, list) else [None]:
        given = {"root": each} if isinstance(each, str) else each
        folder = given.get("root") if isinstance(given, dict) else None
        if not isinstance(given, dict) or not isinstance(folder, str) or not set(given) <= {"root", "at"}:
            raise PrecallError(
                f"extra.precall.{KEY} in mkdocs.yml is no list of playbooks.",
                "Write each as in - {root: teams/north, at: north}, or as its folder alone.",
            )
        at = str(given.get("at") or Path(folder).name)
        if not _AT.fullmatch(at) or at in _SITES_OWN:
            raise PrecallError(f'"{at}" in mkdocs.yml is no address.', "Take small letters, digits and hyphens.")
        if at in made:
            raise PrecallError(f'Two playbooks in mkdocs.yml are at "{at}".', "Give each an address of its own.")
        made[at] = root / folder
    if not made:
        raise PrecallError(f"extra.precall.{KEY} in mkdocs.yml is empty.", "Name a folder, or take the line away.")
    return list(made.items())


def joined(sections: Sequence[Section], name: str, *, has_home: bool) -> Site:
    """One site of them all; with a home that leads to each, unless the team has written one."""
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
        style_sheets=tuple(f"{first.at}/{each}" for each in first.site.style_sheets),
        scripts=tuple(f"{first.at}/{each}" for each in first.site.scripts),
    )


def _home(sections: Sequence[Section], name: str) -> Page:
    first = sections[0]
    builder = Builder(first.playbook, first.root)
    templates = Templates(builder, language(first.playbook.settings.language), first.root)
    listed = [(each.playbook.settings, f"{each.at}/") for each in sections]
    made = templates.render("playbooks.html", HOME, title=plain_line(name), listed=listed)
    return Page(HOME, plain_line(name), made, meta={"description": templates.plain("playbooks.description")})
