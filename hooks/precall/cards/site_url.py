"""`mkdocs.yml` gives the site's address to those who print cards without building the site."""

from __future__ import annotations

from pathlib import Path

from precall import nodes, source

FILE = "mkdocs.yml"


def site_url(root: Path) -> str | None:
    """The `site_url` of the `mkdocs.yml` below the root; None when there is none to be read."""
    if not (root / FILE).is_file():
        return None
    read = source.read(root, FILE)
    if not isinstance(read, source.Source):
        return None
    # Tags such as !ENV are MkDocs's own business.
    document, _ = nodes.compose(read)
    value = document.value if document else None
    found = value.get("site_url") if isinstance(value, dict) else None
    return found.strip() or None if isinstance(found, str) and found.startswith(("http://", "https://")) else None
