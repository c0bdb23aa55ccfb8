"""A root folder becomes a Playbook and the Problems of all its files, every fault in one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from precall.content import error_messages, override_checks
from precall.content.filenames import misplaced
from precall.content.inheritance import Stack, companies, inherited, read_stack
from precall.content.merge import MergedDocument
from precall.content.model import (
    FILES,
    Bank,
    Entry,
    FileKind,
    Playbook,
    Question,
    ReferenceKind,
    Settings,
    SourceLocation,
    Stage,
    file_kind,
)
from precall.content.model.fields import KIND_WORDS, slug_of
from precall.content.reference_checks import KnownIds, typed_references
from precall.content.source import CONTENT_FOLDER
from precall.content.source_map import Document, Loc, Value
from precall.core.gc_pause import gc_paused
from precall.core.problems import START, Problem, in_order, quoted
from precall.core.session import Session

E = TypeVar("E", bound=Entry)

MAX_FAULTS = 200
"""Faults of one file that are told. Whoever has more has one cause to mend first."""


@dataclass(frozen=True)
class LoadResult:
    """What came of reading a folder."""

    playbook: Playbook
    """What could be read; entries with faults of their own are not in it."""
    problems: tuple[Problem, ...]
    """All that is wrong, in order."""
    documents: tuple[Document, ...] = field(repr=False, default=())
    """Every file of the folder itself that is YAML, whatever else is wrong with it."""
    ids: Mapping[ReferenceKind, frozenset[str]] = field(repr=False, default_factory=dict)
    """What a reference may name, entries with faults among it; a kind of which a file could not be read is left out."""
    inherited: Mapping[ReferenceKind, frozenset[str]] = field(repr=False, default_factory=dict)
    """The ids that the playbook has from those it extends, hidden ones among them; nothing where it extends none."""


def load(root: Path, *, at: Path | None = None, session: Session | None = None) -> LoadResult:
    """Read all content below `root`, and all that it extends. Raises PrecallError when there is no content folder.

    `at` is where `root` counts as lying when it is a copy: from there leads the way to what it extends.
    """
    session = session or Session()
    with gc_paused():
        stack = read_stack(root, at, session)
        reading = _Reading(stack, session)
        for path, laid in sorted(stack.files.items()) if stack.is_whole else ():
            kind, id_ = _content(path)
            reading.content(MergedDocument.of(laid), kind, id_)
        return reading.finish()


def _content(path: str) -> tuple[FileKind, str]:
    """The kind of a content file, and the id of its entry, empty where it holds many."""
    kind = file_kind(path)
    assert kind is not None, "content alone is read"
    return kind, kind.id_in(path) or ""


def _placed(entry: E, ref: str, document: Document, loc: Loc) -> E:
    """The entry, knowing the document that holds all of it."""
    return entry.located_at(SourceLocation(ref, *document.owner_of(loc)))


class _Reading:
    """What has been read so far."""

    def __init__(self, stack: Stack, session: Session) -> None:
        self.stack = stack
        self.session = session
        self.settings: Settings | None = None
        self.entries: dict[ReferenceKind, dict[str, Any]] = {kind: {} for kind in KIND_WORDS}
        self.known = KnownIds(stack.hidden)
        self.typed: list[tuple[type[Entry], Document, Loc, Value]] = []
        """Every entry as it was typed, those with faults among them."""
        self.problems: list[Problem] = [*stack.problems, *chain.from_iterable(map(misplaced, stack.layers))]
        self.told: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        """Faults by path: those that have been put into words, and those of files that have too many."""
        for path in stack.unread:
            self._cannot_read(*_content(path))

    def content(self, document: Document, kind: FileKind, id_: str) -> None:
        """Read one file of a kind."""
        if kind.model is Settings:
            self._settings(document)
        elif kind.many:
            self._list(kind, document)
        elif issubclass(kind.model, Entry):
            self._entry(kind.model, document, (), document.value, id_)

    def _cannot_read(self, kind: FileKind, id_: str) -> None:
        """Note a file of which no value could be had, so that references into it are not called unknown."""
        if kind.model is Settings:
            self.known.unread.add("stage")
        elif issubclass(kind.model, Entry) and kind.many:
            self.known.unread.add(kind.model.kind)
        elif issubclass(kind.model, Entry):
            self.known.ids[kind.model.kind].update((id_, slug_of(id_)))
            if kind.model is Bank:
                self.known.unread_banks.update((id_, slug_of(id_)))

    def _settings(self, document: Document) -> None:
        value = document.value
        stages = value.get("stages") if isinstance(value, dict) else None
        if isinstance(stages, list):
            self._ids(document, ("stages",), stages, Stage, "")
        else:
            self.known.unread.add("stage")
        try:
            settings = document.derived.get(Settings) or Settings.model_validate(value).located_at(
                SourceLocation("", document, ())
            )
        except ValidationError as error:
            self._explain(error, document, (), Settings)
            return
        if Settings not in document.derived:
            document.derived[Settings] = settings
            for index, stage in enumerate(settings.stages):
                _placed(stage, stage.id, document, ("stages", index))
        self.settings = settings
        for stage in settings.stages:
            self.entries["stage"].setdefault(stage.id, stage)

    def _list(self, kind: FileKind, document: Document) -> None:
        assert issubclass(kind.model, Entry)
        if not isinstance(document.value, list):
            if document.value != {}:
                self.known.unread.add(kind.model.kind)
                self.problems.append(
                    document.problem(
                        "wrong-type",
                        f"This file is a {kind.name}, and here is no list.",
                        "Begin each entry with a dash and a space.",
                    )
                )
            return
        self._ids(document, (), document.value, kind.model, "")
        for index, value in enumerate(document.value):
            ref = value.get("id") if isinstance(value, dict) else None
            self._entry(kind.model, document, (index,), value, ref if isinstance(ref, str) else "")

    def _ids(self, document: Document, loc: Loc, values: list[Value], model: type[Entry], prefix: str) -> None:
        """Note the ids in a list of entries, and those that stand there twice."""
        first: dict[str, int] = {}
        for index, item in enumerate(values):
            if loc:
                self.typed.append((model, document, (*loc, index), item))
            id_ = item.get("id") if isinstance(item, dict) else None
            if not isinstance(id_, str) or not id_:
                continue
            here = (*loc, index, "id")
            before = first.setdefault(id_, index)
            if prefix + id_ in self.known.ids[model.kind]:
                line = document.span((*loc, before, "id")).line
                self.problems.append(
                    document.problem(
                        "duplicate-id",
                        f"{quoted(id_)} is the id of another {KIND_WORDS[model.kind]} already, on line {line}.",
                        "Give one of them another id.",
                        loc=here,
                    )
                )
            self.known.ids[model.kind].add(prefix + id_)

    def _entry(self, model: type[Entry], document: Document, loc: Loc, value: Value, ref: str) -> None:
        self.typed.append((model, document, loc, value))
        if ref and not loc:
            self.known.ids[model.kind].update((ref, slug_of(ref)))
        if model is Bank:
            questions = value.get("questions") if isinstance(value, dict) else None
            if isinstance(questions, list):
                self._ids(document, ("questions",), questions, Question, f"{ref}/")
            else:
                self.known.unread_banks.add(ref)
        entry = document.derived.get((model, loc, ref))
        if entry is None:
            try:
                entry = _placed(model.model_validate(value), ref, document, loc)
            except ValidationError as error:
                self._explain(error, document, loc, model, ref)
                return
            if isinstance(entry, Bank):
                for index, question in enumerate(entry.questions):
                    _placed(question, f"{ref}/{question.id}", document, (*loc, "questions", index))
            document.derived[model, loc, ref] = entry
        self.entries[model.kind].setdefault(ref, entry)
        for question in entry.questions if isinstance(entry, Bank) else ():
            self.entries["question"].setdefault(question.ref, question)

    def _explain(
        self, error: ValidationError, document: Document, loc: Loc, model: type[Entry | Settings], ref: str = ""
    ) -> None:
        path = document.source.path
        room = max(0, MAX_FAULTS - self.told[path])
        below = self.stack.below.get(path)
        mistaken = (
            dict(override_checks.mistaken(error, document, loc, model=model, ref=ref, below=below)) if below else {}
        )
        problems = error_messages.explain(error, document, loc, model, most=room, told=mistaken) if room else []
        self.problems.extend(mistaken.values())
        self.problems.extend(problems)
        self.told[path] += len(problems)
        self.left_out[path] += max(0, error.error_count() - room)

    def _judge_references(self) -> None:
        for model, document, loc, value in self.typed:
            path = document.source.path
            made = document.derived.get((typed_references, model, loc))
            if made is None:
                made = document.derived[typed_references, model, loc] = tuple(typed_references(model, value))
            for inner, kind, ref in made:
                if self.known.exists(kind, ref):
                    continue
                if self.told[path] >= MAX_FAULTS:
                    self.left_out[path] += 1
                    continue
                self.told[path] += 1
                self.problems.append(self.known.unknown(document, loc + inner, kind, ref))

    def finish(self) -> LoadResult:
        """The Playbook, once every file has been read and every reference can be judged."""
        if not self.stack.is_whole:
            # What is missing would be misjudged everywhere.
            settings = Settings.model_construct(title=CONTENT_FOLDER.title(), team="", stages=())
            return LoadResult(Playbook(settings, session=self.session), tuple(in_order(self.problems)))
        path = FILES[0].pattern
        if path not in {*self.stack.files, *self.stack.unread}:
            self.problems.append(
                Problem(
                    path,
                    START,
                    "missing-file",
                    f"The playbook's settings are missing: there is no {path}.",
                    "Make the file with title, team and stages in it.",
                )
            )
            self.known.unread.add("stage")
        self._judge_references()
        # What cannot be read must not keep the rest from being checked.
        settings = self.settings or Settings.model_construct(title=CONTENT_FOLDER.title(), team="", stages=())
        playbook = Playbook(
            settings,
            stages=self.entries["stage"],
            calls=self.entries["call"],
            banks=self.entries["bank"],
            questions=self.entries["question"],
            principles=self.entries["principle"],
            barriers=self.entries["barrier"],
            sources=self.entries["source"],
            companies=companies(self.stack),
            dropped_references=self.stack.lost,
            session=self.session,
        )
        own = self.stack.layers[-1].documents.values()
        return LoadResult(
            playbook,
            tuple(self._limited()),
            tuple(document for document in own if document is not None),
            self.known.certain(),
            inherited(self.stack),
        )

    def _limited(self) -> Iterator[Problem]:
        """The problems in order; of a file with very many the first, and how many more there are."""
        for path, group in groupby(in_order(self.problems), key=lambda problem: problem.path):
            of_file = list(group)
            yield from of_file[:MAX_FAULTS]
            more = self.left_out[path] + len(of_file[MAX_FAULTS:])
            if more:
                last = of_file[:MAX_FAULTS][-1]
                yield Problem(
                    path,
                    last.span,
                    "too-many-faults",
                    f"The file has {more:,} more faults, which are not listed.",
                    "Mend those above first; many faults often have one cause.",
                    excerpt=last.excerpt,
                )
