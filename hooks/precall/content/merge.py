"""Merge a company's document and a team's into one document that records the source file of each value.

Groups are merged key by key. Lists of entries are merged by their ids; every other list is replaced, because neither
editor meant a mixture of two lists. Fields with another kind of merge are marked with `Inherited` in the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import BaseModel

from precall.content.model import Bank, Entry, ReferenceKind, Settings, fields_by_key, file_kind, model_at
from precall.content.model.fields import KIND_WORDS, Inherited
from precall.content.source import Source
from precall.content.source_map import Document, Loc, Value
from precall.core.problems import Span


@dataclass(frozen=True)
class MergedValue:
    """A value and its source location."""

    value: Value
    document: Document
    loc: Loc
    sources: tuple[Source, ...]
    """The files that contribute to it, the lowest first."""
    parts: Mapping[str | int, MergedValue] | None = None
    """Its keys or items, if they come from several places; None if the whole value was written at `loc`."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Return the value of a document that is not merged with another."""
        return cls(document.value, document, (), (document.source,))

    def __getitem__(self, step: str | int) -> MergedValue:
        if self.parts is not None:
            return self.parts[step]
        value: Any = self.value
        return MergedValue(value[step], self.document, (*self.loc, step), self.sources)

    def items(self) -> list[MergedValue]:
        """Return the items of a list; an empty list for any other value."""
        return [self[index] for index in range(len(self.value))] if isinstance(self.value, list) else []

    def items_at(self, key: str) -> list[MergedValue]:
        """Return the items of the list under a key; an empty list if there is no such list."""
        value = self.at((key,))
        return value.items() if value else []

    def at(self, loc: Loc) -> MergedValue | None:
        """Return the value at a path inside this one; None if there is none."""
        value = self
        for step in loc:
            if isinstance(value.value, dict):
                exists = step in value.value
            else:
                exists = isinstance(value.value, list) and isinstance(step, int) and step < len(value.value)
            if not exists:
                return None
            value = value[step]
        return value

    def owner_of(self, loc: Loc) -> tuple[Document, Loc]:
        """Return the file's document in which `loc`, or the nearest existing place above it, was written."""
        for length in range(len(loc), -1, -1):
            value = self.at(loc[:length])
            if value is not None:
                return value.document, value.loc + (loc[length:] if value.parts is None else ())
        raise AssertionError("the empty path always exists")

    def with_items(self, items: Iterable[MergedValue], sources: Iterable[Source] = ()) -> MergedValue:
        """Return this list with other items."""
        parts: dict[str | int, MergedValue] = dict(enumerate(items))
        values = [item.value for item in parts.values()]
        return MergedValue(values, self.document, self.loc, _unique(sources or self.sources), parts)

    def with_keys(self, keys: Mapping[str, MergedValue], sources: Iterable[Source] = ()) -> MergedValue:
        """Return this group with other keys."""
        values: Value = {key: part.value for key, part in keys.items()}
        parts: Mapping[str | int, MergedValue] = {str(key): part for key, part in keys.items()}
        return MergedValue(values, self.document, self.loc, _unique(sources or self.sources), parts)

    def map_key(self, key: str, change: Callable[[MergedValue], MergedValue]) -> MergedValue:
        """Return this group with the value of one key changed; the same group if it has no such key."""
        if not isinstance(self.value, dict) or key not in self.value:
            return self
        changed = change(self[key])
        if changed.value is self.value[key]:
            return self
        return self.with_keys({name: self[name] for name in self.value} | {key: changed})

    def map_items(self, change: Callable[[MergedValue], MergedValue]) -> MergedValue:
        """Return this list with each item changed."""
        items = self.items()
        changed = [change(item) for item in items]
        if all(new.value is old.value for new, old in zip(changed, items, strict=True)):
            return self
        return self.with_items(changed)

    def filter_items(self, keep: Callable[[MergedValue], bool]) -> MergedValue:
        """Return this list without the items that `keep` rejects."""
        items = self.items()
        kept = [item for item in items if keep(item)]
        return self if len(kept) == len(items) else self.with_items(kept)


@dataclass(frozen=True)
class MergedDocument(Document):
    """A document whose values were written in several files."""

    merged: MergedValue = field(kw_only=True, repr=False)

    @classmethod
    def of(cls, merged: MergedValue) -> Document:
        """Return a merged value as a document: the file's own document if only one file contributes."""
        if merged.parts is None and not merged.loc:
            return merged.document
        document = merged.document
        return cls(document.source, merged.value, document.offsets, document.faults, merged=merged)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that contribute to it, the lowest first."""
        return tuple(source.path for source in self.merged.sources)

    def owner_of(self, loc: Loc) -> tuple[Document, Loc]:
        """Return the file's document in which the value at `loc` was written, and its place there."""
        return self.merged.owner_of(loc)

    def part(self, loc: Loc) -> tuple[Document, Loc]:
        """Return the smallest document that holds the whole value at `loc`, and its place there."""
        value = self.merged.at(loc)
        return self.owner_of(loc) if value is None or value.parts is None else (MergedDocument.of(value), ())

    def span(self, loc: Loc = (), *, key: bool = False) -> Span:
        """Return the place of the value at `loc`, or of its key, in its source file."""
        document, own_loc = self.owner_of(loc)
        return document.span(own_loc, key=key)


