"""A question leads to our next step and does not open the client's world.

A steering question leads to our date, price, data or approval, or suggests its own answer. It can be open or closed,
and gently worded; the client notices it anyway. A listening question is one to which "no", or "it is fine as it is", is
as good an answer as any; a sincere closed question can be one.

The rule checks questions and follow-ups, but not the words at a call's start and end, because there the two sides agree
on the call itself. The coach makes this judgement and can be wrong. The rule reports only judgements with a confidence
of `percent_sure`.

**How to fix it:** ask yourself what you would want to know if you had nothing to sell. Begin with the things that they
see, do or mind, and leave out our next step.
"""

from collections.abc import Iterator

from precall.check.coach_findings import CoachOptions as Options
from precall.check.coach_findings import coach_findings
from precall.check.example import bank
from precall.check.registry import Example, Finding
from precall.coach.service import coach_of, spoken_sentences
from precall.content.model import Playbook

SEVERITY = "warning"
SCOPE = "entry"


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find questions and follow-ups that steer."""
    return coach_findings(
        (sentence for question in playbook.questions.values() for sentence in spoken_sentences(question)),
        coach_of(playbook).question,
        "steer",
        options,
        message="This question steers",
        hint='Ask yourself: would "it is fine as it is" be as good an answer as any?',
    )


BAD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - ⟦What would it take for you to move forward by the end of the month?⟧
""")

GOOD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - What speaks for leaving it as it is?
""")
