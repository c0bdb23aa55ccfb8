"""Features go in; a score and a probability come out: one linear model for each judgement, with weights from JSON.

Each kind of feature is averaged by itself: the weights of its known features are added up and divided by the square
root of their number, so that a long sentence weighs no more than a short one. The score is the sum over the kinds
plus the intercept; above zero it speaks for the label to flag (outcome, steer). The probability is the logistic
function of `slope * score + shift`, fitted on sentences that the weights had not seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from precall.coach.features import KINDS, FeatureNames, Features
from precall.coach.lexicon import read_json


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
    slope: float
    shift: float
    flag_at: float
    """The probability from which a rule should flag a sentence."""

    def score(self, features: Features) -> tuple[float, dict[int, float]]:
        """Return the score of a sentence, and what each of its words added to it, by the word's index."""
        total = self.intercept
        shares: defaultdict[int, float] = defaultdict(float)
        for kind, weights in self.weights.items():
            weighted = [
                (weight, word_range)
                for name, word_range in features[kind].items()
                if (weight := weights.get(name)) is not None
            ]
            scale = 100 * math.sqrt(len(weighted))
            for weight, (start, end) in weighted:
                part = weight / scale
                total += part
                if end - start == 1:
                    shares[start] += part
                    continue
                share = part / (end - start)
                for index in range(start, end):
                    shares[index] += share
        return total, shares

    def probability(self, score: float) -> float:
        """Return the probability of the label to flag."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.slope * score + self.shift))))


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
        slope=data["slope"],
        shift=data["shift"],
        flag_at=data["flag_at"],
    )
