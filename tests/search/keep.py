"""A hook for tests: let Material's own search read the pages, and keep its index, which ours empties, beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

asked: dict[str, Any] = {}
"""What each page itself asks of the search, before we tell Material's to pass it over."""


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Remember it."""
    asked[page.file.src_uri] = page.meta.get("search")
    return html


@event_priority(-50)
def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Put it back, once we have spoken."""
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.meta["search"] = asked[file.src_uri] or {}
    return env


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """After Material has written its index, and before we empty it."""
    folder = Path(config.site_dir) / "search"
    shutil.copyfile(folder / "search_index.json", folder / "kept_search_index.json")
