"""The order of keys in a file, read from the models: what an entry is, who keeps it, long lists of entries last."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from precall.content.model.entries import Entry, fields_by_key


@cache
def key_order(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as they are best written: its own, then those of every entry, then its list of entries."""

    def is_last(key: str) -> bool:
        part = model_at(model, key)
        return part is not None and issubclass(part, Entry) and issubclass(model, Entry)

    return tuple(sorted(fields_by_key(model), key=is_last))


@cache
def model_at(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The model of what stands under a key, or of each item of the list there; None where it is text."""
    info = fields_by_key(model).get(key)
    return None if info is None else _model_in(info.annotation)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
