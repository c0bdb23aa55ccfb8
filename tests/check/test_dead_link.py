"""A link to an entry that does not exist is reported with the nearest id; other links are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import SETTINGS, bank, call, company
from precall.check.runner import check_folder

LayOut = Callable[..., Path]


def findings(root: Path, rule: str = "dead-link") -> list[tuple[str, int, str, str]]:
    """Return the file, column, message and hint of each finding."""
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
def test_other_links_are_not_reported(lay_out: LayOut, link: str) -> None:
    """Every notation of a link to an entry, earlier ids, other anchors of a page, and links to other pages."""
    assert findings(lay_out(call(aliases="[once-called]", notes=f"See [this]({link}) first."))) == []


@pytest.mark.parametrize("link", ["firm.ch/page", "www.firm.ch", "firm.com", "shop.firm.co.uk/a?b#c"])
def test_a_web_address_without_its_scheme_is_reported(lay_out: LayOut, link: str) -> None:
    """A browser would look for a page of this site."""
    ((*_, hint),) = findings(lay_out(call(notes=f"See [this]({link}) first.")))
    assert hint == f"Write https://{link}"


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
def test_a_misspelt_id_is_reported_at_its_place(lay_out: LayOut, link: str, message: str, hint: str) -> None:
    """The id is underlined, in the wrong link only, and not in code."""
    root = lay_out(call(notes=f"See `[x](calls/none.md)` and [this]({link}) first."))
    ((path, column, reported, reported_hint),) = findings(root)
    assert path == "playbook/calls/first-meeting.yml"
    line = next(line for line in (root / path).read_text(encoding="utf-8").split("\n") if line.startswith("notes"))
    assert line[column - 1 :].startswith(message.split('"')[1].rpartition("/")[2])
    assert reported == f"{message}, so this link is broken."
    assert hint in reported_hint


def test_a_link_to_a_hidden_entry_is_reported_where_the_team_can_fix_it(lay_out: LayOut) -> None:
    """In a text of the team at its place; in an inherited text at the line that hides the entry."""
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
    ((path, _, reported, _),) = findings(root)
    assert (path, reported) == (
        "playbook/calls/first-meeting.yml",
        'The barrier "no-money" is hidden here, so this link is broken.',
    )
    ((path, _, reported, hint),) = findings(root, "lost-reference")
    assert path == "playbook/playbook.yml"
    assert reported == "Because this entry is hidden, a link is broken in barriers/other."
    assert hint == "Write that text again, without the link, in a file of your own."


def test_other_anchors_of_a_bank_are_not_questions(lay_out: LayOut) -> None:
    """Only an anchor that is similar to a question's id is reported."""
    questions = (
        "  - id: what-changed\n    ask: What has changed?\n    why: As in [this](questions/why-now.md#listening).\n"
    )
    assert findings(lay_out(bank(questions))) == []


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("[this] (calls/first-meeting.md)", "[this](calls/first-meeting.md)"),
        ("(this)[calls/first-meeting.md]", "[this](calls/first-meeting.md)"),
        ("[this](calls/first-meeting.md", "[this](calls/first-meeting.md)"),
        ("[this](calls/first meeting.md)", "[this](calls/first-meeting.md)"),
        ("[this] (https://example.com/a)", "[this](https://example.com/a)"),
        ("[[first-meeting]]", "[First meeting](calls/first-meeting.md)"),
        ("[[First meeting|this]]", "[this](calls/first-meeting.md)"),
        ("[[calls/first-meeting]]", "[First meeting](calls/first-meeting.md)"),
    ],
)
def test_a_text_that_is_almost_a_link_is_reported(lay_out: LayOut, typed: str, right: str) -> None:
    """The page would show it as typed; the hint writes the link, and with it there is no finding."""
    ((_, _, _, hint),) = findings(lay_out(call(notes=f"'See {typed} first.'")))
    assert hint == f"Write {right}"
    assert findings(lay_out(call(notes=f"'See {right} first.'"))) == []


def test_an_id_alone_is_no_address(lay_out: LayOut) -> None:
    """The hint adds the folder of the entry."""
    ((_, _, _, hint),) = findings(lay_out(call(notes="See [this](first-meeting) first.")))
    assert hint == "Write calls/first-meeting.md"


@pytest.mark.parametrize(
    "text",
    [
        "See [1] (page 3) first.",
        "Ask (twice)[sic] for it.",
        "A [[draft]] of it.",
        "`[this] (calls/x.md)`",
        "[a](b/c (d))",
    ],
)
def test_brackets_in_a_text_are_no_links(lay_out: LayOut, text: str) -> None:
    """Notes in brackets, words in double brackets that name no entry, and code."""
    assert findings(lay_out(call(notes=f"'{text}'"))) == []
