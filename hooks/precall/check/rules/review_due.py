"""An entry's review is overdue, or the entry has no owner or review date.

`reviewed` is the day on which somebody last read an entry and found it right, `review_every` in `playbook.yml` is the
period until the next review, and `owner` is the person who does it.

Each entry is due up to a sixth of the period early, on a day that depends on its id, so that entries that were reviewed
in the same week are not all due in the same week. `precall check` compares with today (or with the day given with
`--today`). A build compares with the day of the newest review in the playbook, so that it makes the same site on any
day; in the browser, the page compares with the current day.

If most entries of a kind have an owner or a review date, the rule also reports entries without one.

**How to fix it:** read the entry as a rep would, correct it, and write the day under `reviewed`.
"""

from collections.abc import Iterator

from precall.check.example import bank, call
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
    """Find entries that are due, and entries without an owner or a date if most entries of their kind have one."""
    for entry in playbook.entries():
        day = due(entry, playbook.settings)
        if day is not None and day <= playbook.day:
            who = f"{entry.owner}: read" if entry.owner else "Read"
            yield Finding(
                entry,
                ("reviewed",),
                f"Review overdue since {day} (last reviewed {entry.reviewed}).",
                f"{who} it as a rep would, correct it, and write the day here.",
            )
    for kind, word in _KINDS:
        entries = list(playbook.of_kind(kind).values())
        yield from _without("owner", entries, f"Most {word} have an owner, and this one does not.")
        yield from _without("reviewed", entries, f"Most {word} have a review date, and this one does not.")


def _without(name: str, entries: list[Entry], message: str) -> Iterator[Finding]:
    without = [entry for entry in entries if getattr(entry, name) is None]
    if len(without) * 2 < len(entries):
        hint = (
            "Write the name of the owner under owner."
            if name == "owner"
            else "Read it, and write the day under reviewed."
        )
        for entry in without:
            yield Finding(entry, ("title",), message, hint)


BAD: Example = {**call(reviewed="2026-11-02"), **bank(owner="Sales enablement", reviewed="⟦2026-03-02⟧")}

GOOD: Example = {**call(reviewed="2026-11-02"), **bank(owner="Sales enablement", reviewed="2026-10-05")}
