"""A playbook becomes pages of Markdown: one for each entry, an index of each kind, the way in and the method."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from precall.language import language
from precall.model import Playbook
from precall.page import Page
from precall.pages import editors, entries, indexes
from precall.pages.templates import Templates


def make_pages(playbook: Playbook, root: Path, ready: frozenset[str] = frozenset()) -> Iterator[Page]:
    """Every page, in a fixed order.

    `root` is where the team's own templates lie; `ready` are the uris of the ready files that pages may lead to.
    """
    templates = Templates(playbook, language(playbook.settings.language), root, ready)
    yield from indexes.pages(templates)
    yield from entries.pages(templates)
    yield from editors.pages(templates)
