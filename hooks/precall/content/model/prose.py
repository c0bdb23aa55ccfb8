"""Find the sentences of an entry: every text that is meant to be read, spoken or typed, with its path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from precall.content.model.entries import Entry, Part
from precall.content.model.fields import Prose, Voice
from precall.content.model.introspection import marks, model_in
from precall.content.source_map import Loc


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text of an entry. It may hold several sentences, and Markdown."""

    entry: Entry
    loc: Loc
    """Path from the top of the entry."""
    text: str
    voice: Voice


def sentences(entry: Entry) -> Iterator[Sentence]:
    """Yield every text of an entry in the order of its fields, without those of the entries inside it."""
    return _sentences(entry, entry, ())


def _sentences(entry: Entry, part: Part, loc: Loc) -> Iterator[Sentence]:
    values = part.__dict__
    for name, key, voice in _text_fields(type(part)):
        value = values[name]
        # Fast path: most fields of most entries are empty, and most of the others hold one text.
        if not value and value != "":
            continue
        if isinstance(value, str):
            if voice is not None:
                yield Sentence(entry, (*loc, key), value, voice)
            continue
        items = enumerate(value) if isinstance(value, tuple) else ((None, value),)
        for index, item in items:
            item_loc = (*loc, key) if index is None else (*loc, key, index)
            if isinstance(item, str) and voice is not None:
                yield Sentence(entry, item_loc, item, voice)
            elif isinstance(item, Part) and not isinstance(item, Entry):
                yield from _sentences(entry, item, item_loc)


@cache
def _text_fields(model: type[Part]) -> tuple[tuple[str, str, Voice | None], ...]:
    """Return the fields that hold text or groups: attribute, YAML key, and the text's voice (None for a group)."""
    fields: list[tuple[str, str, Voice | None]] = []
    for name, info in model.model_fields.items():
        prose = marks(info, Prose)
        part = model_in(info.annotation)
        if prose:
            fields.append((name, info.alias or name, prose[-1].voice))
        elif part is not None and issubclass(part, Part) and not issubclass(part, Entry):
            fields.append((name, info.alias or name, None))
    return tuple(fields)
