"""Turn a playbook into pages: one for each entry, an index of each kind, the home page and the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from precall.check.registry import RuleText
from precall.content.model import Playbook
from precall.core.problems import Problem
from precall.render.artifacts import Edit, Page, nowhere
from precall.render.dependencies import Builder
from precall.render.i18n import language
from precall.site.history import History
from precall.site.pages import changes, editors, state
from precall.site.pages.templates import Templates


def page_templates(
    playbook: Playbook, root: Path, builder: Builder | None = None, *, with_cards: bool = False
) -> Templates:
    """Return the templates of the pages.

    Args:
        playbook: The content.
        root: The folder that may contain the team's own templates.
        builder: A builder of the same playbook.
        with_cards: Whether the site has cards and the other pages of a call.

    """
    builder = builder or Builder(playbook, root)
    return Templates(builder, language(playbook.settings.language), root, with_cards=with_cards)


def editor_pages(
    templates: Templates,
    problems: Sequence[Problem],
    rules: Sequence[RuleText],
    edit: Edit = nowhere,
    history: History | None = None,
) -> Iterator[Page]:
    """Yield the pages for editors.

    Args:
        templates: The templates of the pages.
        problems: Shown on the state page.
        rules: The texts of all rules, each of which has a page.
        edit: Returns the URL at which a file is edited.
        history: Shown on the changes page.

    """
    yield state.page(templates, problems, edit, history)
    yield from changes.pages(templates, history)
    yield from editors.pages(templates, rules)
