"""An edit of the content becomes the pages and files that it changes, in the site that MkDocs serves already.

A build under `serve` leaves behind all that MkDocs knows of the site. While only content has changed since, and the
site has the same addresses, the rest of it stands. Anything else is for a whole build, which is always right.
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

OF_THE_WHOLE = (
    *("config", "pre_build", "files", "nav", "env"),
    *("pre_template", "template_context", "post_template", "post_build"),
)
"""Events of MkDocs at which a plugin sees the whole site; one that does something there has to see all of it again."""
KNOWN = ("mkdocs.contrib.search", "material.plugins.search", "properdocs.contrib.search")
"""Modules of plugins of which we know what they do there: we tell them to do nothing with our pages."""


class FullRebuildRequired(Exception):  # noqa: N818  # it is no error
    """An edit cannot be applied to the pages that it changes alone."""


@dataclass
class Served:
    """A site that is being served, and what MkDocs knows of it."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    folder: Path
    sections: tuple[Section, ...]
    site: Site
    own: tuple[ReadyFile, ...]
    """The files of the search, which are made after all others."""
    beside: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    """When each file that is watched and is no content was last written, and how large it was."""

    def changed(self, sections: tuple[Section, ...], site: Site) -> tuple[list[Page], list[ReadyFile]]:
        """Return the pages and files that differ from before; raise FullRebuildRequired if more has changed."""
        if list(map(_frame, sections)) != list(map(_frame, self.sections)):
            raise FullRebuildRequired("settings")
        before = {page.address: page for page in self.site.pages}
        files = {file.uri: file for file in self.site.files}
        # Their order is that of the site's map.
        if list(before) != [page.address for page in site.pages] or list(files) != [file.uri for file in site.files]:
            raise FullRebuildRequired("addresses")
        pages = [page for page in site.pages if page != before[page.address]]
        in_nav = set(map(id, self.nav.pages))
        for page in pages:
            shown = self._file(page).page
            is_other = page.title != before[page.address].title
            # What stands in the navigation stands on other pages too.
            if not isinstance(shown, PrecallPage) or (id(shown) in in_nav and is_other):
                raise FullRebuildRequired("navigation")
        return pages, [file for file in site.files if file != files[file.uri]]

    def _file(self, page: Page) -> File:
        found = self.files.get_file_from_path(page.address.markdown_uri)
        if found is None or found.page is None:
            raise FullRebuildRequired("a page that another plugin has taken")
        return found

    def read(self, pages: Iterable[Page]) -> list[File]:
        """Let MkDocs read some pages anew; their files."""
        from mkdocs.commands.build import _populate_page  # noqa: PLC0415  # with MkDocs 2 there is none

        made: list[File] = []
        for page in pages:
            file = self._file(page)
            shown = file.page
            assert isinstance(shown, PrecallPage), "looked at before"
            shown.take(page)
            _populate_page(shown, self.config, self.files)
            made.append(file)
        return made

    def write(self, pages: Iterable[File], files: Iterable[ReadyFile]) -> None:
        """Bring the served folder to what was made, but for the search."""
        from mkdocs.commands.build import _build_page  # noqa: PLC0415  # as above

        documents = self.files.documentation_pages()
        for file in pages:
            file.dest_dir = str(self.folder)
            file.__dict__.pop("abs_dest_path", None)
            assert file.page is not None, "read before"
            _build_page(file.page, self.config, documents, self.nav, self.env)
        for ready in files:
            write_atomic(self.folder / ready.uri, ready.content)

    def end(self, own: tuple[ReadyFile, ...]) -> None:
        """Bring the files of the search to what they are now, and look where links lead."""
        before = {file.uri: file for file in self.own}
        for ready in own:
            if before.get(ready.uri) != ready:
                write_atomic(self.folder / ready.uri, ready.content)
        for uri in before.keys() - {each.uri for each in own}:
            (self.folder / uri).unlink(missing_ok=True)
        self.own = own
        level = self.config.validation.links.anchors
        for file in self.files.documentation_pages():
            if file.page is not None:
                file.page.validate_anchor_links(files=self.files, log_level=level)


def sees_the_whole(config: MkDocsConfig, ours: object) -> bool:
    """Whether a plugin or hook beside ours works on the site as a whole."""
    for event in OF_THE_WHOLE:
        for method in config.plugins.events[event]:
            owner = getattr(method, "__self__", method)
            module = getattr(method, "__module__", "")
            if owner is not ours and not module.startswith(KNOWN):
                return True
    return False


def watched(paths: Iterable[str], content: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """When each watched file that is no content was written, and how large it is."""
    apart = {folder.resolve() for folder in content}
    made: dict[Path, tuple[int, int]] = {}
    for path in map(Path, paths):
        for file in _files(path.resolve(), apart):
            with suppress(OSError):
                found = file.stat()
                made[file] = (found.st_mtime_ns, found.st_size)
    return made


def _files(path: Path, apart: Set[Path]) -> Iterator[Path]:
    if path in apart:
        return
    if path.is_dir():
        for below in path.iterdir():
            yield from _files(below, apart)
    else:
        yield path


def content_of(sections: Iterable[Section]) -> list[Path]:
    """The folders that hold the content of some sections."""
    companies = {company.folder: None for each in sections for company in each.playbook.companies}
    return [folder / CONTENT_FOLDER for folder in (*(each.root for each in sections), *companies)]


def _frame(section: Section) -> tuple[Any, ...]:
    """What of a section reaches every page."""
    return section.at, section.root, Fingerprints(section.playbook)[SETTINGS], section.playbook.day
