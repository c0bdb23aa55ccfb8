"""Apply an edit of the content to a served site: write only the pages and files that it changes.

After a full build under `serve`, MkDocs' objects stay in memory. An edit that changes only content, and no address,
reuses them. Any other edit needs a full build.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from precall.content.source import CONTENT_FOLDER
from precall.core.files import write_atomic
from precall.hosts.mkdocs.page import PrecallPage
from precall.hosts.sections import Section
from precall.render.artifacts import Page, ReadyFile, Site
from precall.render.dependencies import SETTINGS, Fingerprints

if TYPE_CHECKING:
    from jinja2 import Environment

log = logging.getLogger("mkdocs.plugins.precall")

WHOLE_SITE_EVENTS = (
    *("config", "pre_build", "files", "nav", "env"),
    *("pre_template", "template_context", "post_template", "post_build"),
)
"""MkDocs' events that pass the whole site to a plugin. A plugin that handles one of them needs a full build."""
KNOWN_PLUGINS = ("mkdocs.contrib.search", "material.plugins.search", "properdocs.contrib.search")
"""Modules of plugins that handle these events, but ignore our pages."""


class FullRebuildRequired(Exception):  # noqa: N818  # not an error
    """An edit cannot be applied by writing only the pages that it changes."""


@dataclass
class ServedSite:
    """A site that is being served, with MkDocs' objects."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    folder: Path
    sections: tuple[Section, ...]
    site: Site
    search_files: tuple[ReadyFile, ...]
    """Files of the search, which are made after all other files."""
    watched: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    """Modification time and size of each watched file outside the content."""

    def changed(self, sections: tuple[Section, ...], site: Site) -> tuple[list[Page], list[ReadyFile]]:
        """Return the pages and files that an edit has changed. Raises FullRebuildRequired if more has changed."""
        if list(map(_shared_parts, sections)) != list(map(_shared_parts, self.sections)):
            raise FullRebuildRequired("settings")
        old_pages = {page.address: page for page in self.site.pages}
        old_files = {file.uri: file for file in self.site.files}
        uris = [file.uri for file in site.files]
        # The sitemap has the same order.
        if list(old_pages) != [page.address for page in site.pages] or list(old_files) != uris:
            raise FullRebuildRequired("addresses")
        pages = [page for page in site.pages if page != old_pages[page.address]]
        in_nav = set(map(id, self.nav.pages))
        for page in pages:
            mkdocs_page = self._file(page).page
            is_renamed = page.title != old_pages[page.address].title
            # The navigation shows this title on other pages too.
            if not isinstance(mkdocs_page, PrecallPage) or (id(mkdocs_page) in in_nav and is_renamed):
                raise FullRebuildRequired("navigation")
        return pages, [file for file in site.files if file != old_files[file.uri]]

    def _file(self, page: Page) -> File:
        file = self.files.get_file_from_path(page.address.markdown_uri)
        if file is None or file.page is None:
            raise FullRebuildRequired("a page that another plugin has removed")
        return file

    def update_pages(self, pages: Iterable[Page]) -> list[File]:
        """Give MkDocs the new versions of pages, and return their files."""
        from mkdocs.commands.build import _populate_page  # noqa: PLC0415  # private, and gone in MkDocs 2

        files: list[File] = []
        for page in pages:
            file = self._file(page)
            mkdocs_page = file.page
            assert isinstance(mkdocs_page, PrecallPage), "checked in `changed`"
            mkdocs_page.update(page)
            _populate_page(mkdocs_page, self.config, self.files)
            files.append(file)
        return files

    def write(self, pages: Iterable[File], files: Iterable[ReadyFile]) -> None:
        """Write pages and files to the served folder."""
        from mkdocs.commands.build import _build_page  # noqa: PLC0415  # as above

        documents = self.files.documentation_pages()
        for file in pages:
            file.dest_dir = str(self.folder)
            file.__dict__.pop("abs_dest_path", None)
            assert file.page is not None, "set by update_pages"
            _build_page(file.page, self.config, documents, self.nav, self.env)
        for ready in files:
            write_atomic(self.folder / ready.uri, ready.content)

    def finish(self, search_files: tuple[ReadyFile, ...]) -> None:
        """Write the files of the search that have changed, and check links to anchors."""
        old = {file.uri: file for file in self.search_files}
        for ready in search_files:
            if old.get(ready.uri) != ready:
                write_atomic(self.folder / ready.uri, ready.content)
        for uri in old.keys() - {ready.uri for ready in search_files}:
            (self.folder / uri).unlink(missing_ok=True)
        self.search_files = search_files
        level = self.config.validation.links.anchors
        for file in self.files.documentation_pages():
            if file.page is not None:
                file.page.validate_anchor_links(files=self.files, log_level=level)


def needs_whole_site(config: MkDocsConfig, ours: object) -> bool:
    """Return whether a plugin or hook other than ours handles an event of the whole site."""
    for event in WHOLE_SITE_EVENTS:
        for method in config.plugins.events[event]:
            owner = getattr(method, "__self__", method)
            module = getattr(method, "__module__", "")
            if owner is not ours and not module.startswith(KNOWN_PLUGINS):
                return True
    return False


def watched_files(paths: Iterable[str], content: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return modification time and size of each file below `paths` that is outside the folders of content."""
    excluded = {folder.resolve() for folder in content}
    files: dict[Path, tuple[int, int]] = {}
    for path in map(Path, paths):
        for file in _files(path.resolve(), excluded):
            with suppress(OSError):
                status = file.stat()
                files[file] = (status.st_mtime_ns, status.st_size)
    return files


def _files(path: Path, excluded: Set[Path]) -> Iterator[Path]:
    if path in excluded:
        return
    if path.is_dir():
        for below in path.iterdir():
            yield from _files(below, excluded)
    else:
        yield path


def content_folders(sections: Iterable[Section]) -> list[Path]:
    """Return the folders of the content of some sections."""
    companies = {company.folder: None for section in sections for company in section.playbook.companies}
    return [folder / CONTENT_FOLDER for folder in (*(section.root for section in sections), *companies)]


def _shared_parts(section: Section) -> tuple[Any, ...]:
    """Return the parts of a section that every page may depend on."""
    return section.at, section.root, Fingerprints(section.playbook)[SETTINGS], section.playbook.day
