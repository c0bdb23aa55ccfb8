"""Export a call's card as plain text, for pasting into a CRM, a calendar or a chat."""

from __future__ import annotations

from collections.abc import Iterable

from precall.content.model import Call, Playbook
from precall.content.urls import plain_title
from precall.core import text
from precall.render.i18n import language


def card_text(playbook: Playbook, call: Call) -> str:
    """Return the text of the call's card in the same order: the outcome comes last, below a cutting line."""
    words = language(playbook.settings.language)
    client = playbook.settings.words.client

    def heading(key: str) -> str:
        return words.say(key, client=client)

    questions = [
        playbook.questions[ref]
        for ref in call.questions[: playbook.settings.cards.questions]
        if ref in playbook.questions
    ]
    parts = [
        plain_title(call),
        _paragraph(heading("call.objective"), call.objective),
        _paragraph(heading("call.agree"), call.agree),
        _list(heading("questions.short"), (question.ask for question in questions)),
        _list(heading("call.listen_for"), call.listen_for),
        _paragraph(heading("call.play_back"), call.play_back),
        "- - - - - - - - - -",
        _list(heading("call.outcome"), [call.outcome.best, call.outcome.smallest]),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _paragraph(heading: str, line: str | None) -> str:
    return f"{heading.upper()}\n{text.plain_line(line)}" if line else ""


def _list(heading: str, lines: Iterable[str]) -> str:
    items = [f"- {text.plain_line(line)}" for line in lines]
    return "\n".join((heading.upper(), *items)) if items else ""
