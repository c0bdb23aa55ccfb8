"""The table of letter widths adds up to what Typst measures."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from precall.cards import letter_widths as table
from precall.cards.card import make_cards
from precall.cards.letter_widths import FACES, LANGUAGES, LETTERS, letter_widths
from precall.cards.pdf import CardTypesetter, FontRun
from precall.cards.text_metrics import MEASURABLE_WORD
from precall.content.loader import load

WORDS = (
    "office affine fjord AVATAR WAVE A.V.A.T.A.R 1/2 1/4 12,50€ 1st 2nd it’s “Ty.” „so“ well-being llll....llll "
    "ffi ffl fft cliffff fi fl ft tt Th -> <= != :: www /// ### (a) *x* 3:45 10% $5 a–b"
)
"""Letters that fonts often join, raise or replace."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_as_wide_as_typst_measures(repository: Path, language: str) -> None:
    """Words of random letters, and those of our own playbook, alone and next to a space."""
    card = replace(next(iter(make_cards(load(repository).playbook))), language=language)
    chance = random.Random(language)
    text = (repository / "playbook" / "questions" / "why-now.yml").read_text(encoding="utf-8")
    words = {word for word in text.split() if MEASURABLE_WORD.fullmatch(word)}
    words.update("".join(chance.choices(LETTERS, k=chance.randint(1, 24))) for _ in range(200))
    words.update("".join(chance.choices("ffffijltTAVW.,1/2-·", k=chance.randint(2, 24))) for _ in range(200))
    runs = [FontRun(*face, (*WORDS.split(), *sorted(words))) for face in FACES]
    compared = 0
    for (widths, space), run, face in zip(CardTypesetter.at(None).widths(card, runs), runs, FACES, strict=True):
        added_up = letter_widths(language)[face]
        assert added_up.space == pytest.approx(space, abs=1e-6)
        for word, width in zip(run.words, widths, strict=True):
            found = added_up.of(word)
            if found is not None:
                compared += 1
                assert found == pytest.approx(width, abs=5e-5), word
    assert compared > 4 * 300


def test_what_the_table_does_not_have_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other letters, languages, and versions have no widths."""
    assert letter_widths("en-GB")[FACES[0]].of("Überblick") is None
    assert letter_widths("tr") == {}
    letter_widths.cache_clear()
    monkeypatch.setattr(table, "made_with", lambda: ["9.9", "3.52"])
    assert letter_widths("en") == {}
    letter_widths.cache_clear()
