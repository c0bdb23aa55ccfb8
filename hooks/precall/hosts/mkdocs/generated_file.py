"""Add a generated page or file to MkDocs as a file whose content is read on demand."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from precall.render.artifacts import Page, ReadyFile

IN_NAV = frozenset({"", "method", "sources", "stages", "calls", "questions", "principles", "barriers", "editors"})
"""Folders whose pages may be in the navigation. With a thousand entries in it, a build would take a minute."""


class GeneratedFile(File):
    """A file that is not in the docs folder."""

    read: Callable[[], bytes]
    last_site: Path | None = None
    """The folder of the last site; unchanged files are hard links to files there."""
    is_late: bool = False
    """Whether `write` writes it after all pages, because its content is still being made."""
    _set_content: str | bytes | None = None

    @property
    def _content(self) -> str | bytes | None:
        return self.read() if self._set_content is None else self._set_content

    @_content.setter
    def _content(self, content: str | bytes | None) -> None:
        self._set_content = content

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file, unless it is late."""
        if not self.is_late:
            self.write()

    def write(self) -> None:
        """Write the file. There are thousands, and most of their folders already exist."""
        # Do not use `abs_dest_path`: MkDocs would store that string for every file.
        path, content = Path(self.dest_dir, self.dest_uri), self.content_bytes
        if self.last_site and link_unchanged(self.last_site / self.dest_uri, path, content):
            return
        try:
            path.write_bytes(content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def link_unchanged(source: Path, target: Path, content: bytes) -> bool:
    """Make `target` a hard link to `source` if that file holds `content`; return whether it does.

    A link takes far less time than writing the file. The link is made before the comparison, because another build may
    replace `source` at any time; so the compared content is the one that the site will have.
    """
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        if target.parent.is_dir() or not source.is_file():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        return link_unchanged(source, target, content)
    except OSError:
        return False
    with suppress(OSError):
        status = target.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size == len(content) and target.read_bytes() == content:
            return True
    # Remove the link first: writing to it would change the other site.
    target.unlink(missing_ok=True)
    return False


def page_file(page: Page, config: MkDocsConfig) -> File:
    """Return the MkDocs file of a generated page. Its URL does not depend on settings."""
    file = _file(page.address.markdown_uri, lambda: page.html.encode(errors="surrogatepass"), config)
    file.edit_uri = None
    if page.address.at or page.address.folder not in IN_NAV:
        file.inclusion = InclusionLevel.NOT_IN_NAV
    return file


def ready_file(ready: ReadyFile, config: MkDocsConfig, last_site: Path | None = None) -> File:
    """Return the MkDocs file of a generated file; `last_site` is a folder to link it from if it has not changed."""
    file = _file(ready.uri, lambda: ready.content, config)
    file.last_site = last_site
    file.is_late = ready.is_late
    return file


def _file(uri: str, read: Callable[[], bytes], config: MkDocsConfig) -> GeneratedFile:
    file = GeneratedFile(uri, None, config.site_dir, use_directory_urls=True)
    file.generated_by = config.plugins._current_plugin or "<unknown>"
    file.read = read
    return file
