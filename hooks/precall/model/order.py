"""The order of keys in a file, read from the models: what an entry is, who keeps it, long lists of entries last."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from precall.model.entries import Entry


@cache
def key_order(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as they are best written: its own, then those of every entry, then lists of entries."""
    inherited = set(Entry.model_fields) if issubclass(model, Entry) else set()

    def rank(item: tuple[str, Any]) -> int:
        name, info = item
        part = _model_in(info.annotation)
        if part is not None and issubclass(part, Entry) and issubclass(model, Entry):
            return 2
        return 1 if name in inherited else 0

    ranked = sorted(model.model_fields.items(), key=rank)
    return tuple(info.alias or name for name, info in ranked)


@cache
def model_at(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The model of what stands under a key, or of each item of the list there; None where it is text."""
    for name, info in model.model_fields.items():
        if key == (info.alias or name):
            return _model_in(info.annotation)
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
