"""The labelled sentences become the coach's weights.

    python training/train.py            writes hooks/precall/coach/weights/objective.json and question.json
    python training/train.py --check    writes nothing; exit 1 when the weights on disk are not what comes out

Only train and tune are read, and what a teacher said of sentences recombined from them (`teach.py`). The confidence and
the threshold come from scores that were held out hand by hand: the weights that gave them knew no sentence of that
hand, nor any that was recombined from one. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sentences import HERE, LABELS, Sentence, load
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parents[1] / "hooks"))
from precall.coach.chunker import chunk_words
from precall.coach.features import Features, extract_features
from precall.coach.lexicon import DATA_FOLDER
from precall.coach.patterns import find_patterns
from precall.coach.words import split_words

LISTS = ("lexicon.json", "signs.json", "grammar.json")
SEEN_AT_LEAST = 2
"""In how many labelled sentences a feature must stand to be tried,"""
TAUGHT_AT_LEAST = 6
"""or in how many recombined ones."""
LEAST_PULL = 0.3
"""How far a feature's share among the two labels must lie apart (difference of logarithms) to be tried at all."""
KEPT = 40_000
"""Features that ship: those with the largest weights."""
STRICTNESS = 1.5
"""Inverse strength of the L2 penalty."""
TAUGHT_WEIGHT = 1.0
"""What a recombined sentence weighs beside a labelled one."""
FOLDS = 5
PRECISION = 0.96
"""What the flagged sentences must reach when held out; a hundredth above what is promised."""


@dataclass(frozen=True)
class Lesson:
    """Sentences to learn from, read."""

    found: list[Features]
    likely: np.ndarray
    """How likely each is to be one to flag: of a labelled one 0 or 1."""
    weight: np.ndarray
    hands: list[frozenset[str]]
    """Whose words stand in each."""

    def without(self, hands: set[str]) -> Lesson:
        """What is left when nothing from these hands may be known."""
        kept = [index for index, own in enumerate(self.hands) if not own & hands]
        return Lesson(
            [self.found[index] for index in kept],
            self.likely[kept],
            self.weight[kept],
            [self.hands[index] for index in kept],
        )

    @property
    def labelled(self) -> np.ndarray:
        """Which of the sentences people labelled."""
        return (self.likely == 0) | (self.likely == 1)


def labelled(judgement: str) -> list[Sentence]:
    """The sentences to learn from."""
    return [sentence for sentence in load(judgement) if sentence.split in ("train", "tune")]


def lesson(judgement: str) -> Lesson:
    """The labelled sentences, then those that the teacher judged."""
    sentences = labelled(judgement)
    texts = [sentence.text for sentence in sentences]
    likely = [float(sentence.label == LABELS[judgement][1]) for sentence in sentences]
    hands = [frozenset({sentence.hand}) for sentence in sentences]
    for line in gzip.decompress((HERE / f"taught-{judgement}.tsv.gz").read_bytes()).decode().splitlines()[1:]:
        percent, whose, text = line.split("\t")
        texts.append(text)
        # Never quite sure, so that it is told apart from a label.
        likely.append(min(max(int(percent), 0.5), 99.5) / 100)
        hands.append(frozenset(whose.split()))
    weight = np.where(np.arange(len(texts)) < len(sentences), 1.0, TAUGHT_WEIGHT)
    rows = [chunk_words(split_words(text)) for text in texts]
    return Lesson([extract_features(judgement, row, find_patterns(judgement, row)) for row in rows], np.array(likely), weight, hands)


@dataclass
class Reading:
    """One kind of feature over all sentences."""

    names: list[str]
    matrix: csr_matrix
    pull: np.ndarray

    def only(self, kept: np.ndarray) -> Reading:
        """With some of its features alone."""
        return Reading([self.names[index] for index in kept], self.matrix[:, kept], self.pull[kept])


