"""What changed becomes a page for reps, month by month; it is there only where there is a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from precall.content.model import Entry, Question
from precall.content.urls import CHANGES, address
from precall.render.artifacts import Page
from precall.site.changes import Change, Key, What, changes
from precall.site.history import History, Month
from precall.site.pages.templates import Templates, plain_line

MOST = 40
"""Entries that one list names."""

WHATS: tuple[What, ...] = ("added", "changed", "removed")


@dataclass(frozen=True)
class Listed:
    """The entries of a month that were added, changed or removed."""

    what: What
    lines: tuple[Markup, ...]
    more: int
    """How many are not listed."""


@dataclass(frozen=True)
class MonthShown:
    """One month of the page."""

    title: str
    anchor: str
    began: tuple[Markup, ...]
    """With what the playbook began, where this is the month in which it did."""
    lists: tuple[Listed, ...]
    authors: tuple[str, ...]


def pages(templates: Templates, history: History | None) -> Iterator[Page]:
    """The page, or nothing."""
    if history is not None:
        setting = _Setting(templates)
        shown = [made for month in history.months if (made := setting.month(month)) is not None]
        content = templates.render("changes.html", CHANGES, months=shown, since=history.since)
        meta = {"description": templates.plain("changes.description"), "search": {"exclude": True}}
        yield Page(CHANGES, templates.plain("changes.title"), content, meta=meta)


class _Setting:
    """Changes of one playbook being set."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def month(self, month: Month) -> MonthShown | None:
        """A month, unless nothing happened in it that a rep would notice."""
        found = changes(month.files)
        name = self.templates.plain("changes.months").split()[month.first.month - 1]
        lists = () if month.begins else tuple(self._lists(found))
        began = tuple(self._began(found)) if month.begins else ()
        if not (lists or began):
            return None
        title = self.templates.plain("changes.month", month=name, year=month.first.year)
        return MonthShown(title, f"m{month.first:%Y-%m}", began, lists, month.authors)

    def _lists(self, found: list[Change]) -> Iterator[Listed]:
        for what in WHATS:
            of_it = [change for change in found if change.what == what]
            if of_it:
                lines = tuple(self._line(change) for change in of_it[:MOST])
                yield Listed(what, lines, max(0, len(of_it) - MOST))

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
        """The entries of today, also by the ids that they had before."""
        found: dict[Key, Entry] = {}
        for entry in self.templates.playbook.entries():
            home = f"{entry.ref.rpartition('/')[0]}/" if isinstance(entry, Question) else ""
            found.update({(entry.kind, f"{home}{alias}"): entry for alias in entry.aliases})
        return {**found, **{(entry.kind, entry.ref): entry for entry in self.templates.playbook.entries()}}
