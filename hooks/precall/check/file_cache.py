"""Cache the findings in each file, for the rules that need no other file.

The findings of a playbook that extends another are not cached, because an entry may come from both a company's file
and a team's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from precall.content.model import GROUPS, Entry, Playbook, ReferenceKind
from precall.content.source_map import Document
from precall.core.cache import key_of, version
from precall.core.problems import Problem, Span

_NAMESPACE = "file-results"
_LIMIT = 20_000

Suppression: TypeAlias = tuple[ReferenceKind, str, int]
"""An item of `allow`: the kind and the id of the entry, and the item's position from 0."""


@dataclass(frozen=True)
class FileResult:
    """The result of checking one file with the rules that need no other."""

    problems: tuple[Problem, ...] = ()
    used: frozenset[Suppression] = frozenset()
    """The suppressions that matched a finding."""


def documents_by_path(playbook: Playbook) -> dict[str, Document]:
    """Return the documents with entries by path; none if the playbook extends another."""
    if playbook.companies:
        return {}
    groups: tuple[Mapping[str, Entry], ...] = (
        *(playbook.stages, playbook.calls, playbook.banks),
        *(playbook.principles, playbook.barriers, playbook.sources),
    )
    documents = (entry.location.document for group in groups for entry in group.values())
    return {document.source.path: document for document in documents}


def only_files(playbook: Playbook, paths: Iterable[str]) -> Playbook:
    """Return the playbook with the entries of some files only."""
    wanted = set(paths)
    groups: dict[str, Any] = {
        group: {
            ref: entry
            for ref, entry in getattr(playbook, group).items()
            if entry.location.document.source.path in wanted
        }
        for group in GROUPS
    }
    return replace(playbook, **groups)


class FileResults:
    """The cached results of one playbook's files. The key is a hash of the file, the settings and Precall itself."""

    def __init__(self, playbook: Playbook) -> None:
        self._cache = playbook.session.cache
        self._settings = playbook.settings.model_dump_json()

    def find(self, documents: Iterable[Document]) -> dict[str, FileResult]:
        """Return the cached results by path."""
        results: dict[str, FileResult] = {}
        keys: dict[str, Document] = {}
        for document in documents:
            in_memory: tuple[str, FileResult] | None = document.derived.get(FileResult)
            if in_memory is not None and in_memory[0] == self._settings:
                results[document.source.path] = in_memory[1]
            else:
                keys[self._key(document)] = document
        for key, values in self._cache.get_json(_NAMESPACE, keys).items():
            result = _from_values(values, keys[key])
            if result is not None:
                keys[key].derived[FileResult] = (self._settings, result)
                results[keys[key].source.path] = result
        return results

    def store(self, results: Iterable[tuple[Document, FileResult]]) -> None:
        """Store new results, for this run and for later ones."""
        values: dict[str, Any] = {}
        for document, result in results:
            document.derived[FileResult] = (self._settings, result)
            values[self._key(document)] = [list(map(_values, result.problems)), sorted(result.used)]
        self._cache.put_json(_NAMESPACE, values, _LIMIT)

    def _key(self, document: Document) -> str:
        return key_of(version(), self._settings, document.source.path, document.source.digest.hex())


def _values(problem: Problem) -> list[Any]:
    span = problem.span
    place = [span.line, span.column, span.end_line, span.end_column]
    return [place, [problem.rule, problem.message, problem.hint, problem.severity]]


def _from_values(values: Any, document: Document) -> FileResult | None:
    """Return the result from its stored values, or None if they are corrupt."""
    with suppress(TypeError, ValueError):
        problems, used = values
        path, line = document.source.path, document.source.line
        return FileResult(
            tuple(
                Problem(path, Span(*place), rule, message, hint, severity, line(place[0]))
                for place, (rule, message, hint, severity) in problems
            ),
            frozenset((kind, ref, index) for kind, ref, index in used),
        )
    return None
