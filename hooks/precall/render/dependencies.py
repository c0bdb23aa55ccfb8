"""A playbook that notes what is asked of it: what was made from its answers stays right for as long as they do.

A question is one line of text, as `call first-meeting`; its answer a digest. What was made is kept with its questions
and their answers, and is made anew only when another playbook answers one of them otherwise.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Generic, TypeVar

from precall.content.model import Call, Entry, Playbook, Question, ReferenceKind, Stage, Use

E = TypeVar("E", bound=Entry)
T = TypeVar("T")
Note = Callable[[str], None]
"""Takes a question that is being asked."""

GROUPS: Mapping[str, ReferenceKind] = {
    "stages": "stage",
    "calls": "call",
    "banks": "bank",
    "questions": "question",
    "principles": "principle",
    "barriers": "barrier",
    "sources": "source",
}
"""The fields of a playbook that hold entries, and of which kind."""


def digest(texts: Iterable[str]) -> str:
    """Sixteen signs that stand for some texts, in their order."""
    made = hashlib.blake2b(digest_size=8)
    for text in texts:
        made.update(text.encode(errors="surrogatepass") + b"\0")
    return made.hexdigest()


NOBODY = digest(())
"""The digest of no entries."""


class _Known(dict[str, str]):
    """Answers by their questions. After an edit it is asked a hundred thousand times, so no Python stands before it."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, question: str) -> str:
        made = self[question] = self._answer(question)
        return made


class Answers:
    """What one playbook answers, each question answered once."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self.known = _Known(self._answer)
        """Each question's answer: found out when it is first looked up."""
        self._ways: dict[str, Callable[[str], str]] = {
            "all": lambda kind: self._prints(self._of(kind).values()),
            "count": lambda kind: str(len(self._of(kind))),
            "refs": lambda kind: digest(self._of(kind)),
            "users": lambda about: self._users(*about.split(" ")),
            "calls-using": lambda about: self._prints(playbook.calls_using(self._entry(*about.split(" ")))),
            "calls-of": lambda ref: self._prints(playbook.calls_of(playbook.stages[ref])),
            "has-calls": lambda ref: str(bool(playbook.calls_of(playbook.stages[ref]))),
            "order": lambda _: self._prints(playbook.calls_in_order),
            "uses": lambda _: self._prints(playbook.entries()),
            "bank-title": lambda ref: playbook.banks[ref].title,
            "beside": lambda about: self._prints(playbook.neighbours(self._entry(*about.split(" ")))),
            "day": lambda _: playbook.day.isoformat(),
            "revision": lambda _: playbook.revision,
            **{kind: self._print_of(group) for group, kind in GROUPS.items()},
        }

    def also(self, name: str, way: Callable[[str], str]) -> None:
        """Let questions that begin with a name be answered too."""
        self._ways[name] = way

    def __call__(self, question: str) -> str:
        """The answer; nothing to what cannot be answered, as when an entry is gone."""
        return self.known[question]

    def _answer(self, question: str) -> str:
        name, _, about = question.partition(" ")
        try:
            return self._ways[name](about)
        except KeyError:
            return ""

    def _print_of(self, group: str) -> Callable[[str], str]:
        entries: Mapping[str, Entry] = getattr(self._playbook, group)
        return lambda ref: entries[ref].fingerprint

    def _of(self, kind: str) -> Mapping[str, Entry]:
        return self._playbook.of_kind(kind)  # type: ignore[arg-type]  # a question names the kinds that there are

    def _entry(self, kind: str, ref: str) -> Entry:
        return self._of(kind)[ref]

    def _prints(self, entries: Iterable[Entry | None]) -> str:
        prints = [entry.fingerprint if entry else "" for entry in entries]
        # Most questions are asked by few calls or none.
        return digest(prints) if prints else NOBODY

    def _users(self, by: Any, kind: str, ref: str) -> str:
        return self._prints(self._playbook.users(self._entry(kind, ref), by))


class _Group(Mapping[str, E]):
    """The entries of a kind; who asks for one has not asked for the others."""

    def __init__(self, kind: ReferenceKind, entries: Mapping[str, E], note: Note) -> None:
        self._kind, self._entries, self._note = kind, entries, note

    def __getitem__(self, ref: str) -> E:
        self._note(f"{self._kind} {ref}")
        return self._entries[ref]

    def __iter__(self) -> Iterator[str]:
        self._note(f"refs {self._kind}")
        return iter(self._entries)

    def __len__(self) -> int:
        self._note(f"count {self._kind}")
        return len(self._entries)

    def values(self) -> ValuesView[E]:
        self._note(f"all {self._kind}")
        return self._entries.values()

    def items(self) -> ItemsView[str, E]:
        self._note(f"all {self._kind}")
        return self._entries.items()


