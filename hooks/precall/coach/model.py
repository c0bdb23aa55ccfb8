"""Features become a score, and the score a confidence: one linear model per judgement, its weights shipped as JSON.

Each kind of feature is a reading of its own: the weights of the features it knows are added up and divided by the
root of their number, so that a long sentence weighs no more than a short one. The sum over the readings and the
intercept is the score; above nought speaks for the label to flag (outcome, steer). The confidence is the
logistic of `slope * score + shift`, fitted on sentences the weights had not seen.
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
    """What a training run leaves behind."""

    keep: str
    """The label of score below nought."""
    flag: str
    """The label of score above nought."""
    intercept: float
    weights: dict[str, dict[str, int]]
    """By kind of feature: hundredths."""
    names: FeatureNames
    """By kind of feature: those that weigh anything, in the whole or in the tail."""
    slope: float
    shift: float
    flag_at: float
    """The confidence from which a rule should flag."""

    def score(self, found: Features) -> tuple[float, dict[int, float]]:
        """The score of a sentence, and what each of its words added to it."""
        total = self.intercept
        shares: defaultdict[int, float] = defaultdict(float)
        for kind, weights in self.weights.items():
            seen = [(weight, place) for name, place in found[kind].items() if (weight := weights.get(name)) is not None]
            scale = 100 * math.sqrt(len(seen))
            for weight, (start, end) in seen:
                part = weight / scale
                total += part
                if end - start == 1:
                    shares[start] += part
                    continue
                share = part / (end - start)
                for at in range(start, end):
                    shares[at] += share
        return total, shares

    def probability(self, score: float) -> float:
        """How likely the label to flag is."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.slope * score + self.shift))))


@lru_cache(maxsize=2)
def load_model(judgement: str) -> Model:
    """The model that ships for `objective` or `question`."""
    written = read_json(f"{judgement}.json")
    weights = written["weights"]
    return Model(
        keep=written["keep"],
        flag=written["flag"],
        intercept=written["intercept"],
        weights=weights,
        names={kind: weights[kind].keys() | weights["tail " + kind].keys() for kind in KINDS},
        slope=written["slope"],
        shift=written["shift"],
        flag_at=written["flag_at"],
    )
