"""Inspect the models' declarations: fields by YAML key, nested models, and marks on fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from precall.content.model.entries import Entry

M = TypeVar("M")


def fields_by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by YAML key; the fields common to all entries come last."""
    shared = Entry.model_fields if issubclass(model, Entry) else {}
    fields = sorted(model.model_fields.items(), key=lambda item: item[0] in shared)
    return {field.alias or name: field for name, field in fields}


@cache
def key_order(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a model in the recommended order: a list of entries comes last."""

    def is_list_of_entries(key: str) -> bool:
        part = model_at(model, key)
        return part is not None and issubclass(part, Entry) and issubclass(model, Entry)

    return tuple(sorted(fields_by_key(model), key=is_list_of_entries))


@cache
def model_at(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model of the value under a key, or of each item of the list there; None for text."""
    info = fields_by_key(model).get(key)
    return None if info is None else model_in(info.annotation)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model that an annotation mentions, if any."""
    return next((each for each in types_in(annotation) if isinstance(each, type) and issubclass(each, BaseModel)), None)


def types_in(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and all types inside it."""
    yield annotation
    for argument in get_args(annotation) if get_origin(annotation) is not Literal else ():
        yield from types_in(argument)


def marks(info: FieldInfo, kind: type[M]) -> list[M]:
    """Return the marks of a class on a field and on the types inside it; the field's own come last."""
    inner = (mark for each in types_in(info.annotation) for mark in getattr(each, "__metadata__", ()))
    return [mark for mark in (*inner, *info.metadata) if isinstance(mark, kind)]
