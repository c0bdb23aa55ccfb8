"""Each stage, call, question bank, principle and barrier becomes a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from precall import address as addresses
from precall.address import address
from precall.freshness import due
from precall.listening import gauge, questions_of
from precall.markdown import uri
from precall.model import Call, Entry
from precall.page import Page
from precall.pages.templates import Templates, plain_line

_WAYS = {
    "call.card": addresses.card,
    "call.view": addresses.call_view,
    "call.agenda": addresses.agenda,
    "call.debrief": addresses.debrief,
}
"""What lies beside a call's page once the site has it: the words for it, and where it is."""


def pages(templates: Templates) -> Iterator[Page]:
    """A page for each entry that has one; questions stand on their bank's, sources on one of their own."""
    playbook = templates.playbook
    for stage in playbook.stages.values():
        yield _page(templates, stage, "stage.md", stage.client_is, **_beside(list(playbook.stages.values()), stage))
    for call in playbook.calls_in_order:
        yield _page(templates, call, "call.md", call.objective, **_call(templates, call))
    for bank in playbook.banks.values():
        yield _page(
            templates,
            bank,
            "bank.md",
            bank.purpose,
            gauge=gauge(bank.questions),
            **_beside(list(playbook.banks.values()), bank),
        )
    for principle in playbook.principles.values():
        sources = templates.chosen(playbook.sources, principle.sources)
        yield _page(
            templates,
            principle,
            "principle.md",
            principle.say,
            sources=sources,
            **_beside(list(playbook.principles.values()), principle),
        )
    for barrier in playbook.barriers.values():
        questions = templates.chosen(playbook.questions, barrier.questions)
        sounds = " ".join(barrier.sounds_like)
        yield _page(
            templates,
            barrier,
            "barrier.md",
            sounds,
            questions=questions,
            **_beside(list(playbook.barriers.values()), barrier),
        )


def _page(templates: Templates, entry: Entry, template: str, description: str, **values: Any) -> Page:
    meta: dict[str, Any] = {"description": plain_line(description), "kind": entry.kind}
    if entry.keywords:
        meta["keywords"] = [plain_line(each) for each in entry.keywords]
    return Page(
        address(entry),
        addresses.plain_title(entry),
        templates.render(template, address(entry), entry=entry, due=due(entry, templates.playbook.settings), **values),
        entry.place.document.source.path,
        {key: value for key, value in meta.items() if value},
    )


def _call(templates: Templates, call: Call) -> dict[str, Any]:
    playbook = templates.playbook
    ways = [(templates.say(words), way(call)) for words, way in _WAYS.items()]
    return {
        "ways": [(words, uri(to.link_from(address(call)))) for words, to in ways if to.html_uri in templates.ready],
        "gauge": gauge(questions_of(playbook, call)),
        "stage": playbook.stages.get(call.stage),
        "questions": templates.chosen(playbook.questions, call.questions),
        "barriers": templates.chosen(playbook.barriers, call.barriers),
        "principles": templates.chosen(playbook.principles, call.principles),
        "followed_by": templates.chosen(playbook.calls, call.next),
        "follows": templates.calls_using(call),
        **_beside(list(playbook.calls_in_order), call),
    }


def _beside(entries: list[Any], entry: Entry) -> dict[str, Any]:
    """The entries before and after one, None at the ends."""
    here = next(index for index, each in enumerate(entries) if each is entry)
    return {
        "previous": entries[here - 1] if here else None,
        "following": entries[here + 1] if here + 1 < len(entries) else None,
    }