@dataclass(frozen=True)
class Asked(Playbook):
    """A playbook that says the same as another, and notes each question before it answers.

    Its settings, its companies and what it lost of theirs can be asked for at any time: who keeps what was made
    depends on them always.
    """

    whole: Playbook = field(kw_only=True, repr=False)
    note: Note = field(kw_only=True, repr=False)

    @classmethod
    def of(cls, playbook: Playbook, note: Note) -> Asked:
        """The playbook, asked."""
        given: dict[str, Any] = {each.name: getattr(playbook, each.name) for each in fields(playbook)}
        groups = {group: _Group(kind, given[group], note) for group, kind in GROUPS.items()}
        # Of the day that somebody named no more is to be known than `day` tells, which is noted.
        return cls(**{**given, **groups, "today": None}, whole=playbook, note=note)

    @property
    def day(self) -> date:
        """The day from which reviews are counted."""
        self.note("day")
        return self.whole.day

    @property
    def revision(self) -> str:
        """What stands for all that the content says."""
        self.note("revision")
        return self.whole.revision

    @property
    def uses(self) -> Mapping[tuple[ReferenceKind, str], tuple[Use, ...]]:
        """Who refers to what."""
        self.note("uses")
        return self.whole.uses

    @property
    def calls_in_order(self) -> tuple[Call, ...]:
        """Calls along the sales process."""
        self.note("order")
        return self.whole.calls_in_order

    def entries(self) -> Iterator[Entry]:
        """All entries of all kinds."""
        self.note("uses")
        return self.whole.entries()

    def users(self, entry: Entry, kind: ReferenceKind) -> list[Entry]:
        """The entries of a kind that refer to this one."""
        self.note(f"users {kind} {entry.kind} {entry.ref}")
        return self.whole.users(entry, kind)

    def calls_using(self, entry: Entry) -> tuple[Call, ...]:
        """The calls that refer to an entry."""
        self.note(f"calls-using {entry.kind} {entry.ref}")
        return self.whole.calls_using(entry)

    def calls_of(self, stage: Stage) -> tuple[Call, ...]:
        """The calls of a stage."""
        self.note(f"calls-of {stage.ref}")
        return self.whole.calls_of(stage)

    def has_calls(self, stage: Stage) -> bool:
        """Whether a stage has calls."""
        self.note(f"has-calls {stage.ref}")
        return self.whole.has_calls(stage)

    def bank_title(self, question: Question) -> str:
        """The title of the bank that a question stands in."""
        self.note(f"bank-title {question.ref.partition('/')[0]}")
        return self.whole.bank_title(question)

    def neighbours(self, entry: E) -> tuple[E | None, E | None]:
        """The entries before and after one."""
        self.note(f"beside {entry.kind} {entry.ref}")
        return self.whole.neighbours(entry)


def reaching_all(playbook: Playbook) -> str:
    """What stands for all of a playbook that nobody notes a question for: it reaches everything that is made."""
    return digest((playbook.settings.model_dump_json(), *map(repr, playbook.companies)))


class Asking:
    """One playbook that is asked while things are made of it. Makers are to ask `playbook`."""

    def __init__(self, playbook: Playbook) -> None:
        self.whole = playbook
        self.playbook = Asked.of(playbook, self.note)
        self.answers = Answers(playbook)
        self._asked: set[str] | None = None
        settings = digest(
            (playbook.settings.model_dump_json(), *map(repr, (*playbook.companies, *playbook.dropped_references)))
        )
        self.answers.also("settings", lambda _: settings)

    def note(self, question: str) -> None:
        """Note a question of what is being made; between makings nothing is noted."""
        if self._asked is not None:
            self._asked.add(question)

    @contextmanager
    def asking(self, *about: Entry) -> Iterator[set[str]]:
        """The questions that are asked meanwhile; `about` are entries that are in hand from the beginning."""
        before, self._asked = self._asked, {"settings", *(f"{entry.kind} {entry.ref}" for entry in about)}
        try:
            yield self._asked
        finally:
            self._asked = before


class Remembered(Generic[E, T]):
    """What `make` makes of each entry of a kind, remembered as long as this process runs.

    It may hold entries, and these know their lines: so it is made anew too when an entry is another object that says
    the same.
    """

    def __init__(self, make: Callable[[Playbook, E], T]) -> None:
        self._make = make
        self._known: dict[str, tuple[dict[str, object], T]] = {}

    def forget(self) -> None:
        """Remember nothing of what was made."""
        self._known.clear()

    def of(self, playbook: Playbook, entries: Iterable[E]) -> Iterator[T]:
        """What is made of each of these entries."""
        asking = Asking(playbook)
        groups: dict[str, Mapping[str, Entry]] = {kind: playbook.of_kind(kind) for kind in GROUPS.values()}

        def witness(question: str) -> object:
            """What is one object for one answer: an entry itself, and of other answers one text of each."""
            kind, _, ref = question.partition(" ")
            return groups[kind].get(ref) if kind in groups else sys.intern(asking.answers(question))

        for entry in entries:
            known = self._known.get(entry.ref)
            if known is None or not all(witness(each) is heard for each, heard in known[0].items()):
                with asking.asking(entry) as asked:
                    made = self._make(asking.playbook, entry)
                known = self._known[entry.ref] = ({each: witness(each) for each in asked}, made)
            yield known[1]
