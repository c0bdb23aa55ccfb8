"""Build artifacts from a playbook incrementally: rebuild one only if one of its dependencies has changed.

A tracked playbook records which of its parts are read while an artifact is made. The artifact is stored with the
fingerprints of these parts, and is up to date as long as the playbook has the same fingerprints.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from precall.content.model import GROUPS, Call, Entry, Playbook, Question, ReferenceKind, Stage, Use, extended_roots
from precall.content.source import TEMPLATE_FOLDER
from precall.content.urls import title
from precall.core.cache import version_of
from precall.render.artifact_cache import ArtifactCache, Dependency, StoredArtifact
from precall.render.artifacts import Content, digest_of

E = TypeVar("E", bound=Entry)
T = TypeVar("T")

SETTINGS: Dependency = ("settings",)
"""The settings and the extended playbooks. Any code may read them, so every artifact depends on them."""
TEMPLATES: Dependency = ("templates",)
"""The templates of the team and of the playbooks that it extends: any template may include another."""
NO_TEMPLATES = ""
"""The fingerprint of no templates of the team's own."""
GONE = ""
"""The fingerprint of an entry that does not exist."""


def digest(texts: Iterable[str]) -> str:
    """Return the digest of some texts in their order."""
    return digest_of(b"".join(text.encode(errors="surrogatepass") + b"\0" for text in texts))


class Fingerprints(dict[Dependency, str]):
    """The fingerprints of the parts of one playbook, each computed when it is first looked up."""

    def __init__(self, playbook: Playbook, root: Path | None = None) -> None:
        super().__init__()
        roots = {"": root, **extended_roots(playbook.companies)} if root else {}
        self._parts: Mapping[str, Callable[..., str | Iterable[Entry | None]]] = {
            "settings": lambda: digest(
                (
                    playbook.settings.model_dump_json(),
                    *map(repr, (*playbook.companies, *playbook.dropped_references)),
                )
            ),
            "templates": lambda: _templates(roots),
            "entry": lambda kind, ref: playbook.of_kind(kind)[ref].fingerprint,
            "entries": lambda kind: playbook.of_kind(kind).values(),
            "ids": lambda kind: digest(playbook.of_kind(kind)),
            "count": lambda kind: str(len(playbook.of_kind(kind))),
            "all": playbook.entries,
            "users": lambda kind, ref, by: playbook.users(playbook.of_kind(kind)[ref], by),
            "calls_using": lambda kind, ref: playbook.calls_using(playbook.of_kind(kind)[ref]),
            "calls_of": lambda ref: playbook.calls_of(playbook.stages[ref]),
            "has_calls": lambda ref: str(playbook.has_calls(playbook.stages[ref])),
            "calls_in_order": lambda: playbook.calls_in_order,
            "bank_title": lambda ref: playbook.banks[ref].title,
            "neighbours": lambda kind, ref: self._neighbours(playbook.neighbours(playbook.of_kind(kind)[ref])),
            "day": lambda: str(playbook.day),
            "revision": lambda: playbook.revision,
        }

    def __missing__(self, dependency: Dependency) -> str:
        part, *about = dependency
        try:
            found = self._parts[part](*about)
        except KeyError:
            found = GONE
        if not isinstance(found, str):
            found = digest(entry.fingerprint if entry else "" for entry in found)
        self[dependency] = found
        return found

    def _neighbours(self, pair: Iterable[Entry | None]) -> str | Iterable[Entry | None]:
        """Return what a page depends on in the entries before and after: ours show only their ids and titles."""
        if self[TEMPLATES] != NO_TEMPLATES:
            return pair
        return digest(text for entry in pair for text in ((entry.ref, title(entry)) if entry else ("", "")))


def _templates(roots: Mapping[str, Path]) -> str:
    """Return the digest of the names and content of all overriding templates; NO_TEMPLATES if there are none."""
    found = {
        label: [path for path in sorted((root / TEMPLATE_FOLDER).rglob("*")) if path.is_file()]
        for label, root in roots.items()
    }
    if not any(found.values()):
        return NO_TEMPLATES
    names = (label + path.relative_to(roots[label]).as_posix() for label, files in found.items() for path in files)
    return digest((*names, *map(version_of, found.values())))


