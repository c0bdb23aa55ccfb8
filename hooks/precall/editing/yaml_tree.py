"""A YAML file becomes a tree of pieces, each with its place: for those who change a file and keep its layout.

The tree of `nodes` has values and first lines; editing needs to know where each text ends, which lists stand in
brackets, and which pieces are aliases of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import yaml

from precall.content.source import Source
from precall.content.source_map import Loc
from precall.content.yaml_parser import LIBYAML

Kind: TypeAlias = Literal["map", "list", "text", "alias"]

_EVENTS: dict[type, Kind | Literal["end"]] = {
    yaml.MappingStartEvent: "map",
    yaml.SequenceStartEvent: "list",
    yaml.ScalarEvent: "text",
    yaml.AliasEvent: "alias",
    yaml.MappingEndEvent: "end",
    yaml.SequenceEndEvent: "end",
}
_Loader: Any = yaml.CBaseLoader if LIBYAML else yaml.BaseLoader
# As in `nodes`: line ends to YAML 1.1, and to no editor.
_ODD_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
_TRAILING_LINES = re.compile(r"(?:(?:\r\n|\r|\n) *)+\Z")
_KEEPS_LINES = re.compile(r"[|>]\d?\+")


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of reading: a text, or where a list or a group of keys begins or ends."""

    kind: Kind | Literal["end"]
    start: int
    end: int
    value: str
    style: str
    marked: bool


@dataclass(frozen=True, slots=True)
class YamlNode:
    """One text, list or group of keys as it stands in a file."""

    kind: Kind
    start: int
    """In characters from 0; an anchor and a tag belong to the piece."""
    end: int
    """After its last sign."""
    value: str = ""
    style: str = ""
    """How a text is written: one of `'"|>`, or nothing for a plain one. `[` for a list or group in brackets."""
    marked: bool = False
    """Whether an anchor or a tag stands before it."""
    keys: tuple[YamlNode, ...] = field(default=(), repr=False)
    """A group's keys."""
    items: tuple[YamlNode, ...] = field(default=(), repr=False)
    """A list's items; a group's values in the order of its keys."""

    @property
    def is_block(self) -> bool:
        """Whether it is a list or group with a line for each of its parts."""
        return self.kind in ("map", "list") and not self.style

    def pairs(self) -> Iterator[tuple[YamlNode, YamlNode]]:
        """A group's keys and values."""
        return zip(self.keys, self.items, strict=True)

    def get(self, key: str) -> YamlNode | None:
        """A group's value."""
        return next((value for name, value in self.pairs() if name.value == key), None)

    def at(self, loc: Loc) -> YamlNode:
        """The piece that a place of the content leads to. Raises KeyError where there is none."""
        piece: YamlNode | None = self
        for step in loc:
            assert piece is not None
            if isinstance(step, int):
                piece = piece.items[step] if piece.kind == "list" and step < len(piece.items) else None
            else:
                piece = piece.get(step) if piece.kind == "map" else None
            if piece is None:
                raise KeyError(loc)
        assert piece is not None
        return piece

    def all(self) -> Iterator[YamlNode]:
        """Itself and everything in it."""
        yield self
        for part in (*self.keys, *self.items):
            yield from part.all()


def parse_yaml(source: Source) -> YamlNode | None:
    """The file as a tree; None when nothing is in it. `nodes.compose` must have found it readable."""
    steps = _steps(source)
    first = next(steps, None)
    return None if first is None else _piece(first, steps, source.text)


def _steps(source: Source) -> Iterator[_Step]:
    starts = source.line_starts

    def offset(mark: Any) -> int:
        return min(starts[mark.line] + mark.column, len(source.text)) if mark.line < len(starts) else len(source.text)

    for event in yaml.parse(source.text.translate(_ODD_BREAKS), Loader=_Loader):
        kind = _EVENTS.get(type(event))
        if kind is None:
            continue
        style = getattr(event, "style", None)
        yield _Step(
            kind,
            offset(event.start_mark),
            offset(event.end_mark),
            str(getattr(event, "value", "")),
            "[" if getattr(event, "flow_style", False) else style if style in ("'", '"', "|", ">") else "",
            kind != "alias" and (getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None),
        )


def _piece(event: _Step, steps: Iterator[_Step], text: str) -> YamlNode:
    if event.kind == "alias":
        return YamlNode("alias", event.start, event.end)
    if event.kind == "text":
        end = _end_of_block(text, event) if event.style in ("|", ">") else event.end
        return YamlNode("text", event.start, end, event.value, event.style, event.marked)
    parts: list[YamlNode] = []
    closing = event
    for step in steps:
        if step.kind == "end":
            closing = step
            break
        parts.append(_piece(step, steps, text))
    end = closing.end if event.style else max((part.end for part in parts), default=event.end)
    if event.kind == "list":
        return YamlNode("list", event.start, end, "", event.style, event.marked, items=tuple(parts))
    return YamlNode("map", event.start, end, "", event.style, event.marked, tuple(parts[::2]), tuple(parts[1::2]))


def _end_of_block(text: str, event: _Step) -> int:
    """Where a block text ends: before the empty lines that follow, unless its first line says that they are its own."""
    raw = text[event.start : event.end]
    if _KEEPS_LINES.search(raw.partition("\n")[0]):
        return event.start + len(raw.rstrip(" "))
    return event.start + len(_TRAILING_LINES.sub("", raw))
