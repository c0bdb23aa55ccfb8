"""A generated page or file becomes a file of MkDocs whose content is read when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from precall.render.artifacts import Page, ReadyFile

IN_NAV = frozenset({"", "method", "sources", "stages", "calls", "questions", "principles", "barriers", "editors"})
"""Folders of the pages that a navigation may name. With a thousand entries in it a build takes a minute."""


class MadeFile(File):
    """A file of MkDocs' that is in no folder."""

    read: Callable[[], bytes]
    last: Path | None = None
    """The folder of the site as it was built last, where the file may be linked from."""
    _own: str | bytes | None = None

    @property
    def _content(self) -> str | bytes | None:
        return self.read() if self._own is None else self._own

    @_content.setter
    def _content(self, content: str | bytes | None) -> None:
        self._own = content

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file; most of them are in folders that exist, and there are thousands."""
        # As `abs_dest_path`, which would stay in memory for each of them.
        path, content = Path(self.dest_dir, self.dest_uri), self.content_bytes
        try:
            self._place(path, content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._place(path, content)

    def _place(self, path: Path, content: bytes) -> None:
        """Write the file, or link to the last site's: that takes far less time, and the last site is removed soon."""
        before = self.last / self.dest_uri if self.last else None
        if not before or not _holds(before, content) or not _linked(before, path):
            path.write_bytes(content)


def _holds(path: Path, content: bytes) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(content) + 1) == content
    return False


def _linked(path: Path, to: Path) -> bool:
    with suppress(OSError):
        to.hardlink_to(path)
        return True
    return False


def page_file(page: Page, config: MkDocsConfig) -> File:
    """Return the file that MkDocs has of a generated page, at the page's address whatever the settings say."""
    file = _file(page.address.markdown_uri, lambda: page.html.encode(errors="surrogatepass"), config)
    file.edit_uri = None
    if page.address.at or page.address.folder not in IN_NAV:
        file.inclusion = InclusionLevel.NOT_IN_NAV
    return file


def ready_file(ready: ReadyFile, config: MkDocsConfig, last: Path | None = None) -> File:
    """Return the file that MkDocs has of one that is ready; if it is the same in the `last` site it is linked there."""
    file = _file(ready.uri, lambda: ready.content, config)
    file.last = last
    return file


def _file(uri: str, read: Callable[[], bytes], config: MkDocsConfig) -> MadeFile:
    file = MadeFile(uri, None, config.site_dir, use_directory_urls=True)
    file.generated_by = config.plugins._current_plugin or "<unknown>"
    file.read = read
    return file
