"""An entry's review date is in the future.

`reviewed` is the day on which somebody read the entry and found it right. A build takes the newest of these days as
the current day, so one date in the future makes other entries look overdue.

**How to fix it:** correct the date. Most often two digits are swapped, or the year is the next one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from precall.check.example import call
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

SEVERITY = "error"


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find reviews in the future."""
    # In another time zone it may be tomorrow already.
    latest = max(playbook.today or date.min, date.today() + timedelta(days=1))
    for entry in playbook.entries():
        if entry.reviewed is not None and entry.reviewed > latest:
            yield Finding(
                entry,
                ("reviewed",),
                f"{entry.reviewed} is in the future, so it cannot be the day of a review.",
                "Write the day on which it was last read.",
            )


BAD: Example = call(reviewed="⟦2199-11-02⟧")

GOOD: Example = call(reviewed="2026-11-02")
