"""The labelled sentences: read, checked, kept apart in train, tune and sealed.

A sentence is given its share once, when it enters the file, and keeps it. Whole groups (minimal pairs) and
near-duplicates share one fate, so that nothing the model learnt from comes back in the test.
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
"""Upper bounds, in hundredths."""
COLUMNS = ("split", "label", "level", "hand", "group", "text")
ALIKE = 0.7
"""Share of words in common from which two sentences are near-duplicates."""


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence."""

    split: str
    """train, tune, sealed; empty until it is given."""
    label: str
    level: str
    """plain or hard."""
    hand: str
    """Who wrote it: hands differ, and a model that only knows one hand knows little."""
    group: str
    """Sentences written as a pair or a family share a group."""
    text: str


def load(judgement: str) -> list[Sentence]:
    """The sentences of a judgement, in the file's order.

    Raises:
        ValueError: a line is not what the columns say, with its number.

    """
    path = HERE / f"{judgement}.tsv"
    found: list[Sentence] = []
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
        found.append(sentence)
    return found


def save(judgement: str, sentences: list[Sentence]) -> None:
    """Write the sentences of a judgement back, in this order."""
    rows = ["\t".join(COLUMNS), *("\t".join(getattr(sentence, column) for column in COLUMNS) for sentence in sentences)]
    (HERE / f"{judgement}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def plain_words(text: str) -> str:
    """A sentence as its words alone: two that differ only in case and marks are one."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", "")))


def families(sentences: list[Sentence]) -> list[list[int]]:
    """Indexes of the sentences that must stay together: one group, or near-duplicates."""
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
        rarest = sorted(own, key=lambda word: (frequency[word], word))[: len(own) - ceil(ALIKE * len(own) - 1e-9) + 1]
        for other in set().union(*(holders[word] for word in rarest)):
            if len(own & words[other]) >= ALIKE * len(own | words[other]):
                parent[root(index)] = root(other)
        for word in rarest:
            holders[word].add(index)
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(len(sentences)):
        found[root(index)].append(index)
    return list(found.values())


def share(judgement: str, sentence: Sentence) -> int:
    """A number from 0 to 99 that depends on the sentence's group alone."""
    key = f"{judgement}-{sentence.hand}/{sentence.group}"
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 100


def with_shares(judgement: str, sentences: list[Sentence]) -> list[Sentence]:
    """The sentences, each with its share; one that has a share keeps it, and its new family follows it.

    The first time, a family takes the lowest number among its members, so that a sentence once seen while
    building can never pull the ones it resembles into the sealed part. From then on the test is closed: a new
    sentence goes to train, unless it belongs with one that does not.
    """
    given = list(sentences)
    first_time = not any(sentence.split for sentence in sentences)
    for family in families(sentences):
        settled = sorted({given[index].split for index in family} - {""})
        number = min(share(judgement, given[index]) for index in family) if first_time else 0
        split = settled[0] if settled else next(name for name, bound in SHARES if number < bound)
        for index in family:
            if not given[index].split:
                given[index] = replace(given[index], split=split)
    return given


def main() -> None:
    """Gives every sentence without a share its share, and says how many there are of each."""
    for judgement in LABELS:
        sentences = with_shares(judgement, load(judgement))
        save(judgement, sentences)
        counts = Counter((sentence.split, sentence.level) for sentence in sentences)
        print(judgement, *(f"{split}/{level} {count}" for (split, level), count in sorted(counts.items())), sep="  ")


if __name__ == "__main__":
    main()