def merge(lower: MergedValue, upper: MergedValue, model: type[BaseModel] | None) -> MergedValue:
    """Return the lower value with the upper one over it.

    Args:
        lower: the value of the extended playbook.
        upper: the value of the playbook that extends it.
        model: the model of the value or, for a list, of each item; None for plain text.

    """
    if upper.value == {} and isinstance(lower.value, (dict, list)):
        return lower
    sources = (*lower.sources, *upper.sources)
    if isinstance(lower.value, dict) and isinstance(upper.value, dict):
        keys = {key: lower[key] for key in lower.value}
        for key in upper.value:
            keys[key] = _merge_field(keys[key], upper[key], model, key) if key in keys else upper[key]
        return upper.with_keys(keys, sources)
    if isinstance(lower.value, list) and isinstance(upper.value, list) and model and issubclass(model, Entry):
        return upper.with_items(_merge_by_id(lower, upper, model), sources)
    return upper


def _merge_field(lower: MergedValue, upper: MergedValue, model: type[BaseModel] | None, key: str) -> MergedValue:
    part = model_at(model, key) if model else None
    info = fields_by_key(model).get(key) if model else None
    how = next((mark.how for mark in (info.metadata if info else ()) if isinstance(mark, Inherited)), "")
    if not (how and isinstance(lower.value, list) and isinstance(upper.value, list)):
        return merge(lower, upper, part)
    sources = (*lower.sources, *upper.sources)
    if how == "joined":
        new = [item for item in upper.items() if item.value not in lower.value]
        return upper.with_items([*lower.items(), *new], sources)
    known = {id_of(item.value): item for item in reversed(lower.items())}
    merged = (
        merge(known[id_of(item.value)], item, part) if id_of(item.value) in known else item for item in upper.items()
    )
    return upper.with_items(merged, sources)


def _merge_by_id(lower: MergedValue, upper: MergedValue, model: type[BaseModel]) -> Iterator[MergedValue]:
    """Yield the lower entries in order, each merged with the upper entry of the same id, then the new entries."""
    remaining = upper.items()
    for item in lower.items():
        id_ = id_of(item.value)
        override = next((other for other in remaining if id_ and id_of(other.value) == id_), None)
        if override is None:
            yield item
        else:
            remaining.remove(override)
            yield merge(item, override, model)
    yield from remaining


def entries_in(files: Mapping[str, MergedValue]) -> Iterator[tuple[ReferenceKind, str, MergedValue]]:
    """Yield the kind, the id (as references use it) and the value of every entry in some files, given by path."""
    for path, content in files.items():
        kind = file_kind(path)
        assert kind is not None, "only content files are merged"
        file_id = kind.id_in(path) or ""
        if kind.model is Settings:
            yield from (("stage", id_of(item.value), item) for item in content.items_at("stages"))
        elif kind.many and issubclass(kind.model, Entry):
            yield from ((kind.model.kind, id_of(item.value), item) for item in content.items())
        elif issubclass(kind.model, Entry):
            yield kind.model.kind, file_id, content
            if kind.model is Bank:
                for item in content.items_at("questions"):
                    yield "question", f"{file_id}/{id_of(item.value)}", item


def ids_by_kind(files: Mapping[str, MergedValue]) -> dict[ReferenceKind, set[str]]:
    """Return the ids of all entries of some content files, by kind."""
    ids: dict[ReferenceKind, set[str]] = {kind: set() for kind in KIND_WORDS}
    for kind, ref, entry in entries_in(files):
        if kind in ("bank", "call") or id_of(entry.value):
            ids[kind].add(ref)
    return ids


def sources_of(document: Document) -> tuple[Source, ...]:
    """Return the files that contribute to a document, the lowest first."""
    return document.merged.sources if isinstance(document, MergedDocument) else (document.source,)


def is_in_sources(pattern: re.Pattern[str], document: Document) -> bool:
    """Return whether a file of a document matches a pattern. The answer is stored: rules ask it for every entry."""
    if pattern not in document.derived:
        document.derived[pattern] = any(pattern.search(source.text) for source in sources_of(document))
    is_in: bool = document.derived[pattern]
    return is_in


def id_of(value: Value) -> str:
    """Return the id of an entry as it was typed; empty for none."""
    id_ = value.get("id") if isinstance(value, dict) else None
    return id_ if isinstance(id_, str) else ""


def _unique(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple({source.path: source for source in sources}.values())
