"""Load a root folder into a Playbook, and report every fault in its files as a Problem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from precall.content import error_messages
from precall.content.drafts import Salvaged, draft_lines, is_draft_text
from precall.content.filenames import check_filenames, misplaced_kinds
from precall.content.inheritance import Stack, companies, inherited, read_stack
from precall.content.merge import MergedDocument, id_of
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
from precall.content.model.fields import KIND_WORDS, SLUG, slug_of, suggested_id
from precall.content.override_checks import failed_overrides
from precall.content.reference_checks import KnownIds, typed_references
from precall.content.source import CONTENT_FOLDER
from precall.content.source_map import Document, Loc, Value
from precall.core.gc_pause import gc_paused
from precall.core.problems import START, Problem, in_order, quoted, with_article
from precall.core.session import Session

E = TypeVar("E", bound=Entry)

MAX_FAULTS = 200
"""Maximum number of faults reported for one file. Many faults often have one cause."""


_STRICT = ("duplicate-id", "invalid-id", "reserved-id", "misplaced-file")
"""Rules whose problems stay errors in a draft, because they concern other entries too, or the draft's location."""


@dataclass(frozen=True)
class LoadResult:
    """The content of a folder, with its problems."""

    playbook: Playbook
    """The valid entries and drafts. A draft has placeholders for its missing and faulty values."""
    problems: tuple[Problem, ...]
    """All faults, in order. Those in drafts are notices."""
    documents: tuple[Document, ...] = field(repr=False, default=())
    """The folder's own files that are valid YAML, with or without other faults."""
    ids: Mapping[ReferenceKind, frozenset[str]] = field(repr=False, default_factory=dict)
    """The ids that references may use, including those of entries with faults. A kind is missing if one of its files
    could not be read."""
    inherited: Mapping[ReferenceKind, frozenset[str]] = field(repr=False, default_factory=dict)
    """The ids of inherited entries, including hidden ones; empty when the playbook extends no other."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that are not in drafts."""
        return [problem for problem in self.problems if problem.severity == "error"]


def load(root: Path, *, at: Path | None = None, session: Session | None = None) -> LoadResult:
    """Load the content below a root folder, and all playbooks that it extends.

    Args:
        root: the folder that holds the content folder.
        at: the folder from which `extends` is resolved, when `root` is a copy.
        session: the run that loads it, with its cache; None for a run without one.

    Raises:
        PrecallError: there is no content folder.

    """
    session = session or Session()
    with gc_paused():
        stack = read_stack(root, at, session)
        loader = _Loader(stack, session)
        # The settings come first: a draft of a call without a stage is shown in the first one.
        files = sorted(stack.files.items(), key=lambda item: (item[0] != FILES[0].pattern, item[0]))
        for path, content in files if stack.is_complete else ():
            loader.load_file(MergedDocument.of(content), *_kind_and_id(path))
        return loader.result()


def _kind_and_id(path: str) -> tuple[FileKind, str]:
    """Return the kind of a content file, and the id of its entry (empty for a file of many entries)."""
    kind = file_kind(path)
    assert kind is not None, "only content files are loaded"
    return kind, kind.id_in(path) or ""


def _located(
    entry: E, ref: str, document: Document, loc: Loc, *, draft: bool = False, blanks: tuple[str, ...] = ()
) -> E:
    """Return an entry with its location. `draft` tells whether the bank that holds it is a draft."""
    return entry.located_at(SourceLocation(ref, *document.part(loc), "", entry.draft or draft, blanks))


def _numbered(entries: tuple[E, ...], salvaged: Salvaged | None) -> Iterator[tuple[int, E]]:
    """Return the entries of a list, each with its position as typed."""
    return zip(salvaged.positions, entries, strict=False) if salvaged and salvaged.positions else enumerate(entries)


