"""The labelled sentences go in; the weights of the coach come out.

    python training/train.py            writes hooks/precall/coach/weights/objective.json and question.json, and
                                        hooks/precall/coach/browser/data.js from them
    python training/train.py --check    writes nothing; exit code 1 if the weights on disk differ

Uses only the splits train and tune, and the teacher's estimates for sentences recombined from them (`teach.py`). The
confidence comes from cross-validation by hand (writer): the weights that gave a score had seen no sentence of that
hand, nor any recombined from one. Needs scikit-learn.
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

import browser_data
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
MIN_LABELLED = 2
"""A feature is tried if it occurs in so many labelled sentences,"""
MIN_RECOMBINED = 6
"""or in so many recombined ones."""
MIN_LOG_RATIO = 0.3
"""A feature is tried if its frequencies under the two labels differ by so much (absolute naive Bayes log ratio)."""
MAX_FEATURES = 40_000
"""Features that ship: those with the largest weights."""
INVERSE_PENALTY = 1.5
"""Inverse strength of the L2 penalty."""
RECOMBINED = 12_000
"""Recombined sentences that are used."""
RECOMBINED_WEIGHT = 0.5
"""The weight of a recombined sentence; a labelled one has 1, or `REAL_WEIGHT`."""
REAL_HANDS = {"objective": frozenset[str](), "question": frozenset({"fifteenth", "sixteenth"})}
"""The hands that wrote as people write in real lists, where they count more. For objectives that gained nothing."""
REAL_WEIGHT = 2.0
"""The weight of a labelled sentence of a real hand."""
REAL_SHARE = 1 / 3
"""The share of the real hands in the measure of confidence; most sentences of the other hands are made to be hard."""
FILLED = "t-"
"""The groups of sentences that fill a form with topics begin so. They are too alike to count in that measure."""
FOLDS = 4
SURE_POINTS = (0.9, 0.95, 0.97, 0.99)
"""Confidences whose scores are measured; between them, and from 0.5 to the first, it grows in a straight line."""
MARGIN = 0.005
"""The share of right judgements that is measured for a confidence is so much above it."""
LEAST_JUDGED = 60
"""A confidence is measured on so many sentences at least."""


Points = list[tuple[float, float]]
"""Distances from the boundary, each with a confidence."""


@dataclass(frozen=True)
class TrainingSet:
    """Sentences to train on. All fields have one item for each sentence."""

    features: list[Features]
    probability: np.ndarray
    """The probability that it should be flagged; 0 or 1 for a labelled sentence."""
    weight: np.ndarray
    hands: list[frozenset[str]]
    """The writers of its words."""

    def without(self, hands: set[str]) -> TrainingSet:
        """Return the sentences that contain no words of these hands."""
        selected = [index for index, own in enumerate(self.hands) if not own & hands]
        return TrainingSet(
            [self.features[index] for index in selected],
            self.probability[selected],
            self.weight[selected],
            [self.hands[index] for index in selected],
        )

    @property
    def labelled(self) -> np.ndarray:
        """A mask of the labelled sentences."""
        return (self.probability == 0) | (self.probability == 1)


def labelled_sentences(judgement: str) -> list[Sentence]:
    """Return the labelled sentences of train and tune."""
    return [sentence for sentence in load(judgement) if sentence.split in ("train", "tune")]


def load_training_set(judgement: str) -> TrainingSet:
    """Return the labelled sentences, followed by the recombined ones."""
    sentences = labelled_sentences(judgement)
    texts = [sentence.text for sentence in sentences]
    probability = [float(sentence.label == LABELS[judgement][1]) for sentence in sentences]
    hands = [frozenset({sentence.hand}) for sentence in sentences]
    for line in (
        gzip.decompress((HERE / f"taught-{judgement}.tsv.gz").read_bytes()).decode().splitlines()[1 : RECOMBINED + 1]
    ):
        percent, writers, text = line.split("\t")
        texts.append(text)
        # Never 0 or 1, which mark labelled sentences.
        probability.append(min(max(int(percent), 0.5), 99.5) / 100)
        hands.append(frozenset(writers.split()))
    weight = np.full(len(texts), RECOMBINED_WEIGHT)
    weight[: len(sentences)] = [
        REAL_WEIGHT if sentence.hand in REAL_HANDS[judgement] else 1.0 for sentence in sentences
    ]
    rows = [chunk_words(split_words(text)) for text in texts]
    features = [extract_features(judgement, chunks, find_patterns(judgement, chunks)) for chunks in rows]
    return TrainingSet(features, np.array(probability), weight, hands)


@dataclass
class FeatureKind:
    """The features of one kind over all sentences."""

    names: list[str]
    matrix: csr_matrix
    """One row for each sentence, one column for each name."""
    log_ratio: np.ndarray
    """The absolute naive Bayes log ratio of each feature."""

    def only(self, selected: np.ndarray) -> FeatureKind:
        """Return the kind with some of its features."""
        return FeatureKind(
            [self.names[index] for index in selected], self.matrix[:, selected], self.log_ratio[selected]
        )


def to_matrix(features: list[Features], kind: str, names: list[str]) -> csr_matrix:
    """Return a matrix with one row for each sentence, one column for each name, and 1 where the feature occurs."""
    column = {name: index for index, name in enumerate(names)}
    columns: list[int] = []
    ends = [0]
    for of_sentence in features:
        columns += sorted(column[name] for name in of_sentence[kind] if name in column)
        ends.append(len(columns))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(features), len(names)))


def candidate_features(training: TrainingSet) -> dict[str, FeatureKind]:
    """Return the features worth trying, by kind."""
    result: dict[str, FeatureKind] = {}
    for kind in training.features[0]:
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for features, is_labelled in zip(training.features, training.labelled, strict=True):
            counts[bool(is_labelled)].update(list(features[kind]))
        recombined, labelled = counts
        names = sorted(
            name
            for name in recombined | labelled
            if labelled[name] >= MIN_LABELLED or recombined[name] >= MIN_RECOMBINED
        )
        matrix = to_matrix(training.features, kind, names)
        flagged = matrix.T @ (training.weight * training.probability) + 1
        other = matrix.T @ (training.weight * (1 - training.probability)) + 1
        log_ratio = np.abs(np.log((flagged / flagged.sum()) / (other / other.sum())))
        result[kind] = FeatureKind(names, matrix, log_ratio).only(np.flatnonzero(log_ratio >= MIN_LOG_RATIO))
    return result


def scale(kind: FeatureKind) -> csr_matrix:
    """Return the matrix with columns times their log ratio, and rows divided by the root of their feature count."""
    counts = np.maximum(np.asarray(kind.matrix.sum(1)).ravel(), 1)
    return diags(1 / np.sqrt(counts)) @ kind.matrix @ diags(kind.log_ratio)


def fit(training: TrainingSet) -> tuple[float, dict[str, dict[str, int]]]:
    """Return the intercept and the weights, in hundredths, of the features that ship."""
    kinds = candidate_features(training)
    estimated = np.flatnonzero(~training.labelled)
    # An estimated sentence occurs twice, once under each label, weighted by the probability of that label.
    flagged = np.concatenate([training.probability > 0, np.zeros(len(estimated), bool)])
    weight = np.concatenate(
        [
            training.weight * np.where(training.labelled, 1, training.probability),
            (training.weight * (1 - training.probability))[estimated],
        ]
    )
    for is_last in (False, True):
        matrix = hstack([scale(kind) for kind in kinds.values()]).tocsr()
        matrix = vstack([matrix, matrix[estimated]]).tocsr()
        fitted = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", tol=0.005).fit(matrix, flagged, weight)
        weights = fitted.coef_[0] * np.concatenate([kind.log_ratio for kind in kinds.values()])
        if is_last:
            break
        bound = np.sort(np.abs(weights))[-min(MAX_FEATURES, len(weights))]
        start = 0
        for name, kind in kinds.items():
            selected = np.flatnonzero(np.abs(weights[start : start + len(kind.names)]) >= bound)
            start += len(kind.names)
            kinds[name] = kind.only(selected)
    shipped: dict[str, dict[str, int]] = {}
    start = 0
    for kind_name, kind in kinds.items():
        of_kind = weights[start : start + len(kind.names)]
        start += len(kind.names)
        rounded = {name: round(float(weight) * 100) for name, weight in zip(kind.names, of_kind, strict=True)}
        shipped[kind_name] = {name: weight for name, weight in rounded.items() if weight}
    return round(float(fitted.intercept_[0]), 4), shipped


def scores(features: list[Features], intercept: float, weights: dict[str, dict[str, int]]) -> np.ndarray:
    """Return the score of each sentence, as `precall.coach.model` computes it."""
    result = np.full(len(features), intercept)
    for row, of_sentence in enumerate(features):
        for kind, by_name in weights.items():
            known = [by_name[name] for name in of_sentence[kind] if name in by_name]
            if known:
                result[row] += sum(known) / 100 / np.sqrt(len(known))
    return result


def held_out_scores(training: TrainingSet) -> np.ndarray:
    """Return the score of each labelled sentence under weights that had seen nothing of its hand."""
    labelled = np.flatnonzero(training.labelled)
    result = np.zeros(len(labelled))
    # The hands in the order of the file, so that the real ones, the last two, are in different folds.
    all_hands = list(dict.fromkeys(hand for index in labelled for hand in training.hands[index]))
    for fold in range(FOLDS):
        hands = set(all_hands[fold::FOLDS])
        positions = [position for position, index in enumerate(labelled) if training.hands[index] & hands]
        intercept, weights = fit(training.without(hands))
        features = [training.features[labelled[position]] for position in positions]
        result[positions] = scores(features, intercept, weights)
    return result


def sure_points(distance: np.ndarray, right: np.ndarray, weight: np.ndarray) -> Points:
    """Return the distances from the boundary at which verdicts are as often right as each of `SURE_POINTS` says.

    A distance is the least from which on all more distant sentences together are judged right that often.

    Args:
        distance: How far the score of each sentence with this verdict is from the boundary.
        right: Whether the verdict is right.
        weight: How much the sentence counts.
    """
    order = np.argsort(-distance, kind="stable")
    share = np.cumsum((right * weight)[order]) / np.cumsum(weight[order])
    points: Points = []
    at = 0.0
    for sure in SURE_POINTS:
        enough = np.flatnonzero(share[LEAST_JUDGED:] >= sure + MARGIN)
        if not len(enough):
            break
        at = max(round(float(distance[order][LEAST_JUDGED + enough[-1]]), 3), round(at + 0.01, 3))
        points.append((at, sure))
    return points


def calibrate(judgement: str, score: np.ndarray, flagged: np.ndarray) -> tuple[float, Points, Points]:
    """Return the boundary, and the distances with their confidences for the label to keep and the label to flag.

    Args:
        judgement: `objective` or `question`.
        score: The score of each labelled sentence under weights that had seen nothing of its hand.
        flagged: 1 where the label is the one to flag, else 0.
    """
    sentences = labelled_sentences(judgement)
    is_real = np.array([sentence.hand in REAL_HANDS[judgement] for sentence in sentences])
    weight = np.ones(len(sentences))
    if is_real.any():
        counted = np.array([not sentence.group.startswith(FILLED) for sentence in sentences])
        score, flagged, is_real = score[counted], flagged[counted], is_real[counted]
        weight = np.where(is_real, REAL_SHARE / is_real.sum(), (1 - REAL_SHARE) / (~is_real).sum()) * len(is_real)
    curve = LogisticRegression(C=1e6).fit(score[:, None], flagged, weight)
    boundary = round(float(-curve.intercept_[0] / curve.coef_[0][0]), 4)
    margin = score - boundary
    said = margin > 0
    keep_sure = sure_points(-margin[~said], 1 - flagged[~said], weight[~said])
    return boundary, keep_sure, sure_points(margin[said], flagged[said], weight[said])


def balanced(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return the mean of the two recalls."""
    return float((guess[truth].mean() + (~guess[~truth]).mean()) / 2)


