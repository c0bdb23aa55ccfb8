"""What `mkdocs.yml` says to Precall, under `extra: {precall: ...}` and in what MkDocs and its theme read there."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from precall.cards.site_url import site_url_problem

log = logging.getLogger("mkdocs.plugins.precall")

_PDFS = ("build", "always", "never")
"""When cards get PDFs, as `extra: {precall: {pdfs: always}}` chooses."""


def root_of(config: MkDocsConfig) -> Path:
    """The folder that holds `mkdocs.yml` and the content."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def site_url(config: MkDocsConfig, *, with_note: bool) -> str | None:
    """Return what printed addresses begin with; log, if asked to, that there is none or that it is an example."""
    if with_note and (wrong := site_url_problem(config.site_url)):
        log.info("%s", wrong)
    return config.site_url or None


def _option(config: MkDocsConfig, name: str, otherwise: Any) -> Any:
    options = config.extra.get("precall") or {}
    return options.get(name, otherwise) if isinstance(options, dict) else options


def wants_pdfs(config: MkDocsConfig, serving: bool) -> bool:
    """Whether each card gets a PDF: in a build yes, under `serve` only when asked for."""
    choice = _option(config, "pdfs", "build")
    if choice not in _PDFS:
        raise Abort(f"extra.precall.pdfs in mkdocs.yml is {choice!r}; it can be {', '.join(_PDFS)}.")
    return choice == "always" or (choice == "build" and not serving)


def has_search(config: MkDocsConfig) -> bool:
    """Whether the pages have Material's search box, which our search answers."""
    return config.theme.name == "material" and any(name in config.plugins for name in ("search", "material/search"))
