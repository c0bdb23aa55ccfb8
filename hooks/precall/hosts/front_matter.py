"""A page's facts become the front matter that every host reads: YAML in which each value is JSON."""

from __future__ import annotations

import json

from precall.page import Page


def with_front_matter(page: Page) -> str:
    """The page's Markdown, its title and other facts before it."""
    facts = {"title": page.title, **page.meta}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]
    return "---\n" + "\n".join(lines) + "\n---\n\n" + page.markdown
