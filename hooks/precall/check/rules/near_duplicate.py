"""Two questions ask almost the same thing.

In a growing bank, people write good questions twice, in slightly different words. A rep then asks both, and the client
has to repeat the answer; or two reps ask different ones, and nobody can compare the answers.

The rule compares every question with all others, within a bank and across banks, by the words that they share. Words
such as "the" and "of" count little, and word endings are ignored. `percent` is the limit of similarity.

**How to fix it:** keep the one that opens more, let the calls that use the other choose it, and delete the other.
To keep both, let one of them ask about something else.
"""

from collections.abc import Iterator

from pydantic import Field

from precall.check.example import bank
from precall.check.registry import Example, Finding
from precall.check.similarity import SimilarTexts
from precall.content.model import Part, Playbook
from precall.content.model.fields import Percent
from precall.core import text

SEVERITY = "warning"


class Options(Part):
    """The limit of similarity."""

    percent: Percent = Field(75, ge=50, description="The similarity from which two questions are reported, in percent.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find questions that are similar to an earlier one, each with the most similar."""
    questions = list(playbook.questions.values())
    closest: dict[int, tuple[float, int]] = {}
    texts = [text.plain_line(question.ask) for question in questions]
    for earlier, later, similarity in playbook.session.shared(SimilarTexts).pairs(texts, options.percent / 100):
        closest[later] = max(closest.get(later, (0.0, 0)), (similarity, -earlier))
    for later, (_, earlier) in closest.items():
        other = questions[-earlier]
        yield Finding(
            questions[later],
            ("ask",),
            f'This is almost what {other.ref} asks: "{texts[-earlier]}"',
            "Ask yourself: which of the two would you miss? Keep that one, and let its calls choose it.",
        )


BAD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
  - id: anything-new
    ask: ⟦What's changed since the last time you looked at this?⟧
""")

GOOD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
  - id: what-stayed
    ask: What has stayed the same since you last looked at this?
""")
