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

from pydantic import Field

from precall.check.coach_findings import steering_percent
from precall.check.config import rule_config
from precall.check.example import BANK, bank
from precall.check.registry import Example, Finding
from precall.coach.service import coach_of
from precall.content.model import Bank, Call, Part, Playbook, Question
from precall.content.model.fields import Number, Percent

SEVERITY = "warning"


class Options(Part):
    """The limits of questions that steer."""

    percent: Percent = Field(20, description="Maximum share of questions that may steer, in percent.")
    most: Number = Field(1, ge=0, description="Number of questions that may always steer, even in a short list.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find banks and cards with too many questions that steer, and questions that steer too early."""
    steers = _steering_questions(playbook).__contains__
    for bank_ in playbook.banks.values():
        refs = [question.ref for question in bank_.questions]
        yield from _too_many(steers, bank_, refs, "this bank", options)
        yield from (
            Finding(bank_.questions[index], ("ask",), _EARLY, _EARLY_HINT) for index in _too_early(steers, refs)
        )
    for call in playbook.calls.values():
        refs = [ref for ref in call.questions if ref in playbook.questions]
        yield from _too_many(steers, call, refs[: playbook.settings.cards.questions], "this call's card", options)
        yield from (
            Finding(call, ("questions", call.questions.index(refs[index])), _EARLY, _EARLY_HINT)
            for index in _too_early(steers, refs)
        )


Steers = Callable[[str], bool]
"""Returns whether the question with an id steers."""

_EARLY = "A question that serves us comes before questions that serve the client."
_EARLY_HINT = "Move it to the end, so that the others are answered without it in mind."


def _steering_questions(playbook: Playbook) -> frozenset[str]:
    """Return the ids of the questions that steer and that `steering-question` does not report."""
    coach, percent = coach_of(playbook), steering_percent(playbook)
    is_off = rule_config(playbook.settings, "steering-question").severity == "off"
    return frozenset(
        ref
        for ref, question in playbook.questions.items()
        if coach.steers(question, percent) and (is_off or _is_allowed(playbook, question))
    )


def _is_allowed(playbook: Playbook, question: Question) -> bool:
    allowed = (*question.allow, *playbook.bank_of(question).allow)
    return any(allow.rule == "steering-question" for allow in allowed)


def _too_many(
    steers: Steers, entry: Bank | Call, refs: Sequence[str], where: str, options: Options
) -> Iterator[Finding]:
    count = sum(map(steers, refs))
    if count > options.most and count * 100 > options.percent * len(refs):
        yield Finding(
            entry,
            ("questions",),
            f"{count} of the {len(refs)} questions of {where} steer.",
            "Ask yourself: which of them would you want to be asked?",
            key=True,
        )


def _too_early(steers: Steers, refs: Sequence[str]) -> list[int]:
    """Return the positions of questions that steer and come before one that does not."""
    steering = list(map(steers, refs))
    last = max((index for index, is_steering in enumerate(steering) if not is_steering), default=0)
    return [index for index in range(last) if steering[index]]


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
