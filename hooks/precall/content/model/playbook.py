"""Define Playbook (every entry by kind and id, and the references between them) and the kinds of content files."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from heapq import heappop, heappush
from pathlib import Path
from typing import TypeVar

from precall.content.model.entries import Bank, Barrier, Call, Entry, Principle, Question, SourceEntry, Stage
from precall.content.model.fields import KIND_WORDS, Reference, ReferenceKind
from precall.content.model.introspection import marks
from precall.content.model.settings import Settings
from precall.content.source_map import Loc
from precall.core.session import Session

E = TypeVar("E", bound=Entry)

DEFAULT_DAY = date(2026, 1, 1)
"""The day of a playbook without reviews."""


@dataclass(frozen=True)
class FileKind:
    """One kind of YAML file: its place and its model."""

    name: str
    """Its name in messages, in the singular: `call`, `question bank`."""
    schema: str
    """The name of its JSON Schema."""
    pattern: str
    """Its path below the root; `*` stands for the entry's id."""
    model: type[Settings] | type[Entry]
    """The model of the file, or of each item of its list."""
    many: bool = False
    """Whether the file is a list of entries."""

    def id_in(self, path: str) -> str | None:
        """Return the id of the entry in a file of this kind (empty for a file of many); None for another kind."""
        match = re.fullmatch(re.escape(self.pattern).replace(r"\*", "([^/]*)"), path)
        return None if match is None else "".join(match.groups())


FILES: tuple[FileKind, ...] = (
    FileKind("settings file", "playbook", "playbook/playbook.yml", Settings),
    FileKind("call", "call", "playbook/calls/*.yml", Call),
    FileKind("question bank", "questions", "playbook/questions/*.yml", Bank),
    FileKind("list of principles", "principles", "playbook/principles.yml", Principle, many=True),
    FileKind("list of barriers", "barriers", "playbook/barriers.yml", Barrier, many=True),
    FileKind("list of sources", "sources", "playbook/sources.yml", SourceEntry, many=True),
)


def file_kind(path: str) -> FileKind | None:
    """Return the kind of a content file by its path from the root; None for any other path."""
    return next((kind for kind in FILES if kind.id_in(path) is not None), None)


@dataclass(frozen=True, slots=True)
class Use:
    """One reference from an entry to another."""

    entry: Entry
    """The entry that refers."""
    loc: Loc
    """The place of the reference in that entry."""
    kind: ReferenceKind
    """The kind of the entry it refers to."""
    ref: str
    """The id of the entry it refers to."""


@dataclass(frozen=True, slots=True)
class DroppedReference:
    """A list of an inherited entry that lost references, because the settings hide the referenced entries."""

    hide: int
    """The position of the item of the settings' `hide`."""
    kind: ReferenceKind
    """The kind of the inherited entry."""
    ref: str
    """The id of the inherited entry."""
    key: str
    """The YAML key of the list."""
    is_empty: bool
    """Whether the list has no items left."""


@dataclass(frozen=True)
class Company:
    """A playbook that this one extends."""

    label: str
    """The prefix of its files' paths in problems: `../company/`."""
    team: str
    """The name of its team."""
    edit: str | None
    """The address at which its files are edited, without the file's path; empty if they cannot be edited, None if it
    is a folder without such an address."""
    folder: Path
    """The folder that holds its content folder."""
    is_packaged: bool = False
    """Whether it is an installed package. Its templates are ignored, because templates are code."""


def extended_roots(companies: Iterable[Company]) -> dict[str, Path]:
    """Return the roots of the playbooks whose templates a team inherits, by the prefix of their files' paths."""
    return {company.label: company.folder for company in companies if not company.is_packaged}


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


