"""Make the table of letter widths, `hooks/precall/cards/letter-widths.json`, after an update of typst or the font.

    PYTHONPATH=hooks:. python training/letter_widths.py

Typst measures each letter and each pair of letters in each face, which takes some seconds.
"""

from __future__ import annotations

import json
from itertools import product

from tests.support.paths import ROOT

from precall.cards.card import make_cards
from precall.cards.letter_widths import FACES, LETTERS, PATH, UNIT, made_with
from precall.cards.pdf import CardTypesetter, FontRun
from precall.content.loader import load


def main() -> None:
    """Measure all pairs and write the table."""
    card = next(iter(make_cards(load(ROOT).playbook)))
    pairs = list(map("".join, product(LETTERS, repeat=2)))
    runs = [FontRun(*face, (*LETTERS, *pairs)) for face in FACES]
    faces = []
    for widths, space in CardTypesetter.at(None).widths(card, runs):
        letters = dict(zip(LETTERS, widths[: len(LETTERS)], strict=True))
        kerns = {
            pair: kern
            for pair, width in zip(pairs, widths[len(LETTERS) :], strict=True)
            if (kern := round(UNIT * (width - letters[pair[0]] - letters[pair[1]])))
        }
        faces.append(
            {"space": round(UNIT * space), "letters": [round(UNIT * each) for each in letters.values()], "pairs": kerns}
        )
    table = {"made_with": made_with(), "faces": faces}
    PATH.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
