"""Turn a page's title and metadata into the front matter that every host reads.

Themes do not escape a title or a description, which they print in the head, the navigation and the footer. So these
two are escaped here.
"""

from __future__ import annotations

import html
from typing import Any

from precall.render.artifacts import Page

PRINTED = ("title", "description")
"""Keys that a theme prints."""


def front_matter(page: Page) -> dict[str, Any]:
    """Return the front matter of a page."""
    values = {"title": page.title, **page.meta}
    return values | {key: _escaped(values[key]) for key in PRINTED if key in values}


def _escaped(text: str) -> str:
    # Apostrophes can stay: no theme puts either fact between single quotes.
    return html.escape(text, quote=False).replace('"', "&quot;")
