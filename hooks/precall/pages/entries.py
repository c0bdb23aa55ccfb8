"""Each stage, call, question bank, principle and barrier becomes a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from precall import address as addresses
from precall import text
from precall.address import address
from precall.model import Bank, Barrier, Call, Entry, Principle, Question, Stage
from precall.page import Page
from precall.pages.templates import Templates


def pages(templates: Templates) -> Iterator[Page]:
    """A page for each entry that has one; questions stand on their bank's, sources on one of their own."""
    playbook = templates.playbook
    for stage in playbook.stages.values():
        yield _page(templates, stage, "stage.md", stage.client_is, **_beside(list(playbook.stages.values()), stage))
    for call in playbook.calls_in_order:
        yield _page(templates, call, "call.md", call.objective, **_call(templates, call))
    for bank in playbook.banks.values():
        yield _page(templates, bank, "bank.md", bank.purpose)
    for principle in playbook.principles.values():
        sources = templates.chosen(playbook.sources, principle.sources)
        yield _page(templates, principle, "principle.md", principle.say, sources=sources)
    for barrier in playbook.barriers.values():
        questions = templates.chosen(playbook.questions, barrier.questions)
        yield _page(templates, barrier, "barrier.md", " / ".join(barrier.sounds_like), questions=questions)


def _page(templates: Templates, entry: Entry, template: str, description: str, **values: Any) -> Page:
    meta: dict[str, Any] = {"description": text.plain(text.line(description)) or None, "kind": entry.kind}
    if entry.keywords:
        meta["keywords"] = [text.plain(text.line(each)) for each in entry.keywords]
    return Page(
        address(entry),
        addresses.plain_title(entry),
        templates.render(template, address(entry), entry=entry, **values),
        entry.place.document.source.path,
        {key: value for key, value in meta.items() if value},
    )


def _call(templates: Templates, call: Call) -> dict[str, Any]:
    playbook = templates.playbook
    return {
        "stage": playbook.stages.get(call.stage),
        "questions": templates.chosen(playbook.questions, call.questions),
        "barriers": templates.chosen(playbook.barriers, call.barriers),
        "principles": templates.chosen(playbook.principles, call.principles),
        "followed_by": templates.chosen(playbook.calls, call.next),
        "follows": playbook.users(call, "call"),
        **_beside(list(playbook.calls_in_order), call),
    }


def _beside(entries: list[Any], entry: Entry) -> dict[str, Any]:
    """The entries before and after one, None at the ends."""
    here = next(index for index, each in enumerate(entries) if each is entry)
    return {
        "previous": entries[here - 1] if here else None,
        "following": entries[here + 1] if here + 1 < len(entries) else None,
    }
