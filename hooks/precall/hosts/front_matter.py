"""A page's facts become the front matter that every host reads: YAML in which each value is JSON.

Themes print a title and a description as they are, in a page's head, its navigation and its neighbours' footers. So
these two are escaped here already.
"""

from __future__ import annotations

import html
from typing import Any

from precall.render.artifacts import Page

PRINTED = ("title", "description")
"""The facts that a theme prints."""


def facts(page: Page) -> dict[str, Any]:
    """What a host is told of a page, as its front matter holds it."""
    told = {"title": page.title, **page.meta}
    return told | {key: _escaped(told[key]) for key in PRINTED if key in told}


def _escaped(text: str) -> str:
    # Apostrophes can stay: no theme puts either fact between single quotes.
    return html.escape(text, quote=False).replace('"', "&quot;")
