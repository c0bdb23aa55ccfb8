"""An entry becomes its sentences: every text in it that people wrote to be read, said or typed, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from precall.content.model.entries import Entry, Part
from precall.content.model.fields import Prose, Voice
from precall.content.source_map import Loc


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text of an entry. It may be more than a sentence, and may hold Markdown."""

    entry: Entry
    loc: Loc
    """From the top of the entry."""
    text: str
    voice: Voice


def sentences(entry: Entry) -> Iterator[Sentence]:
    """Every text of an entry, in the order of its fields; those of entries inside it are theirs."""
    return _sentences(entry, entry, ())


def _sentences(entry: Entry, part: Part, loc: Loc) -> Iterator[Sentence]:
    said = part.__dict__
    for name, key, voice in _fields(type(part)):
        value = said[name]
        # Most fields of most entries are empty, and most of the others are one text.
        if not value and value != "":
            continue
        if isinstance(value, str):
            if voice is not None:
                yield Sentence(entry, (*loc, key), value, voice)
            continue
        items = enumerate(value) if isinstance(value, tuple) else ((None, value),)
        for index, item in items:
            place = (*loc, key) if index is None else (*loc, key, index)
            if isinstance(item, str) and voice is not None:
                yield Sentence(entry, place, item, voice)
            elif isinstance(item, Part) and not isinstance(item, Entry):
                yield from _sentences(entry, item, place)


@cache
def _fields(model: type[Part]) -> tuple[tuple[str, str, Voice | None], ...]:
    """The fields of a model that hold text or parts: attribute, YAML key, and whose words the text is."""
    found: list[tuple[str, str, Voice | None]] = []
    for name, info in model.model_fields.items():
        # The field's own mark comes last, after those of its type; what is inside a list counts least.
        marks = [mark for mark in (*_marks(info.annotation), *info.metadata) if isinstance(mark, Prose)]
        if marks:
            found.append((name, info.alias or name, marks[-1].voice))
        elif _holds_part(info.annotation):
            found.append((name, info.alias or name, None))
    return tuple(found)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in getattr(annotation, "__args__", ()):
        yield from _marks(argument)


def _holds_part(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, Part) and not issubclass(annotation, Entry)
    return any(map(_holds_part, getattr(annotation, "__args__", ())))