@dataclass(frozen=True)
class Playbook:
    """All valid entries. Stages are in the order of the sales process, other entries in that of files and lists."""

    settings: Settings
    stages: Mapping[str, Stage] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)
    banks: Mapping[str, Bank] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    principles: Mapping[str, Principle] = field(default_factory=dict)
    barriers: Mapping[str, Barrier] = field(default_factory=dict)
    sources: Mapping[str, SourceEntry] = field(default_factory=dict)
    companies: tuple[Company, ...] = ()
    """The playbooks that this one extends, the nearest first."""
    dropped_references: tuple[DroppedReference, ...] = ()
    """The lists of inherited entries that lost references to hidden entries."""
    drafts: frozenset[tuple[ReferenceKind, str]] = frozenset()
    """The drafts that were left out, by kind and id; see `precall.content.drafts`."""
    left_out: tuple[Use, ...] = ()
    """The references to drafts that were left out."""
    today: date | None = None
    """The day to which reviews are counted, if the caller chose one."""
    session: Session = field(default_factory=Session, repr=False, compare=False)
    """The run that loaded it, with its cache."""

    @cached_property
    def day(self) -> date:
        """The day to which reviews are counted: `today`, or else the day of the newest review.

        This way the same content gives the same site on any day. In the browser, scripts count on to the current day.
        """
        return self.today or max((entry.reviewed for entry in self.entries() if entry.reviewed), default=DEFAULT_DAY)

    @cached_property
    def revision(self) -> str:
        """A hash of 8 characters of all values in the content; the layout of the files does not change it."""
        digest = hashlib.sha256(self.settings.model_dump_json().encode())
        for group in (self.calls, self.banks, self.principles, self.barriers, self.sources):
            for ref, entry in group.items():
                digest.update(f"\n{entry.kind} {ref} {entry.model_dump_json()}".encode())
        return digest.hexdigest()[:8]

    def of_kind(self, kind: ReferenceKind) -> Mapping[str, Entry]:
        """Return all entries of a kind, by id."""
        return {
            "stage": self.stages,
            "call": self.calls,
            "bank": self.banks,
            "question": self.questions,
            "principle": self.principles,
            "barrier": self.barriers,
            "source": self.sources,
        }[kind]

    def entries(self) -> Iterator[Entry]:
        """Yield all entries of all kinds."""
        for kind in KIND_WORDS:
            yield from self.of_kind(kind).values()

    def company_of(self, path: str) -> Company | None:
        """Return the company that a file belongs to, by its path in problems; None for the playbook's own files."""
        if file_kind(path) is not None:
            return None
        return next((company for company in self.companies if path.startswith(company.label)), None)

    @cached_property
    def uses(self) -> Mapping[tuple[ReferenceKind, str], tuple[Use, ...]]:
        """All references, by the kind and id of the entry they refer to."""
        uses: dict[tuple[ReferenceKind, str], list[Use]] = {}
        for entry in self.entries():
            for use in references(entry):
                uses.setdefault((use.kind, use.ref), []).append(use)
        return {key: tuple(group) for key, group in uses.items()}

    def users(self, entry: Entry, kind: ReferenceKind) -> list[Entry]:
        """Return the entries of a kind that refer to an entry, each once, in their own order."""
        users = {
            use.entry.ref: use.entry for use in self.uses.get((entry.kind, entry.ref), ()) if use.entry.kind == kind
        }
        return list(users.values())

    @cached_property
    def calls_in_order(self) -> tuple[Call, ...]:
        """All calls in the order of the sales process: by stage, then each before the calls that follow it."""
        return tuple(call for stage in self.stages.values() for call in self.calls_of(stage))

    def calls_of(self, stage: Stage) -> tuple[Call, ...]:
        """Return the calls of a stage, each before the calls that follow it, else by title."""
        return self._by_stage.get(stage.ref, ())

    @cached_property
    def _by_stage(self) -> Mapping[str, tuple[Call, ...]]:
        groups: dict[str, list[Call]] = {}
        for call in self.calls.values():
            groups.setdefault(call.stage, []).append(call)
        return {stage: _in_process_order(calls) for stage, calls in groups.items()}

    def has_calls(self, stage: Stage) -> bool:
        """Return whether a stage has calls."""
        return bool(self.calls_of(stage))

    def calls_using(self, entry: Entry) -> tuple[Call, ...]:
        """Return the calls that refer to an entry, each once, in the order of the sales process."""
        uses = self.uses.get((entry.kind, entry.ref))
        if uses is None:
            return ()
        calls = {use.entry.ref: use.entry for use in uses if isinstance(use.entry, Call)}
        # A call with an unknown stage has no place in the process.
        ordered = [call for ref, call in calls.items() if ref in self._positions]
        return tuple(sorted(ordered, key=lambda call: self._positions[call.ref]))

    def neighbours(self, entry: E) -> tuple[E | None, E | None]:
        """Return the entries of the same kind before and after an entry, None at the ends; calls in process order."""
        return self._neighbours[entry.kind].get(entry.ref, (None, None))  # type: ignore[return-value]  # same kind

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {call.ref: position for position, call in enumerate(self.calls_in_order)}

    @cached_property
    def _neighbours(self) -> Mapping[ReferenceKind, Mapping[str, tuple[Entry | None, Entry | None]]]:
        kinds = {kind: tuple(self.of_kind(kind).values()) for kind in KIND_WORDS} | {"call": self.calls_in_order}
        return {
            kind: {
                entry.ref: (before, after)
                for before, entry, after in zip((None, *row), row, (*row[1:], None), strict=False)
            }
            for kind, row in kinds.items()
        }

    def bank_of(self, question: Question) -> Bank:
        """Return the bank that holds a question."""
        return self.banks[question.ref.split("/")[0]]

    def bank_title(self, question: Question) -> str:
        """Return the title of the bank that holds a question.

        A page that uses only the title does not depend on the bank's other questions.
        """
        return self.bank_of(question).title


def _in_process_order(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Return calls, each before those that follow it, else by title; a cycle begins with its first call by title."""
    by_title = sorted(calls, key=lambda call: (call.title, call.ref))
    positions = {call.ref: position for position, call in enumerate(by_title)}
    followers = [{positions[ref] for ref in call.next if ref in positions and ref != call.ref} for call in by_title]
    waiting_for = Counter(position for group in followers for position in group)
    ready = [position for position in range(len(by_title)) if not waiting_for[position]]
    # Used only when all remaining calls are in cycles.
    remaining = iter(range(len(by_title)))
    ordered: dict[int, Call] = {}
    while len(ordered) < len(by_title):
        position = heappop(ready) if ready else next(remaining)
        if position in ordered:
            continue
        ordered[position] = by_title[position]
        for follower in followers[position]:
            waiting_for[follower] -= 1
            if not waiting_for[follower]:
                heappush(ready, follower)
    return tuple(ordered.values())


def references(entry: Entry) -> Iterator[Use]:
    """Yield every reference that an entry makes."""
    for name, key, kind in reference_fields(type(entry)):
        value = getattr(entry, name)
        if isinstance(value, str):
            yield Use(entry, (key,), kind, value)
        elif value:
            for index, ref in enumerate(value):
                yield Use(entry, (key, index), kind, ref)


@cache
def reference_fields(model: type[Entry]) -> tuple[tuple[str, str, ReferenceKind], ...]:
    """Return the fields of a model that refer to other entries: attribute, YAML key, and the kind they refer to."""
    return tuple(
        (name, info.alias or name, mark.kind)
        for name, info in model.model_fields.items()
        for mark in marks(info, Reference)
    )
