"""Letters that no font has are reported once for each file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from precall.check import example
from precall.check.rules import card_letters
from precall.content.loader import load


def test_a_script_without_a_font_is_one_finding_a_file(lay_out: Callable[..., Path]) -> None:
    """At the first such letter, with a few of the letters and the number of the others."""
    root = lay_out({**example.call(title="漢字漢", objective="語 and 文 and 書 and 面 and 会"), **card_letters.BAD})
    found = {each.entry.location.document.source.path: each for each in card_letters.check(load(root).playbook)}
    assert set(found) == {"playbook/calls/first-meeting.yml", "playbook/principles.yml"}
    of_call = found["playbook/calls/first-meeting.yml"]
    assert of_call.words == "漢"
    assert '"漢" (U+6F22), "字" (U+5B57)' in of_call.message
    assert "and 2 more" in of_call.message
    assert "more" not in found["playbook/principles.yml"].message
