"""Turn a playbook into pages: one for each entry, an index of each kind, the home page and the method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    problems: Iterable[Problem] = (),
    edit: Edit = nowhere,
    *,
    history: History | None = None,
    builder: Builder | None = None,
    with_cards: bool = False,
) -> Iterator[Page]:
    """Yield all pages in a fixed order.

    Args:
        playbook: The content.
        root: The folder that may contain the team's own templates.
        problems: Shown on the state page, and not read before it is made.
        edit: As for `SiteMaker.make_pages`.
        history: As for `SiteMaker.make_pages`.
        builder: A builder of the same playbook.
        with_cards: Whether the site has cards and the other pages of a call.

    """
    builder = builder or Builder(playbook, root)
    templates = Templates(builder, language(playbook.settings.language), root, with_cards=with_cards)
    yield from indexes.pages(templates)
    yield from entries.pages(templates)
    yield state.page(templates, tuple(problems), edit, history)
    yield from changes.pages(templates, history)
    yield from editors.pages(templates)
