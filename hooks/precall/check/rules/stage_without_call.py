"""A stage of the sales process has no call.

A stage without a call is an empty heading at the moment when a rep looks for help.

**How to fix it:** write the call that most often takes place while the client is there, or merge the stage with its
neighbour.
"""

from collections.abc import Iterator

from precall.check.example import SETTINGS
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

SEVERITY = "warning"


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find stages without a call."""
    used = {call.stage for call in playbook.calls.values()}
    for stage in playbook.stages.values():
        if stage.ref not in used:
            yield Finding(
                stage,
                ("id",),
                f'No call belongs to the stage "{stage.title}".',
                "Ask yourself: what do we talk about while the client is there? Write that call, or merge the stage.",
            )


BAD: Example = {
    "playbook.yml": f"""\
{SETTINGS}  - id: ⟦choose⟧
    title: Choose
    client_is: deciding whether to go ahead, and on what terms
"""
}

GOOD: Example = {"playbook.yml": SETTINGS}
