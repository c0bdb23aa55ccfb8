"""Make all pages of a playbook's site inside the theme, without its other files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from precall.check.registry import rule_texts
from precall.content.model import Playbook
from precall.core.problems import Problem
from precall.render.artifacts import Edit, Page, nowhere
from precall.render.dependencies import Builder
from precall.site.history import History
from precall.site.pages import editor_pages, entries, indexes, page_templates


def make_pages(
    playbook: Playbook,
    root: Path,
    problems: Sequence[Problem] = (),
    edit: Edit = nowhere,
    *,
    history: History | None = None,
    builder: Builder | None = None,
    with_cards: bool = False,
) -> Iterator[Page]:
    """Yield the pages in the site's order; the arguments are as for `page_templates` and `editor_pages`."""
    templates = page_templates(playbook, root, builder, with_cards=with_cards)
    yield from indexes.pages(templates)
    yield from entries.pages(templates)
    yield from editor_pages(templates, problems, rule_texts(), edit, history)
