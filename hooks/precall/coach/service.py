"""Judge a playbook's questions and objectives. Each text is judged once and cached for later runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from precall import coach
from precall.coach import Judgement, judge_objective, judge_question
from precall.coach.judge import not_english
from precall.coach.model import SURE_PERCENT
from precall.content.model import Bank, Call, Playbook, Question, Sentence
from precall.core import text
from precall.core.cache import key_of, version_of
from precall.core.session import Session

_NAMESPACE = "judgements"
_LIMIT = 200_000


class Judge(Protocol):
    """A function that judges one sentence."""

    __name__: str

    def __call__(self, text: str, /, *, explains: bool = True) -> Judgement:
        """Judge a sentence, with its reasons if it `explains`."""


Texts = Iterable[tuple[Judge, str]]
"""Pairs of a judge and a text as inline Markdown."""


@dataclass(frozen=True, slots=True)
class ListeningRatio:
    """How many questions of a group listen, steer, and are open."""

    listen: int
    steer: int
    open: int

    @property
    def all(self) -> int:
        """The number of questions."""
        return self.listen + self.steer

    @property
    def percent(self) -> int:
        """The percentage of questions that listen; 100 if there are none."""
        return round(100 * self.listen / self.all) if self.all else 100


class Coach:
    """The coach's judgements in one session. Texts are inline Markdown.

    Judgements have no reasons: few are reported, and finding the reasons takes a third of the time.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._judgements: dict[tuple[Judge, str], Judgement] = {}

    def objective(self, line: str, *, explains: bool = False) -> Judgement:
        """Judge an objective or an outcome."""
        return self._explained(judge_objective, line) if explains else self._judgement(judge_objective, line)

    def question(self, line: str, *, explains: bool = False) -> Judgement:
        """Judge a question."""
        return self._explained(judge_question, line) if explains else self._judgement(judge_question, line)

    def judge_all(self, playbook: Playbook) -> None:
        """Judge all texts that rules need, with one query to the cache, because each query takes time."""
        self._judge(_texts(playbook))

    def steers(self, question: Question, percent: int = SURE_PERCENT) -> bool:
        """Return whether a question, without its follow-ups, steers so surely that a rule would report it."""
        judgement = self.question(question.ask)
        return judgement.verdict == "steer" and judgement.is_sure(percent)

    def listening_ratio(self, questions: Iterable[Question], percent: int = SURE_PERCENT) -> ListeningRatio:
        """Count the questions that listen and those that steer; a less sure judgement counts as listening."""
        all_questions = list(questions)
        self._judge((judge_question, question.ask) for question in all_questions)
        steering = sum(self.steers(question, percent) for question in all_questions)
        open_questions = sum(bool(self.question(question.ask).open) for question in all_questions)
        return ListeningRatio(len(all_questions) - steering, steering, open_questions)

    def _explained(self, judge: Judge, line: str) -> Judgement:
        return judge(text.plain_line(line))

    def _judgement(self, judge: Judge, line: str) -> Judgement:
        if (judge, line) not in self._judgements:
            self._judge([(judge, line)])
        return self._judgements[judge, line]

    def _judge(self, texts: Texts) -> None:
        """Read the judgements that are not in memory from the cache, and make the others."""
        keys = {pair: _key(*pair) for pair in texts if pair not in self._judgements}
        if not keys:
            return
        stored = self._session.cache.get_json(_NAMESPACE, keys.values())
        new: dict[tuple[Judge, str], str] = {}
        for pair, key in keys.items():
            judgement = _from_values(stored.get(key))
            if judgement is None:
                new[pair] = key
            else:
                self._judgements[pair] = judgement
        for judge, line in self._session.progress.track("Judging sentences", new, len(new)):
            self._judgements[judge, line] = judge(text.plain_line(line), explains=False)
        self._session.cache.put_json(
            _NAMESPACE, {key: self._judgements[pair].values() for pair, key in new.items()}, _LIMIT
        )


class SilentCoach(Coach):
    """The coach of a playbook in a language that it does not read: it only guesses, and counts nothing."""

    def listening_ratio(self, questions: Iterable[Question], percent: int = SURE_PERCENT) -> ListeningRatio:
        """Return a ratio without any question."""
        return ListeningRatio(0, 0, 0)

    def _explained(self, judge: Judge, line: str) -> Judgement:
        return self._judgement(judge, line)

    def _judge(self, texts: Texts) -> None:
        for judge, line in texts:
            name = "question" if judge is judge_question else "objective"
            self._judgements[judge, line] = not_english(name, text.plain_line(line))


def coach_of(playbook: Playbook) -> Coach:
    """Return the coach of the session in which a playbook was loaded; a silent one for other languages than English."""
    reads = playbook.settings.language.partition("-")[0] == "en"
    return playbook.session.shared(Coach if reads else SilentCoach)


def _key(judge: Judge, line: str) -> str:
    return key_of(_version(), judge.__name__, line)


def _from_values(values: Any) -> Judgement | None:
    """Return the judgement from its stored values, or None if they are corrupt."""
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
    """Return a hash of the coach's files and of the parser of texts."""
    suffixes = (".py", ".json", ".toml", ".txt")
    files = [path for path in Path(coach.__file__).parent.rglob("*") if path.suffix in suffixes]
    return version_of([*files, Path(text.__file__)])


def questions_of(playbook: Playbook, entry: Bank | Call) -> list[Question]:
    """Return the questions of a bank, or those of a call, in order; unknown ones are left out."""
    if isinstance(entry, Bank):
        return list(entry.questions)
    return [playbook.questions[ref] for ref in entry.questions if ref in playbook.questions]


def spoken_sentences(question: Question) -> Iterator[Sentence]:
    """Yield a question and its follow-ups as sentences."""
    yield Sentence(question, ("ask",), question.ask, "aloud")
    for index, line in enumerate(question.follow_ups):
        yield Sentence(question, ("follow_ups", index), line, "aloud")
