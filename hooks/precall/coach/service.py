"""Judgements of a playbook's questions and objectives: each text is judged once, and cached for later runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from precall import coach
from precall.coach import Judgement, judge_objective, judge_question
from precall.content.model import Bank, Call, Playbook, Question, Sentence
from precall.core import text
from precall.core.cache import key_of, version_of
from precall.core.session import Session

SURE_PERCENT = 95
"""Percent of confidence from which a judgement is shown to people: a wrong one costs their trust."""

_NAMESPACE = "judgements"
_LIMIT = 200_000

Judge = Callable[[str], Judgement]
Texts = Iterable[tuple[Judge, str]]
"""Judges, each with a text as inline Markdown."""


@dataclass(frozen=True, slots=True)
class ListeningRatio:
    """How many of some questions listen, steer, and are open."""

    listen: int
    steer: int
    open: int

    @property
    def all(self) -> int:
        """How many questions there are."""
        return self.listen + self.steer

    @property
    def percent(self) -> int:
        """How many of a hundred listen; all of none."""
        return round(100 * self.listen / self.all) if self.all else 100


class Coach:
    """The coach's judgements in one session. Texts are inline Markdown."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._judgements: dict[tuple[Judge, str], Judgement] = {}

    def objective(self, line: str) -> Judgement:
        """Judge an objective or an outcome."""
        return self._judgement(judge_objective, line)

    def question(self, line: str) -> Judgement:
        """Judge a question."""
        return self._judgement(judge_question, line)

    def judge_all(self, playbook: Playbook) -> None:
        """Judge everything that rules need judgements of: at once, for one look into the cache takes a while."""
        self._judge(_texts(playbook))

    def steers(self, question: Question, percent: int = SURE_PERCENT) -> bool:
        """Return whether a question, without its follow-ups, steers so surely that a rule would report it."""
        judgement = self.question(question.ask)
        return judgement.verdict == "steer" and judgement.confidence * 100 >= percent

    def listening_ratio(self, questions: Iterable[Question]) -> ListeningRatio:
        """Count questions by what they do. A question that may steer or listen counts as listening."""
        all_questions = list(questions)
        self._judge((judge_question, question.ask) for question in all_questions)
        steering = sum(map(self.steers, all_questions))
        open_questions = sum(bool(self.question(question.ask).open) for question in all_questions)
        return ListeningRatio(len(all_questions) - steering, steering, open_questions)

    def _judgement(self, judge: Judge, line: str) -> Judgement:
        if (judge, line) not in self._judgements:
            self._judge([(judge, line)])
        return self._judgements[judge, line]

    def _judge(self, texts: Texts) -> None:
        """Look up or make the judgements that are not in memory yet."""
        keys = {each: _key(*each) for each in texts if each not in self._judgements}
        if not keys:
            return
        stored = self._session.cache.get_json(_NAMESPACE, keys.values())
        new: dict[tuple[Judge, str], str] = {}
        for each, key in keys.items():
            judgement = _from_values(stored.get(key))
            if judgement is None:
                new[each] = key
            else:
                self._judgements[each] = judgement
        for judge, line in self._session.progress.track("Judging sentences", new, len(new)):
            self._judgements[judge, line] = judge(text.plain_line(line))
        self._session.cache.put_json(
            _NAMESPACE, {key: self._judgements[each].values() for each, key in new.items()}, _LIMIT
        )


def coach_of(playbook: Playbook) -> Coach:
    """Return the coach of the session in which a playbook was loaded."""
    return playbook.session.shared(Coach)


def _key(judge: Judge, line: str) -> str:
    return key_of(_version(), judge.__name__, line)


def _from_values(values: Any) -> Judgement | None:
    """Return the judgement whose `values` were stored; None for anything else."""
    with suppress(TypeError, ValueError):
        plain, verdict, confidence, because, spans, *rest = values
        return Judgement(plain, verdict, confidence, tuple(because), tuple((start, end) for start, end in spans), *rest)
    return None


def _texts(playbook: Playbook) -> Texts:
    for question in playbook.questions.values():
        for sentence in spoken_sentences(question):
            yield judge_question, sentence.text
    for call in playbook.calls.values():
        for line in (call.objective, call.outcome.best, call.outcome.smallest):
            yield judge_objective, line


@cache
def _version() -> str:
    """Return the hash of everything that a judgement depends on besides the sentence."""
    suffixes = (".py", ".json", ".toml", ".txt")
    files = [path for path in Path(coach.__file__).parent.rglob("*") if path.suffix in suffixes]
    return version_of([*files, Path(text.__file__)])


def questions_of(playbook: Playbook, entry: Bank | Call) -> list[Question]:
    """The questions of a bank, or those that a call chooses from, in their order; unknown ones are passed over."""
    if isinstance(entry, Bank):
        return list(entry.questions)
    return [playbook.questions[ref] for ref in entry.questions if ref in playbook.questions]


def spoken_sentences(question: Question) -> Iterator[Sentence]:
    """What is asked of a client: the question, and what may follow it."""
    yield Sentence(question, ("ask",), question.ask, "aloud")
    for index, line in enumerate(question.follow_ups):
        yield Sentence(question, ("follow_ups", index), line, "aloud")
