"""The files of labelled sentences go in; validated sentences come out, split into train, tune and sealed.

A sentence gets its split once, when it is added, and keeps it. Groups (minimal pairs) and near-duplicates share one
split, so that no test sentence resembles a training sentence.

    python training/sentences.py        gives new sentences a split and prints the counts
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

HERE = Path(__file__).parent
LABELS = {"objective": ("objective", "outcome"), "question": ("listen", "steer")}
"""Each judgement's two labels: the one to keep first, then the one to flag."""
SHARES = (("train", 60), ("tune", 75), ("sealed", 100))
"""Upper bounds, in percent."""
COLUMNS = ("split", "label", "level", "hand", "group", "text")
DUPLICATE_SIMILARITY = 0.7
"""Share of common words from which two sentences are near-duplicates."""


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence."""

    split: str
    """train, tune or sealed; empty for a new sentence."""
    label: str
    level: str
    """plain or hard."""
    hand: str
    """The writer: styles differ, and a model must hold for writers that it has not seen."""
    group: str
    """Sentences written as a pair or a family share a group."""
    text: str


def load(judgement: str) -> list[Sentence]:
    """Return the sentences of a judgement, in the order of the file.

    Raises:
        ValueError: A line does not match the columns; the message has its number.
    """
    path = HERE / f"{judgement}.tsv"
    sentences: list[Sentence] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            columns = ", ".join(COLUMNS)
            raise ValueError(f"{path.name}:{number}: {len(cells)} columns instead of {len(COLUMNS)} ({columns})")
        sentence = Sentence(*(cell.strip() for cell in cells))
        if sentence.label not in LABELS[judgement]:
            keep, flag = LABELS[judgement]
            raise ValueError(f"{path.name}:{number}: the label {sentence.label!r} is neither {keep} nor {flag}")
        if sentence.level not in ("plain", "hard"):
            raise ValueError(f"{path.name}:{number}: the level {sentence.level!r} is neither plain nor hard")
        if sentence.split not in ("", "train", "tune", "sealed"):
            raise ValueError(f"{path.name}:{number}: the split {sentence.split!r} is none of train, tune, sealed")
        sentences.append(sentence)
    return sentences


def save(judgement: str, sentences: list[Sentence]) -> None:
    """Write the sentences of a judgement to its file, in this order."""
    rows = ["\t".join(COLUMNS), *("\t".join(getattr(sentence, column) for column in COLUMNS) for sentence in sentences)]
    (HERE / f"{judgement}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def plain_words(text: str) -> str:
    """Return the words of a sentence, without case and punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", "")))


def families(sentences: list[Sentence]) -> list[list[int]]:
    """Return the indices of sentences that must share a split: groups and near-duplicates."""
    parent = list(range(len(sentences)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first_of: dict[tuple[str, str], int] = {}
    words = [set(plain_words(sentence.text).split()) for sentence in sentences]
    frequency = Counter(word for each in words for word in each)
    # Two sets that have this share in common have one of their rarest words in common, so only those are looked up.
    holders: dict[str, set[int]] = defaultdict(set)
    for index, sentence in enumerate(sentences):
        together = first_of.setdefault((sentence.hand, sentence.group), index)
        parent[root(index)] = root(together)
        own = words[index]
        rarest = sorted(own, key=lambda word: (frequency[word], word))[
            : len(own) - ceil(DUPLICATE_SIMILARITY * len(own) - 1e-9) + 1
        ]
        for other in set().union(*(holders[word] for word in rarest)):
            if len(own & words[other]) >= DUPLICATE_SIMILARITY * len(own | words[other]):
                parent[root(index)] = root(other)
        for word in rarest:
            holders[word].add(index)
    members: dict[int, list[int]] = defaultdict(list)
    for index in range(len(sentences)):
        members[root(index)].append(index)
    return list(members.values())


def group_number(judgement: str, sentence: Sentence) -> int:
    """Return a number from 0 to 99 that depends only on the sentence's group."""
    key = f"{judgement}-{sentence.hand}/{sentence.group}"
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 100


def with_splits(judgement: str, sentences: list[Sentence]) -> list[Sentence]:
    """Return the sentences, each with a split. A sentence keeps the split that it has, and its family gets the same.

    In a file without splits, a family gets the lowest number of its members. Later, a new sentence goes to train
    unless its family is elsewhere: the test set is closed.
    """
    result = list(sentences)
    first_time = not any(sentence.split for sentence in sentences)
    for family in families(sentences):
        settled = sorted({result[index].split for index in family} - {""})
        number = min(group_number(judgement, result[index]) for index in family) if first_time else 0
        split = settled[0] if settled else next(name for name, bound in SHARES if number < bound)
        for index in family:
            if not result[index].split:
                result[index] = replace(result[index], split=split)
    return result


def main() -> None:
    """Give every new sentence a split, and print how many there are of each."""
    for judgement in LABELS:
        sentences = with_splits(judgement, load(judgement))
        save(judgement, sentences)
        counts = Counter((sentence.split, sentence.level) for sentence in sentences)
        print(judgement, *(f"{split}/{level} {count}" for (split, level), count in sorted(counts.items())), sep="  ")


if __name__ == "__main__":
    main()
