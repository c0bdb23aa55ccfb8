"""An entry was reviewed on a day that is still to come.

`reviewed` is the day on which somebody read the entry and found it right. A build counts all reviews to the newest
day in the playbook, so one date in the future makes other entries look overdue.

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
    # Elsewhere on earth it may be tomorrow already.
    latest = max(playbook.today or date.min, date.today() + timedelta(days=1))
    for entry in playbook.entries():
        if entry.reviewed is not None and entry.reviewed > latest:
            yield Finding(
                entry,
                ("reviewed",),
                f"{entry.reviewed} is still to come, so nobody has reviewed this then.",
                "Write the day on which it was last read.",
            )


BAD: Example = call(reviewed="⟦2199-11-02⟧")

GOOD: Example = call(reviewed="2026-11-02")
