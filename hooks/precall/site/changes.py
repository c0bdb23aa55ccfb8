"""What content files held before and after becomes changes in an editor's terms: entries added, changed and removed.

Only what a rep would notice counts. Lines folded anew are no change, nor is who keeps an entry or when it was read; an
entry under another id is the same one where its `aliases` say so.
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

UNSEEN = frozenset({"id", "owner", "reviewed", "allow", "aliases"})
"""Keys in which a rep sees no change."""

Key: TypeAlias = tuple[ReferenceKind, str]
What: TypeAlias = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Change:
    """What became of one entry."""

    what: What
    kind: ReferenceKind
    ref: str
    """Its id at the end, or the last that it had."""
    title: str
    """As it was written, with Markdown in it."""
    fields: tuple[str, ...] = ()
    """The keys that changed, in the model's order."""
    questions: int = 0
    """How many questions came or went with a bank."""


@dataclass(frozen=True)
class _Written:
    """An entry as it stands in a file."""

    model: type[Entry]
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.values.get("ask" if self.model is Question else "title", ""))


def changes(files: tuple[FileChange, ...]) -> list[Change]:
    """The changes, by what happened and then in the order of the files. Files that cannot be read are passed over."""
    return list(_changes(files))


@lru_cache(maxsize=32)
def _changes(files: tuple[FileChange, ...]) -> tuple[Change, ...]:
    before: dict[Key, _Written] = {}
    after: dict[Key, _Written] = {}
    for file in files:
        held = [_entries(file.path, content) for content in (file.before, file.after)]
        if held[0] is not None and held[1] is not None:
            before.update(held[0])
            after.update(held[1])
    names = _renamed(before, after)
    before = {(kind, names.get((kind, ref), ref)): entry for (kind, ref), entry in before.items()}
    return (
        *_came("added", after, before),
        *_changed(before, after, names),
        *_came("removed", before, after),
    )


def _came(what: What, there: Mapping[Key, _Written], elsewhere: Mapping[Key, _Written]) -> Iterator[Change]:
    """Entries that are in one state only; a bank's questions are counted with it."""
    for (kind, ref), entry in there.items():
        if (kind, ref) in elsewhere:
            continue
        bank: Key = ("bank", ref.partition("/")[0])
        if kind == "question" and bank in there and bank not in elsewhere:
            continue
        count = sum(key[0] == "question" and key[1].startswith(f"{ref}/") for key in there) if kind == "bank" else 0
        yield Change(what, kind, ref, entry.title, questions=count)


def _changed(
    before: Mapping[Key, _Written], after: Mapping[Key, _Written], names: Mapping[Key, str]
) -> Iterator[Change]:
    for (kind, ref), entry in after.items():
        if (kind, ref) in before:
            old, new = _seen(before[kind, ref], names), _seen(entry, {})
            fields = tuple(
                key for key in fields_by_key(entry.model) if key not in UNSEEN and old.get(key) != new.get(key)
            )
            if fields:
                yield Change("changed", kind, ref, entry.title, fields)


def _seen(entry: _Written, names: Mapping[Key, str]) -> dict[str, Any]:
    """An entry's values as they are compared, its references by the ids that those entries have now."""
    kinds = {key: kind for _, key, kind in reference_fields(entry.model)}
    return {key: _spaced(value, kinds.get(key), names) for key, value in entry.values.items()}


def _spaced(value: Any, kind: ReferenceKind | None, names: Mapping[Key, str]) -> Any:
    if isinstance(value, dict):
        return {key: _spaced(inner, None, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spaced(inner, kind, names) for inner in value]
    said = " ".join(str(value).split())
    return names.get((kind, said), said) if kind else said


def _renamed(before: Mapping[Key, _Written], after: Mapping[Key, _Written]) -> dict[Key, str]:
    """The new ids of entries that have another: those whose aliases name one that is gone."""
    names: dict[Key, str] = {}
    # Banks first: their questions' ids begin with theirs.
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


def _entries(path: str, content: bytes | None) -> dict[Key, _Written] | None:
    """The entries of one file; None where it holds none that can be read."""
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
    found: dict[Key, _Written] = {}
    if kind.model is Bank:
        value = dict(value)
        found.update(_listed(Question, value.pop("questions", None), f"{ref}/"))
    return {(kind.model.kind, ref): _Written(kind.model, value), **found}


def _listed(model: type[Entry], values: Any, prefix: str = "") -> Iterator[tuple[Key, _Written]]:
    for each in values if isinstance(values, list) else ():
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            yield (model.kind, prefix + each["id"]), _Written(model, each)