class _Loader:
    """Loads content files one by one and collects their entries and problems."""

    def __init__(self, stack: Stack, session: Session) -> None:
        self.stack = stack
        self.session = session
        self.settings: Settings | None = None
        self.entries: dict[ReferenceKind, dict[str, Any]] = {kind: {} for kind in KIND_WORDS}
        self.known = KnownIds(stack.hidden)
        self.typed: list[tuple[type[Entry], Document, Loc, Value]] = []
        """The raw values of every entry, including those with faults."""
        self.problems: list[Problem] = [*stack.problems, *chain.from_iterable(map(check_filenames, stack.layers))]
        self.reported: Counter[str] = Counter()
        """The number of faults of the model that were reported, by path."""
        self.omitted: Counter[str] = Counter()
        """The number of faults that were not reported, because their file has too many, by path."""
        for path in stack.unread:
            self._mark_unread(*_kind_and_id(path))
        for kind, id_ in chain.from_iterable(map(misplaced_kinds, stack.layers)):
            self._mark_unread(kind, id_)

    def load_file(self, document: Document, kind: FileKind, id_: str) -> None:
        """Load one content file."""
        if kind.model is Settings:
            self._load_settings(document)
        elif issubclass(kind.model, Entry) and kind.many:
            self._load_list(kind.name, kind.model, document)
        elif issubclass(kind.model, Entry):
            self._load_entry(kind.model, document, (), document.value, id_)

    def _mark_unread(self, kind: FileKind, id_: str) -> None:
        """Accept references into a file that could not be read."""
        if kind.model is Settings:
            self.known.unread.add("stage")
        elif issubclass(kind.model, Entry) and kind.many:
            self.known.unread.add(kind.model.kind)
        elif issubclass(kind.model, Entry):
            self.known.ids[kind.model.kind].update(dict.fromkeys((id_, slug_of(id_))))
            if kind.model is Bank:
                self.known.unread_banks.update((id_, slug_of(id_)))

    def _load_settings(self, document: Document) -> None:
        value = document.value
        stages = value.get("stages") if isinstance(value, dict) else None
        if isinstance(stages, list):
            self._add_ids(document, ("stages",), stages, Stage, "")
        else:
            self.known.unread.add("stage")
        settings: Settings | None = document.derived.get(Settings)
        if settings is None:
            salvaged: Salvaged | None = None
            try:
                settings = Settings.model_validate(value)
                document.derived[Settings] = settings
            except ValidationError as error:
                self._add_faults(error, document, (), Settings)
                salvaged = Salvaged(Settings, value, error, "")
                settings = salvaged.result
                if settings is None:
                    return
            settings.located_at(SourceLocation("", document, ()))
            for index, stage in _numbered(settings.stages, salvaged):
                blanks = salvaged.blanks.get(("stages", index), ()) if salvaged else ()
                _located(stage, stage.id, document, ("stages", index), blanks=blanks)
        self.settings = settings
        for stage in settings.stages:
            self.entries["stage"].setdefault(stage.id, stage)

    def _load_list(self, name: str, model: type[Entry], document: Document) -> None:
        if not isinstance(document.value, list):
            if document.value != {}:
                self.known.unread.add(model.kind)
                message = f"This file must be {with_article(name)}, but it does not begin with a dash."
                self.problems.append(
                    document.problem("wrong-type", message, "Begin each entry with a dash and a space.")
                )
            return
        self._add_ids(document, (), document.value, model, "")
        for index, value in enumerate(document.value):
            self._load_entry(model, document, (index,), value, id_of(value))

    def _add_ids(self, document: Document, loc: Loc, values: list[Value], model: type[Entry], prefix: str) -> None:
        """Store the ids in a list of entries, and report those that appear twice.

        Args:
            document: the document that holds the list.
            loc: the place of the list in the document.
            values: the entries as typed.
            model: the model of each entry.
            prefix: the text before the id in references: `bank/` for a question.

        """
        known = self.known.ids[model.kind]
        first: dict[str, int] = {}
        # A repeated key often belongs to another entry whose first line, with its id, is missing.
        self.known.unnamed[model.kind] += sum(fault.rule == "duplicate-key" for fault in document.faults)
        for index, item in enumerate(values):
            if loc:
                self.typed.append((model, document, (*loc, index), item))
            id_ = id_of(item)
            if not id_:
                self.known.unnamed[model.kind] += isinstance(item, dict)
                continue
            if first.setdefault(id_, index) != index:
                # One of the two has an id of its own to come, which references may name already.
                self.known.repeated[model.kind] += 1
                line = document.span((*loc, first[id_], "id")).line
                self.problems.append(
                    document.problem(
                        "duplicate-id",
                        f"Another {KIND_WORDS[model.kind]} already has the id {quoted(id_)}, on line {line}.",
                        "Give one of them another id.",
                        loc=(*loc, index, "id"),
                    )
                )
            right = id_
            if not SLUG.fullmatch(id_):
                # The hint names the right id, so references may use it already.
                right = suggested_id(id_) or id_
                known[prefix + (right if "/" in id_ else id_)] = None
            known[prefix + right] = None
            self.known.typed.append((model.kind, prefix + right, item))

    def _load_entry(self, model: type[Entry], document: Document, loc: Loc, value: Value, ref: str) -> None:
        self.typed.append((model, document, loc, value))
        if ref and not loc:
            self.known.ids[model.kind].update(dict.fromkeys((ref, slug_of(ref))))
            self.known.typed.append((model.kind, ref, value))
        if model is Bank:
            questions = value.get("questions") if isinstance(value, dict) else None
            if isinstance(questions, list):
                self._add_ids(document, ("questions",), questions, Question, f"{ref}/")
            else:
                self.known.unread_banks.add(ref)
        entry = document.derived.get((model, loc, ref))
        if entry is None:
            salvaged: Salvaged | None = None
            try:
                entry = document.derived[model, loc, ref] = model.model_validate(value)
            except ValidationError as error:
                self._add_faults(error, document, loc, model, ref)
                salvaged = Salvaged(model, value, error, next(iter(self.entries["stage"]), ""))
                entry = salvaged.result
                if entry is None:
                    return
            _located(entry, ref, document, loc, blanks=salvaged.blanks.get((), ()) if salvaged else ())
            if isinstance(entry, Bank):
                draft = entry.draft
                for index, question in _numbered(entry.questions, salvaged):
                    blanks = salvaged.blanks.get(("questions", index), ()) if salvaged else ()
                    place = (*loc, "questions", index)
                    _located(question, f"{ref}/{question.id}", document, place, draft=draft, blanks=blanks)
        self.entries[model.kind].setdefault(ref, entry)
        for question in entry.questions if isinstance(entry, Bank) else ():
            self.entries["question"].setdefault(question.ref, question)

    def _add_faults(
        self, error: ValidationError, document: Document, loc: Loc, model: type[Entry | Settings], ref: str = ""
    ) -> None:
        path = document.source.path
        room = max(0, MAX_FAULTS - self.reported[path])
        ids = self.stack.inherited_ids.get(path, {})
        overrides = dict(failed_overrides(error, document, loc, model=model, ref=ref, inherited=ids)) if ids else {}
        problems = (
            error_messages.explain(error, document, loc, model, limit=room, covered=overrides, ids=self.known.ids)
            if room
            else []
        )
        if any(problem.rule == "misplaced-file" for problem in problems):
            kind = error_messages.kind_of_content(document.value)
            if kind is not None:
                # Once moved, it has the entries that references name.
                self._mark_unread(kind, ref)
        self.problems.extend(overrides.values())
        self.problems.extend(problems)
        self.reported[path] += len(problems)
        self.omitted[path] += max(0, error.error_count() - room)

    def _check_references(self) -> None:
        unknown: list[tuple[Document, Loc, ReferenceKind, str]] = []
        for model, document, loc, value in self.typed:
            references = document.derived.get((typed_references, model, loc))
            if references is None:
                references = document.derived[typed_references, model, loc] = tuple(typed_references(model, value))
            unknown.extend(
                (document, loc + inner, kind, ref)
                for inner, kind, ref in references
                if not self.known.exists(kind, ref) and not document.has_fault(loc + inner)
            )
        missing: defaultdict[ReferenceKind, set[str]] = defaultdict(set)
        for _, _, kind, ref in unknown:
            if kind != "question" or "/" in ref:
                missing[kind].add(ref)
        for document, loc, kind, ref in unknown:
            path = document.source.path
            spare, repeated = self.known.unnamed[kind], self.known.repeated[kind]
            if ref in missing[kind] and len(missing[kind]) <= spare:
                continue
            if ref in missing[kind] and len(missing[kind]) <= spare + repeated and not self.known.resembles(kind, ref):
                continue
            if self.reported[path] >= MAX_FAULTS:
                self.omitted[path] += 1
                continue
            self.reported[path] += 1
            self.problems.append(self.known.unknown_reference(document, loc, kind, ref))

    def result(self) -> LoadResult:
        """Return the Playbook, after every file has been loaded."""
        # Use default settings if the settings cannot be read, so that the other files can be checked.
        settings = self.settings or Settings.model_construct(title=CONTENT_FOLDER.title(), team="", stages=())
        if not self.stack.is_complete:
            # Without the missing entries every check would give wrong results.
            return LoadResult(
                Playbook(settings, session=self.session), tuple(in_order(self._downgraded(self.problems)))
            )
        path = FILES[0].pattern
        if path not in {*self.stack.files, *self.stack.unread}:
            self.problems.append(
                Problem(
                    path,
                    START,
                    "missing-file",
                    f"The playbook has no settings: there is no file {path}.",
                    "Create this file, with title, team and stages in it.",
                )
            )
            self.known.unread.add("stage")
        self._check_references()
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
            dropped_references=self.stack.dropped,
            session=self.session,
        )
        own = self.stack.layers[-1].documents.values()
        return LoadResult(
            playbook,
            tuple(self._limit(self._downgraded(self.problems))),
            tuple(document for document in own if document is not None),
            self.known.complete(),
            inherited(self.stack),
        )

    def _downgraded(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems; problems in drafts become notices."""
        documents = [document for layer in self.stack.layers for document in layer.documents.values() if document]
        lines = {document.source.path: found for document in documents if (found := draft_lines(document))}
        unread = {source.path for layer in self.stack.layers for source in layer.unparsed if is_draft_text(source)}
        for problem in problems:
            is_in_draft = problem.path in unread or any(
                problem.span.line in part for part in lines.get(problem.path, ())
            )
            is_downgraded = is_in_draft and problem.rule not in _STRICT
            yield replace(problem, severity="notice") if is_downgraded else problem

    def _limit(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems in order: at most MAX_FAULTS of each file, then the number of its other faults."""
        for path, group in groupby(in_order(problems), key=lambda problem: problem.path):
            of_file = list(group)
            yield from of_file[:MAX_FAULTS]
            more = self.omitted[path] + len(of_file[MAX_FAULTS:])
            if more:
                last = of_file[:MAX_FAULTS][-1]
                yield Problem(
                    path,
                    last.span,
                    "too-many-faults",
                    f"The file has {more:,} more faults, which are not listed.",
                    "Fix those above first: many faults often have one cause.",
                    excerpt=last.excerpt,
                )
