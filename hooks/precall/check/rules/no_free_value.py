"""A call gives the client nothing unless they buy.

A call that leads only to our next step costs the client an hour. The value for the client need not be large: a page
on how others handle it, a clause to look for, one thing to change this week.

**How to fix it:** ask yourself what they could use tomorrow if they never heard from us again, and write it under
`free_value`.
"""

from collections.abc import Iterator

from precall.check.example import call
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

SEVERITY = "warning"


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find calls without free value."""
    for call_ in playbook.calls.values():
        if not call_.free_value:
            yield Finding(
                call_,
                ("title",),
                "This call gives the client nothing unless they go on with us.",
                "Ask yourself: what could they use tomorrow without us? Name it under free_value.",
            )


BAD: Example = call(title="⟦First meeting⟧", free_value=None)

GOOD: Example = call(free_value="\n  - The three questions to put to any supplier, us included.")