def matrix(found: list[Features], kind: str, names: list[str]) -> csr_matrix:
    """One row a sentence, one column a name, 1 where the feature was seen."""
    column = {name: index for index, name in enumerate(names)}
    columns: list[int] = []
    ends = [0]
    for seen in found:
        columns += sorted(column[name] for name in seen[kind] if name in column)
        ends.append(len(columns))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), len(names)))


def readings(learnt: Lesson) -> dict[str, Reading]:
    """The features worth trying, each with its pull: the naive Bayes log-ratio."""
    result: dict[str, Reading] = {}
    sure = learnt.labelled
    for kind in learnt.found[0]:
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for seen, is_sure in zip(learnt.found, sure, strict=True):
            counts[bool(is_sure)].update(list(seen[kind]))
        taught, told = counts
        names = sorted(
            name for name in taught | told if told[name] >= SEEN_AT_LEAST or taught[name] >= TAUGHT_AT_LEAST
        )
        table = matrix(learnt.found, kind, names)
        there = table.T @ (learnt.weight * learnt.likely) + 1
        here = table.T @ (learnt.weight * (1 - learnt.likely)) + 1
        pull = np.abs(np.log((there / there.sum()) / (here / here.sum())))
        result[kind] = Reading(names, table, pull).only(np.flatnonzero(pull >= LEAST_PULL))
    return result


def scaled(reading: Reading) -> csr_matrix:
    """Every feature by its pull, every row by the root of how many features it has."""
    known = np.maximum(np.asarray(reading.matrix.sum(1)).ravel(), 1)
    return diags(1 / np.sqrt(known)) @ reading.matrix @ diags(reading.pull)


def fit(learnt: Lesson) -> tuple[float, dict[str, dict[str, int]]]:
    """The intercept and the weights, in hundredths, of the features that ship."""
    tried = readings(learnt)
    unsure = np.flatnonzero(~learnt.labelled)
    # A sentence that is likely to be one to flag is learnt twice: as one, and as none, with a weight for each.
    flagged = np.concatenate([learnt.likely > 0, np.zeros(len(unsure), bool)])
    weight = np.concatenate(
        [
            learnt.weight * np.where(learnt.labelled, 1, learnt.likely),
            (learnt.weight * (1 - learnt.likely))[unsure],
        ]
    )
    for last in (False, True):
        whole = hstack([scaled(reading) for reading in tried.values()]).tocsr()
        whole = vstack([whole, whole[unsure]]).tocsr()
        fitted = LogisticRegression(C=STRICTNESS, solver="liblinear", tol=0.005).fit(whole, flagged, weight)
        weights = fitted.coef_[0] * np.concatenate([reading.pull for reading in tried.values()])
        if last:
            break
        bound = np.sort(np.abs(weights))[-min(KEPT, len(weights))]
        start = 0
        for kind, reading in tried.items():
            kept = np.flatnonzero(np.abs(weights[start : start + len(reading.names)]) >= bound)
            start += len(reading.names)
            tried[kind] = reading.only(kept)
    shipped: dict[str, dict[str, int]] = {}
    start = 0
    for kind, reading in tried.items():
        here = weights[start : start + len(reading.names)]
        start += len(reading.names)
        rounded = {name: round(float(weight) * 100) for name, weight in zip(reading.names, here, strict=True)}
        shipped[kind] = {name: weight for name, weight in rounded.items() if weight}
    return round(float(fitted.intercept_[0]), 4), shipped


def scores(found: list[Features], intercept: float, weights: dict[str, dict[str, int]]) -> np.ndarray:
    """What the shipped model would say, as `precall.coach.model` adds it up."""
    result = np.full(len(found), intercept)
    for row, seen in enumerate(found):
        for kind, known in weights.items():
            here = [known[name] for name in seen[kind] if name in known]
            if here:
                result[row] += sum(here) / 100 / np.sqrt(len(here))
    return result


