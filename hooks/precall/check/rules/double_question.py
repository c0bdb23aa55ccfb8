"""A question asks two things at once.

Two questions in one get one answer, mostly to the easier half, and nobody knows afterwards which half was answered. A
question that offers several answers to choose from is one question.

**How to fix it:** keep the half that you would ask if you could ask only one, and make the other a follow-up.
"""

from collections.abc import Iterator

from precall.check.example import bank
from precall.check.registry import Example, Finding
from precall.coach.service import coach_of, spoken_sentences
from precall.content.model import Playbook

SEVERITY = "warning"
SCOPE = "entry"


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find questions and follow-ups that ask two things."""
    for question in playbook.questions.values():
        for sentence in spoken_sentences(question):
            if coach_of(playbook).question(sentence.text).double:
                yield Finding(
                    question,
                    sentence.loc,
                    "This asks two questions in one, and one of them will stay unanswered.",
                    "Ask yourself: which half would you keep? The other can be a follow-up.",
                )


BAD: Example = bank("""\
  - id: what-changed
    ask: ⟦What has changed since you last looked at this, and who noticed it first?⟧
""")

GOOD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - Who noticed it first?
""")
