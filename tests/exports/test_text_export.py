"""A card's text export has the card's content, with the outcome last."""

from __future__ import annotations

import pytest

from precall.cli.main import main
from precall.content.loader import load
from precall.core import text
from precall.exports.text_export import card_text
from tests.support.paths import ROOT


@pytest.mark.parametrize("ref", sorted(load(ROOT).playbook.calls))
def test_every_card_has_the_objective_first_and_the_outcome_below_the_cut(ref: str) -> None:
    """The outcome is below the line only, no markup is left, and no owner is named."""
    playbook = load(ROOT).playbook
    call = playbook.calls[ref]
    export = card_text(playbook, call)
    above, below = export.split("- - - - - - - - - -")
    for outcome in (call.outcome.best, call.outcome.smallest):
        assert text.plain_line(outcome) in below
        assert text.plain_line(outcome) not in above
    assert text.plain_line(call.objective) in above
    assert "**" not in export
    assert call.owner is None or call.owner not in export


def test_an_unknown_call_suggests_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    """The error message names a similar call."""
    assert main(["export", "--text", "first-meting", "--root", str(ROOT)]) == 2
    assert 'Did you mean "first-meeting"?' in capsys.readouterr().err
