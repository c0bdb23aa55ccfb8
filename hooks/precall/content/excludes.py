"""Remove the inherited entries that a team hides, and the references to them in inherited lists.

The lists that lose references are returned, so that a rule can report them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias, get_origin

from precall.content.merge import MergedValue, entries_in, id_of, ids_by_kind
from precall.content.model import FILES, Bank, DroppedReference, Entry, FileKind, ReferenceKind, Settings, file_kind
from precall.content.model.fields import KIND_WORDS
from precall.content.model.playbook import reference_fields
from precall.content.source_map import Document
from precall.content.urls import FOLDERS
from precall.core.problems import Problem, did_you_mean, quoted

EntryName: TypeAlias = tuple[ReferenceKind, str]
"""The kind of an entry, and its id."""


class HideRule(NamedTuple):
    """The item of `hide` that hides an entry."""

    path: str
    line: int
    item: int
    """Its position in `hide`."""


HiddenEntries: TypeAlias = dict[EntryName, HideRule]

_MODELS = {kind.model.kind: kind.model for kind in FILES if issubclass(kind.model, Entry)}


def hide(
    files: dict[str, MergedValue], settings: Document, hidden: HiddenEntries, *, extends: bool
) -> Iterator[Problem]:
    """Remove the entries that the settings hide, and yield the problems of `hide`.

    Args:
        files: the merged content by path, from which entries are removed in place.
        settings: the document of the settings.
        hidden: the mapping to which the hidden entries are added.
        extends: whether the playbook extends another.

    """
    value = settings.value.get("hide") if isinstance(settings.value, dict) else None
    items: list[Any] = value if isinstance(value, list) else []
    if items and not extends:
        yield settings.problem(
            "unknown-hide",
            "This playbook extends no other playbook, so there is nothing to hide.",
            "Delete the entry from its file instead, or name the playbook to build on under extends.",
            loc=("hide",),
            key=True,
        )
        return
    known = ids_by_kind(files)
    new: HiddenEntries = {}
    for index, item in enumerate(items):
        if not isinstance(item, str) or not item.strip():
            continue
        name = parse_name(item.strip())
        if name is None or name[1] not in known[name[0]]:
            yield settings.problem(
                "unknown-hide",
                f"The playbook that this one extends has no {quoted(item.strip())} to hide.",
                did_you_mean(item.strip(), hideable(known))
                or "Write the folder and the id, as in calls/trade-fair or questions/why-now/budget.",
                loc=("hide", index),
            )
            continue
        new[name] = HideRule(settings.source.path, settings.span(("hide", index)).line, index)
    for (kind, ref), rule in list(new.items()):
        if kind == "bank":
            new.update({("question", name): rule for name in known["question"] if name.startswith(f"{ref}/")})
    hidden.update(new)
    if new:
        for path in list(files):
            remove(files, path, new)


def dropped_references(
    before: Mapping[str, MergedValue], own: Mapping[str, MergedValue], hidden: HiddenEntries
) -> Iterator[DroppedReference]:
    """Yield the lists of inherited entries that lose references to hidden entries.

    Args:
        before: the inherited files, before hidden entries are removed.
        own: the team's own files. A list that the team replaces is not reported.
        hidden: the entries that the team hides.

    """
    overrides = {(kind, ref): entry for kind, ref, entry in entries_in(own)}
    for kind, ref, entry in entries_in(before):
        if (kind, ref) in hidden or kind not in _MODELS:
            continue
        override = overrides.get((kind, ref))
        for _, key, target in reference_fields(_MODELS[kind]):
            names = [(target, item.value) for item in entry.items_at(key)]
            rules = {hidden[name].item for name in names if name in hidden}
            if rules and not (override and override.at((key,))):
                is_empty = all(name in hidden for name in names)
                yield from (DroppedReference(index, kind, ref, key, is_empty) for index in sorted(rules))


def parse_name(text: str) -> EntryName | None:
    """Return the entry that `calls/x` or `questions/bank/question` names; None for any other text."""
    folder, _, ref = text.strip("/").partition("/")
    for kind, name in FOLDERS.items():
        if folder == name and ref and (kind == "question") == ("/" in ref):
            return kind, ref
    return None


def hideable(known: Mapping[ReferenceKind, Collection[str]]) -> list[str]:
    """Return the names of all entries, in the form that `hide` accepts."""
    return sorted(f"{FOLDERS[kind]}/{ref}" for kind, refs in known.items() for ref in refs)


def hidden_message(hidden: HiddenEntries, kind: ReferenceKind, ref: str) -> str:
    """Return a sentence with the file and line that hide an entry; empty if it is not hidden."""
    rule = hidden.get((kind, ref))
    return f"The {KIND_WORDS[kind]} {quoted(ref)} is hidden in {rule.path} on line {rule.line}." if rule else ""


def remove(files: dict[str, MergedValue], path: str, hidden: HiddenEntries) -> None:
    """Remove the hidden entries from one of the files, and the references to them in its lists."""
    kind = file_kind(path)
    assert kind is not None, "only content files are merged"
    file_id = kind.id_in(path) or ""
    content = files[path]
    if kind.model is Settings:
        files[path] = content.map_key("stages", lambda stages: _visible(stages, "stage", "", hidden))
    elif issubclass(kind.model, Entry) and (kind.model.kind, file_id) in hidden:
        del files[path]
    elif issubclass(kind.model, Entry):
        files[path] = _visible_parts(content, kind, kind.model, file_id, hidden)


def _visible_parts(
    content: MergedValue, kind: FileKind, model: type[Entry], file_id: str, hidden: HiddenEntries
) -> MergedValue:
    if kind.many:
        entries = _visible(content, model.kind, "", hidden)
        return entries.map_items(lambda entry: _without_references(entry, model, hidden))
    if model is Bank:
        content = content.map_key("questions", lambda items: _visible(items, "question", f"{file_id}/", hidden))
    return _without_references(content, model, hidden)


def _visible(entries: MergedValue, kind: ReferenceKind, prefix: str, hidden: HiddenEntries) -> MergedValue:
    return entries.filter_items(lambda item: (kind, prefix + id_of(item.value)) not in hidden)


def _without_references(entry: MergedValue, model: type[Entry], hidden: HiddenEntries) -> MergedValue:
    """Return an entry without the references to hidden entries in its lists."""
    for name, key, kind in reference_fields(model):
        if get_origin(model.model_fields[name].annotation) is tuple:
            entry = entry.map_key(key, partial(_without_hidden, kind=kind, hidden=hidden))
    return entry


def _without_hidden(refs: MergedValue, kind: ReferenceKind, hidden: HiddenEntries) -> MergedValue:
    return refs.filter_items(lambda ref: (kind, ref.value) not in hidden)
