"""The content of a card, its order, and when the card's revision changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.cards.card import Blank, Card, Line, QuestionLine, editor_texts, make_card, make_cards
from precall.cards.sheet import load_sheets
from precall.check.registry import Example
from precall.content.loader import load
from precall.core import text


@pytest.fixture
def card(lay_out: Callable[..., Path]) -> Callable[..., Card]:
    """Return the card of the smallest playbook's call after one text in one file was replaced."""

    def make(*, file: str = "calls/first-meeting.yml", old: str = "", new: str = "") -> Card:
        from precall.check.example import SMALLEST

        content = SMALLEST[file]
        assert isinstance(content, str)
        assert old in content
        files: Example = {file: content.replace(old, new, 1)} if old else {}
        loaded = load(lay_out(files))
        assert not loaded.problems
        return make_card(loaded.playbook, loaded.playbook.calls["first-meeting"])

    return make


def test_the_outcome_is_only_on_the_flap(repository: Path) -> None:
    """The front of a card contains no word of the outcome, the hopes or the debrief."""
    for each in make_cards(load(repository).playbook):
        front = [word for section in each.side("front") for word in section.words()]
        outcome = each.call.outcome
        for secret in (outcome.best, outcome.smallest, *each.call.hope_to_hear, each.call.return_ or "-"):
            assert text.plain_line(secret) not in front
        assert {section.name for section in each.side("flap")} >= {"outcome", "debrief", "better-off", "reached"}


def test_the_client_comes_first_in_the_debrief(repository: Path) -> None:
    """In the debrief, the questions about the client's gain come before those about ours."""
    card = next(make_cards(load(repository).playbook))
    names = [section.name for section in card.side("flap")]
    assert names.index("better-off") < names.index("reached")


def test_every_text_has_its_source_location(repository: Path) -> None:
    """The source location of a text on a card points to that text in its YAML file."""
    for card in make_cards(load(repository).playbook):
        for written, words in editor_texts(card.blocks):
            place = written.entry.location
            span = place.document.span(place.loc + written.loc)
            source = place.document.source
            # A folded text begins in the line below its key.
            line = source.line(span.line + 1 if source.line(span.line).endswith(">-") else span.line)
            assert words.split()[0].strip("*_`") in line, (written, words)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("calls/first-meeting.yml", "one idea", "two ideas"),
        ("calls/first-meeting.yml", "Leave to send", "Being allowed to send"),
        ("questions/why-now.yml", "What has changed", "What is new"),
        ("barriers.yml", "Burned before", "Once burned"),
        ("principles.yml", "keep the two apart", "never mix them"),
        ("playbook.yml", "title: Understand", "title: See"),
        ("calls/first-meeting.yml", "minutes: 45", "minutes: 45\nreviewed: 2026-11-01"),
    ],
)
def test_a_revision_changes_with_any_printed_text(card: Callable[..., Card], file: str, old: str, new: str) -> None:
    """An edit of a printed text changes the revision, for each file that can contain the text."""
    assert card(file=file, old=old, new=new).revision != card().revision


def test_a_revision_stays_when_nothing_printed_changes(card: Callable[..., Card]) -> None:
    """An edit of a text that the card does not print leaves the revision unchanged."""
    changed = card(old="minutes: 45", new="minutes: 45\nkeywords: [1st mtg]\nnotes: Leave the laptop shut.")
    assert changed.revision == card().revision


def test_a_small_sheet_has_the_main_sections_in_the_same_order(repository: Path) -> None:
    """Every sheet has objective, questions, cues and outcome in the full card's order."""
    for card in make_cards(load(repository).playbook):
        names = [section.name for section in card.sections]
        for sheet in load_sheets().values():
            shown = card.on(sheet)
            shown_names = [section.name for section in shown.sections]
            assert shown_names == [name for name in names if name in shown_names]
            assert {"objective", "questions", "listen-for", "outcome"} <= set(shown_names)
            questions = [block for block in shown.blocks if isinstance(block, QuestionLine)]
            assert 3 <= len(questions) <= 5


def test_a_minimal_call_has_objective_outcome_and_blanks(card: Callable[..., Card]) -> None:
    """The card of a call with only the required fields has its objective, its outcome and blanks."""
    blocks = card().blocks
    assert [block.role for block in blocks if isinstance(block, Line)].count("objective") == 1
    assert {block.role for block in blocks if isinstance(block, Blank)} >= {"client", "objective.own", "outcome.own"}


def test_the_teams_word_for_client_is_on_the_card(card: Callable[..., Card]) -> None:
    """The card uses the word for the client from the settings, such as patient."""
    words = card(file="playbook.yml", old="stages:", new="words: {client: patient}\nstages:").words()
    assert "For this patient" in words
    assert "For this client" not in words
