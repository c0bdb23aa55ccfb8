"""Report an incomplete entry that was probably meant to override an inherited one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from precall.content.merge import id_of
from precall.content.model import Bank, Entry, Question, ReferenceKind, Settings, fields_by_key
from precall.content.model.fields import KIND_WORDS
from precall.content.source_map import Document, Loc
from precall.core.problems import Problem, nearest, quoted, with_article

InheritedIds = Mapping[ReferenceKind, frozenset[str]]


def failed_overrides(
    error: ValidationError,
    document: Document,
    loc: Loc,
    *,
    model: type[Entry | Settings],
    ref: str,
    inherited: InheritedIds,
) -> Iterator[tuple[Loc, Problem]]:
    """Yield the incomplete entries that override nothing: the path of each in the value, and its problem.

    An entry with hardly any of its keys, or with an id similar to an inherited one, was probably meant as an override.
    Any other incomplete entry is the team's own, and its missing keys are reported as usual.

    Args:
        error: the faults of the value.
        document: the document that holds the value.
        loc: the place of the value in the document.
        model: the model of the value.
        ref: the id of the value.
        inherited: the ids that can be overridden.

    """
    if not issubclass(model, Entry):
        return
    missing: dict[Loc, list[str]] = {}
    entries: dict[Loc, tuple[type[Entry], str]] = {(): (model, ref)}
    for fault in error.errors(include_url=False):
        parent = tuple(fault["loc"][:-1])
        if fault["type"] == "missing":
            missing.setdefault(parent, []).append(str(fault["loc"][-1]))
        if model is Bank and len(parent) == 2 and id_of(fault["input"]):
            entries[parent] = (Question, f"{ref}/{id_of(fault['input'])}")
    for parent, keys in missing.items():
        if parent in entries:
            kind, name = entries[parent]
            problem = _failed_override(document, loc + parent, kind, name=name, missing=keys, inherited=inherited)
            if problem is not None:
                yield parent, problem


def _failed_override(
    document: Document, loc: Loc, model: type[Entry], *, name: str, missing: list[str], inherited: InheritedIds
) -> Problem | None:
    bank, _, id_ = name.rpartition("/")
    known = [each for each in inherited.get(model.kind, ()) if each.rpartition("/")[0] == bank]
    required = [key for key, field in fields_by_key(model).items() if field.is_required() and key != "id"]
    close = nearest(name, known)
    if name in known or not (close or (known and len(missing) >= len(required))):
        return None
    word = KIND_WORDS[model.kind]
    right = (close or "").rpartition("/")[2]
    hint = f'Did you mean "{right}"?' if close else "Add the missing keys, or delete the entry."
    if close and not loc:
        hint += f" Then rename the file to {right}.yml."
    return document.problem(
        "unknown-override",
        f"The extended playbook has no {word} {quoted(id_)}, so this overrides nothing; "
        f"as {with_article(word)} of your own it lacks {', '.join(missing)}.",
        hint,
        loc=(*loc, "id") if loc else loc,
    )
