"""What a team hides of the playbook it extends is taken out, with the references to it in the lists of what stays.

What those lists lose is noted, for a rule to tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias, get_origin

from precall.content.merge import MergedValue, entries, id_of, ids_by_kind
from precall.content.model import FILES, Bank, DroppedReference, Entry, FileKind, ReferenceKind, Settings, file_kind
from precall.content.model.fields import KIND_WORDS
from precall.content.model.playbook import reference_fields
from precall.content.source_map import Document
from precall.content.urls import FOLDERS
from precall.core.problems import Problem, did_you_mean, quoted

Reference: TypeAlias = tuple[ReferenceKind, str]


class HideRule(NamedTuple):
    """By what an entry is hidden."""

    path: str
    line: int
    item: int
    """Which item of `hide` in that file."""


Hidden: TypeAlias = dict[Reference, HideRule]
"""What is hidden, and by what."""

_MODELS = {kind.model.kind: kind.model for kind in FILES if issubclass(kind.model, Entry)}
"""The model of each kind that refers to others in lists: entries with files of their own."""


def hide(files: dict[str, MergedValue], settings: Document, hidden: Hidden, *, extends: bool) -> Iterator[Problem]:
    """Take out of `files` what the settings hide, and note it in `hidden`; yield what is wrong with how it is said."""
    value = settings.value.get("hide") if isinstance(settings.value, dict) else None
    listed: list[Any] = value if isinstance(value, list) else []
    if listed and not extends:
        yield settings.problem(
            "unknown-hide",
            "This playbook extends no other, so there is nothing to hide.",
            "Take the entry out of its file instead, or say with extends: whose it is.",
            loc=("hide",),
            key=True,
        )
        return
    known = ids_by_kind(files)
    taken: Hidden = {}
    for index, typed in enumerate(listed):
        if not isinstance(typed, str) or not typed.strip():
            continue
        reference = named(typed.strip())
        if reference is None or reference[1] not in known[reference[0]]:
            yield _unknown(settings, index, typed.strip(), hideable(known))
            continue
        taken[reference] = HideRule(settings.source.path, settings.span(("hide", index)).line, index)
    for kind, ref in list(taken):
        if kind == "bank":
            of_bank = (each for each in known["question"] if each.startswith(f"{ref}/"))
            taken.update({("question", each): taken[kind, ref] for each in of_bank})
    hidden.update(taken)
    if taken:
        for path in list(files):
            _take_out(files, path, taken)


def lost(
    before: Mapping[str, MergedValue], own: Mapping[str, MergedValue], taken: Hidden
) -> Iterator[DroppedReference]:
    """What the lists of inherited entries lose when `taken` is hidden.

    `before` are the files as they are extended, `own` those of the team that hides: a list that it says anew loses
    nothing.
    """
    said = {(kind, ref): laid for kind, ref, laid in entries(own)}
    for kind, ref, entry in entries(before):
        if (kind, ref) in taken or kind not in _MODELS:
            continue
        anew = said.get((kind, ref))
        for _, key, of_kind in reference_fields(_MODELS[kind]):
            refs = [(of_kind, each.value) for each in entry.below(key)]
            gone = {taken[each].item for each in refs if each in taken}
            if gone and not (anew and anew.at((key,))):
                is_empty = all(each in taken for each in refs)
                yield from (DroppedReference(index, kind, ref, key, is_empty) for index in sorted(gone))


def named(words: str) -> Reference | None:
    """The entry that `calls/x` or `questions/bank/question` names; None where it is no such name."""
    folder, _, ref = words.strip("/").partition("/")
    for kind, name in FOLDERS.items():
        if folder == name and ref and (kind == "question") == ("/" in ref):
            return kind, ref
    return None


def hideable(known: Mapping[ReferenceKind, Collection[str]]) -> list[str]:
    """What can be hidden, as it is named."""
    return sorted(f"{FOLDERS[kind]}/{ref}" for kind, refs in known.items() for ref in refs)


def _unknown(settings: Document, index: int, typed: str, known: list[str]) -> Problem:
    return settings.problem(
        "unknown-hide",
        f"There is no {quoted(typed)} to hide in what this playbook extends.",
        did_you_mean(typed, known)
        or "Write the folder and the id, as in calls/trade-fair or questions/why-now/budget.",
        loc=("hide", index),
    )


def _take_out(files: dict[str, MergedValue], path: str, taken: Hidden) -> None:
    kind = file_kind(path)
    assert kind is not None, "content alone is laid"
    name = kind.id_in(path) or ""
    laid = files[path]
    if kind.model is Settings:
        files[path] = laid.mapped("stages", lambda stages: _kept(stages, "stage", "", taken))
    elif not issubclass(kind.model, Entry):
        return
    elif (kind.model.kind, name) in taken:
        del files[path]
    else:
        files[path] = _entries(laid, kind, name, taken)


def _entries(laid: MergedValue, kind: FileKind, name: str, taken: Hidden) -> MergedValue:
    assert issubclass(kind.model, Entry)
    model = kind.model
    if kind.many:
        stays = _kept(laid, model.kind, "", taken)
        return stays.changed(lambda entry: _unreferred(entry, model, taken)) if isinstance(laid.value, list) else laid
    if model is Bank:
        laid = laid.mapped("questions", lambda questions: _kept(questions, "question", f"{name}/", taken))
    return _unreferred(laid, model, taken)


def _kept(laid: MergedValue, kind: ReferenceKind, prefix: str, taken: Hidden) -> MergedValue:
    """A list without the entries that are taken out."""
    stays = [item for item in laid.items() if (kind, prefix + id_of(item.value)) not in taken]
    return laid if len(stays) == len(laid.items()) else laid.listing(stays)


def _unreferred(entry: MergedValue, model: type[Entry], taken: Hidden) -> MergedValue:
    """An entry without references to what is taken out, where they stand in lists."""
    for name, key, kind in reference_fields(model):
        if get_origin(model.model_fields[name].annotation) is tuple:
            entry = entry.mapped(key, partial(_without, kind=kind, taken=taken))
    return entry


def _without(refs: MergedValue, kind: ReferenceKind, taken: Hidden) -> MergedValue:
    stays = [ref for ref in refs.items() if (kind, ref.value) not in taken]
    return refs if len(stays) == len(refs.items()) else refs.listing(stays)


def said_by(hidden: Hidden, kind: ReferenceKind, ref: str) -> str:
    """Who hides an entry, for a message; nothing where nobody does."""
    if (kind, ref) not in hidden:
        return ""
    by = hidden[kind, ref]
    return f"The {KIND_WORDS[kind]} {quoted(ref)} is hidden, by {by.path} on line {by.line}."
