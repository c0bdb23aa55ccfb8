"""The content model becomes the field reference: every key of every kind of file, as plain facts in editors' words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from precall.content.model import FILES, Reference, fields_by_key
from precall.content.model.fields import KIND_WORDS, ReferenceKind, Shape
from precall.core.docstrings import docstring


@dataclass(frozen=True)
class FieldFacts:
    """One key."""

    key: str
    """As it stands in YAML."""
    takes: str
    """What kind of value it takes: `one line of text`, `a list of ids of questions`."""
    required: bool
    description: str
    """One sentence or more, inline Markdown."""
    example: str = ""
    """A value as it stands in YAML, or nothing."""
    default: str = ""
    """What holds where the key is left out, or nothing."""
    refers_to: ReferenceKind | None = None
    """The kind of entry that its ids name."""
    fields: tuple[FieldFacts, ...] = ()
    """The keys inside, where it takes a group of keys or a list of such."""


@dataclass(frozen=True)
class KindFacts:
    """One kind of YAML file."""

    name: str
    """In an editor's words: `question bank`."""
    path: str
    """Where it lies from the root; `*` stands for the entry's id."""
    many: bool
    """Whether the file is a list of entries, each with these keys."""
    description: str
    fields: tuple[FieldFacts, ...]


def reference() -> tuple[KindFacts, ...]:
    """Every kind of file with its keys, in the order in which people meet them."""
    return tuple(
        KindFacts(kind.name, kind.pattern, kind.many, _first_line(kind.model), fields_of(kind.model)) for kind in FILES
    )


def fields_of(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The keys of one model."""
    return tuple(_facts(key, field) for key, field in fields_by_key(model).items())


def _facts(key: str, field: FieldInfo) -> FieldFacts:
    marks = [*field.metadata, *_marks(field.annotation)]
    part = next((each for each in _types(field.annotation) if issubclass(each, BaseModel)), None)
    default = field.default
    return FieldFacts(
        key=key,
        takes=_takes(field.annotation, marks),
        required=field.is_required(),
        description=field.description or "",
        example=_as_yaml(field.examples[0]) if field.examples else "",
        default="" if field.is_required() or default in (None, ()) or field.default_factory else _as_yaml(default),
        refers_to=next((mark.kind for mark in marks if isinstance(mark, Reference)), None),
        fields=() if part is None else fields_of(part),
    )


def _takes(annotation: Any, marks: list[Any]) -> str:
    many = "list" if _is_list(annotation) else ""
    if get_origin(annotation) is dict:
        return "keys of your own, each with one line of text"
    for mark in marks:
        if isinstance(mark, Reference):
            word = KIND_WORDS[mark.kind]
            return f"a list of ids of {word}s" if many else f"the id of a {word}"
    choices = next((get_args(each) for each in _inner(annotation) if get_origin(each) is Literal), ())
    if choices:
        return "one of " + ", ".join(choices)
    if any(issubclass(each, BaseModel) for each in _types(annotation)):
        return "a list of groups of keys" if many else "a group of keys"
    shape = next(mark for mark in marks if isinstance(mark, Shape))
    if many:
        of_lists = any(map(_is_list, get_args(annotation)))
        return f"a list of {'lists of ' if of_lists else ''}{shape.many}"
    limits = [str(getattr(mark, name)) for name in ("ge", "le") for mark in marks if hasattr(mark, name)]
    return f"{shape.one}, {' to '.join(limits)}" if limits else shape.one


def _is_list(annotation: Any) -> bool:
    return any(get_origin(each) is tuple for each in (annotation, *get_args(annotation)[:1]))


def _inner(annotation: Any) -> Iterator[Any]:
    """An annotation and all that it is made of."""
    yield annotation
    for argument in get_args(annotation) if get_origin(annotation) is not Literal else ():
        yield from _inner(argument)


def _types(annotation: Any) -> Iterator[type[Any]]:
    return (each for each in _inner(annotation) if isinstance(each, type))


def _marks(annotation: Any) -> Iterator[Any]:
    return (mark for each in _inner(annotation) for mark in getattr(each, "__metadata__", ()))


def _as_yaml(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, (list, tuple)) else str(value)


def _first_line(model: type[BaseModel]) -> str:
    return docstring(model).split("\n")[0]
