"""References are judged from what was typed, whatever else is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.registry import Example
from precall.content.loader import load
from precall.core.problems import Problem

LayOut = Callable[[Example], Path]

CALL = (
    "title: A\nstage: understand\nchannel: phone\nwhen: B\nminutes: 5\nobjective: C\noutcome: {best: D, smallest: E}\n"
)


def _unknown(root: Path) -> list[Problem]:
    return [each for each in load(root).problems if each.rule == "unknown-reference"]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("questions: [why-now]", "as in why-now/what-changed"),
        ("questions: [what-changed]", 'Did you mean "why-now/what-changed"?'),
        ("questions: [/what-changed]", 'Did you mean "why-now/what-changed"?'),
        ("questions: [why-now/what-chnaged]", 'Did you mean "why-now/what-changed"?'),
        ("questions: [two-lines]", "Known: why-now/what-changed."),
        ("principles: [burned-before]", "That is a barrier. Name a principle here."),
        ("principles: [Two-Lines]", 'Did you mean "two-lines"?'),
        ("next: [first_meeting]", 'Did you mean "first-meeting"?'),
        ("next: [zebra]", "Known: a-call, first-meeting."),
    ],
)
def test_the_way_out_of_a_reference_that_leads_nowhere(lay_out: LayOut, typed: str, hint: str) -> None:
    """Half a question's name, another kind's id, capitals and slips are each told as what they are."""
    (problem,) = _unknown(lay_out({"calls/a-call.yml": f"{CALL}{typed}\n"}))
    assert hint in problem.hint
    assert problem.span.line == 8


def test_a_question_that_two_banks_have_is_offered_from_both(lay_out: LayOut) -> None:
    """Where the bank is missing, every bank that has such a question is named."""
    bank = "title: A\npurpose: B\nquestions: [{id: what-changed, ask: C}]\n"
    root = lay_out({"questions/other.yml": bank, "calls/a-call.yml": f"{CALL}questions: [what-changed]\n"})
    assert _unknown(root)[0].hint == 'Did you mean "other/what-changed" or "why-now/what-changed"?'


def test_references_of_a_faulty_entry_are_judged_in_the_same_run(lay_out: LayOut) -> None:
    """A fault elsewhere in the entry hides none of its references."""
    text = CALL.replace("minutes: 5", "minutes: five").replace("understand", "nowhere")
    root = lay_out({"calls/a-call.yml": f"{text}next: [nowhere]\nbarriers: [nowhere, burned-before]\n"})
    assert [each.span.line for each in _unknown(root)] == [2, 8, 9]


def test_a_reference_to_a_faulty_entry_is_right(lay_out: LayOut) -> None:
    """What exists exists, whatever is wrong with it."""
    root = lay_out({"calls/a-call.yml": f"{CALL}next: [broken]\n", "calls/broken.yml": "title: [\n"})
    assert _unknown(root) == []


@pytest.mark.parametrize(
    "files",
    [
        {"principles.yml": "- id: [\n"},
        {"principles.yml": "id: two-lines\n"},
        {"barriers.yml": b"\xff\xff"},
        {"questions/why-now.yml": "title: A\n"},
        {"questions/why-now.yml": "\ttitle\n"},
        {"playbook.yml": "a: 'b\n"},
        {"playbook.yml": "title: A\n"},
    ],
)
def test_nothing_is_said_about_what_could_not_be_read(lay_out: LayOut, files: Example) -> None:
    """One file that cannot be read is one problem, not one more for every reference into it."""
    assert _unknown(lay_out(files)) == []
    assert load(lay_out(files)).problems


def test_only_kinds_of_which_all_is_known_are_offered_as_choices(lay_out: LayOut) -> None:
    """A schema made while a bank is broken must not call its questions wrong."""
    ids = load(lay_out({"questions/broken.yml": "title: 'A\n", "principles.yml": "- id: [\n"})).ids
    assert "question" not in ids
    assert "principle" not in ids
    assert ids["call"] == {"first-meeting"}
    assert ids["bank"] == {"why-now", "broken"}
