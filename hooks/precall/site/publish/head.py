"""Complete the head of a built page: policy, icons, link preview, and offline reading."""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = "assets/precall"
PICTURES = Path(__file__).parent / "pictures"
ICON = f"{FOLDER}/icon.svg"
TOUCH_ICON = f"{FOLDER}/icon-192.png"
PICTURE = f"{FOLDER}/picture.png"
PICTURE_SIZE = (1200, 630)
"""Size in pixels."""

_START = re.compile(r"<meta charset=[^>]*>|<head\b[^>]*>", re.IGNORECASE)
_END = re.compile(r"</head\s*>", re.IGNORECASE)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')


@dataclass(frozen=True)
class Offer:
    """The texts of the notices about a newer version of the site, and about missing offline copies."""

    ready: str
    load: str
    later: str
    metered: str
    keep: str


OFFER = tuple(each.name for each in fields(Offer))


@dataclass(frozen=True)
class Head:
    """The common parts of the heads of all pages of a site."""

    policy: str
    site_name: str
    site_url: str | None
    offer: Offer

    def complete(self, page: str, uri: str) -> str:
        """Return the page at `uri` with a complete head; a page without a head is returned unchanged."""
        if not _START.search(page) or not _END.search(page):
            return page
        # A policy applies only to elements after it, so it comes before the first script.
        first = _meta("http-equiv", "Content-Security-Policy", self.policy)
        page = _START.sub(lambda found: f"{found[0]}\n{first}", page, count=1)
        return _END.sub(lambda found: "".join(f"{tag}\n" for tag in self._tags(page, uri)) + found[0], page, count=1)

    def _tags(self, page: str, uri: str) -> list[str]:
        root = self._root(uri)
        tags = []
        if '<meta name="referrer"' not in page:
            tags.append(_meta("name", "referrer", "no-referrer"))
        if '<link rel="icon"' not in page:
            tags.append(f'<link rel="icon" href="{root}{ICON}">')
        tags.append(f'<link rel="apple-touch-icon" href="{root}{TOUCH_ICON}">')
        if '<meta name="robots" content="noindex">' not in page:
            tags += self._preview(page)
        words = " ".join(f'data-{key}="{html.escape(text)}"' for key, text in asdict(self.offer).items())
        tags.append(f'<script src="{root}{FOLDER}/offline.js" defer {words}></script>')
        return tags

    def _preview(self, page: str) -> list[str]:
        """Return the Open Graph tags, for link previews in chats and mails. A picture needs an absolute URL."""
        title, description, address = (_first(pattern, page) for pattern in (_TITLE, _DESCRIPTION, _CANONICAL))
        properties = {"og:type": "website", "og:site_name": html.escape(self.site_name), "og:title": title}
        properties.update({"og:description": description, "og:url": address})
        if self.site_url:
            width, height = PICTURE_SIZE
            properties["og:image"] = html.escape(f"{self.site_url.rstrip('/')}/{PICTURE}")
            properties["og:image:width"], properties["og:image:height"] = str(width), str(height)
        return [f'<meta property="{name}" content="{value}">' for name, value in properties.items() if value]

    def _root(self, uri: str) -> str:
        """Return the URL of the root from a page; absolute for 404.html, which is served at any URL."""
        if uri == "404.html":
            return urlsplit(self.site_url or "/").path.rstrip("/") + "/"
        return "../" * posixpath.dirname(uri).count("/") + ("../" if "/" in uri else "")


def _meta(kind: str, name: str, content: str) -> str:
    # The policy has single quotes only, which need no escaping.
    return f'<meta {kind}="{name}" content="{html.escape(content, quote=False)}">'


def _first(pattern: re.Pattern[str], page: str) -> str:
    """Return the first match of a pattern in a page, escaped as in the page."""
    found = pattern.search(page)
    return found[1].strip().replace('"', "&quot;") if found else ""
