"""One fault is at most two problems, at its line or next to it, with a fitting message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import CALL, SETTINGS, SMALLEST, bank, call
from precall.check.registry import Example
from precall.check.runner import check_folder

PRINCIPLES = str(SMALLEST["principles.yml"])
TWO_PRINCIPLES = f"{PRINCIPLES}- id: other\n  title: Other\n  say: Say it.\n  do: [This]\n"
TWO_QUESTIONS = "  - id: what-changed\n    ask: What has changed?\n  - id: who\n    ask: Who noticed it?\n"
USES = call(principles="\n  - two-lines\n  - other", questions="\n  - why-now/what-changed\n  - why-now/who")
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


def _call(old: str, new: str) -> Example:
    text = call()[CALL]
    assert old in text
    return {CALL: text.replace(old, new)}


@pytest.mark.parametrize(
    ("files", "line", "words"),
    [
        # One removed id, alone or with its line, is not also an unknown id wherever it is used.
        (
            {
                **USES,
                **bank(TWO_QUESTIONS),
                "principles.yml": TWO_PRINCIPLES.replace("- id: other\n  title", "- title"),
            },
            4,
            '"id" is missing',
        ),
        (
            {**USES, **bank(TWO_QUESTIONS), "principles.yml": TWO_PRINCIPLES.replace("- id: other\n", "")},
            4,
            "If another entry begins here",
        ),
        (
            {**USES, "principles.yml": TWO_PRINCIPLES, **bank(TWO_QUESTIONS.replace("- id: who\n    ask", "- ask"))},
            6,
            '"id" is missing',
        ),
        ({"playbook.yml": SETTINGS.replace("- id: understand\n    title", "- title")}, 4, '"id" is missing'),
        # A text that takes in the items below it is one fault, and not one for each of them.
        (
            {"playbook.yml": f"{SETTINGS}synonyms:\n  - price, cost\n    - fee\n    - rate\n    - charge\n"},
            9,
            "indented further",
        ),
        (call(free_value=" One page\n  - Another page"), 11, 'more of the text of "free_value"'),
        # A list that lost its first dash is reported where the dash is missing.
        (call(free_value="\n  One page\n  - Another page\n  - A third"), 11, "Write - One page"),
        (call(free_value='\n  "One page"\n  - Another page'), 11, 'Write - "One page"'),
        (call(free_value="\n  -One page\n  - Another page"), 11, "Write - One page"),
        ({"principles.yml": TWO_PRINCIPLES.replace("- id: two", "  id: two")}, 1, "Write - id: two-lines"),
        ({"principles.yml": TWO_PRINCIPLES.replace("- id: two", "id: two")}, 1, "Write - id: two-lines"),
        (bank(TWO_QUESTIONS.replace("- id: what", "  id: what")), 4, "Write - id: what-changed"),
        # Invisible and costly things are reported where they are.
        (call(when="Not\0yet."), 4, "U+0000"),
        ({"calls/bomb.yml": f"title: A\n{BOMB}"}, 6, "aliases"),
        # Messages fit what is there.
        (call(free_value="\n  - [one page, another]"), 11, "with one dash: - one page"),
        (call(free_value="\n  - ?"), 11, 'Put quotes around the text: "?"'),
        (call(free_value="\n  - ? or not"), 11, 'Put quotes around the text: "? or not"'),
        (call(free_value="\n  * One page\n  * Another"), 11, "Begin it with a dash: - One page"),
        (_call("stage:", "st\u0430ge:"), 2, 'The "\u0430" in it is a Cyrillic letter'),
        (call(stage="und\u0435rstand"), 2, 'The "\u0435" in it is a Cyrillic letter'),
        (_call("  best", "\u00a0\u00a0best"), 8, "word processor"),
        (_call("  - why", "\u00a0\u00a0- why"), 13, "word processor"),
        (_call("- why", "-\u00a0why"), 13, "word processor"),
        (call(free_value="\n  - One page\n  -\u00a0Another"), 12, "word processor"),
        (call(free_value="\n  - One page\n    -\u00a0Another"), 12, "Type the start of the line again"),
        ({"principles.yml": PRINCIPLES.replace("two-lines", "two-lines\u00a0")}, 1, "word processor"),
    ],
)
def test_one_fault_is_one_problem_at_its_place(
    files: Example, line: int, words: str, lay_out: Callable[..., Path]
) -> None:
    """The problem is at the line to change, and the message or the hint explains the change."""
    (problem,) = check_folder(lay_out(files)).errors
    assert problem.span.line == line
    assert words in f"{problem.message} {problem.hint}"


def test_an_unknown_id_is_reported_although_an_id_is_missing(lay_out: Callable[..., Path]) -> None:
    """If there are more unknown ids than entries without an id, at least one is wrong, so all are reported."""
    files = {
        **call(principles="\n  - two-lines\n  - other\n  - another"),
        "principles.yml": TWO_PRINCIPLES.replace("- id: other\n  title", "- title"),
    }
    rules = [problem.rule for problem in check_folder(lay_out(files)).errors]
    assert sorted(rules) == ["missing-key", "unknown-reference", "unknown-reference"]
