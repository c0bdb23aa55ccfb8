"""A call's outcome is about the client and not about us.

The outcome is our gain from a call: a date in the diary, leave to send something, an order, a fact for our file. The
client's gain is the objective. A rep cannot set an outcome aside that is written as a service to the client, because
nobody recognizes it as ours.

The coach makes this judgement and can be wrong. The rule reports only judgements with a confidence of `percent_sure`.

**How to fix it:** ask what would be in our diary, order book or file afterwards, and write that, plainly. Your sentence
may be right under `objective`.
"""

from collections.abc import Iterator

from precall.check.coach_findings import CoachOptions as Options
from precall.check.coach_findings import coach_findings
from precall.check.example import call
from precall.check.registry import Example, Finding
from precall.coach.service import coach_of
from precall.content.model import Playbook, Sentence

SEVERITY = "warning"
SCOPE = "entry"


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find outcomes that are about the client."""
    return coach_findings(
        (
            Sentence(call_, ("outcome", key), getattr(call_.outcome, key), "ours")
            for call_ in playbook.calls.values()
            for key in ("best", "smallest")
        ),
        coach_of(playbook).objective,
        "objective",
        options,
        message="This outcome is about the client and not about us",
        hint="Ask yourself: what would be in our diary, order book or file afterwards?",
    )


BAD: Example = call(
    outcome="""
  best: ⟦The client can explain to her board what waiting costs.⟧
  smallest: Leave to send a page on what we heard.
"""
)

GOOD: Example = call(
    outcome="""
  best: A second meeting in the diary with the people who feel the problem.
  smallest: Leave to send a page on what we heard.
"""
)
