"""A playbook becomes pages of Markdown: one for each entry, an index of each kind, the way in and the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from precall.content.model import Playbook
from precall.core.problems import Problem
from precall.render.artifacts import Edit, Page, nowhere
from precall.render.i18n import language
from precall.render.incremental import Making
from precall.site.history import History
from precall.site.pages import changes, editors, entries, indexes, state
from precall.site.pages.templates import Templates


def make_pages(
    playbook: Playbook,
    root: Path,
    ready: frozenset[str] = frozenset(),
    problems: Sequence[Problem] = (),
    edit: Edit = nowhere,
    *,
    history: History | None = None,
    making: Making | None = None,
) -> Iterator[Page]:
    """Every page, in a fixed order.

    `root` is where the team's own templates lie; `ready` are the uris of the ready files that pages may lead to;
    `problems`, `edit` and `history` are as for `make_site`. `making` is of the same playbook, where it knows what was
    made before.
    """
    making = making or Making(playbook, root)
    templates = Templates(making, language(playbook.settings.language), root, ready)
    yield from indexes.pages(templates)
    yield from entries.pages(templates)
    yield state.page(templates, problems, edit)
    yield from changes.pages(templates, history)
    yield from editors.pages(templates)
