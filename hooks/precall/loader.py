"""A root folder becomes a Playbook and the Problems of all its files, every fault in one run."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from precall import nodes, wording
from precall.model import FILES, Bank, Entry, FileKind, Place, Playbook, Question, ReferenceKind, Settings, Stage
from precall.model.fields import KIND_WORDS, id_fault, slug_of
from precall.nodes import Document, Loc, Value
from precall.problems import START, Problem, in_order, quoted, visible
from precall.references import Known, made_by
from precall.source import FOLDER, Source, find, is_named_in_utf8, read

MOST_FAULTS = 200
"""Faults of one file that are told. Whoever has more has one cause to mend first."""


@dataclass(frozen=True)
class Loaded:
    """What came of reading a folder."""

    playbook: Playbook
    """What could be read; entries with faults of their own are not in it."""
    problems: tuple[Problem, ...]
    """All that is wrong, in order."""
    documents: tuple[Document, ...] = field(repr=False, default=())
    """Every file that is YAML, whatever else is wrong with it."""
    ids: Mapping[ReferenceKind, frozenset[str]] = field(repr=False, default_factory=dict)
    """What a reference may name, entries with faults among it; a kind of which a file could not be read is left out."""


def load(root: Path) -> Loaded:
    """Read all content below `root`. Raises PrecallError when there is no content folder."""
    with _collector_off():
        paths = find(root)
        reading = _Reading(paths)
        for path in paths:
            kind = _kind(path)
            if not is_named_in_utf8(path):
                reading.problems.append(
                    Problem(
                        visible(path), START, "misplaced-file", "This file's name is not saved as UTF-8.", "Rename it."
                    )
                )
            elif kind is not None:
                reading.path(root, path, *kind)
            elif (root / path).is_dir():
                found = read(root, path)
                reading.problems.extend([found] if isinstance(found, Problem) else [])
            else:
                reading.problems.extend(_misplaced(path))
        return reading.finish()


@contextmanager
def _collector_off() -> Iterator[None]:
    """Hold Python's garbage collector: it walks the growing tree of nodes over and over, for two thirds of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _kind(path: str) -> tuple[FileKind, str] | None:
    for kind in FILES:
        found = kind.id_in(path)
        if found is not None:
            return kind, found
    return None


def _misplaced(path: str) -> Iterator[Problem]:
    name = path.rsplit("/", 1)[-1]
    if name.upper().startswith(("README", "LICENSE")):
        return
    why = "no content has its place here"
    if name.lower().endswith(_YAML_ENDINGS) and not name.endswith(".yml"):
        why = "its name does not end in .yml"
    yield Problem(visible(path), START, "misplaced-file", f"This file is not read: {why}.", _right_place(path))


_YAML_ENDINGS = (".yaml", ".yml", ".yml.txt", ".yaml.txt")
_IN_SETTINGS = ("stage", "stages", "setting", "settings", "synonyms", "words", "cards")


def _right_place(path: str) -> str:
    """Where a file was probably meant to lie."""
    lower = path.lower()
    ending = next((each for each in reversed(_YAML_ENDINGS) if lower.endswith(each)), "")
    right = lower.removesuffix(ending) + ".yml"
    if ending and _kind(right) is not None:
        return f"Rename it to {right}."
    _, first, *rest = right.split("/")
    stem = first.removesuffix(".yml")
    if not rest and stem in _IN_SETTINGS:
        return f"Stages, words, synonyms and cards are set in {FILES[0].pattern}."
    for kind in FILES:
        folder, _, last = kind.pattern.rpartition("/")
        place = last.removesuffix(".yml") if "*" not in last else folder.rsplit("/", 1)[-1]
        if place not in (stem, f"{stem}s"):
            continue
        if "*" not in last:
            return f"All of this kind stands in one file, {kind.pattern}."
        if rest and not ending:
            return f"In {folder}/ only .yml files are read; keep others outside {FOLDER}/."
        if rest:
            return f"Move it to {folder}/{rest[-1]}: folders inside {folder}/ are not read."
        return f"In {folder}/ each {kind.name} has a file of its own."
    return "Content lies in " + ", ".join(kind.pattern for kind in FILES) + "."


