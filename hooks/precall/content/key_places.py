"""Find the right place for a misplaced key: inside a group, around it, or in the item above."""

from __future__ import annotations

from pydantic import BaseModel

from precall.content.model import fields_by_key, model_at
from precall.content.source_map import Document, Loc, Value


def model_in(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """Return the model at a place inside another."""
    for step in loc:
        if isinstance(step, str):
            model = model_at(model, step) or model
    return model


def group_with(key: str, model: type[BaseModel]) -> str:
    """Return the key of the group in a model that contains a key; empty for none."""
    groups = ((name, model_at(model, name)) for name in fields_by_key(model))
    return next((name for name, part in groups if part is not None and key in fields_by_key(part)), "")


def key_around(loc: Loc, model: type[BaseModel]) -> str:
    """Return the key of the group with the key at `loc`, if that key belongs to the entry around the group."""
    *above, group, key = ("", *loc)
    is_of_entry = isinstance(group, str) and group and key in fields_by_key(model_in(model, tuple(above)))
    return str(group) if is_of_entry else ""


def split_item(document: Document, loc: Loc) -> tuple[Loc, str] | None:
    """Return the second half of an item that an extra dash split before one of its keys: its place and that key.

    Args:
        document: the document.
        loc: the place of either half.

    """
    found = _halves(document, loc)
    return None if found is None else (found[0], next(iter(found[2])))


def is_in_other_half(document: Document, loc: Loc, key: str) -> bool:
    """Return whether a key that is missing from half of an item at `loc` is in the other half. An id is not shared."""
    found = _halves(document, loc)
    if found is None or key == "id":
        return False
    place, first, second = found
    return key in (first if place == loc else second)


def _halves(document: Document, loc: Loc) -> tuple[Loc, dict[str, Value], dict[str, Value]] | None:
    """Return the place of the second half of an item, and both halves: the second has no id and none of its keys."""
    items = document.find(loc[:-1])[2] if loc else None
    if not isinstance(items, list) or not isinstance(loc[-1], int):
        return None
    for second in (loc[-1], loc[-1] + 1):
        match items[second - 1 : second + 1] if second > 0 else []:
            case [dict(above), dict(below)] if "id" in above and below and not {"id", *above} & below.keys():
                return (*loc[:-1], second), above, below
    return None
