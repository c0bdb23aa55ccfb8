"""An MkDocs hook for tests: let Material's search read the pages, and keep a copy of its index, which ours empties."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

settings: dict[str, Any] = {}
"""What each page itself asks of the search, before we tell Material's to pass it over."""


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Store the page's HTML."""
    settings[page.file.src_uri] = page.meta.get("search")
    return html


@event_priority(-50)
def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Restore the stored HTML after Precall has changed it."""
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.meta["search"] = settings[file.src_uri] or {}
    return env


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """Copy Material's index after Material has written it and before Precall empties it."""
    folder = Path(config.site_dir) / "search"
    shutil.copyfile(folder / "search_index.json", folder / "kept_search_index.json")
