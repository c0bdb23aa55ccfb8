"""A call's objective is about us and not about the client.

The objective is the good that the conversation does for the client: in their head, their hands or their life. Anything
that ends up in our diary, our order book, our file or our numbers is an outcome, however politely it is worded. The
purpose decides: "build rapport so that she puts us through" is ours, "use the second meeting to give back what we
learned" is theirs. A sentence that mixes the two is an outcome as well, because the rep will chase our half.

The coach makes this judgement and can be wrong. The rule reports only judgements with a confidence of `percent_sure`.

**How to fix it:** ask what the client would have at the end, even if they never buy, and begin the sentence with them.
Your sentence may be right under `outcome`.
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
    """Find objectives that are about us."""
    return coach_findings(
        (Sentence(call_, ("objective",), call_.objective, "ours") for call_ in playbook.calls.values()),
        coach_of(playbook).objective,
        "outcome",
        options,
        message="This objective is about us and not about the client",
        hint="Ask yourself: what would the client have at the end, even if they never buy?",
    )


BAD: Example = call(objective="⟦Get a second meeting in the diary⟧.")

GOOD: Example = call(objective="The two people who feel the problem see what it costs them to leave it as it is.")
