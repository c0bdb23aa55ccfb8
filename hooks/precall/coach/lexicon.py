"""The coach's data, read once from the `weights` folder and laid out for look-up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA_FOLDER = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, laid out for look-up."""

    singles: dict[str, tuple[str, ...]]
    """A word's classes."""
    fixed: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """By first word: entries of several words with their class, longest first."""
    phrases: tuple[tuple[str, str], ...]
    """Class and written pattern of each phrase."""
    vocabulary: frozenset[str]
    """Every word that stands in an entry."""
    irregular: dict[str, tuple[str, str]]
    """An inflected form's base form and ending."""
    short: dict[str, str]
    """An abbreviation, written out."""
    fold: str
    """Groups of accented letters, each ending in its plain letter."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words and classes that carry grammar."""

    own_form: frozenset[str]
    """Words that keep their own form when content words give way to their class."""
    leading: tuple[str, ...]
    """Classes, the one first that names a word best."""
    verbal: frozenset[str]
    """Classes of verbs."""
    takes_to: frozenset[str]
    """Words after which "to" and a verb belong to them and are no purpose: "help her to decide"."""
    asking: frozenset[str]
    helping: frozenset[str]
    """Auxiliaries: a closed question begins with one."""
    persons: frozenset[str]
    telling: frozenset[str]
    """Verbs that ask to be told: "walk me through"."""
    subordinate: frozenset[str]
    """Words that can open a clause before the question proper."""
    prelude: frozenset[str]
    """Words that may stand before a question: "and", "so"."""
    told: frozenset[str]
    """Words after which a verb of telling asks to be told: "tell me"."""
    tags: frozenset[str]
    """What asks for agreement at a sentence's end, after a comma."""
    short_tags: frozenset[str]
    """Tags that do so as a sentence of their own."""
    presuming: tuple[str, ...]
    """Phrases that presume the answer."""
    openers: dict[str, str]
    """Words and marks that open a clause whatever follows them, each with the clause's role."""


@lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    """The grammar words as they ship."""
    written = read_json("grammar.json")
    phrases = {name: ", ".join(written.pop(name)).split(", ") for name in ("tags", "short_tags", "presuming")}
    openers = {word: role for role, words in written.pop("openers").items() for word in words.split()}
    lists = {name: " ".join(lines).split() for name, lines in written.items() if name != "about"}
    return Grammar(
        leading=tuple(lists.pop("leading")),
        tags=frozenset(phrases["tags"]),
        short_tags=frozenset(phrases["short_tags"]),
        presuming=tuple(phrases["presuming"]),
        openers=openers,
        **{name: frozenset(words) for name, words in lists.items()},
    )


def read_json(name: str) -> Any:
    """A data file of the coach."""
    return json.loads((DATA_FOLDER / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The word lists as they ship."""
    written = read_json("lexicon.json")
    singles: dict[str, list[str]] = {}
    fixed: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    vocabulary = set(written["irregular"])
    parts: list[str] = []
    for name, lines in written["classes"].items():
        for entry in ",".join(lines).split(","):
            row = tuple(entry.replace("n't", " n't").replace("'s", " 's").split())
            if len(row) == 1:
                vocabulary.add(row[0])
                singles.setdefault(row[0], []).append(name)
            elif row:
                parts += row
                fixed.setdefault(row[0], []).append((row, name))
    vocabulary.update(part for part in parts if not any(stem in vocabulary for stem, _ in possible_stems(part)))
    irregular: dict[str, tuple[str, str]] = {}
    for base, forms in written["irregular"].items():
        for form in forms.split():
            irregular[form] = (base, "ing" if form.endswith("ing") else "ed")
    return Lexicon(
        singles={word: tuple(names) for word, names in singles.items()},
        fixed={first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in fixed.items()},
        phrases=tuple((line.partition(": ")[0], line.partition(": ")[2]) for line in written["phrases"]),
        vocabulary=frozenset(vocabulary),
        irregular=irregular,
        short=written["short"],
        fold=written["fold"],
    )


def possible_stems(word: str) -> list[tuple[str, str]]:
    """What a word may be a form of, each with the ending taken off; the first is the likeliest."""
    if len(word) < 4:
        return []
    for ending, instead in (("ies", "y"), ("ied", "y")):
        if word.endswith(ending):
            return [(word[:-3] + instead, "s" if ending == "ies" else "ed")]
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2:
            found = [(stem, ending), (stem + "e", ending)]
            return [(stem[:-1], ending), *found] if stem[-1] == stem[-2] and stem[-1] not in "ls" else found
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found = [(word[:-1], "s")]
        return [*found, (word[:-2], "s")] if word.endswith("es") else found
    return []
