"""The labelled sentences become the coach's weights.

    python training/train.py            writes hooks/precall/coach/weights/objective.json and question.json
    python training/train.py --check    writes nothing; exit 1 when the weights on disk are not what comes out

Only train and tune are read. Settings were chosen by cross-validation over them, whole families of sentences
held out together; the same held-out scores fit the confidence and the threshold. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sentences import LABELS, Sentence, families, load
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parents[1] / "hooks"))
from precall.coach.features import Features, features
from precall.coach.lists import WEIGHTS
from precall.coach.phrases import units
from precall.coach.words import read

LISTS = ("lexicon.json", "signs.json", "grammar.json")
SEEN_AT_LEAST = 2
LEAST_PULL = 0.3
"""How far a feature's share among the two labels must lie apart (difference of logarithms) to be tried at all."""
KEPT = 12_000
"""Features that ship: those with the largest weights."""
STRICTNESS = 1.5
"""Inverse strength of the L2 penalty."""
FOLDS = 5
PRECISION = 0.955
"""What the flagged sentences must reach when held out; half a hundredth above what is promised."""


@dataclass
class Reading:
    """One kind of feature over all sentences."""

    names: list[str]
    matrix: csr_matrix
    pull: np.ndarray


def labelled(judgement: str) -> tuple[list[Sentence], np.ndarray]:
    """The sentences to learn from, and the family of each."""
    sentences = load(judgement)
    family = np.zeros(len(sentences), dtype=int)
    for number, members in enumerate(families(sentences)):
        family[members] = number
    chosen = [index for index, sentence in enumerate(sentences) if sentence.split in ("train", "tune")]
    return [sentences[index] for index in chosen], family[chosen]


def matrix(found: list[Features], kind: str, names: list[str]) -> csr_matrix:
    """One row a sentence, one column a name, 1 where the feature was seen."""
    column = {name: index for index, name in enumerate(names)}
    cells = [(row, column[name]) for row, seen in enumerate(found) for name in seen[kind] if name in column]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    return csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(found), len(names)))


def readings(found: list[Features], flagged: np.ndarray) -> dict[str, Reading]:
    """The features worth trying, each with its pull: the naive Bayes log-ratio."""
    result: dict[str, Reading] = {}
    for kind in found[0]:
        counts = Counter(name for seen in found for name in seen[kind])
        names = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
        table = matrix(found, kind, names)
        there = np.asarray(table[flagged == 1].sum(0)).ravel() + 1
        here = np.asarray(table[flagged == 0].sum(0)).ravel() + 1
        pull = np.abs(np.log((there / there.sum()) / (here / here.sum())))
        kept = np.flatnonzero(pull >= LEAST_PULL)
        result[kind] = Reading([names[index] for index in kept], table[:, kept], pull[kept])
    return result


def scaled(table: csr_matrix, pull: np.ndarray) -> csr_matrix:
    """Every feature by its pull, every row by the root of how many features it has."""
    known = np.maximum(np.asarray(table.sum(1)).ravel(), 1)
    return diags(1 / np.sqrt(known)) @ table @ diags(pull)


def fit(found: list[Features], flagged: np.ndarray) -> tuple[float, dict[str, dict[str, int]]]:
    """The intercept and the weights, in thousandths, of the features that ship."""
    tried = readings(found, flagged)
    for last in (False, True):
        whole = hstack([scaled(reading.matrix, reading.pull) for reading in tried.values()]).tocsr()
        fitted = LogisticRegression(C=STRICTNESS, max_iter=5000, tol=1e-7).fit(whole, flagged)
        weights = fitted.coef_[0] * np.concatenate([reading.pull for reading in tried.values()])
        if last:
            break
        bound = np.sort(np.abs(weights))[-min(KEPT, len(weights))]
        start = 0
        for kind, reading in tried.items():
            kept = np.flatnonzero(np.abs(weights[start : start + len(reading.names)]) >= bound)
            start += len(reading.names)
            tried[kind] = Reading([reading.names[index] for index in kept], reading.matrix[:, kept], reading.pull[kept])
    shipped: dict[str, dict[str, int]] = {}
    start = 0
    for kind, reading in tried.items():
        here = weights[start : start + len(reading.names)]
        start += len(reading.names)
        shipped[kind] = {name: round(float(weight) * 1000) for name, weight in zip(reading.names, here, strict=True)}
    return round(float(fitted.intercept_[0]), 4), shipped


def scores(found: list[Features], intercept: float, weights: dict[str, dict[str, int]]) -> np.ndarray:
    """What the shipped model would say, as `precall.coach.model` adds it up."""
    result = np.full(len(found), intercept)
    for row, seen in enumerate(found):
        for kind, known in weights.items():
            here = [known[name] for name in seen[kind] if name in known]
            if here:
                result[row] += sum(here) / 1000 / np.sqrt(len(here))
    return result


def fold_of(family: np.ndarray) -> np.ndarray:
    """The part in which each family is held out."""
    return np.array([int(hashlib.sha256(f"fold {number}".encode()).hexdigest()[:8], 16) % FOLDS for number in family])


def held_out(found: list[Features], flagged: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """The score of each sentence under weights that were fitted without its part."""
    result = np.zeros(len(found))
    for part in np.unique(parts):
        learn, judge = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        intercept, weights = fit([found[index] for index in learn], flagged[learn])
        result[judge] = scores([found[index] for index in judge], intercept, weights)
    return result


def threshold(probability: np.ndarray, flagged: np.ndarray) -> float:
    """The lowest confidence, in hundredths, from which on the flagged sentences are right often enough."""
    for hundredth in range(50, 100):
        chosen = probability >= hundredth / 100
        if chosen.any() and flagged[chosen].mean() >= PRECISION:
            return hundredth / 100
    return 0.99


def train(judgement: str) -> str:
    """The text of the weights file."""
    sentences, family = labelled(judgement)
    keep, flag = LABELS[judgement]
    flagged = np.array([sentence.label == flag for sentence in sentences]).astype(int)
    found = [features(judgement, units(read(sentence.text))) for sentence in sentences]
    unseen = held_out(found, flagged, fold_of(family))
    curve = LogisticRegression(C=1e6).fit(unseen[:, None], flagged)
    slope, shift = round(float(curve.coef_[0][0]), 4), round(float(curve.intercept_[0]), 4)
    intercept, weights = fit(found, flagged)
    learnt = "\n".join(f"{sentence.label}\t{sentence.text}" for sentence in sentences)
    return json.dumps(
        {
            "about": f"Weights of the {judgement} judgement, written by training/train.py.",
            "sentences": hashlib.sha256(learnt.encode()).hexdigest(),
            "lists": hashlib.sha256(b"".join((WEIGHTS / name).read_bytes() for name in LISTS)).hexdigest(),
            "keep": keep,
            "flag": flag,
            "flag_at": threshold(1 / (1 + np.exp(-(slope * unseen + shift))), flagged),
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
        text = train(judgement) + "\n"
        path = WEIGHTS / f"{judgement}.json"
        same = path.exists() and path.read_text(encoding="utf-8") == text
        stale += not same
        if not options.check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'unchanged' if same else 'differs' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
