"""Text goes in; words and their stems come out. A query matches a page where their stems are equal.

`words.js` does the same in the browser with the same tables, and a test compares the two.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not decompose."""

APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`´", ""))
"""Removed from words, because reps type `cant`."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")

VOWELS = frozenset("aeiouy")

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana and Han."""

_UNSPACED_RUN = re.compile(f"([{UNSPACED}]+)")


def fold(text: str) -> str:
    """Return a text in lower case, without accents and apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    decomposed = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).lower())
    bare = "".join(character for character in decomposed if not unicodedata.category(character).startswith("M"))
    # Characters such as № decompose into capitals.
    return bare.lower().translate(LETTERS)


def split_words(text: str) -> list[str]:
    """Return the folded words of a text: runs of letters and digits.

    A run of a script without spaces becomes its pairs of letters, so that a word inside a run is found.
    """
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    words = "".join(character if unicodedata.category(character)[0] in "LN" else " " for character in folded).split()
    return [part for word in words for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    """Yield a word, or the pairs of letters of its runs without spaces."""
    if not _UNSPACED_RUN.search(word):
        yield word
        return
    for place, run in enumerate(_UNSPACED_RUN.split(word)):
        if place % 2 and len(run) > 1:
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        elif run:
            yield run


@dataclass(frozen=True)
class LanguageTables:
    """The stemming tables of one language. A language without tables has empty ones, and its words stay as they are."""

    stop: frozenset[str] = frozenset()
    """Stop words: function words, which count less."""
    whole: frozenset[str] = frozenset()
    """Words that keep their endings."""
    steps: tuple[tuple[bool, tuple[tuple[str, str, int], ...]], ...] = ()
    """Whether to repeat the step, and its rows: ending, replacement, letters that must remain."""
    families: tuple[tuple[str, ...], ...] = ()
    """Words that share a stem although their endings do not show it."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Phrases that mean the same."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each kind of document, the words that name it."""
    snowball: str = ""
    """The Snowball stemmer that its words are cut with instead of `steps`: `german`, or none."""
    _stems: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def stem(self, word: str) -> str:
        """Return the stem that all forms of a folded word share. It need not be a word."""
        if word not in self._stems:
            stem = self.strip_endings(word)
            self._stems[word] = self.family_stems.get(stem, stem)
        return self._stems[word]

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text, in order."""
        return [self.stem(word) for word in split_words(text)]

    def strip_endings(self, word: str) -> str:
        """Return a folded word without its endings."""
        if self.snowball == "german" and word not in self.whole:
            return german_stem(word)
        if not self.steps or len(word) < 4 or word in self.whole or not word.isascii() or not word.isalpha():
            return word
        for repeat, rows in self.steps:
            for _ in range(4 if repeat else 1):
                before = word
                word = _replace_ending(word, rows)
                if word == before:
                    break
        if len(word) > 3 and word[-1] == "e":
            word = word[:-1]
        if len(word) > 3 and word[-1] == word[-2] and word[-1] not in VOWELS:
            word = word[:-1]
        return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word

    @cached_property
    def family_stems(self) -> Mapping[str, str]:
        """The stem of a family's first word, by the stems of its words."""
        return {
            self.strip_endings(word): self.strip_endings(family[0])
            for family in reversed(self.families)
            for word in family
        }

    def for_browser(self) -> dict[str, Any]:
        """Return the tables as `words.js` reads them."""
        return {
            "stop": " ".join(sorted(self.stop)),
            "whole": " ".join(sorted(self.whole)),
            "snowball": self.snowball,
            "steps": [{"repeat": repeat, "rows": rows} for repeat, rows in self.steps],
            "heads": {stem: head for stem, head in sorted(self.family_stems.items()) if stem != head},
            "kinds": {kind: sorted({self.stem(word) for word in words}) for kind, words in self.kinds.items()},
        }


def _replace_ending(word: str, rows: tuple[tuple[str, str, int], ...]) -> str:
    """Return the word with its first matching ending replaced, if enough letters and a vowel remain."""
    for ending, replacement, minimum in rows:
        if word.endswith(ending):
            rest = word[: len(word) - len(ending)]
            if len(rest) >= minimum and not VOWELS.isdisjoint(rest):
                return rest + replacement
    return word


def german_stem(word: str) -> str:
    """Return the stem of a folded German word by the algorithm of Snowball.

    https://snowballstem.org/algorithms/german/stemmer.html describes it.
    """
    if not word.isascii() or not word.isalpha():
        return word
    # A u or y between vowels counts as a consonant.
    word = re.sub("(?<=[aeiouy])[uy](?=[aeiouy])", lambda match: match[0].upper(), word)
    first = _region(word, 0)
    second = _region(word, first)
    first = max(first, 3)
    word = _german_ending(word, first)
    if match := re.search("(?:en|er|est)$|(?<=...[bdfghklmnt])st$", word):
        word = word[: match.start()] if match.start() >= first else word
    return _german_suffix(word, first, second).lower()


def _region(word: str, start: int) -> int:
    """Return where the region begins that follows the first consonant after a vowel."""
    match = re.compile("[aeiouy][^aeiouy]").search(word, start)
    return match.end() if match else len(word)


def _german_ending(word: str, first: int) -> str:
    match = re.search("(?:em|ern|er|en|es|e|(?<=[bdfghklmnrt])s)$", word)
    if not match or match.start() < first:
        return word
    word = word[: match.start()]
    return word[:-1] if match[0] in ("e", "en", "es") and word.endswith("niss") else word


def _german_suffix(word: str, first: int, second: int) -> str:
    match = re.search("(?:end|ung|isch|ig|ik|lich|heit|keit)$", word)
    if not match or match.start() < second:
        return word
    rest = word[: match.start()]
    if match[0] in ("isch", "ig", "ik"):
        return word if rest.endswith("e") else rest
    if match[0] in ("end", "ung"):
        return re.sub("(?<!e)ig$", "", rest) if len(rest) - 2 >= second else rest
    if match[0] == "keit":
        inner = re.search("(?:lich|ig)$", rest)
        return rest[: inner.start()] if inner and inner.start() >= second else rest
    return re.sub("e[rn]$", "", rest) if len(rest) - 2 >= first else rest


LANGUAGES = {"en": "english", "de": "german"}
"""The languages with tables, each with the name of its file."""


@cache
def language_tables(code: str) -> LanguageTables:
    """Return the tables for a language code such as `en-GB`; empty ones if there are none for it."""
    name = LANGUAGES.get(code.partition("-")[0])
    if name is None:
        return LanguageTables()
    data = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    return LanguageTables(
        stop=frozenset(data["stop"].split()),
        whole=frozenset(data.get("whole", "").split()),
        steps=tuple(
            (step.get("repeat", False), tuple((str(row[0]), str(row[1]), int(row[2])) for row in step["rows"]))
            for step in data.get("steps", ())
        ),
        families=tuple(tuple(row.split()) for row in data["families"]["rows"].splitlines() if row),
        synonyms=tuple(tuple(_phrases(row)) for row in data["synonyms"]["rows"]),
        kinds={kind: tuple(words.split()) for kind, words in data["kinds"].items()},
        snowball=data.get("snowball", ""),
    )


def _phrases(row: str) -> Iterator[str]:
    for phrase in row.split("|"):
        yield phrase.strip()
