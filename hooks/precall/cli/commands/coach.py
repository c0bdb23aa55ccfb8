"""`precall coach`: sentences become judgements, one JSON object a line.

Every input line is answered by one output line, blank ones too, so that the two stay side by side.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator

from precall.coach import Judgement, judge_objective, judge_question

NAME = "coach"
HELP = "tell an objective from an outcome, a listening question from a steering one"
JUDGES = {"objective": judge_objective, "question": judge_question}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("judgement", choices=sorted(JUDGES), help="what the sentences are")
    parser.add_argument("sentence", nargs="*", help="a sentence; none: one a line from standard input")


def run(options: argparse.Namespace) -> int:
    """Writes a judgement for each sentence, as soon as it is read. Ends quietly when nobody reads on."""
    judge = JUDGES[options.judgement]
    try:
        for sentence in options.sentence or _lines():
            sys.stdout.write(json.dumps(_object(judge(sentence)), ensure_ascii=True) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes standard output once more at its end: give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


def _lines() -> Iterator[str]:
    """The lines of standard input, as they come; bytes that are no UTF-8 become a replacement character."""
    stream: Iterable[str] = sys.stdin
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for line in stream:
        yield line.rstrip("\r\n")


def _object(judgement: Judgement) -> dict[str, object]:
    found: dict[str, object] = {
        "text": judgement.text,
        "verdict": judgement.verdict,
        "confidence": judgement.confidence,
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
