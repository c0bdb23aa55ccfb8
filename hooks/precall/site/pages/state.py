"""Make the state page for editors: what calls lack, when reviews are due, and the problems of the check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from precall.coach.service import ListeningRatio, coach_of
from precall.content import urls as addresses
from precall.content.model import Bank, Call, Entry, Playbook, Settings
from precall.content.owners import shown_owner
from precall.content.review_dates import due
from precall.content.urls import Address
from precall.core.problems import Problem
from precall.render.artifacts import Edit, Page
from precall.site.pages.editors import rule_address
from precall.site.pages.templates import Templates

MAX_FINDINGS = 200
"""Problems that the page lists. `precall check` lists all."""

WEEKS = 26
"""How many coming weeks the page shows."""

OPTIONAL_FIELDS = (
    "free_value",
    "agree",
    "questions",
    "listen_for",
    "barriers",
    "principles",
    "play_back",
    "keywords",
    "next",
)
"""Optional fields that a call should have; the interface words of each are below `lacks`."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The calls of a stage, and the fields that they lack."""

    stage: Entry
    calls: tuple[Call, ...]
    lacking: tuple[tuple[Call, tuple[str, ...]], ...]
    """The calls that lack fields, with the names of these."""


@dataclass(frozen=True, slots=True)
class Review:
    """The next review of an entry."""

    entry: Entry
    due: date


@dataclass(frozen=True, slots=True)
class OwnerReviews:
    """The reviews of one owner's entries, the next one first."""

    owner: str
    """Empty for entries without an owner."""
    turns: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The number of reviews due in the week from a Monday on, or in all weeks before it."""

    monday: date
    count: int
    before: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, with the links to its line and to its rule's page."""

    problem: Problem
    edit: str
    """The URL at which its line is edited; empty if there is none."""
    rule: Address


def page(templates: Templates, problems: Sequence[Problem], edit: Edit) -> Page:
    """Return the page."""
    playbook = templates.builder.whole
    here = addresses.EDITORS
    reviews = sorted(_reviews(playbook), key=lambda review: (review.due, review.entry.kind, review.entry.ref))
    content = templates.render(
        "state.html",
        here,
        coverage=list(_coverage(playbook)),
        gauges=_gauges(playbook),
        owners=_by_owner(reviews, playbook.settings),
        weeks=_weeks(reviews, playbook.day),
        found=[_found(problem, edit) for problem in problems[:MAX_FINDINGS]],
        more=max(0, len(problems) - MAX_FINDINGS),
        rules=rule_address(""),
    )
    meta = {"description": templates.plain("state.description"), "search": {"exclude": True}}
    return Page(here, templates.plain("state.title"), content, meta=meta)


def _coverage(playbook: Playbook) -> Iterator[Coverage]:
    for stage in playbook.stages.values():
        calls = playbook.calls_of(stage)
        lacks = ((call, tuple(name for name in OPTIONAL_FIELDS if not getattr(call, name))) for call in calls)
        yield Coverage(stage, calls, tuple((call, names) for call, names in lacks if names))


def _gauges(playbook: Playbook) -> list[tuple[Bank, ListeningRatio]]:
    """Return the listening ratio of every bank, the lowest first."""
    gauges = [(bank, coach_of(playbook).listening_ratio(bank.questions)) for bank in playbook.banks.values()]
    return sorted(gauges, key=lambda pair: (pair[1].percent, pair[0].title))


def _reviews(playbook: Playbook) -> Iterator[Review]:
    for entry in playbook.entries():
        day = due(entry, playbook.settings)
        if day is not None:
            yield Review(entry, day)


def _by_owner(reviews: Sequence[Review], settings: Settings) -> list[OwnerReviews]:
    by_owner: dict[str, list[Review]] = {}
    for review in reviews:
        by_owner.setdefault(shown_owner(review.entry, settings), []).append(review)
    return [OwnerReviews(owner, tuple(own)) for owner, own in sorted(by_owner.items())]


def _weeks(reviews: Sequence[Review], day: date) -> list[Week]:
    """Return all overdue reviews as one week, then each week from the first to the last with a review."""
    this = day - timedelta(days=day.weekday())
    mondays = [review.due - timedelta(days=review.due.weekday()) for review in reviews]
    late = sum(monday < this for monday in mondays)
    ahead = [monday for monday in mondays if monday >= this]
    first = min(ahead, default=this)
    count = min(WEEKS, (max(ahead, default=this) - first).days // 7 + 1)
    coming = [first + timedelta(weeks=number) for number in range(count)]
    before = [Week(first, late, True)] if late else []
    return before + [Week(monday, ahead.count(monday), False) for monday in coming]


def _found(problem: Problem, edit: Edit) -> Finding:
    url = edit(problem.path)
    return Finding(problem, f"{url}#L{problem.span.line}" if url else "", rule_address(problem.rule))
