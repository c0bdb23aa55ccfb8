"""A link in a text to an entry that is not there is told with the id that was meant; every other link is let be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import SETTINGS, bank, call, company
from precall.check.runner import check_folder

LayOut = Callable[..., Path]


def found(root: Path, rule: str = "dead-link") -> list[tuple[str, int, str, str]]:
    """The file, column, message and hint of each finding."""
    problems = (each for each in check_folder(root).problems if each.rule == rule)
    return [(each.path, each.span.column, each.message, each.hint) for each in problems]


@pytest.mark.parametrize(
    "link",
    [
        "calls/first-meeting.md",
        "../calls/first-meeting.md#objective",
        "/calls/first-meeting/",
        "calls/first-meeting/index.md",
        "cards/first-meeting/",
        "calls/once-called.md",
        "calls/index.md",
        "questions/why-now.md#what-changed",
        "questions/why-now.md#all-of-it",
        "sources/index.md#a-book",
        "how-to/editors.md",
        "calls/prices.csv",
        "https://example.com/calls/nothing.md",
        "mailto:calls/nothing@example.com",
    ],
)
def test_a_link_that_leads_somewhere_or_elsewhere_is_let_be(lay_out: LayOut, link: str) -> None:
    """To an entry in each way of writing it, by an old id too, to other places on a page, and to what is no entry's."""
    assert found(lay_out(call(aliases="[once-called]", notes=f"See [this]({link}) first."))) == []


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        ("calls/first-meting.md", 'No call is called "first-meting"', 'Did you mean "first-meeting"?'),
        ("/cards/first-meting/#r=1", 'No call is called "first-meting"', 'Did you mean "first-meeting"?'),
        ("barriers/burned-befor/", 'No barrier is called "burned-befor"', 'Did you mean "burned-before"?'),
        ("questions/why-nw.md#what-changed", 'No question bank is called "why-nw"', 'Did you mean "why-now"?'),
        ("questions/why-now.md#what-chnged", 'No question is called "why-now/what-chnged"', "what-changed"),
    ],
)
def test_a_slip_in_a_link_is_told_at_its_place(lay_out: LayOut, link: str, message: str, hint: str) -> None:
    """The id is underlined, in the one link that is wrong, and never in what is shown as code."""
    root = lay_out(call(notes=f"See `[x](calls/none.md)` and [this]({link}) first."))
    ((path, column, said, way),) = found(root)
    assert path == "playbook/calls/first-meeting.yml"
    line = next(line for line in (root / path).read_text(encoding="utf-8").split("\n") if line.startswith("notes"))
    assert line[column - 1 :].startswith(message.split('"')[1].rpartition("/")[2])
    assert said == f"{message}, so this link is broken."
    assert hint in way


def test_a_link_to_what_is_hidden_is_told_where_it_can_be_mended(lay_out: LayOut) -> None:
    """In a text of the team's at its place; in an inherited one at the line that hides."""
    barrier = "- id: no-money\n  title: No money\n  sounds_like: [None.]\n"
    text = "- id: other\n  title: Other\n  sounds_like: [None.]\n  may_mean: As [that](barriers/no-money.md).\n"
    root = lay_out(
        {
            **company(),
            "../company/playbook/barriers.yml": barrier + text,
            "../company/playbook/playbook.yml": SETTINGS,
            "playbook.yml": "extends: ./company\nhide: [barriers/no-money]\n",
            **call(notes="See [that](barriers/no-money.md)."),
        }
    )
    ((path, _, said, _),) = found(root)
    assert (path, said) == (
        "playbook/calls/first-meeting.yml",
        'The barrier "no-money" is hidden here, so this link is broken.',
    )
    ((path, _, said, hint),) = found(root, "lost-reference")
    assert path == "playbook/playbook.yml"
    assert said == "Because this entry is hidden, a link is broken in barriers/other."
    assert hint == "Write that text again, without the link, in a file of your own."


def test_a_banks_own_places_are_no_questions(lay_out: LayOut) -> None:
    """Only what is almost a question's id is taken for one."""
    questions = (
        "  - id: what-changed\n    ask: What has changed?\n    why: As in [this](questions/why-now.md#listening).\n"
    )
    assert found(lay_out(bank(questions))) == []