class _TrackedGroup(Mapping[str, E]):
    """The entries of a kind, which records the entries that are read. Reading one adds no dependency on the others."""

    def __init__(self, kind: ReferenceKind, entries: Mapping[str, E], record: Callable[..., None]) -> None:
        self._kind, self._entries, self._record = kind, entries, record

    def __getitem__(self, ref: str) -> E:
        self._record("entry", self._kind, ref)
        return self._entries[ref]

    def __iter__(self) -> Iterator[str]:
        self._record("ids", self._kind)
        return iter(self._entries)

    def __len__(self) -> int:
        self._record("count", self._kind)
        return len(self._entries)

    def values(self) -> ValuesView[E]:
        self._record("entries", self._kind)
        return self._entries.values()

    def items(self) -> ItemsView[str, E]:
        self._record("entries", self._kind)
        return self._entries.items()


@dataclass(frozen=True)
class TrackedPlaybook(Playbook):
    """A playbook with the content of another, which records each part that is read.

    It does not record its settings and companies, because every artifact depends on them.
    """

    whole: Playbook = field(kw_only=True, repr=False)
    record: Callable[..., None] = field(kw_only=True, repr=False)
    """Called with the parts of a Dependency for each part that is read."""

    @classmethod
    def of(cls, playbook: Playbook, record: Callable[..., None]) -> TrackedPlaybook:
        """Return the tracked version of a playbook."""
        own: dict[str, Any] = {each.name: getattr(playbook, each.name) for each in fields(playbook)}
        groups = {group: _TrackedGroup(kind, own[group], record) for group, kind in GROUPS.items()}
        # Code must read `day`, which is recorded, instead of `today`.
        return cls(**{**own, **groups, "today": None}, whole=playbook, record=record)

    @property
    def day(self) -> date:
        """The day from which reviews are counted."""
        self.record("day")
        return self.whole.day

    @property
    def revision(self) -> str:
        """A digest of the content."""
        self.record("revision")
        return self.whole.revision

    @property
    def uses(self) -> Mapping[tuple[ReferenceKind, str], tuple[Use, ...]]:
        """All references between entries."""
        self.record("all")
        return self.whole.uses

    @property
    def calls_in_order(self) -> tuple[Call, ...]:
        """Calls along the sales process."""
        self.record("calls_in_order")
        return self.whole.calls_in_order

    def entries(self) -> Iterator[Entry]:
        """Return all entries of all kinds."""
        self.record("all")
        return self.whole.entries()

    def users(self, entry: Entry, kind: ReferenceKind) -> list[Entry]:
        """Return the entries of a kind that refer to this one."""
        self.record("users", entry.kind, entry.ref, kind)
        return self.whole.users(entry, kind)

    def calls_using(self, entry: Entry) -> tuple[Call, ...]:
        """Return the calls that refer to an entry."""
        self.record("calls_using", entry.kind, entry.ref)
        return self.whole.calls_using(entry)

    def calls_of(self, stage: Stage) -> tuple[Call, ...]:
        """Return the calls of a stage."""
        self.record("calls_of", stage.ref)
        return self.whole.calls_of(stage)

    def has_calls(self, stage: Stage) -> bool:
        """Return whether a stage has calls."""
        self.record("has_calls", stage.ref)
        return self.whole.has_calls(stage)

    def bank_title(self, question: Question) -> str:
        """Return the title of the bank that a question is in."""
        self.record("bank_title", question.ref.partition("/")[0])
        return self.whole.bank_title(question)

    def neighbours(self, entry: E) -> tuple[E | None, E | None]:
        """Return the entries before and after one."""
        self.record("neighbours", entry.kind, entry.ref)
        return self.whole.neighbours(entry)


class Tracker:
    """Records which parts of one playbook are read. Functions that make artifacts must read `playbook`."""

    def __init__(self, playbook: Playbook) -> None:
        self.whole = playbook
        self.playbook = TrackedPlaybook.of(playbook, self._record)
        self._recorded: set[Dependency] | None = None

    def _record(self, *dependency: str) -> None:
        if self._recorded is not None:
            self._recorded.add(dependency)

    @contextmanager
    def recording(self, *entries: Entry) -> Iterator[set[Dependency]]:
        """Yield a set that collects the dependencies read during the block, including the given entries."""
        before, self._recorded = self._recorded, {("entry", entry.kind, entry.ref) for entry in entries}
        try:
            yield self._recorded
        finally:
            self._recorded = before


