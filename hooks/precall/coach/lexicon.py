"""The JSON files of the folder `weights` go in; the coach's word lists come out, arranged for look-up.

The trained weights record a hash of `lexicon.json`, `grammar.json` and `signs.json`: after a change to one of these,
train again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA_FOLDER = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of `lexicon.json`."""

    singles: dict[str, tuple[str, ...]]
    """The classes of each word."""
    fixed: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """By first word: the entries of several words, each with its class, longest first."""
    phrases: tuple[tuple[str, str], ...]
    """Class and pattern of each phrase."""
    vocabulary: frozenset[str]
    """Every word that occurs in an entry."""
    irregular: dict[str, tuple[str, str]]
    """Base form and ending of each irregular form."""
    short: dict[str, str]
    """Abbreviations, written out."""
    fold: str
    """Groups of accented letters, each ending in its plain letter."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The word lists of `grammar.json`: words and classes with a grammatical role. Its keys name the fields."""

    own_form: frozenset[str]
    """Function words, which keep their own form where content words are replaced by their class."""
    leading: tuple[str, ...]
    """Classes, those that describe a word best first."""
    verbal: frozenset[str]
    """Classes of verbs."""
    takes_to: frozenset[str]
    """Words that "to" and a verb complete, so that they open no purpose clause: "help her to decide"."""
    asking: frozenset[str]
    """Question words."""
    helping: frozenset[str]
    """Auxiliary verbs, which open closed questions."""
    persons: frozenset[str]
    """Pronouns."""
    telling: frozenset[str]
    """Verbs that ask for an account: "walk me through"."""
    subordinate: frozenset[str]
    """Question words that can also open a subordinate clause."""
    prelude: frozenset[str]
    """Words that may come before a question: "and", "so"."""
    told: frozenset[str]
    """Words after which a verb of `telling` asks for an account: "tell me"."""
    tags: frozenset[str]
    """Phrases that ask for agreement at the end of a sentence, after a comma."""
    short_tags: frozenset[str]
    """Tags that ask for agreement as a sentence of their own."""
    presuming: tuple[str, ...]
    """Phrases that presume the answer."""
    openers: dict[str, str]
    """Words and marks that always open a clause, with the clause's role."""


def read_json(name: str) -> Any:
    """Return the content of one of the coach's data files."""
    return json.loads((DATA_FOLDER / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    """Return the lists of `grammar.json`."""
    data = read_json("grammar.json")
    phrases = {name: ", ".join(data.pop(name)).split(", ") for name in ("tags", "short_tags", "presuming")}
    openers = {word: role for role, words in data.pop("openers").items() for word in words.split()}
    lists = {name: " ".join(lines).split() for name, lines in data.items() if name != "about"}
    return Grammar(
        leading=tuple(lists.pop("leading")),
        tags=frozenset(phrases["tags"]),
        short_tags=frozenset(phrases["short_tags"]),
        presuming=tuple(phrases["presuming"]),
        openers=openers,
        **{name: frozenset(words) for name, words in lists.items()},
    )


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lists of `lexicon.json`."""
    data = read_json("lexicon.json")
    singles: dict[str, list[str]] = {}
    fixed: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    vocabulary = set(data["irregular"])
    phrase_words: list[str] = []
    for name, lines in data["classes"].items():
        for entry in ",".join(lines).split(","):
            words = tuple(entry.replace("n't", " n't").replace("'s", " 's").split())
            if len(words) == 1:
                vocabulary.add(words[0])
                singles.setdefault(words[0], []).append(name)
            elif words:
                phrase_words += words
                fixed.setdefault(words[0], []).append((words, name))
    vocabulary.update(word for word in phrase_words if not any(stem in vocabulary for stem, _ in possible_stems(word)))
    irregular: dict[str, tuple[str, str]] = {}
    for base, forms in data["irregular"].items():
        for form in forms.split():
            irregular[form] = (base, "ing" if form.endswith("ing") else "ed")
    return Lexicon(
        singles={word: tuple(names) for word, names in singles.items()},
        fixed={first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in fixed.items()},
        phrases=tuple((line.partition(": ")[0], line.partition(": ")[2]) for line in data["phrases"]),
        vocabulary=frozenset(vocabulary),
        irregular=irregular,
        short=data["short"],
        fold=data["fold"],
    )


def possible_stems(word: str) -> list[tuple[str, str]]:
    """Return the base forms that a regular form may have, each with the ending removed; the likeliest first."""
    if len(word) < 4:
        return []
    if word.endswith(("ies", "ied")):
        return [(word[:-3] + "y", "s" if word.endswith("ies") else "ed")]
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2:
            stems = [(stem, ending), (stem + "e", ending)]
            return [(stem[:-1], ending), *stems] if stem[-1] == stem[-2] and stem[-1] not in "ls" else stems
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        stems = [(word[:-1], "s")]
        return [*stems, (word[:-2], "s")] if word.endswith("es") else stems
    return []
