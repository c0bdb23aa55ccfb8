"""The state of the playbook becomes a page for editors: what calls lack, what is due when, what the checker finds."""

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

MOST_FINDINGS = 200
"""Findings that the page lists. `precall check` has them all."""

WEEKS = 26
"""Weeks ahead that the page shows."""

WANTED = ("free_value", "agree", "questions", "listen_for", "barriers", "principles", "play_back", "keywords", "next")
"""What a call should have and need not; each has its words in the languages, as `lacks`."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The calls of a stage, and what each lacks."""

    stage: Entry
    calls: tuple[Call, ...]
    lacking: tuple[tuple[Call, tuple[str, ...]], ...]
    """The calls that lack something, each with the names of those fields."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An entry's turn to be read again."""

    entry: Entry
    due: date


@dataclass(frozen=True, slots=True)
class Kept:
    """What one owner keeps, the next to be read first."""

    owner: str
    """Empty for what nobody keeps."""
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """How many entries fall due in the week that begins on a Monday, or in all weeks before it."""

    monday: date
    count: int
    before: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, with the way to its line and to its rule's page."""

    problem: Problem
    edit: str
    """The address at which its file is edited; empty where the site knows none."""
    rule: Address


def page(templates: Templates, problems: Sequence[Problem], edit: Edit) -> Page:
    """The page."""
    playbook = templates.builder.whole
    here = addresses.EDITORS
    turns = sorted(_turns(playbook), key=lambda turn: (turn.due, turn.entry.kind, turn.entry.ref))
    made = templates.render(
        "state.html",
        here,
        coverage=list(_coverage(playbook)),
        gauges=_gauges(playbook),
        owners=_by_owner(turns, playbook.settings),
        weeks=_weeks(turns, playbook.day),
        found=[_found(problem, edit) for problem in problems[:MOST_FINDINGS]],
        more=max(0, len(problems) - MOST_FINDINGS),
        rules=rule_address(""),
    )
    meta = {"description": templates.plain("state.description"), "search": {"exclude": True}}
    return Page(here, templates.plain("state.title"), made, meta=meta)


def _coverage(playbook: Playbook) -> Iterator[Coverage]:
    for stage in playbook.stages.values():
        calls = playbook.calls_of(stage)
        lacks = ((call, tuple(name for name in WANTED if not getattr(call, name))) for call in calls)
        yield Coverage(stage, calls, tuple((call, names) for call, names in lacks if names))


def _gauges(playbook: Playbook) -> list[tuple[Bank, ListeningRatio]]:
    """Every bank, those with the most that steers first."""
    gauges = [(bank, coach_of(playbook).listening_ratio(bank.questions)) for bank in playbook.banks.values()]
    return sorted(gauges, key=lambda each: (each[1].percent, each[0].title))


def _turns(playbook: Playbook) -> Iterator[Turn]:
    for entry in playbook.entries():
        day = due(entry, playbook.settings)
        if day is not None:
            yield Turn(entry, day)


def _by_owner(turns: Sequence[Turn], settings: Settings) -> list[Kept]:
    by_owner: dict[str, list[Turn]] = {}
    for turn in turns:
        by_owner.setdefault(shown_owner(turn.entry, settings), []).append(turn)
    return [Kept(owner, tuple(of_owner)) for owner, of_owner in sorted(by_owner.items())]


def _weeks(turns: Sequence[Turn], day: date) -> list[Week]:
    """What was due before the day's week in one, then each week from the first to the last with something due."""
    this = day - timedelta(days=day.weekday())
    mondays = [turn.due - timedelta(days=turn.due.weekday()) for turn in turns]
    late = sum(monday < this for monday in mondays)
    ahead = [monday for monday in mondays if monday >= this]
    first = min(ahead, default=this)
    count = min(WEEKS, (max(ahead, default=this) - first).days // 7 + 1)
    coming = [first + timedelta(weeks=number) for number in range(count)]
    before = [Week(first, late, True)] if late else []
    return before + [Week(monday, ahead.count(monday), False) for monday in coming]


def _found(problem: Problem, edit: Edit) -> Found:
    where = edit(problem.path)
    return Found(problem, f"{where}#L{problem.span.line}" if where else "", rule_address(problem.rule))
