"""Make a page for each stage, call, question bank, principle and barrier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from precall.check.coach_findings import steering_percent
from precall.coach.service import coach_of, questions_of
from precall.content import urls as addresses
from precall.content.model import Bank, Barrier, Call, Entry, Principle, Stage
from precall.content.review_dates import due
from precall.content.urls import address
from precall.render.artifacts import Page
from precall.site.pages.templates import Templates, plain_line

_CALL_PAGES = {
    "call.card": addresses.card,
    "call.view": addresses.call_view,
    "call.agenda": addresses.agenda,
    "call.debrief": addresses.debrief,
}
"""The other pages of a call: the key of their words, and their addresses."""


def pages(templates: Templates) -> Iterator[Page]:
    """Yield a page for each entry. Questions are on the page of their bank, sources on one page."""
    playbook = templates.builder.whole
    makers: tuple[tuple[Iterable[Any], Callable[[Templates, Any], Page]], ...] = (
        (playbook.stages.values(), _stage),
        (playbook.calls_in_order, _call),
        (playbook.banks.values(), _bank),
        (playbook.principles.values(), _principle),
        (playbook.barriers.values(), _barrier),
    )
    return templates.pages(
        (address(entry), partial(make, templates, entry), (entry,)) for entries, make in makers for entry in entries
    )


def _stage(templates: Templates, stage: Stage) -> Page:
    return _page(templates, stage, "stage.html", stage.client_is)


def _bank(templates: Templates, bank: Bank) -> Page:
    gauge = coach_of(templates.playbook).listening_ratio(bank.questions, steering_percent(templates.playbook))
    return _page(templates, bank, "bank.html", bank.purpose, gauge=gauge)


def _principle(templates: Templates, principle: Principle) -> Page:
    sources = templates.existing(templates.playbook.sources, principle.sources)
    return _page(templates, principle, "principle.html", principle.say, sources=sources)


def _barrier(templates: Templates, barrier: Barrier) -> Page:
    questions = templates.existing(templates.playbook.questions, barrier.questions)
    return _page(templates, barrier, "barrier.html", " ".join(barrier.sounds_like), questions=questions)


def _page(templates: Templates, entry: Entry, template: str, description: str, **values: Any) -> Page:
    previous, following = templates.playbook.neighbours(entry)
    values |= {"previous": previous, "following": following, "due": due(entry, templates.playbook.settings)}
    meta: dict[str, Any] = {"description": plain_line(description), "kind": entry.kind}
    if entry.keywords:
        meta["keywords"] = [plain_line(keyword) for keyword in entry.keywords]
    return Page(
        address(entry),
        addresses.plain_title(entry),
        templates.render(template, address(entry), entry=entry, **values),
        entry.location.document.source.path,
        {key: value for key, value in meta.items() if value},
    )


def _call(templates: Templates, call: Call) -> Page:
    playbook = templates.playbook
    ways = [(templates.say(words), address_of(call)) for words, address_of in _CALL_PAGES.items()]
    return _page(
        templates,
        call,
        "call.html",
        call.objective,
        ways=[(words, to.link_from(address(call))) for words, to in ways if templates.with_cards],
        gauge=coach_of(playbook).listening_ratio(questions_of(playbook, call), steering_percent(playbook)),
        stage=playbook.stages.get(call.stage),
        questions=templates.existing(playbook.questions, call.questions),
        barriers=templates.existing(playbook.barriers, call.barriers),
        principles=templates.existing(playbook.principles, call.principles),
        followed_by=templates.existing(playbook.calls, call.next),
        follows=playbook.calls_using(call),
    )
