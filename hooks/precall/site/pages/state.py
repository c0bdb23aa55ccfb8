"""Make the state page for editors: open tasks, findings by rule, reviews, coverage, listening, changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from precall.check.coach_findings import steering_percent
from precall.coach.service import ListeningRatio, coach_of
from precall.content import urls as addresses
from precall.content.model import Bank, Playbook
from precall.content.urls import Address
from precall.core.problems import Problem, Severity
from precall.render.artifacts import Edit, Page
from precall.site.history import History
from precall.site.pages.changes import recent_months
from precall.site.pages.coverage import coverage
from precall.site.pages.editors import rule_address
from precall.site.pages.review_calendar import calendar
from precall.site.pages.templates import Templates

STYLE_SHEET = "assets/precall/state.css"
MAX_FINDINGS = 200
"""Maximum number of problems on the page. `precall check` lists all of them."""

RECENT_MONTHS = 6
"""Maximum number of months with changes on the page."""

RECENT_LINES = 10
"""Maximum number of changes of the newest month on the page."""

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, with a link to its line."""

    problem: Problem
    edit: str
    """The URL at which its line is edited; empty if there is none."""


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """The problems that one rule finds."""

    rule: str
    address: Address
    severity: Severity
    count: int
    findings: tuple[Finding, ...]
    """The problems that the page lists."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the top of the page, with the section that it links to."""

    anchor: str
    words: Markup
    count: int


def page(templates: Templates, problems: Sequence[Problem], edit: Edit, history: History | None = None) -> Page:
    """Return the page."""
    playbook = templates.builder.whole
    here = addresses.EDITORS
    stages = coverage(playbook, problems)
    gauges = _gauges(playbook)
    reviews = calendar(playbook)
    months = recent_months(templates, history, here, RECENT_MONTHS, RECENT_LINES)
    late = sum(review.due <= playbook.day for row in reviews.rows for review in row.reviews)
    rows = [row for stage in stages for row in stage.rows]
    numbers = (
        ("findings", sum(problem.severity != "notice" for problem in problems)),
        ("freshness", late),
        ("coverage", sum(row.has_gaps for row in rows)),
        ("listening", sum(gauge.steer for _, gauge in gauges)),
    )
    content = templates.render(
        "state.html",
        here,
        style_sheet=addresses.HOME.link_from(here) + STYLE_SHEET,
        tiles=[Tile(anchor, templates.say(f"state.tile.{anchor}"), count) for anchor, count in numbers],
        coverage=stages,
        gauges=gauges,
        reviews=reviews,
        month_names=templates.plain("changes.months").split(),
        rules=list(_by_rule(problems, edit)),
        problem_count=len(problems),
        more=max(0, len(problems) - MAX_FINDINGS),
        months=months,
        most_changes=max((month.count for month in months), default=0),
        changes=addresses.CHANGES,
    )
    meta = {"description": templates.plain("state.description"), "search": {"exclude": True}}
    return Page(here, templates.plain("state.title"), content, meta=meta)


def _gauges(playbook: Playbook) -> list[tuple[Bank, ListeningRatio]]:
    """Return the listening ratio of every bank with questions that the coach can read, the lowest first."""
    coach, percent = coach_of(playbook), steering_percent(playbook)
    gauges = [(bank, coach.listening_ratio(bank.questions, percent)) for bank in playbook.banks.values()]
    return sorted((pair for pair in gauges if pair[1].all), key=lambda pair: (pair[1].percent, pair[0].title))


def _by_rule(problems: Sequence[Problem], edit: Edit) -> Iterator[RuleFindings]:
    """Yield the problems of each rule and severity: errors first, then the rules with the most problems."""
    groups: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.severity, problem.rule), []).append(problem)
    left = MAX_FINDINGS
    for (severity, rule), found in sorted(
        groups.items(), key=lambda item: (_SEVERITIES.index(item[0][0]), -len(item[1]), item[0][1])
    ):
        listed = tuple(_finding(problem, edit) for problem in found[:left])
        left -= len(listed)
        yield RuleFindings(rule, rule_address(rule), severity, len(found), listed)


def _finding(problem: Problem, edit: Edit) -> Finding:
    url = edit(problem.path)
    return Finding(problem, f"{url}#L{problem.span.line}" if url else "")
