"""Spoken sentences that are too long or too hard are underlined, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import SETTINGS, bank, call
from precall.check.registry import MARKS
from precall.check.rules.hard_to_read import grade, syllables
from precall.check.runner import check_folder

CASES = Path(__file__).parents[1] / "cases" / "rules"
SENTENCES = [
    line for line in (CASES / "hard-to-read.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]
WORDS = [line.split() for line in (CASES / "syllables.txt").read_text(encoding="utf-8").splitlines()]


def _underlined(root: Path) -> list[str]:
    found = []
    for each in check_folder(root).problems:
        if each.rule == "hard-to-read":
            line = (root / each.path).read_text(encoding="utf-8").split("\n")[each.span.line - 1]
            found.append(line[each.span.column - 1 : each.span.end_column - 1])
    return found


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_of_the_cases(sentence: str, lay_out: Callable[..., Path]) -> None:
    """The marked sentence is underlined, from its first word to its last character."""
    asked = f"  - id: what-changed\n    ask: {json.dumps(MARKS.sub('', sentence), ensure_ascii=False)}\n"
    wanted = [part.partition("⟧")[0] for part in sentence.split("⟦")[1:]]
    assert _underlined(lay_out(bank(asked))) == wanted


@pytest.mark.parametrize(("word", "count"), WORDS)
def test_syllables(word: str, count: str) -> None:
    """English words have the syllables that a listener hears."""
    assert syllables(word) == int(count)


def test_grade_is_that_of_the_formula() -> None:
    """Ten words of one syllable: 0.39 * 10 + 11.8 * 1 - 15.59."""
    assert grade(["cat"] * 10) == pytest.approx(0.11)


def test_only_spoken_texts_are_checked(lay_out: Callable[..., Path]) -> None:
    """The same sentence is found in a spoken text and not in others."""
    long = next(part.partition("⟧")[0] for line in SENTENCES for part in line.split("⟦")[1:])
    assert len(_underlined(lay_out(call(agree=long, play_back=long)))) == 2
    assert _underlined(lay_out(call(when=long, objective=long, notes=long, agree=None, play_back=None))) == []


def test_the_grade_is_for_english_only(lay_out: Callable[..., Path]) -> None:
    """The formula is for English; the length counts in every language."""
    learned = next(line for line in SENTENCES if line.startswith("⟦To what extent"))
    asked = f"  - id: what-changed\n    ask: {MARKS.sub('', learned)}\n"
    settings = {"playbook.yml": f"language: de\n{SETTINGS}"}
    assert _underlined(lay_out({**bank(asked), **settings})) == []
    assert len(_underlined(lay_out({**bank(asked.replace("responsibilities", "und so weiter " * 7)), **settings}))) == 1
