"""Features go in; a score and a confidence come out: one linear model for each judgement, with weights from JSON.

Each kind of feature is averaged by itself: the weights of its known features are added up and divided by the square
root of their number, so that a long sentence weighs no more than a short one. The score is the sum over the kinds
plus the intercept; above the boundary it speaks for the label to flag (outcome, steer). The confidence grows with the
distance from the boundary, along straight lines between points that were measured on sentences of unseen writers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from precall.coach.features import KINDS, FeatureNames, Features, WordRange
from precall.coach.lexicon import read_json

SURE_PERCENT = 95
"""The least confidence, in percent, of a judgement that is reported: wrong ones cost trust."""
Point = tuple[float, float]
"""A distance from the boundary, and the confidence there."""


@dataclass(frozen=True, slots=True)
class Model:
    """The trained weights of one judgement."""

    keep: str
    """The label for a score below zero."""
    flag: str
    """The label for a score above zero."""
    intercept: float
    weights: dict[str, dict[str, int]]
    """By kind of feature, in hundredths."""
    names: FeatureNames
    """By kind: the features that have a weight, in the whole sentence or in its tail."""
    boundary: float
    """The score from which the label to flag is the likelier one."""
    keep_sure: tuple[Point, ...]
    flag_sure: tuple[Point, ...]
    """For each label: distances from the boundary, ascending, each with the confidence of so distant a score."""

    def score(self, features: Features) -> float:
        """Return the score of a sentence."""
        total = self.intercept
        for weights, ranges in self._known(features):
            scale = 100 * math.sqrt(len(ranges))
            # In this order and not with `sum`, to get the browser's sum to the last bit.
            for name in ranges:
                total += weights[name] / scale
        return total

    def shares(self, features: Features) -> dict[int, float]:
        """Return what each word added to the score of a sentence, by the word's index."""
        shares: defaultdict[int, float] = defaultdict(float)
        for weights, ranges in self._known(features):
            scale = 100 * math.sqrt(len(ranges))
            for name, (start, end) in ranges.items():
                share = weights[name] / scale / (end - start)
                for index in range(start, end):
                    shares[index] += share
        return shares

    def _known(self, features: Features) -> Iterator[tuple[dict[str, int], dict[str, WordRange]]]:
        """Yield the weights of each kind of feature, and the features of the sentence that have one."""
        for kind, weights in self.weights.items():
            yield weights, {name: place for name, place in features[kind].items() if name in weights}

    def confidence(self, margin: float) -> float:
        """Return the confidence in a verdict, to three digits, by the score's distance from the boundary.

        Args:
            margin: The score minus the boundary; above zero the verdict is the label to flag.
        """
        points = self.flag_sure if margin > 0 else self.keep_sure
        distance = abs(margin)
        before, below = 0.0, 0.5
        for at, sure in points:
            if distance < at:
                return round(below + (sure - below) * (distance - before) / (at - before), 3)
            before, below = at, sure
        return below


@lru_cache(maxsize=2)
def load_model(judgement: str) -> Model:
    """Return the model for `objective` or `question`."""
    data = read_json(f"{judgement}.json")
    weights = data["weights"]
    return Model(
        keep=data["keep"],
        flag=data["flag"],
        intercept=data["intercept"],
        weights=weights,
        names={kind: weights[kind].keys() | weights["tail " + kind].keys() for kind in KINDS},
        boundary=data["boundary"],
        keep_sure=tuple((at, sure) for at, sure in data["keep_sure"]),
        flag_sure=tuple((at, sure) for at, sure in data["flag_sure"]),
    )
