"""Parse a YAML file into a tree of nodes with their positions, for edits that preserve the file's layout.

The documents of `yaml_parser` have values and start positions. Edits also need the end of each text, the style of
lists (with or without brackets), and the aliases.
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
# As in `yaml_parser`: YAML 1.1 reads these as line ends, but text editors do not.
_ODD_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
_TRAILING_LINES = re.compile(r"(?:(?:\r\n|\r|\n) *)+\Z")
_KEEPS_LINES = re.compile(r"[|>]\d?\+")


@dataclass(frozen=True, slots=True)
class _Event:
    """One event of the parser: a text, or the start or end of a list or a mapping."""

    kind: Kind | Literal["end"]
    start: int
    end: int
    value: str
    style: str
    marked: bool


@dataclass(frozen=True, slots=True)
class YamlNode:
    """One text, list or mapping of a file."""

    kind: Kind
    start: int
    """Offset in characters, from 0. It includes the anchor and the tag."""
    end: int
    """Offset after its last character."""
    value: str = ""
    style: str = ""
    """The style of a text: one of `'"|>`, or empty for plain. `[` for a list or mapping in brackets."""
    marked: bool = False
    """Whether it has an anchor or a tag."""
    keys: tuple[YamlNode, ...] = field(default=(), repr=False)
    """The keys of a mapping."""
    items: tuple[YamlNode, ...] = field(default=(), repr=False)
    """The items of a list, or the values of a mapping in the order of its keys."""

    @property
    def is_block(self) -> bool:
        """Whether it is a list or mapping with a line for each of its parts."""
        return self.kind in ("map", "list") and not self.style

    def pairs(self) -> Iterator[tuple[YamlNode, YamlNode]]:
        """Yield the keys and values of a mapping."""
        return zip(self.keys, self.items, strict=True)

    def get(self, key: str) -> YamlNode | None:
        """Return the value of a key of a mapping; None if it has no such key."""
        return next((value for name, value in self.pairs() if name.value == key), None)

    def at(self, loc: Loc) -> YamlNode:
        """Return the node at a location. Raises KeyError if there is none."""
        node: YamlNode | None = self
        for step in loc:
            assert node is not None
            if isinstance(step, int):
                node = node.items[step] if node.kind == "list" and step < len(node.items) else None
            else:
                node = node.get(step) if node.kind == "map" else None
            if node is None:
                raise KeyError(loc)
        assert node is not None
        return node

    def all(self) -> Iterator[YamlNode]:
        """Yield the node and all nodes in it."""
        yield self
        for part in (*self.keys, *self.items):
            yield from part.all()


def parse_yaml(source: Source) -> YamlNode | None:
    """Return a file as a tree; None if it is empty. `yaml_parser.compose` must have parsed it without problems."""
    events = _events(source)
    first = next(events, None)
    return None if first is None else _node(first, events, source.text)


def _events(source: Source) -> Iterator[_Event]:
    starts = source.line_starts

    def offset(mark: Any) -> int:
        return min(starts[mark.line] + mark.column, len(source.text)) if mark.line < len(starts) else len(source.text)

    for event in yaml.parse(source.text.translate(_ODD_BREAKS), Loader=_Loader):
        kind = _EVENTS.get(type(event))
        if kind is None:
            continue
        style = getattr(event, "style", None)
        yield _Event(
            kind,
            offset(event.start_mark),
            offset(event.end_mark),
            str(getattr(event, "value", "")),
            "[" if getattr(event, "flow_style", False) else style if style in ("'", '"', "|", ">") else "",
            kind != "alias" and (getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None),
        )


def _node(event: _Event, events: Iterator[_Event], text: str) -> YamlNode:
    if event.kind == "alias":
        return YamlNode("alias", event.start, event.end)
    if event.kind == "text":
        end = _end_of_block(text, event) if event.style in ("|", ">") else event.end
        return YamlNode("text", event.start, end, event.value, event.style, event.marked)
    parts: list[YamlNode] = []
    closing = event
    for inner in events:
        if inner.kind == "end":
            closing = inner
            break
        parts.append(_node(inner, events, text))
    end = closing.end if event.style else max((part.end for part in parts), default=event.end)
    if event.kind == "list":
        return YamlNode("list", event.start, end, "", event.style, event.marked, items=tuple(parts))
    return YamlNode("map", event.start, end, "", event.style, event.marked, tuple(parts[::2]), tuple(parts[1::2]))


def _end_of_block(text: str, event: _Event) -> int:
    """Return the end of a block text: before the empty lines after it, unless its header keeps them (`|+`)."""
    raw = text[event.start : event.end]
    if _KEEPS_LINES.search(raw.partition("\n")[0]):
        return event.start + len(raw.rstrip(" "))
    return event.start + len(_TRAILING_LINES.sub("", raw))
