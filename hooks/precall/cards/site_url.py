"""`mkdocs.yml` gives the site's address to those who print cards without building the site."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from precall.content import source, yaml_parser

FILE = "mkdocs.yml"

_NOBODYS = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid|test)$")
"""Hosts that examples are written with, and that nobody can have. Source: RFC 2606."""


def read_site_url(root: Path) -> str | None:
    """The `site_url` of the `mkdocs.yml` below the root; None when there is none to be read."""
    if not (root / FILE).is_file():
        return None
    read = source.read_source(root, FILE)
    if not isinstance(read, source.Source):
        return None
    # Tags such as !ENV are MkDocs's own business.
    document, _ = yaml_parser.compose(read)
    value = document.value if document else None
    found = value.get("site_url") if isinstance(value, dict) else None
    return found.strip() or None if isinstance(found, str) and found.startswith(("http://", "https://")) else None


def site_url_problem(url: str | None) -> str:
    """What is wrong with a site's address, and what to do about it; empty where a card's code can lead there."""
    if not url:
        return "mkdocs.yml has no site_url, so cards have no address and no QR code. Set it to where the site is read."
    if _NOBODYS.search(urlsplit(url).hostname or ""):
        return f"{url} is an example's address, and codes on cards lead there. Set site_url to where the site is read."
    return ""
