"""A cached judgement is the coach's judgement, and no sentence is judged twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from precall.coach import Judgement, judge_objective, judge_question, service
from precall.coach.service import Coach, coach_of, spoken_sentences
from precall.content.loader import load
from precall.content.model import Playbook
from precall.core.cache import Cache
from precall.core.session import Session
from tests.support.generate import generate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a cache file that does not exist yet."""
    return tmp_path / "cache.sqlite"


@pytest.fixture
def playbook(tmp_path: Path, file: Path) -> Playbook:
    """Return a playbook of which nothing has been judged yet."""
    return load(generate(tmp_path / "playbook", 3, 20, 8), session=Session(Cache(file))).playbook


def judge_everything(playbook: Playbook, coach: Coach) -> list[Judgement]:
    """Judge all sentences that rules request."""
    lines = [sentence.text for question in playbook.questions.values() for sentence in spoken_sentences(question)]
    return [*map(coach.question, lines), *(coach.objective(call.objective) for call in playbook.calls.values())]


def test_cached_judgements_equal_the_coachs(playbook: Playbook, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sentence is judged once, before the rules run, and the cache stores the judgement without reasons."""
    lines = [sentence.text for question in playbook.questions.values() for sentence in spoken_sentences(question)]
    objectives = [call.objective for call in playbook.calls.values()]
    with_reasons = [*map(judge_question, lines), *map(judge_objective, objectives)]
    assert any(judged.spans for judged in with_reasons)
    expected = [*(judge_question(line, explains=False) for line in lines)]
    expected += [judge_objective(line, explains=False) for line in objectives]
    assert not any(judged.spans for judged in expected)
    assert [replace(judged, because=(), spans=()) for judged in expected] == [
        replace(judged, because=(), spans=()) for judged in with_reasons
    ]
    assert [coach_of(playbook).question(line, explains=True) for line in lines] == with_reasons[: len(lines)]
    coach_of(playbook).judge_all(playbook)
    for judge in (judge_question, judge_objective):
        monkeypatch.setattr(service, judge.__name__, failing(judge.__name__))
    playbook.session.cache.write()
    for session in (Session(playbook.session.cache), Session(Cache(file))):
        assert judge_everything(playbook, Coach(session)) == expected
        session.close()


def failing(name: str) -> service.Judge:
    """Return a judge of that name that fails."""

    def judge(line: str, **_: bool) -> Judgement:
        pytest.fail(f"judged again: {line}")

    judge.__name__ = name
    return judge


@pytest.mark.parametrize("value", [None, 1, "words", [1, 2], {"a": 1}, ["a", "b", 0.5, 1, 2]])
def test_a_corrupt_judgement_is_made_again(playbook: Playbook, file: Path, value: object) -> None:
    """A wrong value in the cache is ignored, and the sentence is judged again."""
    judged = judge_everything(playbook, coach_of(playbook))
    playbook.session.close()
    with Cache(file) as cache:
        keys = cache.get_all("judgements")
        assert keys
        cache.put_json("judgements", dict.fromkeys(keys, value))
    with Session(Cache(file)) as session:
        assert judge_everything(playbook, Coach(session)) == judged


def test_a_ratio_counts_questions_once(playbook: Playbook) -> None:
    """Steering and listening questions add up to all questions."""
    questions = list(playbook.questions.values())
    ratio = coach_of(playbook).listening_ratio(questions)
    assert ratio.all == len(questions)
    assert ratio.steer == sum(map(coach_of(playbook).steers, questions))
    assert coach_of(playbook).listening_ratio([]).percent == 100
