"""Cache of what rules find in one file, for the rules that need no other file.

Nothing is cached for a playbook that extends another: a company's file and a team's make one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from precall.content.model import Entry, Playbook, ReferenceKind
from precall.content.source_map import Document
from precall.core.cache import key_of, version
from precall.core.problems import Problem, Span
from precall.render.dependencies import GROUPS

_NAMESPACE = "file-results"
_LIMIT = 20_000

Suppression: TypeAlias = tuple[ReferenceKind, str, int]
"""The kind and id of an entry, and which of its allowances, from 0."""


@dataclass(frozen=True)
class Held:
    """What came of holding the entries of one file against the rules that need no others."""

    problems: tuple[Problem, ...] = ()
    used: frozenset[Suppression] = frozenset()
    """The allowances for which something was found."""


def documents_of(playbook: Playbook) -> dict[str, Document]:
    """The documents that hold entries, by path; none where a playbook extends another."""
    if playbook.companies:
        return {}
    groups: tuple[Mapping[str, Entry], ...] = (
        *(playbook.stages, playbook.calls, playbook.banks),
        *(playbook.principles, playbook.barriers, playbook.sources),
    )
    placed = (entry.location.document for group in groups for entry in group.values())
    return {document.source.path: document for document in placed}


def narrowed(playbook: Playbook, paths: Iterable[str]) -> Playbook:
    """The playbook with no entries but those of some files."""
    wanted = set(paths)

    def own(entries: Mapping[str, Any]) -> dict[str, Any]:
        return {ref: entry for ref, entry in entries.items() if entry.location.document.source.path in wanted}

    groups: dict[str, Any] = {group: own(getattr(playbook, group)) for group in GROUPS}
    return replace(playbook, **groups)


class FileResults:
    """The cached results of one playbook's files. A result depends on its file, on the settings and on Precall."""

    def __init__(self, playbook: Playbook) -> None:
        self._cache = playbook.session.cache
        self._settings = playbook.settings.model_dump_json()

    def find(self, documents: Iterable[Document]) -> dict[str, Held]:
        """Return the results that are known, by their files' paths."""
        found: dict[str, Held] = {}
        keys: dict[str, Document] = {}
        for document in documents:
            known: tuple[str, Held] | None = document.derived.get(Held)
            if known is not None and known[0] == self._settings:
                found[document.source.path] = known[1]
            else:
                keys[self._key(document)] = document
        for key, values in self._cache.get_json(_NAMESPACE, keys).items():
            held = _from_values(values, keys[key])
            if held is not None:
                keys[key].derived[Held] = (self._settings, held)
                found[keys[key].source.path] = held
        return found

    def store(self, results: Iterable[tuple[Document, Held]]) -> None:
        """Store new results, for this run and for later ones."""
        values: dict[str, Any] = {}
        for document, held in results:
            document.derived[Held] = (self._settings, held)
            values[self._key(document)] = [list(map(_values, held.problems)), sorted(held.used)]
        self._cache.put_json(_NAMESPACE, values, _LIMIT)

    def _key(self, document: Document) -> str:
        return key_of(version(), self._settings, document.source.path, document.source.digest.hex())


def _values(problem: Problem) -> list[Any]:
    span = problem.span
    place = [span.line, span.column, span.end_line, span.end_column]
    return [place, [problem.rule, problem.message, problem.hint, problem.severity]]


def _from_values(value: Any, document: Document) -> Held | None:
    """Return the result whose values were stored; None for anything else."""
    with suppress(TypeError, ValueError):
        problems, used = value
        path, line = document.source.path, document.source.line
        return Held(
            tuple(
                Problem(path, Span(*place), rule, message, hint, severity, line(place[0]))
                for place, (rule, message, hint, severity) in problems
            ),
            frozenset((kind, ref, index) for kind, ref, index in used),
        )
    return None
