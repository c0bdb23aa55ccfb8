"""What was found in one file by rules that need its entries alone is kept, by what the file says and what rules go by.

It stays right until one of the two changes: no other file has a part in it. For what a company's file and a team's say
together nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from precall.content.model import Entry, Playbook, ReferenceKind, Settings
from precall.content.source_map import Document
from precall.core.cache import kept, key_of, version
from precall.core.problems import Problem, Span
from precall.render.dependencies import GROUPS

MOST = 3_000
"""Files in the store. Beyond that only those stay that the last run read."""

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


class Before:
    """What was found in files of one playbook's settings before."""

    def __init__(self, settings: Settings) -> None:
        self._store = kept("held", version(), MOST)
        self._going_by = settings.model_dump_json()

    def find(self, document: Document) -> Held | None:
        """What was found in a file, where it said the same and rules went by the same."""
        known: tuple[str, Held] | None = document.derived.get(Held)
        if known is not None and known[0] == self._going_by:
            return known[1]
        held = _read(self._store.get(self._key(document)), document)
        if held is not None:
            document.derived[Held] = (self._going_by, held)
        return held

    def keep(self, document: Document, held: Held) -> None:
        """Keep it for later, in this process and others."""
        document.derived[Held] = (self._going_by, held)
        self._store.add(self._key(document), [list(map(_plain, held.problems)), sorted(held.used)])

    def _key(self, document: Document) -> str:
        return key_of(self._going_by, document.source.path, document.source.digest.hex())


def _plain(problem: Problem) -> list[Any]:
    span = problem.span
    place = [span.line, span.column, span.end_line, span.end_column]
    return [place, [problem.rule, problem.message, problem.hint, problem.severity]]


def _read(value: Any, document: Document) -> Held | None:
    """What `keep` has written; None for anything else."""
    # What somebody has spoilt is found again.
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
