"""References are checked as they were typed, even if there are other faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import CALL as FIRST_MEETING
from precall.check.example import SETTINGS, SMALLEST, bank, principles
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
        ("questions: [What has changed since you last looked at this?]", 'Did you mean "why-now/what-changed"?'),
        ("barriers: [tried-before]", 'Did you mean "burned-before"?'),
        ("barriers: [Burned before]", 'Did you mean "burned-before"?'),
        ("next: [first]", 'Did you mean "first-meeting"?'),
        ("next: [meetings-first]", 'Did you mean "first-meeting"?'),
        ("next: [zebra]", "Known: a-call, first-meeting."),
    ],
)
def test_the_hint_of_an_unknown_reference(lay_out: LayOut, typed: str, hint: str) -> None:
    """Half of a question's id, an id of another kind, capitals and typing errors each have a hint of their own."""
    barriers = "- id: burned-before\n  title: Burned before\n  aliases: [tried-before]\n"
    (problem,) = _unknown(lay_out({"calls/a-call.yml": f"{CALL}{typed}\n", "barriers.yml": barriers}))
    assert hint in problem.hint
    assert problem.span.line == 8


@pytest.mark.parametrize(
    ("line", "wrong", "listed"),
    [
        ("stage: understand", "stage: zebra", "Known: understand, decide, buy."),
        ("stage: understand", "stage:", "Write one of understand, decide, buy."),
        ("channel: meeting", "channel: zebra", "Known: phone, video, meeting, message."),
        ("channel: meeting", "channel:", "Write one of phone, video, meeting, message."),
        ("  - two-lines", "  - zebra", "Known: two-lines, a-break."),
        ("  - why-now/what-changed", "  - why-now/zebra", "Known in why-now: what-changed, and-now."),
    ],
)
def test_choices_are_listed_in_their_own_order(lay_out: LayOut, line: str, wrong: str, listed: str) -> None:
    """The stages in the order of the process, other entries in that of their file, and not by the alphabet."""
    stages = "".join(f"  - id: {id_}\n    title: A\n    client_is: here\n" for id_ in ("decide", "buy"))
    files = {
        "playbook.yml": SETTINGS + stages,
        **bank("  - id: what-changed\n    ask: What has changed?\n  - id: and-now\n    ask: What now?\n"),
        **principles("- id: a-break\n  title: A break\n  say: Take one.\n"),
        FIRST_MEETING: str(SMALLEST[FIRST_MEETING]).replace(line, wrong),
    }
    (problem,) = load(lay_out(files)).problems
    assert problem.hint == listed


def test_the_hint_names_every_bank_that_has_the_question(lay_out: LayOut) -> None:
    """If the reference lacks the bank."""
    bank = "title: A\npurpose: B\nquestions: [{id: what-changed, ask: C}]\n"
    root = lay_out({"questions/other.yml": bank, "calls/a-call.yml": f"{CALL}questions: [what-changed]\n"})
    assert _unknown(root)[0].hint == 'Did you mean "other/what-changed" or "why-now/what-changed"?'


def test_references_of_a_faulty_entry_are_checked_in_the_same_run(lay_out: LayOut) -> None:
    """Another fault in the entry hides none of them."""
    text = CALL.replace("minutes: 5", "minutes: five").replace("understand", "nowhere")
    root = lay_out({"calls/a-call.yml": f"{text}next: [nowhere]\nbarriers: [nowhere, burned-before]\n"})
    assert [each.span.line for each in _unknown(root)] == [2, 8, 9]


def test_a_reference_to_a_faulty_entry_is_valid(lay_out: LayOut) -> None:
    """The entry exists, although it has a fault."""
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
def test_references_into_an_unreadable_file_are_not_reported(lay_out: LayOut, files: Example) -> None:
    """An unreadable file is one problem, without another one for each reference."""
    assert _unknown(lay_out(files)) == []
    assert load(lay_out(files)).problems


def test_only_complete_kinds_have_choices(lay_out: LayOut) -> None:
    """While a bank has faults, a schema must not reject its questions."""
    ids = load(lay_out({"questions/broken.yml": "title: 'A\n", "principles.yml": "- id: [\n"})).ids
    assert "question" not in ids
    assert "principle" not in ids
    assert ids["call"] == {"first-meeting"}
    assert ids["bank"] == {"why-now", "broken"}
