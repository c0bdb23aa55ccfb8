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


def fold(text: str) -> str:
    """Return a text in lower case, without accents and apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    decomposed = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).lower())
    bare = "".join(character for character in decomposed if not unicodedata.category(character).startswith("M"))
    # Characters such as № decompose into capitals.
    return bare.lower().translate(LETTERS)


def split_words(text: str) -> list[str]:
    """Return the folded words of a text: runs of letters and digits."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return "".join(character if unicodedata.category(character)[0] in "LN" else " " for character in folded).split()


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


@cache
def language_tables(code: str) -> LanguageTables:
    """Return the tables for a language code such as `en-GB`; empty ones if there are none for it."""
    if code.partition("-")[0] != "en":
        return LanguageTables()
    data = tomllib.loads((Path(__file__).parent / "english.toml").read_text(encoding="utf-8"))
    return LanguageTables(
        stop=frozenset(data["stop"].split()),
        whole=frozenset(data["whole"].split()),
        steps=tuple(
            (step.get("repeat", False), tuple((str(row[0]), str(row[1]), int(row[2])) for row in step["rows"]))
            for step in data["steps"]
        ),
        families=tuple(tuple(row.split()) for row in data["families"]["rows"].splitlines() if row),
        synonyms=tuple(tuple(_phrases(row)) for row in data["synonyms"]["rows"]),
        kinds={kind: tuple(words.split()) for kind, words in data["kinds"].items()},
    )


def _phrases(row: str) -> Iterator[str]:
    for phrase in row.split("|"):
        yield phrase.strip()
