"""Make the context of each page around a call, with only the fields that the page may show.

A template cannot show a field that it does not have. Only a Debrief has the outcome, the words that we hope to hear,
and the cue to open them again.
"""

from __future__ import annotations

from dataclasses import dataclass

from precall.content import urls
from precall.content.model import Barrier, Call, Outcome, Playbook, Question


@dataclass(frozen=True)
class DuringCall:
    """The context of the view that a rep reads while the client talks."""

    title: str
    minutes: int
    objective: str
    agree: str | None
    questions: tuple[Question, ...]
    """The questions that are on the card."""
    more: tuple[Question, ...]
    """The call's other questions."""
    listen_for: tuple[str, ...]
    barriers: tuple[Barrier, ...]
    play_back: str | None


@dataclass(frozen=True)
class ForClient:
    """The context of the client's view. It has no title of the call, because that is our internal name for it."""

    purpose: str
    minutes: int
    take_away: tuple[str, ...]
    agree: str | None


@dataclass(frozen=True)
class Debrief:
    """The context of the form that a rep fills in after the call."""

    title: str
    objective: str
    questions: tuple[Question, ...]
    barriers: tuple[Barrier, ...]
    hope_to_hear: tuple[str, ...]
    outcome: Outcome
    next: tuple[tuple[str, str], ...]
    """The titles of the calls that often follow, and the links to their cards."""


def during_call(playbook: Playbook, call: Call) -> DuringCall:
    """Return the context of the view during the call."""
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
    """Return the context of the agenda: the text for the client, or the objective and free value if it has none."""
    agenda = call.agenda
    return ForClient(
        purpose=agenda.purpose if agenda else call.objective,
        minutes=call.minutes,
        take_away=(agenda.take_away if agenda else ()) or call.free_value,
        agree=call.agree,
    )


def debrief(playbook: Playbook, call: Call) -> Debrief:
    """Return the context of the debrief."""
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
