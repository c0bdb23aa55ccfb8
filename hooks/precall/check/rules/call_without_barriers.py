"""A call names no barrier to change.

The reasons that keep the client from changing exist from the first call on. Found early, they are facts about the
client's world; found late, they are objections. A call that names no barrier does not look for one.

**How to fix it:** ask yourself what would make them stay as they are, and name those entries of `barriers.yml` under
`barriers`.
"""

from collections.abc import Iterator

from precall.check.example import barriers, call
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

SEVERITY = "warning"


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find calls without barriers."""
    for call_ in playbook.calls.values():
        if not call_.barriers:
            yield Finding(
                call_,
                ("title",),
                "This call names no barrier to change.",
                "Ask yourself: what would make them stay as they are? Name it under barriers.",
            )


_ALLOW = "\n    - rule: unused-entry\n      reason: The call for which it was written comes next week."

BAD: Example = {**call(title="⟦First meeting⟧", barriers=None), **barriers(questions=None, allow=_ALLOW)}

GOOD: Example = call()
