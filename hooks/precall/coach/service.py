"""Questions and objectives are put to the coach, each text once, and questions are counted by what they do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from math import ceil
from pathlib import Path
from typing import Any

from precall import coach
from precall.coach import Judgement, judge_objective, judge_question
from precall.coach import worker as judging_apart
from precall.content.model import Bank, Call, Playbook, Question, Sentence
from precall.core import text
from precall.core.cache import kept, key_of, version_of
from precall.core.progress import told
from precall.core.subprocesses import CannotAskError, at_once, begun_apart

SURE_PERCENT = 95
"""Percent of confidence from which a judgement is shown to people: a wrong one costs their trust."""


@lru_cache(maxsize=8_192)
def objective_judgement(line: str) -> Judgement:
    """What the coach says of an objective or an outcome, given as inline Markdown."""
    return _judged(judge_objective, line)


@lru_cache(maxsize=131_072)
def question_judgement(line: str) -> Judgement:
    """What the coach says of a question, given as inline Markdown."""
    return _judged(judge_question, line)


def clear_caches() -> None:
    """Remember nothing of what it has said."""
    objective_judgement.cache_clear()
    question_judgement.cache_clear()


def _judged(judge: Callable[[str], Judgement], line: str) -> Judgement:
    """A judgement, as kept from an earlier run where the coach was the same."""
    values, key = kept("coach", _version()), key_of(judge.__name__, line)
    before: Any = values.get(key)
    while before is None and _awaited:
        with suppress(CannotAskError):
            _awaited.pop()()
        before = values.get(key)
    # What somebody has spoilt is asked again.
    with suppress(TypeError, ValueError):
        said, verdict, confidence, because, spans, *rest = before
        return Judgement(said, verdict, confidence, tuple(because), tuple((start, end) for start, end in spans), *rest)
    made = judge(text.plain_line(line))
    values.add(key, made.values())
    return made


PARALLEL_FROM = 1_000
"""New sentences from which on other processes judge them: each takes a fifth of a millisecond."""

CHUNK_SIZE = 6_500
"""Sentences that one process judges at most: to start and to learn its lists takes as long as a few hundred."""


@contextmanager
def judge_ahead(playbook: Playbook) -> Iterator[None]:
    """While the block runs, other processes judge all that rules will ask about, where much of it is new.

    Who asks for a judgement that is not there yet waits for all of them, so what needs none is best done first.
    """
    values = kept("coach", _version())
    new: dict[str, tuple[str, str]] = {}
    for judge, line in _lines(playbook):
        key = key_of(judge.__name__, line)
        if key not in new and values.get(key) is None:
            new[key] = (judge.__name__, line)
    with ExitStack() as ended:
        # Where no other process can be had, each is judged when it is asked for.
        with suppress(CannotAskError):
            if len(new) >= PARALLEL_FROM:
                parts, spoken_sentences = _parts(new)
                made = ended.enter_context(begun_apart(Path(judging_apart.__file__), spoken_sentences))
                _awaited.append(partial(_take, parts, made))
                ended.callback(_awaited.clear)
        yield


_awaited: list[Callable[[], None]] = []
"""What waits for the judgements that others are at."""


def _parts(new: Mapping[str, tuple[str, str]]) -> tuple[list[list[str]], list[str]]:
    """Keys of sentences in parts, as many for each process and as many processes for each core; what each is asked."""
    keys = list(new)
    size = ceil(len(keys) / (at_once() * ceil(len(keys) / (at_once() * CHUNK_SIZE))))
    parts = [keys[start : start + size] for start in range(0, len(keys), size)]
    package = str(Path(coach.__file__).parent.parent.parent)
    spoken_sentences = [
        json.dumps({"package": package, "texts": [(new[key][0], text.plain_line(new[key][1])) for key in part]})
        for part in parts
    ]
    return parts, spoken_sentences


def _take(parts: list[list[str]], made: Iterator[str]) -> None:
    """Take the judgements of each part when it is there."""
    done = zip(parts, made, strict=True)
    for part, judged in told("Judging sentences", done, sum(map(len, parts)), lambda each: len(each[0])):
        for key, value in zip(part, json.loads(judged), strict=True):
            kept("coach", _version()).add(key, value)


def _lines(playbook: Playbook) -> Iterator[tuple[Callable[[str], Judgement], str]]:
    """What rules ask the coach about, as it was written."""
    for question in playbook.questions.values():
        for sentence in spoken_sentences(question):
            yield judge_question, sentence.text
    for call in playbook.calls.values():
        for line in (call.objective, call.outcome.best, call.outcome.smallest):
            yield judge_objective, line


@cache
def _version() -> str:
    """All that a judgement depends on beside the sentence."""
    parts = (".py", ".json", ".toml", ".txt")
    files = [path for path in Path(coach.__file__).parent.rglob("*") if path.suffix in parts]
    return version_of([*files, Path(text.__file__)])


def steers(question: Question, percent: int = SURE_PERCENT) -> bool:
    """Whether a question, without its follow-ups, steers so surely that we would say so."""
    verdict, confidence = _verdict(question.ask)
    return verdict == "steer" and confidence * 100 >= percent


@lru_cache(maxsize=131_072)
def _verdict(line: str) -> tuple[str, float]:
    """What the coach says of a question and how sure it is, without its reasons: every question is asked about."""
    before: Any = kept("coach", _version()).get(key_of(judge_question.__name__, line))
    # What somebody has spoilt is asked again.
    with suppress(TypeError, ValueError):
        _, verdict, confidence, *_ = before
        return str(verdict), float(confidence)
    judged = question_judgement(line)
    return judged.verdict, judged.confidence


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


def listening_ratio(questions: Iterable[Question]) -> ListeningRatio:
    """Count questions by what they do. A question that may steer or listen is taken to listen."""
    spoken_sentences = list(questions)
    steering = sum(map(steers, spoken_sentences))
    return ListeningRatio(
        len(spoken_sentences) - steering,
        steering,
        sum(bool(question_judgement(each.ask).open) for each in spoken_sentences),
    )


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
