"""The whole playbook: every entry by kind and id, what refers to what, and which file holds which kind."""

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
from typing import Any, TypeVar

from precall.content.model.entries import Bank, Barrier, Call, Entry, Principle, Question, SourceEntry, Stage
from precall.content.model.fields import KIND_WORDS, Reference, ReferenceKind
from precall.content.model.settings import Settings
from precall.content.source_map import Loc
from precall.core.session import Session

E = TypeVar("E", bound=Entry)

NO_DAY = date(2026, 1, 1)
"""The day of a playbook in which nothing has been reviewed."""


@dataclass(frozen=True)
class FileKind:
    """One kind of YAML file: where it lies and what is in it."""

    name: str
    """In an editor's words, in the singular: `call`, `question bank`."""
    schema: str
    """The name of its JSON Schema."""
    pattern: str
    """Its path below the root; `*` stands for the entry's id."""
    model: type[Settings] | type[Entry]
    """What the file is, or what each item of its list is."""
    many: bool = False
    """Whether the file is a list of entries."""

    def id_in(self, path: str) -> str | None:
        """The entry's id when the path is of this kind (empty for a file that holds many), else None."""
        found = re.fullmatch(re.escape(self.pattern).replace(r"\*", "([^/]*)"), path)
        return None if found is None else "".join(found.groups())


FILES: tuple[FileKind, ...] = (
    FileKind("settings file", "playbook", "playbook/playbook.yml", Settings),
    FileKind("call", "call", "playbook/calls/*.yml", Call),
    FileKind("question bank", "questions", "playbook/questions/*.yml", Bank),
    FileKind("list of principles", "principles", "playbook/principles.yml", Principle, many=True),
    FileKind("list of barriers", "barriers", "playbook/barriers.yml", Barrier, many=True),
    FileKind("list of sources", "sources", "playbook/sources.yml", SourceEntry, many=True),
)


def file_kind(path: str) -> FileKind | None:
    """The kind of a file by its path from the root; None where no content has its place."""
    return next((kind for kind in FILES if kind.id_in(path) is not None), None)


@dataclass(frozen=True, slots=True)
class Use:
    """One place where an entry refers to another."""

    entry: Entry
    """Who refers."""
    loc: Loc
    """Where in that entry."""
    kind: ReferenceKind
    ref: str
    """To which kind and id."""


@dataclass(frozen=True, slots=True)
class DroppedReference:
    """A list of an inherited entry that names less than in the playbook which is extended: some of it is hidden."""

    hide: int
    """By which item of the settings' `hide`."""
    kind: ReferenceKind
    ref: str
    """Whose list it is."""
    key: str
    """The list's key in YAML."""
    is_empty: bool
    """Whether nothing is left in it."""


@dataclass(frozen=True)
class Company:
    """A playbook that this one extends."""

    label: str
    """What stands before the paths of its files: `../company/`."""
    team: str
    """Whose it is."""
    edit: str | None
    """The address at which its files are edited, the path from its folder follows; empty for nowhere, and None where
    it names none and lies beside ours."""
    folder: Path
    """The folder that holds its content folder."""
    is_packaged: bool = False
    """Whether it is an installed package, of which no code is run: its templates are not taken."""


