"""Read the settings in `mkdocs.yml` that Precall uses: `extra: {precall: ...}`, and some of MkDocs and its theme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

_PDFS = ("build", "always", "never")
"""Values of `extra: {precall: {pdfs: ...}}`, which sets the builds that make PDFs of cards."""


def root_of(config: MkDocsConfig) -> Path:
    """Return the folder of `mkdocs.yml` and the content."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def option(config: MkDocsConfig, name: str, default: Any) -> Any:
    """Return a setting of `extra: {precall: ...}`."""
    options = config.extra.get("precall") or {}
    return options.get(name, default) if isinstance(options, dict) else options


def wants_pdfs(config: MkDocsConfig, serving: bool) -> bool:
    """Return whether to make a PDF of each card: by default in a build, and under `serve` only with `pdfs: always`."""
    choice = option(config, "pdfs", "build")
    if choice not in _PDFS:
        raise Abort(f"extra.precall.pdfs in mkdocs.yml is {choice!r}; it can be {', '.join(_PDFS)}.")
    return choice == "always" or (choice == "build" and not serving)


def has_search(config: MkDocsConfig) -> bool:
    """Return whether the pages have Material's search box, which uses our search."""
    return config.theme.name == "material" and any(name in config.plugins for name in ("search", "material/search"))
