"""A sentence goes in; a judgement comes out: objective or outcome, listening or steering, with the deciding words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from precall.coach.chunker import chunk_words
from precall.coach.explanations import Span, explain
from precall.coach.features import extract_features
from precall.coach.grammar import question_forms
from precall.coach.knowledge import has_known_word, is_english
from precall.coach.model import SURE_PERCENT, load_model
from precall.coach.patterns import find_patterns
from precall.coach.words import Word, split_words

Decision = tuple[str, float, tuple[str, ...], tuple[tuple[int, int], ...], bool]
"""Verdict, confidence, because, spans and flag, as in a Judgement."""
CLOSE_CALL = 0.65
"""A confidence below this is called a close call."""
UNKNOWN = "No word here that the coach knows: this is a guess."
NOT_ENGLISH = "The coach reads only English: this is a guess."
CLOSE = "A close call: nothing here decides clearly."


@dataclass(frozen=True)
class Judgement:
    """The verdict on one sentence, with its reasons."""

    text: str
    verdict: str
    """`objective` or `outcome`; for a question `listen` or `steer`."""
    confidence: float
    """From 0.5 (a guess) to 1: of sentences judged so surely or more surely, at least this share is judged rightly."""
    because: tuple[str, ...]
    """The reasons, in the method's terms, quoting words without which the verdict would be the other one.

    They are left out, as are the spans, where the caller does not want them."""
    spans: tuple[tuple[int, int], ...] = ()
    """The positions of the quoted words in the text: code points, end excluded."""
    flag: bool = False
    """Whether a rule points at it: an outcome or a steering question, and sure enough (`SURE_PERCENT`)."""
    open: bool | None = None
    """For a question in English: it cannot be answered with yes or no."""
    double: bool | None = None
    """For a question in English: it asks two things at once."""
    leading: bool | None = None
    """For a question in English: its wording presumes the answer."""
    tie_down: bool | None = None
    """For a question in English: it ends by asking for agreement."""

    def values(self) -> tuple[Any, ...]:
        """Return all fields in order, as JSON can store them."""
        return tuple(vars(self).values())

    def is_sure(self, percent: float = SURE_PERCENT) -> bool:
        """Return whether the confidence is at least so many percent."""
        return round(self.confidence * 1000) >= percent * 10


def judge_objective(text: str, *, explains: bool = True) -> Judgement:
    """Judge whether a goal is the client's gain (objective) or ours (outcome); finding the reasons takes longer."""
    words = split_words(text)
    if not is_english(text, words):
        return not_english("objective", text)
    return Judgement(text, *_judge("objective", text, words, explains=explains))


def judge_question(text: str, *, explains: bool = True) -> Judgement:
    """Judge whether a question opens the client's world (listen) or leads our way (steer), with its grammar.

    Finding the reasons takes longer.
    """
    words = split_words(text)
    if not is_english(text, words):
        return not_english("question", text)
    verdict, confidence, because, spans, flag = _judge("question", text, words, explains=explains)
    forms = question_forms(words)
    if forms.double:
        because = (*because, "Asks two things at once.")
    grammar = (forms.open, forms.double, forms.leading, forms.tie_down)
    return Judgement(text, verdict, confidence, because, spans, flag, *grammar)


def not_english(judgement: str, text: str) -> Judgement:
    """Return the guess on a sentence that is not English, for `objective` or `question`."""
    return Judgement(text, load_model(judgement).keep, 0.5, (NOT_ENGLISH,))


def _judge(judgement: str, text: str, words: tuple[Word, ...], *, explains: bool) -> Decision:
    model = load_model(judgement)
    chunks = chunk_words(words)
    if not has_known_word(chunks, model.weights["words"]):
        return model.keep, 0.5, (UNKNOWN,), (), False
    matches = find_patterns(judgement, chunks)
    features = extract_features(judgement, chunks, matches, model.names)
    margin = model.score(features) - model.boundary
    flagged = margin > 0
    verdict = model.flag if flagged else model.keep
    sign = 1 if flagged else -1

    def decides(ranges: Sequence[Span]) -> bool:
        """Return whether the verdict is the other one without some stretches of the text."""
        return verdict_without(judgement, text, ranges) != verdict

    confidence = model.confidence(margin)
    because: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    if confidence < CLOSE_CALL:
        because = (CLOSE,)
    elif explains:
        own = {index: sign * share for index, share in model.shares(features).items()}
        because, spans = explain(
            text, chunks, matches, verdict=verdict, shares=own, margin=abs(margin), decides=decides
        )
    return verdict, confidence, because, spans, flagged and round(confidence * 1000) >= SURE_PERCENT * 10


def verdict_without(judgement: str, text: str, ranges: Sequence[Span]) -> str:
    """Return the verdict on a text without some stretches of it, each given as code points."""
    for start, end in sorted(ranges, reverse=True):
        text = text[:start] + text[end:]
    model = load_model(judgement)
    chunks = chunk_words(split_words(text))
    if not has_known_word(chunks, model.weights["words"]):
        return model.keep
    features = extract_features(judgement, chunks, find_patterns(judgement, chunks), model.names)
    return model.flag if model.score(features) > model.boundary else model.keep