def print_report(judgement: str, margin: np.ndarray, flagged: np.ndarray, keep_sure: Points, flag_sure: Points) -> None:
    """Print how well the held-out hands were judged, and how often the verdicts of each confidence are right."""
    sentences = labelled_sentences(judgement)
    guess, truth = margin > 0, flagged.astype(bool)
    print(f"\n{judgement}, each hand judged by weights that had seen nothing of it:\n")
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
    keep, flag = LABELS[judgement]
    is_real = np.isin(hand, list(REAL_HANDS[judgement]))
    parts = {"real hands": is_real, "other hands": ~is_real} if is_real.any() else {"all": ~is_real}
    titles = " | ".join(f"{name}: share of its label | right" for name in parts)
    print(f"\n| verdict | confidence at least | {titles} |")
    print("| --- | --- |" + " --- | --- |" * len(parts))
    for name, points, side, own in ((keep, keep_sure, ~guess, ~truth), (flag, flag_sure, guess, truth)):
        for at, sure in ((0.0, 0.5), *points):
            chosen = side & (np.abs(margin) >= at)
            values = [
                f"{(chosen & own & part).sum() / (own & part).sum():.3f} | {own[chosen & part].mean():.3f}"
                for part in parts.values()
            ]
            print(f"| {name} | {sure} | " + " | ".join(values) + " |")


