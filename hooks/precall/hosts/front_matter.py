"""Convert a page's title and metadata to front matter, which every host reads.

Themes print titles and descriptions in the head, the navigation and the footer without escaping them. So both are
escaped here.
"""

from __future__ import annotations

import html
from typing import Any

from precall.render.artifacts import Page

PRINTED = ("title", "description")
"""Keys whose values a theme prints."""


def front_matter(page: Page) -> dict[str, Any]:
    """Return the front matter of a page."""
    values = {"title": page.title, **page.meta}
    return values | {key: _escaped(values[key]) for key in PRINTED if key in values}


def _escaped(text: str) -> str:
    # Apostrophes need no escaping: no theme puts a title or description between single quotes.
    return html.escape(text, quote=False).replace('"', "&quot;")
