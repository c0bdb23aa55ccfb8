"""Make the changes page for reps, month by month, if there is a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from precall.content.model import Entry, Question
from precall.content.urls import CHANGES, Address, address
from precall.render.artifacts import Page
from precall.site.changes import Action, Change, Key, changes
from precall.site.history import History, Month
from precall.site.pages.templates import Templates, plain_line

MAX_LISTED = 40
"""Maximum number of entries in one list."""

ACTIONS: tuple[Action, ...] = ("added", "changed", "removed")


@dataclass(frozen=True)
class ChangeList:
    """The entries of a month that were added, changed or removed."""

    what: Action
    lines: tuple[Markup, ...]
    more: int
    """The number of other entries, which are not listed."""


@dataclass(frozen=True)
class MonthView:
    """One month of the page."""

    title: str
    anchor: str
    began: tuple[Markup, ...]
    """The numbers of entries of each kind, in the playbook's first month."""
    lists: tuple[ChangeList, ...]
    authors: tuple[str, ...]


def pages(templates: Templates, history: History | None) -> Iterator[Page]:
    """Yield the page, if there is a history."""
    if history is not None:
        views = _Views(templates, CHANGES)
        shown = [view for month in history.months if (view := views.month(month)) is not None]
        content = templates.render("changes.html", CHANGES, months=shown, since=history.since)
        meta = {"description": templates.plain("changes.description"), "search": {"exclude": True}}
        yield Page(CHANGES, templates.plain("changes.title"), content, meta=meta)


@dataclass(frozen=True)
class MonthSummary:
    """The numbers of one month's changes, for the state page."""

    title: str
    anchor: str
    """Its anchor on the changes page."""
    counts: tuple[tuple[Action, int], ...]
    lines: tuple[Markup, ...]
    """Its first changes."""

    @property
    def count(self) -> int:
        """The number of all changes."""
        return sum(count for _, count in self.counts)


def recent_months(
    templates: Templates, history: History | None, here: Address, most: int, lines: int
) -> list[MonthSummary]:
    """Return the newest months with changes, at most `most`; the newest one with its first `lines` changes."""
    views, found = _Views(templates, here), list[MonthSummary]()
    for month in history.months if history else ():
        summary = views.summary(month, 0 if found else lines)
        if summary.count:
            found.append(summary)
        if len(found) == most:
            break
    return found


class _Views:
    """Converts the months of one history to the template's context."""

    def __init__(self, templates: Templates, here: Address) -> None:
        self.templates = templates
        self.here = here
        """The page that the links start from."""

    def month(self, month: Month) -> MonthView | None:
        """Return a month; None if a rep would notice none of its changes."""
        found = changes(month.files)
        lists = () if month.begins else tuple(self._lists(found))
        began = tuple(self._began(found)) if month.begins else ()
        if not (lists or began):
            return None
        return MonthView(self._title(month), _anchor(month), began, lists, month.authors)

    def summary(self, month: Month, lines: int) -> MonthSummary:
        """Return the numbers of a month, and its first lines."""
        found = [] if month.begins else changes(month.files)
        counts = tuple((what, sum(change.what == what for change in found)) for what in ACTIONS)
        return MonthSummary(self._title(month), _anchor(month), counts, tuple(map(self._line, found[:lines])))

    def _title(self, month: Month) -> str:
        name = self.templates.plain("changes.months").split()[month.first.month - 1]
        return self.templates.plain("changes.month", month=name, year=month.first.year)

    def _lists(self, found: list[Change]) -> Iterator[ChangeList]:
        for what in ACTIONS:
            matching = [change for change in found if change.what == what]
            if matching:
                lines = tuple(self._line(change) for change in matching[:MAX_LISTED])
                yield ChangeList(what, lines, max(0, len(matching) - MAX_LISTED))

    def _began(self, found: list[Change]) -> Iterator[Markup]:
        counts = (
            ("calls.count", sum(change.kind == "call" for change in found)),
            ("questions.count", sum(change.questions for change in found)),
            ("principles.count", sum(change.kind == "principle" for change in found)),
            ("barriers.count", sum(change.kind == "barrier" for change in found)),
        )
        return (self.templates.say(words, count=count) for words, count in counts if count)

    def _line(self, change: Change) -> Markup:
        entry = self._now.get((change.kind, change.ref))
        kind = self.templates.say(f"search.kind.{change.kind}")
        title = plain_line(change.title) or change.ref
        if entry is not None:
            title = Markup('<a href="{}">{}</a>').format(address(entry).link_from(self.here), title)
        line = self.templates.say("changes.entry", kind=kind, title=title)
        more = self._more(change)
        return self.templates.say("changes.with", entry=line, more=more) if more else line

    def _more(self, change: Change) -> str:
        if change.questions:
            return self.templates.say("questions.count", count=change.questions)
        return Markup(", ").join(self.templates.say(f"changes.field.{key}") for key in change.fields)

    @cached_property
    def _now(self) -> Mapping[Key, Entry]:
        """The current entries, also by their former ids."""
        found: dict[Key, Entry] = {}
        for entry in self.templates.playbook.entries():
            home = f"{entry.ref.rpartition('/')[0]}/" if isinstance(entry, Question) else ""
            found.update({(entry.kind, f"{home}{alias}"): entry for alias in entry.aliases})
        return {**found, **{(entry.kind, entry.ref): entry for entry in self.templates.playbook.entries()}}


def _anchor(month: Month) -> str:
    return f"m{month.first:%Y-%m}"
