"""A playbook becomes pages: one for each entry, an index of each kind, the way in and the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from precall.content.model import Playbook
from precall.core.problems import Problem
from precall.render.artifacts import Edit, Page, nowhere
from precall.render.dependencies import Builder
from precall.render.i18n import language
from precall.site.history import History
from precall.site.pages import changes, editors, entries, indexes, state
from precall.site.pages.templates import Templates


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
    """Every page, in a fixed order.

    `root` may hold templates of the team's own. `problems`, `edit` and `history` are as for `make_site`. `builder` is
    one of the same playbook. `with_cards` is whether the site has cards and the pages around calls.
    """
    builder = builder or Builder(playbook, root)
    templates = Templates(builder, language(playbook.settings.language), root, with_cards=with_cards)
    yield from indexes.pages(templates)
    yield from entries.pages(templates)
    yield state.page(templates, problems, edit)
    yield from changes.pages(templates, history)
    yield from editors.pages(templates)
