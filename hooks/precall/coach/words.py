"""Text goes in; words come out, each with its base form, its grammatical ending and its position.

The same code runs in a browser, so it uses nothing in which regular expression engines differ: letters are folded one
for one through a table, which keeps positions true; only ASCII is matched; all else (emoji, other scripts) separates
words and is none. Positions count Unicode code points.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from precall.coach.lexicon import load_lexicon, possible_stems

MAX_LENGTH = 1200
"""Code points that are read; the rest of a text is ignored. Spoken sentences are far shorter."""

_TOKEN = re.compile(
    r"[a-z]+(?:'[a-z]+)*"  # a word, with its contractions
    r"|[$#]?[0-9]+(?:[.,:][0-9]+)*[a-z%]*"  # a number or a sum of money
    r"|[.,;:?!()\"/]"
    r"|(?<![a-z0-9])-|-(?![a-z0-9])"  # a dash, not a hyphen
)
_MARKS = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": ";", "—": ";", "―": ";", "‐": "-", "‑": "-", "…": ".", "？": "?", "£": "$", "€": "$", "¥": "$", "&": ",",
}  # fmt: skip


class Word(NamedTuple):
    """One word or punctuation mark of a sentence."""

    text: str
    """In lower-case ASCII, abbreviations written out."""
    base: str
    """The base form that the word lists use: "understood" has "understand"."""
    ending: str
    """The ending that was removed: "ed" (any past form), "ing", "s" or nothing."""
    start: int
    end: int
    """Code points of the original text, end excluded."""
    capital: bool
    """It has a capital and is not at the start of a sentence."""
    mark: bool
    """It is a punctuation mark."""


@lru_cache(maxsize=1)
def _folding_table() -> dict[int, str]:
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


def fold(text: str) -> str:
    """Return a text of the same length in small letters, those with accents replaced by plain ones."""
    return text.translate(_folding_table())


@lru_cache(maxsize=4096)
def base_form(word: str) -> tuple[str, str]:
    """Return the base form of a folded word, and the ending that was removed.

    A word that the lexicon lists is a base form; one that it does not know loses its ending by rule.
    """
    lexicon = load_lexicon()
    if word in lexicon.irregular:
        return lexicon.irregular[word]
    if word in lexicon.vocabulary:
        return word, ""
    for spelling in (word, word.replace("iz", "is").replace("yz", "ys")):
        if spelling in lexicon.vocabulary:
            return spelling, ""
        for stem, ending in possible_stems(spelling):
            if stem in lexicon.vocabulary:
                return stem, ending
    stem, ending = next(iter(possible_stems(word)), (word, ""))
    return (stem[:-1] if stem.endswith("e") and len(stem) > 4 else stem), ending


def split_words(text: str) -> tuple[Word, ...]:
    """Return the words and punctuation marks of a text, in order."""
    folded = fold(text[:MAX_LENGTH])
    words: list[Word] = []
    sentence_start = True
    for token in _TOKEN.finditer(folded):
        start = token.start()
        capital = not sentence_start and text[start] != folded[start] and text[start].isupper()
        for word, base, ending, mark, begin, end in _words_of_token(token.group()):
            words.append(Word(word, base, ending, start + begin, start + end, capital, mark))
        sentence_start = token.group() in '.?!:"('
    return tuple(words)


@lru_cache(maxsize=4096)
def _words_of_token(token: str) -> tuple[tuple[str, str, str, bool, int, int], ...]:
    """Return the words of a token: text, base form, ending, whether it is a mark; start and end in the token."""
    return tuple(
        (text, *base_form(text), not text[0].isalnum() and text[0] not in "'$#", begin, end)
        for part, begin, end in _split_contraction(token)
        for text in load_lexicon().short.get(part, part).split()
    )


def _split_contraction(token: str) -> list[tuple[str, int, int]]:
    """Return the parts of a contraction: "couldn't" has "could" and "n't", "she's" has "she" and "'s"."""
    cut = token.find("'")
    if cut < 1 or token == "o'clock":
        return [(token, 0, len(token))]
    if token.endswith("n't"):
        cut -= 1
    return [(token[:cut], 0, cut), (token[cut:], cut, len(token))]
