"""Text becomes words: each with its base form, its grammatical ending and its place in the text.

The same reading is meant to run in a browser, so it leans on nothing that differs between regular
expression engines: letters are folded one for one through a table (so places stay true), only ASCII
is matched, and whatever else stands in the text (emoji, other scripts) parts words and is no word.
Places count Unicode code points.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from precall.coach.lexicon import load_lexicon, possible_stems

MAX_LENGTH = 1200
"""Code points that are read; what follows is not judged. A sentence said aloud is far shorter."""

_PIECE = re.compile(
    r"[a-z]+(?:'[a-z]+)*"  # a word, with what hangs on its apostrophe
    r"|[$#]?[0-9]+(?:[.,:][0-9]+)*[a-z%]*"  # a number or a sum of money
    r"|[.,;:?!()\"/]"
    r"|(?<![a-z0-9])-|-(?![a-z0-9])"  # a dash, not a hyphen
)
_MARKS = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": ";", "—": ";", "―": ";", "‐": "-", "‑": "-", "…": ".", "？": "?", "£": "$", "€": "$", "¥": "$", "&": ",",
}  # fmt: skip


class Word(NamedTuple):
    """One word or mark of a sentence."""

    text: str
    """Folded to lower-case ASCII; an abbreviation is written out."""
    base: str
    """The form that the word lists use: "understood" is "understand"."""
    ending: str
    """What was taken off: "ed" (any past form), "ing", "s" or nothing."""
    start: int
    end: int
    """Code points of the original text, end excluded."""
    capital: bool
    """Written with a capital and not at the start of a sentence."""
    mark: bool
    """It is a mark and no word."""


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    table = {ord(mark): plain for mark, plain in _MARKS.items()}
    for group in load_lexicon().fold.split():
        for letter in group[:-1]:
            table[ord(letter)] = group[-1]
            upper = letter.upper()
            if len(upper) == 1:
                table[ord(upper)] = group[-1]
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = chr(code + 32)
    return table


@lru_cache(maxsize=4096)
def root_form(word: str) -> tuple[str, str]:
    """The base form of a folded word, and the ending taken off to reach it.

    A form is a base form when the word lists know it; a word they do not know loses its ending by rule.
    """
    lists = load_lexicon()
    if word in lists.irregular:
        return lists.irregular[word]
    if word in lists.vocabulary:
        return word, ""
    for spelling in (word, word.replace("iz", "is").replace("yz", "ys")):
        if spelling in lists.vocabulary:
            return spelling, ""
        for stem, ending in possible_stems(spelling):
            if stem in lists.vocabulary:
                return stem, ending
    stem, ending = next(iter(possible_stems(word)), (word, ""))
    return (stem[:-1] if stem.endswith("e") and len(stem) > 4 else stem), ending


def split_words(text: str) -> tuple[Word, ...]:
    """The words and marks of a text, in order."""
    folded = text[:MAX_LENGTH].translate(_folding())
    words: list[Word] = []
    opening = True
    for piece in _PIECE.finditer(folded):
        start = piece.start()
        capital = not opening and text[start] != folded[start] and text[start].isupper()
        for written, base, ending, mark, begin, end in _written_out(piece.group()):
            words.append(Word(written, base, ending, start + begin, start + end, capital, mark))
        opening = piece.group() in '.?!:"('
    return tuple(words)


@lru_cache(maxsize=4096)
def _written_out(piece: str) -> tuple[tuple[str, str, str, bool, int, int], ...]:
    """The words that a piece stands for: text, base form, ending, whether it is a mark; start and end in the piece."""
    return tuple(
        (text, *root_form(text), not text[0].isalnum() and text[0] not in "'$#", begin, end)
        for part, begin, end in _parts(piece)
        for text in load_lexicon().short.get(part, part).split()
    )


def _parts(piece: str) -> list[tuple[str, int, int]]:
    """A contraction taken apart: "couldn't" is "could" and "n't", "she's" is "she" and "'s"."""
    at = piece.find("'")
    if at < 1 or piece == "o'clock":
        return [(piece, 0, len(piece))]
    if piece.endswith("n't"):
        at -= 1
    return [(piece[:at], 0, at), (piece[at:], at, len(piece))]
