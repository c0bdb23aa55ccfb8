"""Labelled sentences go in; new sentences without a label come out, each joined from the halves of two.

Two sentences are joined where both have the same joint: the same pair of neighbouring chunks, by function word or
class and ending. Single words are also replaced by others of their class. The results read like what people write, if
not always well; the teacher (`teach.py`) estimates for each how likely a rule should flag it.
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
from precall.coach.features import leading_class
from precall.coach.lexicon import load_lexicon
from precall.coach.words import split_words

MIN_WORDS, MAX_WORDS = 2, 32
"""The length of sentences that are used."""
REPLACE_IN = 0.5
"""The share of sentences in which words are replaced by others of their class."""
REPLACE_WORD = 0.15
"""How often a word of such a sentence is replaced."""
MIN_CLASS_SIZE = 6
"""A class with fewer single words is grammar, and its words are not replaced."""


@dataclass(frozen=True)
class Recombined:
    """A sentence joined from two."""

    text: str
    parents: tuple[int, int]
    """Indices of the texts that its halves come from."""


def recombine(texts: list[str], count: int, seed: int) -> list[Recombined]:
    """Return so many new sentences, the same ones for the same texts and seed."""
    rng = random.Random(seed)
    rows = [chunk_words(split_words(text)) for text in texts]
    joints = _index_joints(rows)
    seen = {plain_words(text) for text in texts}
    sentences: list[Recombined] = []
    for _ in range(count * 20):
        if len(sentences) == count:
            break
        first = rng.randrange(len(texts))
        text, second = _join(texts, rows, joints, first, rng)
        if rng.random() < REPLACE_IN:
            text = _replace_words(text, rng)
        plain = plain_words(text)
        if MIN_WORDS <= len(plain.split()) <= MAX_WORDS and plain not in seen:
            seen.add(plain)
            sentences.append(Recombined(text, (first, second)))
    return sentences


def _joints(chunks: tuple[Chunk, ...]) -> Iterator[tuple[int, str]]:
    """Yield each chunk that can begin a second half, with the joint that it forms with the chunk before it."""
    for index in range(1, len(chunks)):
        yield index, f"{leading_class(chunks[index - 1])} {leading_class(chunks[index])}"


def _index_joints(rows: list[tuple[Chunk, ...]]) -> dict[str, list[tuple[int, int]]]:
    """Return, by joint, the sentences that have it and the chunk where."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, chunks in enumerate(rows):
        for index, joint in _joints(chunks):
            places[joint].append((number, index))
    return places


def _join(
    texts: list[str],
    rows: list[tuple[Chunk, ...]],
    joints: dict[str, list[tuple[int, int]]],
    first: int,
    rng: random.Random,
) -> tuple[str, int]:
    """Return a sentence's first half with the second half of another that has the same joint, and the other's index."""
    shared = [(index, joint) for index, joint in _joints(rows[first]) if len(joints[joint]) > 1]
    if not shared:
        return texts[first], first
    index, joint = rng.choice(shared)
    second, other_index = rng.choice(joints[joint])
    cut, begin = rows[first][index].words[0].start, rows[second][other_index].words[0].start
    return texts[first][:cut] + texts[second][begin:], second


def _replace_words(text: str, rng: random.Random) -> str:
    """Return the sentence with some of its words replaced by others of their class, in the same form."""
    peers = _words_by_class()
    parts: list[str] = []
    position = 0
    for chunk in chunk_words(split_words(text)):
        word = chunk.words[0]
        classes = sorted(name for name in chunk.classes if name in peers)
        if len(chunk.words) > 1 or not classes or word.ending == "ed" or rng.random() > REPLACE_WORD:
            continue
        other = _inflect(rng.choice(peers[rng.choice(classes)]), word.ending)
        parts += [text[position : word.start], other.capitalize() if text[word.start].isupper() else other]
        position = word.end
    return "".join(parts) + text[position:]


def _words_by_class() -> dict[str, list[str]]:
    """Return the single words of each class that has enough of them."""
    words_by_class: dict[str, list[str]] = defaultdict(list)
    for word, names in load_lexicon().singles.items():
        for name in names:
            words_by_class[name].append(word)
    return {name: words for name, words in words_by_class.items() if len(words) >= MIN_CLASS_SIZE}


def _inflect(word: str, ending: str) -> str:
    """Return a base form with an ending."""
    if ending == "ing":
        return (word[:-1] if word.endswith("e") and not word.endswith("ee") else word) + "ing"
    if ending == "s":
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
    return word
