"""A text that YAML cuts off at a number sign is reported; an ordinary comment is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import bank, call, principles
from precall.check.registry import Example
from precall.check.runner import check_folder

TWO_LINES = "The client sees\n  what it costs # 1 and 2"


@pytest.mark.parametrize(
    ("files", "line", "severity"),
    [
        (call(when="Ask for # 1 priority"), 4, "warning"),
        (call(when="Ask for # 1. priority."), 4, "warning"),
        (call(when="We know the # of seats"), 4, "warning"),
        (call(when="They count # seats in use."), 4, "notice"),
        (call(objective=TWO_LINES), 6, "warning"),
        (call(free_value="\n  - A page on how the # 1 does it"), 11, "warning"),
        (call(outcome="\n  best: The # 1 place\n  smallest: A call."), 8, "warning"),
        (bank("  - id: what-changed\n    ask: What is your # 1 worry?\n"), 5, "warning"),
        (principles(say='We say it\'s the # 1 "habit"'), 3, "warning"),
    ],
)
def test_a_text_that_goes_on_after_a_number_sign_is_reported(
    files: Example, line: int, severity: str, lay_out: Callable[..., Path]
) -> None:
    """In a key, in the item of a list, in a group of keys, and at the end of a text of several lines."""
    (problem,) = check_folder(lay_out(files)).problems
    assert (problem.rule, problem.span.line, problem.severity) == ("comment-in-text", line, severity)


@pytest.mark.parametrize(
    "files",
    [
        call(when="They want to go on  # until May"),
        call(when="They want to go on.  # 2 weeks"),
        call(when="They want to go on. # from Kim"),
        call(when='"Ask for" # 1 priority'),
        call(when="They want to go on # from Kim"),
        call(owner="Kim # until May"),
        call(stage="understand # 1 of 4"),
        call(minutes="45 # 2 slots"),
        call(when="They rank #1"),
    ],
)
def test_an_ordinary_comment_is_no_finding(files: Example, lay_out: Callable[..., Path]) -> None:
    """After two spaces, an ended sentence, a text in quotes, a name, a reference or a number."""
    assert not [each for each in check_folder(lay_out(files)).problems if each.rule == "comment-in-text"]


def test_the_hint_leads_to_the_text_that_was_meant(lay_out: Callable[..., Path]) -> None:
    """It repeats the text in quotes that the text does not have, so that it can be copied."""
    root = lay_out(principles(say='The # 1 "habit"'))
    (problem,) = check_folder(root).problems
    _, _, right = problem.hint.partition("text: ")
    file = root / "playbook/principles.yml"
    file.write_text(file.read_text(encoding="utf-8").replace('The # 1 "habit"', right), encoding="utf-8")
    checked = check_folder(root)
    assert checked.problems == ()
    assert checked.playbook.principles["two-lines"].say == 'The # 1 "habit"'