@dataclass(frozen=True)
class Playbook:
    """Everything that could be read. Stages are in the process's order, all else in that of files and lists."""

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
    """What inherited entries name no longer, by what the settings hide."""
    today: date | None = None
    """The day from which reviews are counted, where somebody named one."""
    session: Session = field(default_factory=Session, repr=False, compare=False)
    """The run that loaded it, with its cache."""

    @cached_property
    def day(self) -> date:
        """The day from which reviews are counted: that of the newest review unless another was named.

        The same content makes the same site on any day; a page counts on from here by its reader's calendar.
        """
        return self.today or max((entry.reviewed for entry in self.entries() if entry.reviewed), default=NO_DAY)

    @cached_property
    def revision(self) -> str:
        """Eight signs that stand for all that the content says. Files that are only laid out anew keep them."""
        whole = hashlib.sha256(self.settings.model_dump_json().encode())
        for group in (self.calls, self.banks, self.principles, self.barriers, self.sources):
            for ref, entry in group.items():
                whole.update(f"\n{entry.kind} {ref} {entry.model_dump_json()}".encode())
        return whole.hexdigest()[:8]

    def of_kind(self, kind: ReferenceKind) -> Mapping[str, Entry]:
        """All entries of a kind, by id."""
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
        """All entries of all kinds."""
        for group in (
            self.stages,
            self.calls,
            self.banks,
            self.questions,
            self.principles,
            self.barriers,
            self.sources,
        ):
            yield from group.values()

    def company_of(self, path: str) -> Company | None:
        """The company that a file belongs to, by its path as problems name it; None for one of our own."""
        if file_kind(path) is not None:
            return None
        return next((each for each in self.companies if path.startswith(each.label)), None)

    @cached_property
    def uses(self) -> Mapping[tuple[ReferenceKind, str], tuple[Use, ...]]:
        """Who refers to an entry, by the entry's kind and id."""
        found: dict[tuple[ReferenceKind, str], list[Use]] = {}
        for entry in self.entries():
            for use in references(entry):
                found.setdefault((use.kind, use.ref), []).append(use)
        return {key: tuple(uses) for key, uses in found.items()}

    def users(self, entry: Entry, kind: ReferenceKind) -> list[Entry]:
        """The entries of a kind that refer to this one, each once, in their own order."""
        users = {
            use.entry.ref: use.entry for use in self.uses.get((entry.kind, entry.ref), ()) if use.entry.kind == kind
        }
        return list(users.values())

    @cached_property
    def calls_in_order(self) -> tuple[Call, ...]:
        """Calls along the sales process: by stage, and within a stage a call before those it leads to."""
        return tuple(call for stage in self.stages.values() for call in self.calls_of(stage))

    def calls_of(self, stage: Stage) -> tuple[Call, ...]:
        """The calls of a stage, a call before those it leads to, else by title."""
        return self._by_stage.get(stage.ref, ())

    @cached_property
    def _by_stage(self) -> Mapping[str, tuple[Call, ...]]:
        groups: dict[str, list[Call]] = {}
        for call in self.calls.values():
            groups.setdefault(call.stage, []).append(call)
        return {stage: _along(calls) for stage, calls in groups.items()}

    def has_calls(self, stage: Stage) -> bool:
        """Whether a stage has calls."""
        return bool(self.calls_of(stage))

    def calls_using(self, entry: Entry) -> tuple[Call, ...]:
        """The calls that refer to an entry, each once, along the sales process."""
        uses = self.uses.get((entry.kind, entry.ref))
        if uses is None:
            return ()
        found = {use.entry.ref: use.entry for use in uses if isinstance(use.entry, Call)}
        placed = [call for ref, call in found.items() if ref in self._turns]
        return tuple(sorted(placed, key=lambda call: self._turns[call.ref]))

    def neighbours(self, entry: E) -> tuple[E | None, E | None]:
        """The entries before and after one of the same kind, None at the ends; calls along the sales process."""
        return self._beside[entry.kind].get(entry.ref, (None, None))  # type: ignore[return-value]  # kinds are apart

    @cached_property
    def _turns(self) -> Mapping[str, int]:
        return {call.ref: turn for turn, call in enumerate(self.calls_in_order)}

    @cached_property
    def _beside(self) -> Mapping[ReferenceKind, Mapping[str, tuple[Entry | None, Entry | None]]]:
        kinds = {kind: tuple(self.of_kind(kind).values()) for kind in KIND_WORDS} | {"call": self.calls_in_order}
        return {
            kind: {
                entry.ref: (before, after)
                for before, entry, after in zip((None, *row), row, (*row[1:], None), strict=False)
            }
            for kind, row in kinds.items()
        }

    def bank_of(self, question: Question) -> Bank:
        """The bank that a question stands in."""
        return self.banks[question.ref.split("/")[0]]

    def bank_title(self, question: Question) -> str:
        """The title of the bank that a question stands in: who asks for no more goes by none of its other questions."""
        return self.bank_of(question).title


def _along(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Calls, each before those it leads to, else by title; where they lead in a circle, the first by title begins."""
    rows = sorted(calls, key=lambda call: (call.title, call.ref))
    places = {call.ref: place for place, call in enumerate(rows)}
    leads = [{places[ref] for ref in call.next if ref in places and ref != call.ref} for call in rows]
    waited_for = Counter(place for each in leads for place in each)
    ready = [place for place in range(len(rows)) if not waited_for[place]]
    # Those that nothing waits for come as they are ready; the others stand by for when only circles are left.
    standing_by = iter(range(len(rows)))
    ordered: dict[int, Call] = {}
    while len(ordered) < len(rows):
        place = heappop(ready) if ready else next(standing_by)
        if place in ordered:
            continue
        ordered[place] = rows[place]
        for after in leads[place]:
            waited_for[after] -= 1
            if not waited_for[after]:
                heappush(ready, after)
    return tuple(ordered.values())


def references(entry: Entry) -> Iterator[Use]:
    """Every reference that an entry makes, with its place."""
    for name, key, kind in reference_fields(type(entry)):
        value = getattr(entry, name)
        if isinstance(value, str):
            yield Use(entry, (key,), kind, value)
        elif value:
            for index, ref in enumerate(value):
                yield Use(entry, (key, index), kind, ref)


@cache
def reference_fields(model: type[Entry]) -> tuple[tuple[str, str, ReferenceKind], ...]:
    """The fields of a model that refer to other entries: attribute, YAML key, and the kind they refer to."""
    found = []
    for name, info in model.model_fields.items():
        for mark in (*info.metadata, *_marks(info.annotation)):
            if isinstance(mark, Reference):
                found.append((name, info.alias or name, mark.kind))
    return tuple(found)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in getattr(annotation, "__args__", ()):
        yield from _marks(argument)
