"""Make the changes page for reps, month by month, if there is a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from precall.content.model import Entry, Question
from precall.content.urls import CHANGES, address
from precall.render.artifacts import Page
from precall.site.changes import Action, Change, Key, changes
from precall.site.history import History, Month
from precall.site.pages.templates import Templates, plain_line

MAX_LISTED = 40
"""Entries in one list."""

ACTIONS: tuple[Action, ...] = ("added", "changed", "removed")


@dataclass(frozen=True)
class ChangeList:
    """The entries of a month that were added, changed or removed."""

    what: Action
    lines: tuple[Markup, ...]
    more: int
    """How many more there are."""


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
        views = _Views(templates)
        shown = [view for month in history.months if (view := views.month(month)) is not None]
        content = templates.render("changes.html", CHANGES, months=shown, since=history.since)
        meta = {"description": templates.plain("changes.description"), "search": {"exclude": True}}
        yield Page(CHANGES, templates.plain("changes.title"), content, meta=meta)


class _Views:
    """Turns the months of one history into what the template shows."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def month(self, month: Month) -> MonthView | None:
        """Return a month; None if a rep would notice none of its changes."""
        found = changes(month.files)
        name = self.templates.plain("changes.months").split()[month.first.month - 1]
        lists = () if month.begins else tuple(self._lists(found))
        began = tuple(self._began(found)) if month.begins else ()
        if not (lists or began):
            return None
        title = self.templates.plain("changes.month", month=name, year=month.first.year)
        return MonthView(title, f"m{month.first:%Y-%m}", began, lists, month.authors)

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
            title = Markup('<a href="{}">{}</a>').format(address(entry).link_from(CHANGES), title)
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
