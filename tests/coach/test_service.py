"""What other processes judge is what is judged here, whoever asks and whenever."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from precall.coach import judge_objective, judge_question, service
from precall.coach.service import judge_ahead, objective_judgement, question_judgement, spoken_sentences
from precall.content.loader import load
from precall.content.model import Playbook
from precall.core.cache import kept
from tests.support.generate import generate


@pytest.fixture
def playbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Playbook]:
    """A playbook of which nothing was judged yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(service, "PARALLEL_FROM", 10)
    monkeypatch.setattr(service, "CHUNK_SIZE", 20)
    forget()
    yield load(generate(tmp_path, 3, 20, 8)).playbook
    forget()


def forget() -> None:
    """Know of no judgement."""
    for known in (kept, objective_judgement, question_judgement):
        known.cache_clear()


def test_what_is_judged_meanwhile_is_what_would_be_judged_here(
    playbook: Playbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sentence that a rule asks about is judged elsewhere, once, and its judgement is that of the coach."""
    lines = [sentence.text for question in playbook.questions.values() for sentence in spoken_sentences(question)]
    with monkeypatch.context() as patch:
        # Judgements are kept under the name of who makes them.
        for judge in (judge_question, judge_objective):
            barred = functools.wraps(judge)(lambda line: pytest.fail(f"judged here: {line}"))
            patch.setattr(service, judge.__name__, barred)
        with judge_ahead(playbook):
            found = [question_judgement(line) for line in lines]
            objectives = [objective_judgement(call.objective) for call in playbook.calls.values()]
    assert found == [judge_question(line) for line in lines]
    assert objectives == [judge_objective(call.objective) for call in playbook.calls.values()]
    assert service._awaited == []


@pytest.mark.parametrize("python", ["", "/no/such/python"])
def test_without_other_processes_it_is_judged_here(
    playbook: Playbook, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    """It takes longer, and that is all."""
    monkeypatch.setattr(sys, "executable", python)
    question = next(iter(playbook.questions.values()))
    with judge_ahead(playbook):
        assert question_judgement(question.ask) == judge_question(question.ask)


def test_what_nobody_asks_about_is_given_up(playbook: Playbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that stops has nothing to wait for, and later ones judge for themselves."""
    monkeypatch.setattr(service, "CHUNK_SIZE", 1)
    with pytest.raises(KeyError), judge_ahead(playbook):
        raise KeyError
    assert service._awaited == []
    question = next(iter(playbook.questions.values()))
    assert question_judgement(question.ask) == judge_question(question.ask)
