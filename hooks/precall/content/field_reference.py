"""Describe every key of every kind of content file, from the content model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from precall.content.model import FILES, Reference, fields_by_key
from precall.content.model.fields import KIND_WORDS, ReferenceKind, Shape
from precall.content.model.introspection import marks, model_in, types_in
from precall.core.docstrings import docstring


@dataclass(frozen=True)
class FieldFacts:
    """The description of one key."""

    key: str
    takes: str
    """The type of its value in words: `one line of text`, `a list of ids of questions`."""
    required: bool
    description: str
    """One sentence or more, with inline Markdown."""
    example: str = ""
    """A value as YAML; empty for none."""
    default: str = ""
    """The default value; empty for none."""
    refers_to: ReferenceKind | None = None
    """The kind of entry that its ids name."""
    fields: tuple[FieldFacts, ...] = ()
    """The keys inside its value, if that is a group of keys or a list of groups."""


@dataclass(frozen=True)
class KindFacts:
    """The description of one kind of content file."""

    name: str
    """Its name in messages: `question bank`."""
    path: str
    """Its path from the root; `*` stands for the id of the entry."""
    many: bool
    """Whether the file is a list of entries, each with these keys."""
    description: str
    fields: tuple[FieldFacts, ...]


def reference() -> tuple[KindFacts, ...]:
    """Return the description of every kind of file, in the order in which new users need them."""
    return tuple(
        KindFacts(kind.name, kind.pattern, kind.many, _first_line(kind.model), fields_of(kind.model)) for kind in FILES
    )


def fields_of(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """Return the description of every key of a model."""
    return tuple(_facts(key, field) for key, field in fields_by_key(model).items())


def _facts(key: str, field: FieldInfo) -> FieldFacts:
    part = model_in(field.annotation)
    references = marks(field, Reference)
    has_default = not (field.is_required() or field.default in (None, ()) or field.default_factory)
    return FieldFacts(
        key=key,
        takes=_takes(field),
        required=field.is_required(),
        description=field.description or "",
        example=_as_yaml(field.examples[0]) if field.examples else "",
        default=_as_yaml(field.default) if has_default else "",
        refers_to=references[0].kind if references else None,
        fields=() if part is None else fields_of(part),
    )


def _takes(field: FieldInfo) -> str:
    annotation = field.annotation
    is_list = _is_list(annotation)
    if get_origin(annotation) is dict:
        return "keys of your own, each with one line of text"
    for mark in marks(field, Reference):
        word = KIND_WORDS[mark.kind]
        return f"a list of ids of {word}s" if is_list else f"the id of a {word}"
    choices = next(_choices(annotation), ())
    if choices:
        return "one of " + ", ".join(choices)
    if model_in(annotation) is not None:
        return "a list of groups of keys" if is_list else "a group of keys"
    shape = marks(field, Shape)[0]
    if is_list:
        is_nested = any(map(_is_list, get_args(annotation)))
        return f"a list of {'lists of ' if is_nested else ''}{shape.many}"
    limits = [str(getattr(mark, name)) for name in ("ge", "le") for mark in marks(field, object) if hasattr(mark, name)]
    return f"{shape.one}, {' to '.join(limits)}" if limits else shape.one


def _is_list(annotation: Any) -> bool:
    return any(get_origin(each) is tuple for each in (annotation, *get_args(annotation)[:1]))


def _choices(annotation: Any) -> Iterator[tuple[str, ...]]:
    return (get_args(each) for each in types_in(annotation) if get_origin(each) is Literal)


def _as_yaml(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, (list, tuple)) else str(value)


def _first_line(model: type[BaseModel]) -> str:
    return docstring(model).split("\n")[0]
