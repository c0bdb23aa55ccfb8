"""A sentence goes in; a judgement comes out: objective or outcome, listening or steering, with the deciding words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from precall.coach.chunker import Chunk, chunk_words
from precall.coach.explanations import explain
from precall.coach.features import extract_features, has_known_word
from precall.coach.grammar import question_forms
from precall.coach.model import load_model
from precall.coach.patterns import find_patterns
from precall.coach.words import split_words

Decision = tuple[str, float, tuple[str, ...], tuple[tuple[int, int], ...], bool]
"""Verdict, confidence, because, spans and flag, as in a Judgement."""
CLOSE_CALL = 0.65
"""A confidence below this is called a close call."""


@dataclass(frozen=True)
class Judgement:
    """The verdict on one sentence, with its reasons."""

    text: str
    verdict: str
    """`objective` or `outcome`; for a question `listen` or `steer`."""
    confidence: float
    """Probability that the verdict is right, from 0.5 (a guess) to 1."""
    because: tuple[str, ...]
    """The reasons, in the method's terms, quoting the deciding words."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where the quoted words are in the text: code points, end excluded."""
    flag: bool = False
    """Whether a rule should point at it: an outcome or a steering question, and sure enough."""
    open: bool | None = None
    """For a question: it cannot be answered with yes or no."""
    double: bool | None = None
    """For a question: it asks two things at once."""
    leading: bool | None = None
    """For a question: its wording presumes the answer."""
    tie_down: bool | None = None
    """For a question: it ends by asking for agreement."""

    def values(self) -> tuple[Any, ...]:
        """Return all fields in order, as JSON can store them."""
        return tuple(vars(self).values())


def judge_objective(text: str) -> Judgement:
    """Judge whether a goal is the client's gain (objective) or ours (outcome)."""
    return Judgement(text, *_judge("objective", text, chunk_words(split_words(text))))


def judge_question(text: str) -> Judgement:
    """Judge whether a question opens the client's world (listen) or leads our way (steer), with its grammar."""
    words = split_words(text)
    verdict, confidence, because, spans, flag = _judge("question", text, chunk_words(words))
    forms = question_forms(words)
    if forms.double:
        because = (*because, "Asks two things at once.")
    grammar = (forms.open, forms.double, forms.leading, forms.tie_down)
    return Judgement(text, verdict, confidence, because, spans, flag, *grammar)


def _judge(judgement: str, text: str, chunks: tuple[Chunk, ...]) -> Decision:
    model = load_model(judgement)
    if not has_known_word(chunks):
        return model.keep, 0.5, ("No word here that the coach knows: this is a guess.",), (), False
    matches = find_patterns(judgement, chunks)
    score, shares = model.score(extract_features(judgement, chunks, matches, model.names))
    probability = model.probability(score)
    flagged = probability > 0.5
    verdict = model.flag if flagged else model.keep
    sign = 1 if flagged else -1
    because, spans = explain(text, chunks, matches, verdict, {index: sign * share for index, share in shares.items()})
    confidence = round(max(probability, 1 - probability), 3)
    if confidence < CLOSE_CALL or not because:
        because = (*because, "A close call: nothing here decides clearly.")
    return verdict, confidence, because, spans, flagged and probability >= model.flag_at
