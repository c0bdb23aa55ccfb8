"""The rules that use the coach: one threshold for all, one finding for a question, silence in other languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.coach_findings import steering_percent
from precall.check.example import SETTINGS
from precall.check.runner import check_folder
from precall.coach import judge_question
from precall.coach.service import coach_of
from precall.core.problems import Problem
from tests.support.paths import ROOT

COACH_RULES = {"steering-question", "steering-bank", "outcome-as-objective", "objective-as-outcome", "double-question"}


def questions() -> list[str]:
    """Return some labelled questions of both labels, each one sentence."""
    lines = (ROOT / "training" / "question.tsv").read_text(encoding="utf-8").splitlines()[1:]
    texts = [line.split("\t")[5] for line in lines[::60]]
    return [text for text in texts if text.endswith("?") and '"' not in text]


def bank(texts: list[str], extra: str = "") -> str:
    """Return a bank; the last question has the id that the smallest playbook's call uses, and the others `extra`."""
    rows = "".join(f'  - id: q-{number}\n    ask: "{text}"\n{extra}' for number, text in enumerate(texts[:-1]))
    last = f'  - id: what-changed\n    ask: "{texts[-1]}"\n'
    return f"title: Why now?\npurpose: Find out what has changed.\nquestions:\n{rows}{last}"


def found(root: Path, rule: str) -> list[Problem]:
    return [problem for problem in check_folder(root).problems if problem.rule == rule]


@pytest.mark.parametrize("percent", [None, 70, 99])
def test_one_threshold(percent: int | None, lay_out: Callable[..., Path]) -> None:
    """The rule, the gauge and the coach's own flag mean the same questions, also with another `percent_sure`."""
    texts = questions()
    checks = f"checks:\n  steering-question:\n    percent_sure: {percent}\n" if percent else ""
    root = lay_out({"playbook.yml": SETTINGS + checks, "questions/why-now.yml": bank(texts)})
    playbook = check_folder(root).playbook
    judged = [judge_question(text) for text in texts]
    expected = sum(each.verdict == "steer" and each.is_sure(percent or 95) for each in judged)
    ratio = coach_of(playbook).listening_ratio(playbook.banks["why-now"].questions, steering_percent(playbook))
    assert len(found(root, "steering-question")) == ratio.steer == expected
    if percent is None:
        assert expected == sum(each.flag for each in judged)
        assert 10 < expected < len(texts)


def test_a_steering_question_is_one_finding(lay_out: Callable[..., Path]) -> None:
    """`steering-bank` counts only the questions that `steering-question` does not report."""
    texts = ["Can we book a demo for next week?", "Who signs the contract?", "What has changed since last year?"]
    assert [judge_question(text).flag for text in texts] == [True, True, False]
    reported = lay_out({"playbook.yml": SETTINGS, "questions/why-now.yml": bank(texts)})
    assert len(found(reported, "steering-question")) == 2
    assert not found(reported, "steering-bank")
    allow = "    allow:\n      - rule: steering-question\n        reason: Their office asks for it.\n"
    allowed = lay_out({"playbook.yml": SETTINGS, "questions/why-now.yml": bank(texts, allow)})
    assert not found(allowed, "steering-question")
    assert len(found(allowed, "steering-bank")) == 3
    off = lay_out(
        {"playbook.yml": SETTINGS + "checks:\n  steering-question: off\n", "questions/why-now.yml": bank(texts)}
    )
    assert len(found(off, "steering-bank")) == 3


def test_a_playbook_in_another_language_gets_no_finding_of_the_coach(lay_out: Callable[..., Path]) -> None:
    """The coach reports nothing, even for an English sentence, and the gauge counts nothing."""
    texts = ["Können wir nächste Woche eine Demo buchen?", "Can we book a demo for next week?"]
    root = lay_out({"playbook.yml": SETTINGS + "language: de\n", "questions/why-now.yml": bank(texts)})
    result = check_folder(root)
    assert not [problem for problem in result.problems if problem.rule in COACH_RULES]
    assert coach_of(result.playbook).listening_ratio(result.playbook.questions.values()).all == 0
