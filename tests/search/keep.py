"""A hook for tests: keep Material's own index, which our search empties, beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """After Material has written its index, and before we empty it."""
    folder = Path(config.site_dir) / "search"
    shutil.copyfile(folder / "search_index.json", folder / "kept_search_index.json")
