"""All question banks become one script for the card's builder: it loads by itself, from a disk as from a server."""

from __future__ import annotations

import json

from precall import address, text
from precall.model import Playbook, Question

URI = "cards/questions.js"


def question_script(playbook: Playbook) -> bytes:
    """The script. It calls `precall.banksAre` with a list of `{title, questions: [{ref, ask, cues, found}]}`.

    `found` holds further words by which a question is found: keywords, tags and what its bank is about.
    """
    banks = [
        {
            "title": address.plain_title(bank),
            "questions": [_question(question, _plain(bank.purpose)) for question in bank.questions],
        }
        for bank in playbook.banks.values()
    ]
    said = json.dumps(banks, ensure_ascii=False, separators=(",", ":"))
    return f"precall.banksAre({said});\n".encode()


def _question(question: Question, about: str) -> dict[str, str | list[str]]:
    return {
        "ref": question.ref,
        "ask": _plain(question.ask),
        "cues": [_plain(cue) for cue in question.follow_ups],
        "found": " ".join((*map(_plain, question.keywords), *question.tags, about)),
    }


def _plain(line: str) -> str:
    return text.plain(text.line(line))