class _Reading:
    """What has been read so far."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = set(paths)
        self.settings: Settings | None = None
        self.entries: dict[ReferenceKind, dict[str, Any]] = {kind: {} for kind in KIND_WORDS}
        self.known = Known()
        self.typed: list[tuple[type[Entry], Document, Loc, Value]] = []
        """Every entry as it was typed, those with faults among them."""
        self.problems: list[Problem] = []
        self.told: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        """Faults by path: those that have been put into words, and those of files that have too many."""
        self.documents: list[Document] = []

    def path(self, root: Path, path: str, kind: FileKind, id_: str) -> None:
        """Read one file of a kind."""
        if "*" in kind.pattern:
            self.problems.extend(self._name(path, id_))
        source = read(root, path)
        document, problems = nodes.compose(source) if isinstance(source, Source) else (None, [source])
        self.problems.extend(problems)
        if document is None:
            self._cannot_read(kind, id_)
            return
        self.documents.append(document)
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

    def _name(self, path: str, id_: str) -> Iterator[Problem]:
        """A file's name is its entry's id."""
        fault = id_fault(id_)
        if fault is None:
            return
        rule, message, _ = fault
        slug = slug_of(id_)
        right = f"{path.rsplit('/', 1)[0]}/{slug}.yml"
        hint = f"Rename the file to {slug}.yml."
        if not slug or id_fault(slug) is not None:
            hint = "Rename the file: small letters, digits and hyphens, and a name that is not taken."
        elif right in self.paths:
            hint = f"Rename the file; {slug}.yml is another file already."
        yield Problem(path, START, rule, f"The file's name is its entry's id: {message}", hint)

    def _settings(self, document: Document) -> None:
        value = document.value
        stages = value.get("stages") if isinstance(value, dict) else None
        if isinstance(stages, list):
            self._ids(document, ("stages",), stages, Stage, "")
        else:
            self.known.unread.add("stage")
        try:
            self.settings = Settings.model_validate(value).placed(Place("", document, ()))
        except ValidationError as error:
            self._explain(error, document, (), Settings)
        for index, stage in enumerate(self.settings.stages if self.settings else ()):
            self.entries["stage"].setdefault(stage.id, stage.placed(Place(stage.id, document, ("stages", index))))

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
            line = first.setdefault(id_, document.span(here).line)
            if prefix + id_ in self.known.ids[model.kind]:
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
        try:
            entry = model.model_validate(value)
        except ValidationError as error:
            self._explain(error, document, loc, model)
            return
        entry.placed(Place(ref, document, loc))
        self.entries[model.kind].setdefault(ref, entry)
        if isinstance(entry, Bank):
            for index, question in enumerate(entry.questions):
                question.placed(Place(f"{ref}/{question.id}", document, ("questions", index)))
                self.entries["question"].setdefault(question.ref, question)

    def _explain(self, error: ValidationError, document: Document, loc: Loc, model: type[Entry | Settings]) -> None:
        path = document.source.path
        room = max(0, MOST_FAULTS - self.told[path])
        problems = wording.explain(error, document, loc, model, most=room) if room else []
        self.problems.extend(problems)
        self.told[path] += len(problems)
        self.left_out[path] += max(0, error.error_count() - room)

    def _judge_references(self) -> None:
        for model, document, loc, value in self.typed:
            path = document.source.path
            for inner, kind, ref in made_by(model, value):
                if self.known.leads(kind, ref):
                    continue
                if self.told[path] >= MOST_FAULTS:
                    self.left_out[path] += 1
                    continue
                self.told[path] += 1
                self.problems.append(self.known.unknown(document, loc + inner, kind, ref))

    def finish(self) -> Loaded:
        """The Playbook, once every file has been read and every reference can be judged."""
        path = FILES[0].pattern
        if path not in self.paths:
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
        settings = self.settings or Settings.model_construct(title=FOLDER.title(), team="", stages=())
        playbook = Playbook(
            settings,
            stages=self.entries["stage"],
            calls=self.entries["call"],
            banks=self.entries["bank"],
            questions=self.entries["question"],
            principles=self.entries["principle"],
            barriers=self.entries["barrier"],
            sources=self.entries["source"],
        )
        problems = tuple(self._limited())
        return Loaded(playbook, problems, tuple(self.documents), self.known.certain())

    def _limited(self) -> Iterator[Problem]:
        """The problems in order; of a file with very many the first, and how many more there are."""
        for path, group in groupby(in_order(self.problems), key=lambda problem: problem.path):
            of_file = list(group)
            yield from of_file[:MOST_FAULTS]
            more = self.left_out[path] + len(of_file[MOST_FAULTS:])
            if more:
                last = of_file[:MOST_FAULTS][-1]
                yield Problem(
                    path,
                    last.span,
                    "too-many-faults",
                    f"The file has {more:,} more faults, which are not listed.",
                    "Mend those above first; many faults often have one cause.",
                    excerpt=last.excerpt,
                )
