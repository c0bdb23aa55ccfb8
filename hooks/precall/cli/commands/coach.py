"""`precall coach`: judge sentences, and print the judgements as text or as JSON lines.

Each input line gives one JSON line, even a blank line, so that input and output match line by line.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import echo, paint

if TYPE_CHECKING:
    from precall.coach import Judgement


@click.command(
    "coach",
    cls=Command,
    short_help="Judge objectives, outcomes and questions.",
    help="Judge sentences: whether an objective is about the client or about us, or whether a question listens or "
    "steers.",
)
@click.argument("kind", type=click.Choice(["objective", "question"]), help="The kind of the sentences.")
@click.argument(
    "sentences", nargs=-1, metavar="[SENTENCE]...", help="A sentence (default: the lines of standard input)."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    help="The format of the output (default: text on a terminal, otherwise json, one object per line).",
)
@click.pass_obj
def command(_invocation: Invocation, kind: str, sentences: tuple[str, ...], format_: str | None) -> int:
    """Print a judgement of each sentence as soon as it is read; end without an error if the output is closed."""
    from precall.coach import judge_objective, judge_question

    judge = judge_objective if kind == "objective" else judge_question
    as_text = format_ == "text" or (format_ is None and sys.stdout.isatty())
    for sentence in sentences or _lines():
        if as_text and not sentence.strip():
            continue
        judged = judge(sentence)
        if not echo(_text(judged) if as_text else json.dumps(_object(judged), ensure_ascii=True)):
            break
    return 0


def _lines() -> Iterator[str]:
    """Yield the lines of standard input as they arrive; bytes that are not UTF-8 become a replacement character."""
    stream: Iterable[str] = sys.stdin
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for line in stream:
        yield line.rstrip("\r\n")


def _text(judgement: Judgement) -> str:
    """Return a judgement as text: the sentence, the verdict, and the reasons below it."""
    from precall.core.problems import visible

    head = paint(
        f"{judgement.verdict}, {round(judgement.confidence * 100)}% sure", "warning" if judgement.flag else "note"
    )
    forms = {
        "open": judgement.open,
        "double": judgement.double,
        "leading": judgement.leading,
        "a tie-down": judgement.tie_down,
    }
    shape = [name for name, holds in forms.items() if holds]
    reasons = [*judgement.because, *([f"Form: {', '.join(shape)}."] if shape else [])]
    return "\n".join([visible(judgement.text), f"  {head}", *(f"  - {visible(reason)}" for reason in reasons), ""])


def _object(judgement: Judgement) -> dict[str, object]:
    found: dict[str, object] = {
        "text": judgement.text,
        "verdict": judgement.verdict,
        "confidence": judgement.confidence,
        "flag": judgement.flag,
        "because": list(judgement.because),
    }
    if judgement.open is not None:
        found |= {
            "open": judgement.open,
            "double": judgement.double,
            "leading": judgement.leading,
            "tie_down": judgement.tie_down,
        }
    return found
