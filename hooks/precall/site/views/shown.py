"""A call becomes what each page around it may show, and no more: a template cannot let slip what it was never given.

The outcome, what we hope to hear and the cue to open them again are in a Debrief alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from precall.content import urls
from precall.content.model import Barrier, Call, Outcome, Playbook, Question


@dataclass(frozen=True)
class DuringCall:
    """The view that a rep looks at while the client talks."""

    title: str
    minutes: int
    objective: str
    agree: str | None
    questions: tuple[Question, ...]
    """Those that stand on the card."""
    more: tuple[Question, ...]
    """The call's others."""
    listen_for: tuple[str, ...]
    barriers: tuple[Barrier, ...]
    play_back: str | None


@dataclass(frozen=True)
class ForClient:
    """The client's view. It leaves out even the call's title, which is our own name for it."""

    purpose: str
    minutes: int
    take_away: tuple[str, ...]
    agree: str | None


@dataclass(frozen=True)
class Debrief:
    """The questions to a rep after the call."""

    title: str
    objective: str
    questions: tuple[Question, ...]
    barriers: tuple[Barrier, ...]
    hope_to_hear: tuple[str, ...]
    outcome: Outcome
    next: tuple[tuple[str, str], ...]
    """The titles of the calls that often follow, and the links to their cards."""


def during_call(playbook: Playbook, call: Call) -> DuringCall:
    """The view during the call."""
    questions = _questions(playbook, call)
    on_card = playbook.settings.cards.questions
    return DuringCall(
        title=call.title,
        minutes=call.minutes,
        objective=call.objective,
        agree=call.agree,
        questions=questions[:on_card],
        more=questions[on_card:],
        listen_for=call.listen_for,
        barriers=_barriers(playbook, call),
        play_back=call.play_back,
    )


def for_client(_playbook: Playbook, call: Call) -> ForClient:
    """The agenda. What the call says to the client stands there; where it says nothing, what it says about them."""
    said = call.agenda
    return ForClient(
        purpose=said.purpose if said else call.objective,
        minutes=call.minutes,
        take_away=(said.take_away if said else ()) or call.free_value,
        agree=call.agree,
    )


def debrief(playbook: Playbook, call: Call) -> Debrief:
    """The debrief."""
    here = urls.debrief(call)
    following = [playbook.calls[ref] for ref in call.next if ref in playbook.calls]
    return Debrief(
        title=call.title,
        objective=call.objective,
        questions=_questions(playbook, call)[: playbook.settings.cards.questions],
        barriers=_barriers(playbook, call),
        hope_to_hear=call.hope_to_hear,
        outcome=call.outcome,
        next=tuple((urls.plain_title(each), urls.card(each).link_from(here, file=True)) for each in following),
    )


def _questions(playbook: Playbook, call: Call) -> tuple[Question, ...]:
    return tuple(playbook.questions[ref] for ref in call.questions if ref in playbook.questions)


def _barriers(playbook: Playbook, call: Call) -> tuple[Barrier, ...]:
    return tuple(playbook.barriers[ref] for ref in call.barriers if ref in playbook.barriers)
