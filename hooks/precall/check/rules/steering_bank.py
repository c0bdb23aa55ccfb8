"""Too many questions of a bank or a card steer, or they come too early.

A single question that serves us can be useful: somebody has to ask whether there will be another meeting. A bank or a
card with many of them is a script for getting to our next step, regardless of the other questions. And after such a
question, the client answers all others with it in mind.

The rule counts only the questions that `steering-question` does not report, because the team allowed them or turned
that rule off; so no question is reported twice. `percent` is the share of questions that may steer, `most` the number
that may always steer.

**How to fix it:** ask which of these questions you would want to be asked yourself. Delete the others, or move the
remaining ones to the end.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pydantic import Field

from precall.check.coach_findings import steering_percent
from precall.check.config import RuleConfig, rule_config
from precall.check.example import BANK, bank
from precall.check.registry import Example, Finding
from precall.coach.service import coach_of, questions_of
from precall.content.model import Bank, Call, Part, Playbook, Question
from precall.content.model.fields import Number, Percent
from precall.content.source_map import Loc

SEVERITY = "warning"


class Options(Part):
    """The limits of questions that steer."""

    percent: Percent = Field(20, description="Maximum share of questions that may steer, in percent.")
    most: Number = Field(1, ge=0, description="Number of questions that may always steer, even in a short list.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find banks and cards with too many questions that steer, and questions that steer too early."""
    steers = partial(_steers_unreported, playbook, rule_config(playbook.settings, "steering-question"))
    for bank_ in playbook.banks.values():
        yield from _too_many(steers, bank_, bank_.questions, "this bank", options)
        yield from _too_early(steers, bank_, bank_.questions)
    for call in playbook.calls.values():
        chosen = questions_of(playbook, call)
        yield from _too_many(steers, call, chosen[: playbook.settings.cards.questions], "this call's card", options)
        yield from _too_early(steers, call, chosen)


Steers = Callable[[Question], bool]


def _steers_unreported(playbook: Playbook, config: RuleConfig, question: Question) -> bool:
    """Return whether a question steers and `steering-question` does not report it."""
    if not coach_of(playbook).steers(question, steering_percent(playbook)):
        return False
    allowed = (*question.allow, *playbook.bank_of(question).allow)
    return config.severity == "off" or any(allow.rule == "steering-question" for allow in allowed)


def _too_many(
    steers: Steers, entry: Bank | Call, questions: Sequence[Question], where: str, options: Options
) -> Iterator[Finding]:
    count = sum(map(steers, questions))
    if count > options.most and count * 100 > options.percent * len(questions):
        yield Finding(
            entry,
            ("questions",),
            f"{count} of the {len(questions)} questions of {where} steer.",
            "Ask yourself: which of them would you want to be asked?",
            key=True,
        )


def _too_early(steers: Steers, entry: Bank | Call, questions: Sequence[Question]) -> Iterator[Finding]:
    last = max((index for index, question in enumerate(questions) if not steers(question)), default=0)
    for question in filter(steers, questions[:last]):
        in_call: Loc = () if isinstance(entry, Bank) else ("questions", entry.questions.index(question.ref))
        yield Finding(
            entry if in_call else question,
            in_call or ("ask",),
            "A question that serves us comes before questions that serve the client.",
            "Move it to the end, so that the others are answered without it in mind.",
        )


_ALLOWED = """
    allow:
      - rule: steering-question
        reason: Their procurement office asks us for it on the first call.
"""

_BAD = bank(f"""\
  - id: budget
    ask: ⟦What would it take for you to sign this month?⟧{_ALLOWED}
  - id: next-step
    ask: ⟦Can we book a demo for next week?⟧{_ALLOWED}
  - id: what-changed
    ask: What has changed since you last looked at this?
""")

BAD: Example = {BANK: _BAD[BANK].replace("questions:", "⟦questions⟧:")}

GOOD: Example = bank(f"""\
  - id: what-changed
    ask: What has changed since you last looked at this?
  - id: who-noticed
    ask: Who noticed it first?
  - id: budget
    ask: What would it take for you to sign this month?{_ALLOWED}
""")
