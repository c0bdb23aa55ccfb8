"""A root folder becomes a Playbook and the Problems of all its files, every fault in one run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from precall import nodes, wording
from precall.model import FILES, Bank, Entry, FileKind, Place, Playbook, ReferenceKind, Settings, references
from precall.model.fields import id_fault
from precall.nodes import Document, Loc
from precall.problems import START, Problem, did_you_mean, in_order
from precall.source import FOLDER, Source, find, read

_KIND_WORD: dict[ReferenceKind, str] = {
    "stage": "stage",
    "call": "call",
    "bank": "question bank",
    "question": "question",
    "principle": "principle",
    "barrier": "barrier",
    "source": "source",
}


@dataclass(frozen=True)
class Loaded:
    """What came of reading a folder."""

    playbook: Playbook
    """What could be read; entries with faults of their own are not in it."""
    problems: tuple[Problem, ...]
    """All that is wrong, in order."""
    documents: tuple[Document, ...] = field(repr=False, default=())
    """Every file that is YAML, whatever else is wrong with it."""


def load(root: Path) -> Loaded:
    """Read all content below `root`. Raises PrecallError when there is no content folder."""
    with _collector_off():
        reading = _Reading()
        for path in find(root):
            kind = _kind(path)
            if kind is None:
                reading.problems.extend(_misplaced(path))
                continue
            read_source = read(root, path)
            if isinstance(read_source, Problem):
                reading.cannot_read(kind, path, read_source)
            else:
                reading.file(kind, read_source)
        return reading.finish()


@contextmanager
def _collector_off() -> Iterator[None]:
    """Hold Python's garbage collector: it walks the growing tree of nodes again and again, for two thirds of the time."""
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
    lower = path.lower()
    for ending in (".yaml", ".yml.txt", ".yaml.txt", ".yml"):
        if lower.endswith(ending) and not path.endswith(".yml"):
            right = path[: -len(ending)] + ".yml"
            yield Problem(
                path,
                START,
                "misplaced-file",
                "This file is not read: its name does not end in .yml.",
                f"Rename it to {right}.",
            )
            return
    places = ", ".join(kind.pattern for kind in FILES)
    hint = (
        did_you_mean(path, [kind.pattern for kind in FILES if "*" not in kind.pattern]) if lower.count("/") == 1 else ""
    )
    yield Problem(
        path,
        START,
        "misplaced-file",
        "This file is not read: no content has its place here.",
        hint if hint.startswith("Did") else f"Content lies in {places}.",
    )


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.entries: dict[ReferenceKind, dict[str, Any]] = {kind: {} for kind in _KIND_WORD}
        self.known: dict[ReferenceKind, set[str]] = {kind: set() for kind in _KIND_WORD}
        """Ids that exist, those of entries with faults among them: a reference to one of those is right."""
        self.unread: set[str] = set()
        """Prefixes of question ids, and kinds, of which a file could not be read at all: nothing is known about those."""
        self.problems: list[Problem] = []
        self.documents: list[Document] = []

    def cannot_read(self, kind_and_id: tuple[FileKind, str], path: str, problem: Problem) -> None:
        """Note a file of which no value could be had, so that references into it are not called unknown."""
        kind, id_ = kind_and_id
        self.problems.append(problem)
        if kind.model is Settings:
            self.unread.update(("settings", "stage"))
        elif issubclass(kind.model, Entry):
            if kind.many:
                self.unread.add(kind.model.kind)
            else:
                self.known[kind.model.kind].add(id_)
                self.unread.add(f"{id_}/")

    def file(self, kind_and_id: tuple[FileKind, str], source: Source) -> None:
        """Read one file of a kind."""
        kind, id_ = kind_and_id
        document, problems = nodes.compose(source)
        self.problems.extend(problems)
        if document is None:
            self.cannot_read(kind_and_id, source.path, problems.pop())
            return
        self.documents.append(document)
        if kind.model is Settings:
            self._settings(document)
        elif kind.many:
            self._list(kind, document)
        elif issubclass(kind.model, Entry):
            self._file_name(document, id_)
            self._entry(kind.model, document, (), document.value, id_, kind.name)

    def _file_name(self, document: Document, id_: str) -> None:
        fault = id_fault(id_)
        if fault is not None:
            rule, message, hint = fault
            self.problems.append(
                document.source.problem(
                    START,
                    rule,
                    f"The file's name is its entry's id: {message}",
                    hint.replace('Write "', 'Rename the file to "').replace('".', '.yml".'),
                )
            )

    def _settings(self, document: Document) -> None:
        try:
            self.settings = Settings.model_validate(document.value).placed(Place("", document, ()))
        except ValidationError as error:
            self.problems.extend(wording.explain(error, document, (), Settings, "playbook"))
        self._ids(document, ("stages",), "stage", "")
        for index, stage in enumerate(self.settings.stages if self.settings else ()):
            self.entries["stage"].setdefault(stage.id, stage.placed(Place(stage.id, document, ("stages", index))))
        if self.settings is None:
            self.unread.add("settings")

    def _list(self, kind: FileKind, document: Document) -> None:
        assert issubclass(kind.model, Entry)
        if not isinstance(document.value, list):
            if document.value != {}:
                self.problems.append(
                    document.problem(
                        "wrong-type",
                        f"This file is a {kind.name}, and here is no list.",
                        "Begin each entry with a dash and a space.",
                    )
                )
            return
        self._ids(document, (), kind.model.kind, "")
        for index, value in enumerate(document.value):
            ref = value.get("id") if isinstance(value, dict) else None
            self._entry(kind.model, document, (index,), value, ref if isinstance(ref, str) else "", kind.model.kind)

    def _ids(self, document: Document, loc: Loc, kind: ReferenceKind, prefix: str) -> None:
        """Note the ids in a list of entries, and those that stand there twice."""
        value: Any = document.value
        for step in loc:
            value = value.get(step) if isinstance(value, dict) else None
        first: dict[str, int] = {}
        for index, item in enumerate(value if isinstance(value, list) else ()):
            id_ = item.get("id") if isinstance(item, dict) else None
            if not isinstance(id_, str) or not id_:
                continue
            here = (*loc, index, "id")
            if id_ in first:
                self.problems.append(
                    document.problem(
                        "duplicate-id",
                        f'"{id_}" is the id of another {_KIND_WORD[kind]} already, on line {first[id_]}.',
                        "Give one of them another id.",
                        loc=here,
                    )
                )
            else:
                first[id_] = document.span(here).line
            self.known[kind].add(prefix + id_)

    def _entry(self, model: type[Entry], document: Document, loc: Loc, value: Any, ref: str, name: str) -> None:
        if model is Bank:
            self._ids(document, ("questions",), "question", f"{ref}/")
        if ref:
            self.known[model.kind].add(ref)
        try:
            entry = model.model_validate(value)
        except ValidationError as error:
            self.problems.extend(wording.explain(error, document, loc, model, name))
            return
        entry.placed(Place(ref, document, loc))
        self.entries[model.kind].setdefault(ref, entry)
        if isinstance(entry, Bank):
            for index, question in enumerate(entry.questions):
                question.placed(Place(f"{ref}/{question.id}", document, ("questions", index)))
                self.entries["question"].setdefault(question.ref, question)

    def finish(self) -> Loaded:
        """The Playbook, once every file has been read and every reference can be judged."""
        path = FILES[0].pattern
        if self.settings is None and "settings" not in self.unread:
            self.problems.append(
                Problem(
                    path,
                    START,
                    "missing-file",
                    f"The playbook's settings are missing: there is no {path}.",
                    "Make the file with title, team and stages in it.",
                )
            )
            self.unread.add("stage")
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
        for entry in playbook.entries():
            self.problems.extend(self._unknown_references(entry))
        return Loaded(playbook, tuple(in_order(self.problems)), tuple(self.documents))

    def _unknown_references(self, entry: Entry) -> Iterator[Problem]:
        for use in references(entry):
            known = self.known[use.kind]
            if (
                use.ref in known
                or use.kind in self.unread
                or any(use.ref.startswith(prefix) for prefix in self.unread if prefix.endswith("/"))
            ):
                continue
            word = _KIND_WORD[use.kind]
            hint = did_you_mean(use.ref, known)
            if not hint:
                hint = (
                    f"There is no {word} yet."
                    if not known
                    else "A question is named by its bank and its id, as in why-now/what-changed."
                    if use.kind == "question"
                    else ""
                )
            place = entry.place
            yield place.document.problem(
                "unknown-reference", f'No {word} is called "{use.ref}".', hint, loc=place.loc + use.loc
            )
