"""An entry that lacks what it needs, and resembles one that a team could change, becomes a Problem that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from precall.content.merge import id_of
from precall.content.model import Bank, Entry, Question, ReferenceKind, Settings, fields_by_key
from precall.content.model.fields import KIND_WORDS
from precall.content.source_map import Document, Loc
from precall.core.problems import Problem, nearest, quoted

Below = Mapping[ReferenceKind, frozenset[str]]
"""What there is to change, by kind."""


def mistaken(
    error: ValidationError, document: Document, loc: Loc, *, model: type[Entry | Settings], ref: str, below: Below
) -> Iterator[tuple[Loc, Problem]]:
    """What was meant to change an entry and names none, by its place from the top of the value, whose id is `ref`.

    An entry of the team's own that is not finished says so by its missing keys; one that names hardly anything, or is
    called almost like one that is there, was meant to change that.
    """
    if not issubclass(model, Entry):
        return
    missing: dict[Loc, list[str]] = {}
    names: dict[Loc, tuple[type[Entry], str]] = {(): (model, ref)}
    for fault in error.errors(include_url=False):
        inner = tuple(fault["loc"][:-1])
        if fault["type"] == "missing":
            missing.setdefault(inner, []).append(str(fault["loc"][-1]))
        if model is Bank and len(inner) == 2 and id_of(fault["input"]):
            names[inner] = (Question, f"{ref}/{id_of(fault['input'])}")
    for inner, keys in missing.items():
        if inner in names:
            kind, name = names[inner]
            found = _problem(document, loc + inner, kind, name=name, keys=keys, below=below)
            if found is not None:
                yield inner, found


def _problem(
    document: Document, loc: Loc, kind: type[Entry], *, name: str, keys: list[str], below: Below
) -> Problem | None:
    bank, _, own = name.rpartition("/")
    known = [each for each in below.get(kind.kind, ()) if each.rpartition("/")[0] == bank]
    needed = [key for key, field in fields_by_key(kind).items() if field.is_required() and key != "id"]
    close = nearest(name, known)
    if name in known or not (close or (known and len(keys) >= len(needed))):
        return None
    word = KIND_WORDS[kind.kind]
    right = (close or "").rpartition("/")[2]
    hint = f'Did you mean "{right}"?' if close else "Write the rest of it, or take it away."
    if close and not loc:
        hint += f" Then rename the file to {right}.yml."
    return document.problem(
        "unknown-override",
        f"No {word} that this playbook extends is called {quoted(own)}, so nothing is changed; "
        f"as {'an' if word[0] in 'aeiou' else 'a'} {word} of your own it lacks {', '.join(keys)}.",
        hint,
        loc=(*loc, "id") if loc else loc,
    )
