"""A question leads to our next step and does not open the client's world.

A steering question leads to our date, price, data or approval, or has its answer in it. It does so however gently it
is asked, open or closed, and the client hears it. A listening question is one to which "no", or "it is fine as it
is", is as good an answer as any; a closed question can be one, when it is sincere.

Questions and follow-ups are judged. The words at a call's start and end are not, because there the two sides agree
on the call itself. The coach that judges this can be wrong. It speaks only when it is sure, and `percent_sure` says how
sure that is.

**How to fix it:** ask yourself what you would want to know if you had nothing to sell. Begin with what they see, do or
mind, and leave out what comes next.
"""

from collections.abc import Iterator

from pydantic import Field

from precall.check.coach_findings import coach_finding
from precall.check.example import bank
from precall.check.registry import Example, Finding
from precall.coach.service import SURE_PERCENT, coach_of, spoken_sentences
from precall.content.model import Part, Playbook
from precall.content.model.fields import Percent

SEVERITY = "warning"
SCOPE = "entry"


class Options(Part):
    """The confidence that the rule needs."""

    percent_sure: Percent = Field(SURE_PERCENT, description="How sure the coach must be before it speaks, in percent.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find questions and follow-ups that steer."""
    for question in playbook.questions.values():
        for sentence in spoken_sentences(question):
            judged = coach_of(playbook).question(sentence.text)
            if judged.verdict == "steer" and judged.confidence * 100 >= options.percent_sure:
                yield coach_finding(
                    sentence,
                    judged,
                    "This question steers",
                    'Ask yourself: would "it is fine as it is" be as good an answer as any?',
                )


BAD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - ⟦What would it take for you to⟧ move forward by the end of the month?
""")

GOOD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - What speaks for leaving it as it is?
""")
