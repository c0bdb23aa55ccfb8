"""Text becomes words, and words become stems: what a rep types and what a page says meet there.

`words.js` does the same in the browser, from the same tables, and a test holds the two equal.
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
"""Letters that do not come apart by themselves."""

QUOTES = str.maketrans(dict.fromkeys("'’ʼ‘`´", ""))
"""Within a word these are left out: a rep types `cant`."""

_PLAIN = re.compile(r"[a-z0-9]+")

VOWELS = frozenset("aeiouy")


def fold(text: str) -> str:
    """Small letters without accents or apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    apart = unicodedata.normalize("NFKD", text.translate(QUOTES).lower())
    bare = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    # A sign such as № comes apart into capitals.
    return bare.lower().translate(LETTERS)


def split_words(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits."""
    folded = fold(text)
    if folded.isascii():
        return _PLAIN.findall(folded)
    return "".join(sign if unicodedata.category(sign)[0] in "LN" else " " for sign in folded).split()


@dataclass(frozen=True)
class LanguageTables:
    """The tables of one language. Empty ones stand for one that we have none for: its words are taken as they are."""

    stop: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    steps: tuple[tuple[bool, tuple[tuple[str, str, int], ...]], ...] = ()
    """Whether to repeat, and the rows: ending, what stands for it, letters that must be left."""
    families: tuple[tuple[str, ...], ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each kind of document, the words that name it."""
    _known: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def stem(self, word: str) -> str:
        """What all forms of a folded word have in common; no word itself."""
        if word not in self._known:
            cut = self.cut(word)
            self._known[word] = self.heads.get(cut, cut)
        return self._known[word]

    def stems(self, text: str) -> list[str]:
        """The stems of a text, in order."""
        return [self.stem(word) for word in split_words(text)]

    def cut(self, word: str) -> str:
        """The word without its endings."""
        if not self.steps or len(word) < 4 or word in self.whole or not word.isascii() or not word.isalpha():
            return word
        for repeat, rows in self.steps:
            for _ in range(4 if repeat else 1):
                before = word
                word = _apply(word, rows)
                if word == before:
                    break
        if len(word) > 3 and word[-1] == "e":
            word = word[:-1]
        if len(word) > 3 and word[-1] == word[-2] and word[-1] not in VOWELS:
            word = word[:-1]
        return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """From a stem to the stem of its family's first word."""
        return {self.cut(word): self.cut(family[0]) for family in reversed(self.families) for word in family}

    def for_browser(self) -> dict[str, Any]:
        """The tables as `words.js` reads them."""
        return {
            "stop": " ".join(sorted(self.stop)),
            "whole": " ".join(sorted(self.whole)),
            "steps": [{"repeat": repeat, "rows": rows} for repeat, rows in self.steps],
            "heads": {cut: head for cut, head in sorted(self.heads.items()) if cut != head},
            "kinds": {kind: sorted({self.stem(word) for word in words}) for kind, words in self.kinds.items()},
        }


def _apply(word: str, rows: tuple[tuple[str, str, int], ...]) -> str:
    for ending, instead, left in rows:
        if word.endswith(ending):
            stay = word[: len(word) - len(ending)]
            if len(stay) >= left and not VOWELS.isdisjoint(stay):
                return stay + instead
    return word


@cache
def language_tables(code: str) -> LanguageTables:
    """The tables for a language code such as `en-GB`; empty ones where we have none."""
    if code.partition("-")[0] != "en":
        return LanguageTables()
    read = tomllib.loads((Path(__file__).parent / "english.toml").read_text(encoding="utf-8"))
    return LanguageTables(
        stop=frozenset(read["stop"].split()),
        whole=frozenset(read["whole"].split()),
        steps=tuple(
            (step.get("repeat", False), tuple((str(row[0]), str(row[1]), int(row[2])) for row in step["rows"]))
            for step in read["steps"]
        ),
        families=tuple(tuple(row.split()) for row in read["families"]["rows"].splitlines() if row),
        synonyms=tuple(tuple(_phrases(row)) for row in read["synonyms"]["rows"]),
        kinds={kind: tuple(words.split()) for kind, words in read["kinds"].items()},
    )


def _phrases(row: str) -> Iterator[str]:
    for phrase in row.split("|"):
        yield phrase.strip()
