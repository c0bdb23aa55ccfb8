"""A built page gets what its head lacks: the policy, the icon, what a link to it shows elsewhere, the way offline."""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

FOLDER = "assets/precall"
ICON = f"{FOLDER}/icon.svg"
TOUCH_ICON = f"{FOLDER}/icon-192.png"
PICTURE = f"{FOLDER}/picture.png"
PICTURE_SIZE = (1200, 630)
"""Pixels."""

_START = re.compile(r"<meta charset=[^>]*>|<head\b[^>]*>", re.IGNORECASE)
_END = re.compile(r"</head\s*>", re.IGNORECASE)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')


@dataclass(frozen=True)
class Offer:
    """What a page says when the site has a newer version."""

    ready: str
    load: str
    later: str


@dataclass(frozen=True)
class Head:
    """What the heads of all pages of a site share."""

    policy: str
    site_name: str
    site_url: str | None
    offer: Offer

    def over(self, page: str, uri: str) -> str:
        """The page with its head made whole; a page without a head as it is. `uri` is the file's, from the root."""
        if not _START.search(page) or not _END.search(page):
            return page
        # A policy counts from where it stands, so it comes before the first script.
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
            tags += self._elsewhere(page)
        said = " ".join(
            f'data-{key}="{html.escape(text)}"'
            for key, text in (("ready", self.offer.ready), ("load", self.offer.load), ("later", self.offer.later))
        )
        tags.append(f'<script src="{root}{FOLDER}/offline.js" defer {said}></script>')
        return tags

    def _elsewhere(self, page: str) -> list[str]:
        """Open Graph: what a chat or a mail shows of a link. Pictures have whole addresses there or none."""
        title, description, address = (_found(each, page) for each in (_TITLE, _DESCRIPTION, _CANONICAL))
        told = {"og:type": "website", "og:site_name": html.escape(self.site_name), "og:title": title}
        told.update({"og:description": description, "og:url": address})
        if self.site_url:
            width, height = PICTURE_SIZE
            told["og:image"] = html.escape(f"{self.site_url.rstrip('/')}/{PICTURE}")
            told["og:image:width"], told["og:image:height"] = str(width), str(height)
        return [f'<meta property="{name}" content="{value}">' for name, value in told.items() if value]

    def _root(self, uri: str) -> str:
        """The way from a page to the root. What was not found may have been looked for anywhere below."""
        if uri == "404.html":
            return urlsplit(self.site_url or "/").path.rstrip("/") + "/"
        return "../" * posixpath.dirname(uri).count("/") + ("../" if "/" in uri else "")


def _meta(kind: str, name: str, content: str) -> str:
    # The policy's quotes are single ones, and readable so.
    return f'<meta {kind}="{name}" content="{html.escape(content, quote=False)}">'


def _found(pattern: re.Pattern[str], page: str) -> str:
    """What a pattern finds in a page, escaped as it stands there."""
    found = pattern.search(page)
    return found[1].strip().replace('"', "&quot;") if found else ""
