"""A sheet's geometry is defined in YAML, and an invalid sheet is rejected."""

from __future__ import annotations

from importlib import resources

import pytest

from precall.cards.sheet import PRINTER_MARGIN, find_sheet, load_sheets, read_sheet
from precall.content.model import CardSettings
from precall.content.source import Source
from precall.core.errors import PrecallError

A5 = (resources.files("precall.cards") / "sheets" / "a5.yml").read_text("utf-8")
A6 = (resources.files("precall.cards") / "sheets" / "a6.yml").read_text("utf-8")


def test_the_settings_and_the_command_accept_the_same_sheets() -> None:
    """`cards: {paper: ...}` and `--sheet` accept the same values."""
    allowed = CardSettings.model_json_schema()["properties"]["paper"]["enum"]
    assert sorted(allowed) == sorted(load_sheets())


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (A5, "text: 8.5", "text: 8", "front text needs 8.5 pt"),
        (A5, "left: 8", "left: 5", "5 mm from the paper's edge"),
        (A5, "fold: 148.9", "fold: 205", "The fold is outside"),
        (A5, "- head       head", "- head", "different numbers of words"),
        (A5, "- head       head", "- outcome       outcome", "not a section of the front"),
        (A5, "- agree      agree", "- agree      reminder", "does not form a rectangle"),
        (A5, "grow: heard", "grow: hear", "is in no row"),
        (A5, "columns: [4, 3]", "columns: [4, 3, 1]", "number of columns differs"),
        (A6, "{x: 105, y: 0}", "{x: 100, y: 0}", "overlaps another"),
        (A5, "fold: 148.9\n", "", '"fold" is missing'),
        (A5, "fold: 148.9", "fold: far down", '"fold"'),
        (A5, "gap: 2.1", "gapp: 2.1", 'no key "gapp"'),
    ],
)
def test_invalid_sheet_is_a_problem_at_its_line(text: str, old: str, new: str, says: str) -> None:
    """An invalid sheet is a Problem in its file, and is never used."""
    assert old in text
    made, problems = read_sheet(Source("sheets/x.yml", text.replace(old, new, 1)))
    assert made is None
    assert any(says in problem.message for problem in problems), problems
    assert all(problem.path == "sheets/x.yml" for problem in problems)


def test_unknown_sheet_names_the_known_ones() -> None:
    """The error for an unknown sheet lists all sheets."""
    with pytest.raises(PrecallError, match=r"Known: .*a4"):
        find_sheet("a9")


def test_cut_marks_are_printable_and_on_the_card_borders() -> None:
    """Marks start no nearer than the edge allows, along the cards' own borders."""
    for each in load_sheets().values():
        borders = {x for place in each.places for x in (place.x, place.x + each.card.width)}
        borders |= {-y for place in each.places for y in (place.y, place.y + each.card.height)}
        for cut in each.cuts:
            assert (
                min(cut.from_.x, cut.from_.y, each.paper.width - cut.to.x, each.paper.height - cut.to.y)
                >= PRINTER_MARGIN
            )
            along = cut.from_.x if cut.from_.x == cut.to.x else -cut.from_.y
            assert any(abs(along - border) < 0.01 for border in borders), cut
