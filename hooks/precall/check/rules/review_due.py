"""Every entry is read again when its time has come.

A playbook is wrong the day it says what used to be right. `reviewed` says when somebody last read an entry and found
it right, `review_every` in `playbook.yml` how often that is to happen, `owner` who does it.

Each entry is due on a day of its own, up to a sixth of the period early, so that what was read in one week is not due
in one week. `precall check` counts to today (or to the day given with `--today`). A build counts to the day of the
newest review in the playbook, so that it makes the same site on any day; on the page itself the reader's own calendar
counts on.

Where most entries of a kind have an owner or a date, one without is found as well.

**The way out:** read the entry as a rep would, mend what has changed, and write the day under `reviewed`.
"""

from collections.abc import Iterator

from precall.check.example import BANK, call
from precall.check.registry import Example, Finding
from precall.content.model import Entry, Playbook, ReferenceKind
from precall.content.review_dates import due

SEVERITY = "warning"

_KINDS: tuple[tuple[ReferenceKind, str], ...] = (
    ("call", "calls"),
    ("bank", "question banks"),
    ("principle", "principles"),
    ("barrier", "barriers"),
    ("source", "sources"),
)


def check(playbook: Playbook) -> Iterator[Finding]:
    """Entries that are due, and entries that nobody keeps though most of their kind are kept."""
    for entry in playbook.entries():
        day = due(entry, playbook.settings)
        if day is not None and day <= playbook.day:
            who = f"{entry.owner}: read" if entry.owner else "Read"
            yield Finding(
                entry,
                ("reviewed",),
                f"Last read on {entry.reviewed}, and to be read again since {day}.",
                f"{who} it as a rep would, mend what has changed, and write the day here.",
            )
    for kind, word in _KINDS:
        entries = list(playbook.of_kind(kind).values())
        yield from _without("owner", entries, f"Most {word} name an owner, and this one does not.")
        yield from _without("reviewed", entries, f"Most {word} say when they were last read, and this one does not.")


def _without(name: str, entries: list[Entry], message: str) -> Iterator[Finding]:
    without = [entry for entry in entries if getattr(entry, name) is None]
    if len(without) * 2 < len(entries):
        hint = (
            "Write who keeps it right under owner." if name == "owner" else "Read it, and write the day under reviewed."
        )
        for entry in without:
            yield Finding(entry, ("title",), message, hint)


_BANK = """\
title: Why now
purpose: Why they are talking at all, and why today.
owner: Sales enablement
reviewed: {}
questions:
  - id: what-changed
    ask: What has changed since you last looked at this?
"""

BAD: Example = {**call(reviewed="2026-11-02"), BANK: _BANK.format("⟦2026-03-02⟧")}

GOOD: Example = {**call(reviewed="2026-11-02"), BANK: _BANK.format("2026-10-05")}
