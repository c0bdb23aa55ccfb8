"""A sentence becomes a judgement: objective or outcome, listening or steering, with the words that decided it."""

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

Verdict = tuple[str, float, tuple[str, ...], tuple[tuple[int, int], ...], bool]
"""Verdict, confidence, because, spans, flag: as in a Judgement."""
CLOSE = 0.65
"""Below this confidence the judgement is called a close one."""


@dataclass(frozen=True)
class Judgement:
    """What the coach says about a sentence."""

    text: str
    verdict: str
    """`objective` or `outcome`; of a question `listen` or `steer`."""
    confidence: float
    """How likely the verdict is right: 0.5 is a guess, 1 is certain."""
    because: tuple[str, ...]
    """Why, in the method's terms, quoting the deciding words."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where the quoted words stand in the text: code points, end excluded."""
    flag: bool = False
    """Sure enough, and of the kind (outcome, steer), for a rule to point at."""
    open: bool | None = None
    """Of a question: it cannot be answered with yes or no."""
    double: bool | None = None
    """Of a question: it asks two things at once."""
    leading: bool | None = None
    """Of a question: its wording presumes the answer."""
    tie_down: bool | None = None
    """Of a question: it ends by asking for agreement."""

    def values(self) -> tuple[Any, ...]:
        """All of it in order, as JSON can keep it."""
        return tuple(vars(self).values())


def judge_objective(text: str) -> Judgement:
    """Say whose gain would be ticked off at the end: the client's (objective) or ours (outcome)."""
    verdict, confidence, because, spans, flag = _judge("objective", text, chunk_words(split_words(text)))
    return Judgement(text, verdict, confidence, because, spans, flag)


def judge_question(text: str) -> Judgement:
    """Say whether a question opens the client's world (listen) or leads our way (steer), with its grammatical forms."""
    words = split_words(text)
    verdict, confidence, because, spans, flag = _judge("question", text, chunk_words(words))
    form = question_forms(words)
    if form.double:
        because = (*because, "Asks two things at once.")
    shape = (form.open, form.double, form.leading, form.tie_down)
    return Judgement(text, verdict, confidence, because, spans, flag, *shape)


def _judge(judgement: str, text: str, row: tuple[Chunk, ...]) -> Verdict:
    used = load_model(judgement)
    if not has_known_word(row):
        return used.keep, 0.5, ("No word here that the coach knows: this is a guess.",), (), False
    turns = find_patterns(judgement, row)
    score, shares = used.score(extract_features(judgement, row, turns, used.names))
    probability = used.probability(score)
    flagging = probability > 0.5
    verdict = used.flag if flagging else used.keep
    sign = 1 if flagging else -1
    because, spans = explain(text, row, turns, verdict, {at: sign * share for at, share in shares.items()})
    confidence = round(max(probability, 1 - probability), 3)
    if confidence < CLOSE or not because:
        because = (*because, "A close call: nothing here decides clearly.")
    return verdict, confidence, because, spans, flagging and probability >= used.flag_at
