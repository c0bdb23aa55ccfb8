"""Read the site's address from `mkdocs.yml`, for cards that are printed without building the site."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from precall.content import source, yaml_parser
from precall.core.cache import Cache, key_of

FILE = "mkdocs.yml"

_REPORTED = "reported-site-urls"
_MOST_REPORTED = 1000

_EXAMPLE_HOST = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid|test)$")
"""Hosts that are reserved for examples. Source: RFC 2606."""


def read_site_url(root: Path) -> str | None:
    """Return the `site_url` of the `mkdocs.yml` in the root folder; None if there is none."""
    if not (root / FILE).is_file():
        return None
    read = source.read_source(root, FILE)
    if not isinstance(read, source.Source):
        return None
    # Problems are ignored: MkDocs allows tags such as !ENV.
    document, _ = yaml_parser.compose(read)
    value = document.value if document else None
    found = value.get("site_url") if isinstance(value, dict) else None
    return found.strip() or None if isinstance(found, str) and found.startswith(("http://", "https://")) else None


def new_site_url_problem(url: str | None, root: Path, cache: Cache) -> str:
    """Return the result of `site_url_problem`, but only once for each address and site; empty after that."""
    problem = site_url_problem(url)
    key = key_of(str(root.resolve()), problem)
    if not problem or cache.get(_REPORTED, key) is not None:
        return ""
    cache.put(_REPORTED, key, b"yes", _MOST_REPORTED)
    return problem


def site_url_problem(url: str | None) -> str:
    """Return the problem of a site's address and its fix; empty if QR codes on cards will work."""
    if not url:
        return "mkdocs.yml has no site_url, so cards have no address and no QR code. Set it to your site's address."
    if _EXAMPLE_HOST.search(urlsplit(url).hostname or ""):
        return f"{url} is an example address, so QR codes on cards will not work. Set site_url to your site's address."
    return ""
