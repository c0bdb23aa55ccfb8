"""Labelled sentences become new ones without a label: our own grammar cuts two apart and joins their halves.

Two sentences are joined where both have the same two turns (a word of grammar, or a class of the word lists, with its
ending), and single words give way to others of their class. What comes out reads like what people write, if not
always well: a teacher says of each how likely it is to be what the rules should flag.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sentences import plain_words

sys.path.insert(0, str(Path(__file__).parents[1] / "hooks"))
from precall.coach.chunker import Chunk, chunk_words
from precall.coach.lexicon import load_lexicon
from precall.coach.words import split_words

SHORTEST, LONGEST = 2, 32
"""Words of a sentence worth asking about."""
EXCHANGED = 0.5
"""The share of sentences in which words give way to others of their class."""
AGAIN = 0.15
"""How often a word that could give way does."""
OPEN_CLASSES = 6
"""A class with fewer single words than this is grammar, and keeps its words."""


@dataclass(frozen=True)
class Recombined:
    """A sentence made of two."""

    text: str
    parents: tuple[int, int]
    """Which of the texts its halves come from."""


def recombined(texts: list[str], many: int, seed: int) -> list[Recombined]:
    """So many new sentences from these; the same ones for the same texts and seed."""
    chance = random.Random(seed)
    rows = [chunk_words(split_words(text)) for text in texts]
    joints = _joints(rows)
    seen = {plain_words(text) for text in texts}
    found: list[Recombined] = []
    for _ in range(many * 20):
        if len(found) == many:
            break
        at = chance.randrange(len(texts))
        text, other = _crossed(texts, rows, joints, at, chance)
        if chance.random() < EXCHANGED:
            text = _exchanged(text, chance)
        plain = plain_words(text)
        if SHORTEST <= len(plain.split()) <= LONGEST and plain not in seen:
            seen.add(plain)
            found.append(Recombined(text, (at, other)))
    return found


def _turns(row: tuple[Chunk, ...]) -> Iterator[tuple[int, str]]:
    """Each unit that can begin a second half, with the turn it makes together with the one before it."""
    for at in range(1, len(row)):
        yield at, f"{leading(row[at - 1])} {leading(row[at])}"


def _joints(rows: list[tuple[Chunk, ...]]) -> dict[str, list[tuple[int, int]]]:
    """By turn: the sentences that have it, and where."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for at, turn in _turns(row):
            found[turn].append((number, at))
    return found


def _crossed(
    texts: list[str],
    rows: list[tuple[Chunk, ...]],
    joints: dict[str, list[tuple[int, int]]],
    first: int,
    chance: random.Random,
) -> tuple[str, int]:
    """The first half of a sentence with the second half of another that has the same turn, and which that is."""
    turns = [(at, turn) for at, turn in _turns(rows[first]) if len(joints[turn]) > 1]
    if not turns:
        return texts[first], first
    at, turn = chance.choice(turns)
    second, there = chance.choice(joints[turn])
    cut, begin = rows[first][at].words[0].start, rows[second][there].words[0].start
    return texts[first][:cut] + texts[second][begin:], second


def _exchanged(text: str, chance: random.Random) -> str:
    """The sentence with some of its words exchanged for others of their class, in the same form."""
    peers = _peers()
    parts: list[str] = []
    at = 0
    for unit in chunk_words(split_words(text)):
        word = unit.words[0]
        classes = sorted(name for name in unit.classes if name in peers)
        if len(unit.words) > 1 or not classes or word.ending == "ed" or chance.random() > AGAIN:
            continue
        other = _formed(chance.choice(peers[chance.choice(classes)]), word.ending)
        parts += [text[at : word.start], other.capitalize() if text[word.start].isupper() else other]
        at = word.end
    return "".join(parts) + text[at:]


def _peers() -> dict[str, list[str]]:
    """By class: its single words, where there are many."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, names in load_lexicon().singles.items():
        for name in names:
            found[name].append(word)
    return {name: words for name, words in found.items() if len(words) >= OPEN_CLASSES}


def _formed(word: str, ending: str) -> str:
    """A base form with an ending."""
    if ending == "ing":
        return (word[:-1] if word.endswith("e") and not word.endswith("ee") else word) + "ing"
    if ending == "s":
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
    return word
