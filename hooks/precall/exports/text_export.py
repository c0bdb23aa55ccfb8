"""A call becomes plain text that can be pasted into a CRM, a calendar or a chat."""

from __future__ import annotations

from collections.abc import Iterable

from precall.content.model import Call, Playbook
from precall.content.urls import plain_title
from precall.core import text
from precall.render.i18n import language


def card_text(playbook: Playbook, call: Call) -> str:
    """What stands on the call's card, in the same order: the outcome comes last, below a line to cut at."""
    words = language(playbook.settings.language)
    client = playbook.settings.words.client

    def heading(key: str) -> str:
        return words.say(key, client=client)

    questions = [
        playbook.questions[ref]
        for ref in call.questions[: playbook.settings.cards.questions]
        if ref in playbook.questions
    ]
    parts = [plain_title(call), _part(heading("call.objective"), [call.objective])]
    if call.agree:
        parts.append(_part(heading("call.agree"), [call.agree]))
    parts.append(_listed(heading("questions.short"), (question.ask for question in questions)))
    parts.append(_listed(heading("call.listen_for"), call.listen_for))
    if call.play_back:
        parts.append(_part(heading("call.play_back"), [call.play_back]))
    outcome = [call.outcome.best, call.outcome.smallest]
    parts += ["- - - - - - - - - -", _listed(heading("call.outcome"), outcome)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _part(heading: str, said: Iterable[str]) -> str:
    return "\n".join((heading.upper(), *(_plain(each) for each in said)))


def _listed(heading: str, items: Iterable[str]) -> str:
    lines = [f"- {_plain(each)}" for each in items]
    return "\n".join((heading.upper(), *lines)) if lines else ""


def _plain(said: str) -> str:
    return text.plain_line(said)
