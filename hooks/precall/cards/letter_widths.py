"""Compute the widths of words on cards by adding up a table of letter widths of our main font.

In this font a word is as wide as its letters with the kerning between neighbours, except for a few joined letters.
`training/letter_widths.py` makes the table. It holds for the versions of typst and of the font that it was made with,
and for languages without letter forms of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path

PATH = Path(__file__).parent / "letter-widths.json"
FACES = ((400, "normal"), (600, "normal"), (700, "normal"), (400, "italic"))
"""Weight and style of the faces of cards."""
LETTERS = "".join(map(chr, range(0x21, 0x7F))) + "·–—‘’“”„…€"
"""The letters in the table: ASCII, and what texts in English and German have besides."""
LANGUAGES = ("en", "de")
"""The languages for which the table was compared with typst."""
_JOINED = re.compile("ff[ft]|.·|·.")
"""Letters whose width depends on more than their neighbours."""
UNIT = 1_000_000
"""The numbers of the table are parts of the type size times this."""


@dataclass(frozen=True)
class LetterWidths:
    """The widths of one face."""

    space: float
    """The width of a space, as a part of the type size."""
    letters: Mapping[str, int]
    pairs: Mapping[str, int]
    """Kerning of two neighbours; most have none."""

    def of(self, word: str) -> float | None:
        """Return the width of a word, as a part of the type size; None if a letter is not in the table."""
        if _JOINED.search(word):
            return None
        letters, pairs = self.letters, self.pairs
        try:
            width = sum([letters[letter] for letter in word])
        except KeyError:
            return None
        return (width + sum([pairs.get(first + second, 0) for first, second in pairwise(word)])) / UNIT


@cache
def letter_widths(language: str) -> Mapping[tuple[int, str], LetterWidths]:
    """Return the widths by face; nothing for a language or an installation that the table was not made for."""
    if language.partition("-")[0] not in LANGUAGES:
        return {}
    table = json.loads(PATH.read_text(encoding="utf-8"))
    if table["made_with"] != made_with():
        return {}
    return {
        face: LetterWidths(each["space"] / UNIT, dict(zip(LETTERS, each["letters"], strict=True)), each["pairs"])
        for face, each in zip(FACES, table["faces"], strict=True)
    }


def made_with() -> list[str]:
    """Return what the widths depend on: typst without its patch version, and the font."""
    return [metadata.version("typst").rpartition(".")[0], metadata.version("fontpkg-source-sans-3")]
