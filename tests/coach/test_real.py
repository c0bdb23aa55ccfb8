"""Sentences in the forms of public lists: plain ones listen, and flags are right on sources never learnt from."""

from __future__ import annotations

import pytest

from precall.coach import judge_objective, judge_question
from tests.support.paths import ROOT

JUDGES = {"objective": (judge_objective, "outcome"), "question": (judge_question, "steer")}
FLOORS = {"objective": (0.90, 0.67), "question": (0.85, 0.60)}
"""Balanced accuracy on the two sources, and the share of outcomes or steering questions that is flagged."""


def rows(name: str) -> list[list[str]]:
    lines = (ROOT / "training" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_plain_discovery_questions_listen() -> None:
    """Of the fifteen plain forms with thirty topics, at most 2 percent are called steering, and none is flagged."""
    forms = [cells[1] for cells in rows("forms.tsv") if cells[0] == "form"]
    topics = [cells[1:] for cells in rows("forms.tsv") if cells[0] == "topic"]
    assert (len(forms), len(topics)) == (15, 30)
    judged = [judge_question(form.format(topic=topic, task=task)) for form in forms for topic, task in topics]
    steering = [each.text for each in judged if each.verdict == "steer"]
    assert len(steering) <= 0.02 * len(judged), steering
    assert not any(each.flag for each in judged)


@pytest.mark.parametrize(
    "text",
    [
        "Is that a hard deadline?",
        "Which date shall we say?",
        "Would that work for you?",
        "What times work for you?",
        "Do you think this is a good idea?",
    ],
)
def test_questions_for_our_date_or_for_agreement_steer(text: str) -> None:
    """A question for our date or for agreement with us steers, however short it is."""
    assert judge_question(text).verdict == "steer"


def test_half_for_them_and_half_for_us_is_an_outcome() -> None:
    """A goal that is half ours is an outcome, though the client's half comes first."""
    assert judge_objective("Client leaves with insights, you leave with a roadmap").verdict == "outcome"


@pytest.mark.parametrize("name", sorted(JUDGES))
def test_sources_that_were_not_learnt_from(name: str) -> None:
    """Verdicts and flags on sentences in the forms of two public sources are as good as they were."""
    judge, flag = JUDGES[name]
    labelled = [(cells[2] == flag, judge(cells[3])) for cells in rows("real.tsv")[1:] if cells[1] == name]
    sure = [
        (cells[2] == flag, judge(cells[3]))
        for cells in rows("real.tsv")[1:]
        if cells[1:3] != [name, "unsure"] and cells[1] == name
    ]
    assert len(labelled) > len(sure) > 50
    hits = [judged.verdict == flag for truth, judged in sure if truth]
    rejections = [judged.verdict != flag for truth, judged in sure if not truth]
    accuracy, recall = FLOORS[name]
    assert (sum(hits) / len(hits) + sum(rejections) / len(rejections)) / 2 >= accuracy
    flagged = [truth for truth, judged in sure if judged.flag]
    assert sum(flagged) >= 0.95 * len(flagged)
    assert sum(flagged) >= recall * len(hits)


def test_real_sentences_are_in_no_other_file() -> None:
    """No sentence of the two sources is among those that the coach learns from."""
    real = {cells[3].casefold() for cells in rows("real.tsv")[1:]}
    for name in ("objective.tsv", "question.tsv"):
        assert not real & {cells[5].casefold() for cells in rows(name)}