def held_out(learnt: Lesson) -> np.ndarray:
    """The score of each labelled sentence under weights that knew nothing from its hand."""
    told = np.flatnonzero(learnt.labelled)
    result = np.zeros(len(told))
    every = sorted({hand for own in learnt.hands for hand in own})
    for fold in range(FOLDS):
        hands = set(every[fold::FOLDS])
        judged = [place for place, index in enumerate(told) if learnt.hands[index] & hands]
        intercept, weights = fit(learnt.without(hands))
        result[judged] = scores([learnt.found[told[place]] for place in judged], intercept, weights)
    return result


def threshold(probability: np.ndarray, flagged: np.ndarray) -> float:
    """The lowest confidence, in hundredths, from which on the flagged sentences are right often enough."""
    for hundredth in range(50, 100):
        chosen = probability >= hundredth / 100
        if chosen.any() and flagged[chosen].mean() >= PRECISION:
            return hundredth / 100
    return 0.99


def balanced(truth: np.ndarray, guess: np.ndarray) -> float:
    """The mean of the two recalls."""
    return float((guess[truth].mean() + (~guess[~truth]).mean()) / 2)


def tell(judgement: str, unseen: np.ndarray, flagged: np.ndarray, at: float, probability: np.ndarray) -> None:
    """Print how the held-out hands were judged."""
    sentences = labelled(judgement)
    guess, truth = unseen > 0, flagged.astype(bool)
    print(f"\n{judgement}, each hand judged by weights that knew nothing from it:\n")
    print("| hand | sentences | all | hard | plain |\n| --- | --- | --- | --- | --- |")
    hand = np.array([sentence.hand for sentence in sentences])
    hard = np.array([sentence.level == "hard" for sentence in sentences])
    for name in ("all", *dict.fromkeys(sentence.hand for sentence in sentences)):
        own = np.full(len(hand), True) if name == "all" else hand == name
        values = [
            f"{balanced(truth[part], guess[part]):.3f}" if truth[part].any() and not truth[part].all() else ""
            for part in (own, own & hard, own & ~hard)
        ]
        print(f"| {name} | {own.sum()} | " + " | ".join(values) + " |")
    chosen = probability >= at
    right, found = truth[chosen].mean(), chosen[truth].mean()
    print(f"\nFlagged from a confidence of {at}: precision {right:.3f}, recall {found:.3f}.")


def train(judgement: str) -> str:
    """The text of the weights file."""
    learnt = lesson(judgement)
    keep, flag = LABELS[judgement]
    flagged = learnt.likely[learnt.labelled].astype(int)
    unseen = held_out(learnt)
    curve = LogisticRegression(C=1e6).fit(unseen[:, None], flagged)
    slope, shift = round(float(curve.coef_[0][0]), 4), round(float(curve.intercept_[0]), 4)
    probability = 1 / (1 + np.exp(-(slope * unseen + shift)))
    flag_at = threshold(probability, flagged)
    tell(judgement, unseen, flagged, flag_at, probability)
    intercept, weights = fit(learnt)
    told = "\n".join(f"{sentence.label}\t{sentence.text}" for sentence in labelled(judgement))
    return json.dumps(
        {
            "about": f"Weights of the {judgement} judgement, written by training/train.py.",
            "sentences": hashlib.sha256(told.encode()).hexdigest(),
            "lists": hashlib.sha256(b"".join((DATA_FOLDER / name).read_bytes() for name in LISTS)).hexdigest(),
            "keep": keep,
            "flag": flag,
            "flag_at": flag_at,
            "slope": slope,
            "shift": shift,
            "intercept": intercept,
            "weights": weights,
        },
        ensure_ascii=False,
        indent=0,
        sort_keys=True,
    )


def main() -> int:
    """Train both judgements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the weights on disk and write nothing")
    options = parser.parse_args()
    stale = 0
    for judgement in LABELS:
        # Sums over several threads come out in another order, and so in other last digits, on every machine.
        with threadpool_limits(1):
            text = train(judgement) + "\n"
        path = DATA_FOLDER / f"{judgement}.json"
        same = path.exists() and path.read_text(encoding="utf-8") == text
        stale += not same
        if not options.check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'unchanged' if same else 'differs' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
