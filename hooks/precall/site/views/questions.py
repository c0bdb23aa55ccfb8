"""Make one script of all question banks for the card builder. A script, unlike JSON, also loads from a disk."""

from __future__ import annotations

import json
from functools import partial

from precall.content import urls
from precall.content.model import Bank, Question
from precall.core import text
from precall.render.artifacts import Content
from precall.render.dependencies import Builder, BuildStep, digest

URI = "cards/questions.js"


def question_script(builder: Builder) -> Content:
    """Return the script. It calls `precall.banksAre` with a list of `{title, questions: [{ref, ask, cues, found}]}`.

    `found` has additional search words of a question: keywords, tags and the purpose of its bank. Each bank is a
    separate artifact and is made again only if its content changes.
    """
    steps = [BuildStep(f"questions {bank.ref}", partial(_bank, bank), (bank,)) for bank in builder.whole.banks.values()]
    banks = [made.content for made in builder.build_all("Making the script of questions", steps)]

    def read() -> bytes:
        return b"precall.banksAre([" + b",".join(bank.read() for bank in banks) + b"]);\n"

    return Content(digest(bank.digest for bank in banks), read)


def _bank(bank: Bank) -> bytes:
    questions = [_question(question, _plain(bank.purpose)) for question in bank.questions]
    said = {"title": urls.plain_title(bank), "questions": questions}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _question(question: Question, about: str) -> dict[str, str | list[str]]:
    return {
        "ref": question.ref,
        "ask": _plain(question.ask),
        "cues": [_plain(cue) for cue in question.follow_ups],
        "found": " ".join((*map(_plain, question.keywords), *question.tags, about)),
    }


def _plain(line: str) -> str:
    return text.plain_line(line)