@dataclass(frozen=True)
class BuildStep:
    """One artifact to make."""

    name: str
    make: Callable[[], bytes | tuple[Any, bytes]]
    """Returns the content, or metadata and the content."""
    entries: tuple[Entry, ...] = ()
    """Entries that `make` uses without reading them from the playbook; they are dependencies too."""
    inputs: tuple[object, ...] = ()
    """Other dependencies, compared by repr."""

    @property
    def key(self) -> str:
        """The name in the cache, which includes the inputs."""
        return f"{self.name} {digest(map(repr, self.inputs))}" if self.inputs else self.name


class Artifact(NamedTuple):
    """The result of a step, made or loaded from the cache."""

    facts: Any
    content: Content


class Builder(Tracker):
    """Makes the artifacts of one playbook, or loads them from the cache if they are up to date.

    Args:
        playbook: the playbook.
        root: the folder that may hold templates of the team's own.
        cache: artifacts of earlier builds.

    """

    def __init__(self, playbook: Playbook, root: Path, cache: ArtifactCache | None = None) -> None:
        super().__init__(playbook)
        self._cache = ArtifactCache() if cache is None else cache
        self._current = Fingerprints(playbook, root)
        self.made = 0
        """The number of artifacts that were not in the cache."""

    def build(self, step: BuildStep) -> Artifact:
        """Return one artifact."""
        return next(self.build_all("", [step]))

    def build_all(self, label: str, steps: Iterable[BuildStep]) -> Iterator[Artifact]:
        """Return the artifacts of some steps in their order; the progress bar shows `label`."""
        steps = list(steps)
        found = {step.key: self._cache.find(step.key, self._current) for step in steps}
        missing = [step for step in steps if found[step.key] is None]
        for step in self.whole.session.progress.track(label, missing, len(missing)):
            found[step.key] = self._make(step)
        self.made += len(missing)
        return (self._artifact(step, found[step.key]) for step in steps)

    def _make(self, step: BuildStep) -> StoredArtifact:
        with self.recording(*step.entries) as dependencies:
            facts, content = _facts_and_content(step)
        fingerprints = {each: self._current[each] for each in (*dependencies, SETTINGS, TEMPLATES)}
        stored = StoredArtifact(digest_of(content), facts, fingerprints)
        return self._cache.put(step.key, stored, content)

    def _artifact(self, step: BuildStep, stored: StoredArtifact | None) -> Artifact:
        assert stored is not None, "found or made"
        return Artifact(stored.facts, Content(stored.digest, partial(self._read, step, stored.digest)))

    def _read(self, step: BuildStep, digest: str) -> bytes:
        content = self._cache.content(step.key, digest)
        return _facts_and_content(step)[1] if content is None else content


def _facts_and_content(step: BuildStep) -> tuple[Any, bytes]:
    made = step.make()
    return (None, made) if isinstance(made, bytes) else made


class EntryMemo(Generic[E, T]):
    """An in-memory cache of a function of entries, with the dependencies of each result.

    Results may contain entries, which have line numbers. So a result is also recomputed if an entry was replaced by
    another object with equal content.
    """

    def __init__(self, make: Callable[[Playbook, E], T]) -> None:
        self._make = make
        self._known: dict[str, tuple[dict[Dependency, object], T]] = {}
        self._playbook: Playbook | None = None
        self._compared: set[str] = set()
        """The ids of the entries whose dependencies have been compared with those of `_playbook`."""

    def of(self, playbook: Playbook, entries: Iterable[E]) -> Iterator[T]:
        """Yield the result for each entry."""
        tracker, fingerprints = Tracker(playbook), Fingerprints(playbook)
        if playbook is not self._playbook:
            self._playbook, self._compared = playbook, set()

        def current(dependency: Dependency) -> object:
            """Return the entry itself if the dependency is one, else the fingerprint."""
            if dependency[0] != "entry":
                return fingerprints[dependency]
            kind: Any = dependency[1]
            return playbook.of_kind(kind).get(dependency[2])

        for entry in entries:
            known = self._known.get(entry.ref)
            if known is not None and entry.ref in self._compared:
                yield known[1]
                continue
            if known is None or not all(_is_same(current(each), before) for each, before in known[0].items()):
                with tracker.recording(entry) as dependencies:
                    result = self._make(tracker.playbook, entry)
                known = self._known[entry.ref] = ({each: current(each) for each in (*dependencies, SETTINGS)}, result)
            self._compared.add(entry.ref)
            yield known[1]

    def clear(self) -> None:
        """Clear all results."""
        self._known.clear()
        self._compared.clear()


def _is_same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, str) and one == other)