def train(judgement: str) -> str:
    """Return the text of the weights file."""
    training = load_training_set(judgement)
    keep, flag = LABELS[judgement]
    flagged = training.probability[training.labelled].astype(int)
    held_out = held_out_scores(training)
    boundary, keep_sure, flag_sure = calibrate(judgement, held_out, flagged)
    margin = held_out - boundary
    print_report(judgement, margin, flagged, keep_sure, flag_sure)
    intercept, weights = fit(training)
    trained_on = "\n".join(f"{sentence.label}\t{sentence.text}" for sentence in labelled_sentences(judgement))
    return json.dumps(
        {
            "about": f"Weights of the {judgement} judgement, written by training/train.py.",
            "sentences": hashlib.sha256(trained_on.encode()).hexdigest(),
            "lists": hashlib.sha256(b"".join((DATA_FOLDER / name).read_bytes() for name in LISTS)).hexdigest(),
            "keep": keep,
            "flag": flag,
            "boundary": boundary,
            "keep_sure": keep_sure,
            "flag_sure": flag_sure,
            "intercept": intercept,
            "weights": weights,
        },
        ensure_ascii=False,
        indent=0,
        sort_keys=True,
    )


def main() -> int:
    """Train both judgements and write their weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the weights on disk and write nothing")
    options = parser.parse_args()
    stale = 0
    for judgement in LABELS:
        # With several threads, sums are added in another order and differ in the last digits between machines.
        with threadpool_limits(1):
            text = train(judgement) + "\n"
        path = DATA_FOLDER / f"{judgement}.json"
        same = path.exists() and path.read_text(encoding="utf-8") == text
        stale += not same
        if not options.check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'unchanged' if same else 'differs' if options.check else 'written'}")
    stale += not browser_data.write(check=options.check)
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
