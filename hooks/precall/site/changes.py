"""Compare two versions of content files entry by entry: entries added, changed and removed.

Only changes that a rep would notice count, unlike changes of line breaks, owner or review date. An entry with a new id
is the same entry if its `aliases` contain the old id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from precall.content import yaml_parser
from precall.content.model import Bank, Entry, Question, ReferenceKind, Settings, Stage, fields_by_key, file_kind
from precall.content.model.playbook import reference_fields
from precall.content.source import Source, decode
from precall.site.history import FileChange

IGNORED_KEYS = frozenset({"id", "owner", "reviewed", "allow", "aliases", "draft"})
"""Keys whose changes a rep does not notice."""

Key: TypeAlias = tuple[ReferenceKind, str]
Action: TypeAlias = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Change:
    """One change of one entry."""

    what: Action
    kind: ReferenceKind
    ref: str
    """Its current id, or the last id of a removed entry."""
    title: str
    """Its title, as Markdown."""
    fields: tuple[str, ...] = ()
    """The changed keys, in the model's order."""
    questions: int = 0
    """The number of questions that were added or removed with a bank."""


@dataclass(frozen=True)
class _Entry:
    """The unvalidated values of an entry in a file."""

    model: type[Entry]
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.values.get("ask" if self.model is Question else "title", ""))


def changes(files: tuple[FileChange, ...]) -> list[Change]:
    """Return the changes by action, then in the order of the files. Files that cannot be parsed are ignored."""
    return list(_changes(files))


@lru_cache(maxsize=32)
def _changes(files: tuple[FileChange, ...]) -> tuple[Change, ...]:
    before: dict[Key, _Entry] = {}
    after: dict[Key, _Entry] = {}
    for file in files:
        old, new = _entries(file.path, file.before), _entries(file.path, file.after)
        if old is not None and new is not None:
            before.update(old)
            after.update(new)
    names = _renamed(before, after)
    before = {(kind, names.get((kind, ref), ref)): entry for (kind, ref), entry in before.items()}
    return (
        *_in_one_only("added", after, before),
        *_changed(before, after, names),
        *_in_one_only("removed", before, after),
    )


def _in_one_only(action: Action, entries: Mapping[Key, _Entry], others: Mapping[Key, _Entry]) -> Iterator[Change]:
    """Yield entries that only one version has; questions of such a bank are counted, not listed."""
    for (kind, ref), entry in entries.items():
        if (kind, ref) in others:
            continue
        bank: Key = ("bank", ref.partition("/")[0])
        if kind == "question" and bank in entries and bank not in others:
            continue
        count = sum(key[0] == "question" and key[1].startswith(f"{ref}/") for key in entries) if kind == "bank" else 0
        yield Change(action, kind, ref, entry.title, questions=count)


def _changed(before: Mapping[Key, _Entry], after: Mapping[Key, _Entry], names: Mapping[Key, str]) -> Iterator[Change]:
    for (kind, ref), entry in after.items():
        if (kind, ref) in before:
            old, new = _compared(before[kind, ref], names), _compared(entry, {})
            fields = tuple(
                key for key in fields_by_key(entry.model) if key not in IGNORED_KEYS and old.get(key) != new.get(key)
            )
            if fields:
                yield Change("changed", kind, ref, entry.title, fields)


def _compared(entry: _Entry, names: Mapping[Key, str]) -> dict[str, Any]:
    """Return an entry's values for comparison: references have current ids, spaces are normalized."""
    kinds = {key: kind for _, key, kind in reference_fields(entry.model)}
    return {key: _normalized(value, kinds.get(key), names) for key, value in entry.values.items()}


def _normalized(value: Any, kind: ReferenceKind | None, names: Mapping[Key, str]) -> Any:
    if isinstance(value, dict):
        return {key: _normalized(inner, None, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_normalized(inner, kind, names) for inner in value]
    text = " ".join(str(value).split())
    return names.get((kind, text), text) if kind else text


def _renamed(before: Mapping[Key, _Entry], after: Mapping[Key, _Entry]) -> dict[Key, str]:
    """Return the new ids of renamed entries: those whose aliases contain an id that no longer exists."""
    names: dict[Key, str] = {}
    # Banks first, because the ids of their questions begin with theirs.
    for (kind, ref), entry in sorted(after.items(), key=lambda item: item[0][0] != "bank"):
        bank, slash, last = ref.rpartition("/")
        homes = [bank, *(old for (of, old), new in names.items() if of == "bank" and new == bank)]
        aliases = entry.values.get("aliases")
        for home in homes:
            for name in [last, *(aliases if isinstance(aliases, list) else [])]:
                old = f"{home}{slash}{name}"
                if old != ref and (kind, old) in before and (kind, old) not in after and (kind, ref) not in before:
                    names.setdefault((kind, old), ref)
    return names


def _entries(path: str, content: bytes | None) -> dict[Key, _Entry] | None:
    """Return the entries of one file; None if it cannot be parsed."""
    kind = file_kind(path)
    if content is None or kind is None:
        return {}
    source = decode(path, content)
    document = yaml_parser.compose(source)[0] if isinstance(source, Source) else None
    if document is None:
        return None
    value = document.value
    if issubclass(kind.model, Settings):
        return dict(_listed(Stage, value.get("stages") if isinstance(value, dict) else None))
    if kind.many:
        return dict(_listed(kind.model, value))
    if not isinstance(value, dict):
        return None
    ref = kind.id_in(path) or ""
    found: dict[Key, _Entry] = {}
    if kind.model is Bank:
        value = dict(value)
        found.update(_listed(Question, value.pop("questions", None), f"{ref}/"))
    return {(kind.model.kind, ref): _Entry(kind.model, value), **found}


def _listed(model: type[Entry], values: Any, prefix: str = "") -> Iterator[tuple[Key, _Entry]]:
    for item in values if isinstance(values, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield (model.kind, prefix + item["id"]), _Entry(model, item)
