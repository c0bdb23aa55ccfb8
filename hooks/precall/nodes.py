"""YAML text becomes plain values whose places are remembered: every scalar stays the text that was typed.

PyYAML's own types corrupt text (`0123` is 83, `No` is false, a second equal key wins in silence), so the text is composed
into nodes only, with no type resolved; the model decides what a number or a date is. Nothing but this module knows PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from precall import syntax
from precall.problems import Problem, Span
from precall.source import Source

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Loc: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to a value: keys and positions from 0."""

DEEPEST = 50
"""Levels of nesting. Content needs five."""

LARGEST_EXPANSION = 20_000
"""Values that a file's aliases may stand for in all, where it has fewer of its own."""

LIBYAML = hasattr(yaml, "CBaseLoader")
"""Whether PyYAML has its C parser here; without it reading takes ten times as long."""

_Loader: Any = yaml.CBaseLoader if LIBYAML else yaml.BaseLoader

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# YAML 1.1 ends a line at these too; editors do not, and then every later line number would be off by one.
_ODD_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_DEEP_LINE = re.compile(r"^[ \-?:]{%d}" % DEEPEST, re.MULTILINE)
_PLAIN_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "!", None}


@dataclass(frozen=True)
class Document:
    """One YAML file as values, with the way back to where each stands."""

    source: Source
    value: Value
    root: Any = field(repr=False)
    """PyYAML's node at the top; other modules ask `span` instead."""

    def span(self, loc: Loc = (), *, key: bool = False) -> Span:
        """Where the value at `loc` stands, or with `key` its key; where `loc` leads nowhere, the last thing it reached.

        A mapping or list is shown by its first line, for a whole entry underlined helps nobody.
        """
        node, last_key = _walk(self.root, loc)
        return _span(last_key if key and last_key is not None else _head(node), self.source)

    def words(self, loc: Loc, words: str) -> Span:
        """Where `words` stand within the text at `loc`; the whole text when they are not found as typed."""
        node, _ = _walk(self.root, loc)
        whole = _span(_head(node), self.source)
        if not words or not isinstance(node, yaml.ScalarNode):
            return whole
        starts = self.source.line_starts
        first = starts[node.start_mark.line] + node.start_mark.column
        last = starts[min(node.end_mark.line, len(starts) - 1)] + node.end_mark.column
        spaced = r"\s+".join(re.escape(part) for part in words.split())
        found = re.compile(spaced).search(self.source.text, first, max(last, first))
        if found is None:
            return whole
        return Span(*self.source.place(found.start()), *self.source.place(found.end()))

    def problem(
        self, rule: str, message: str, hint: str = "", *, loc: Loc = (), key: bool = False, words: str = ""
    ) -> Problem:
        """An error at `loc`: at its key, or at some words of its text."""
        span = self.words(loc, words) if words else self.span(loc, key=key)
        return self.source.problem(span, rule, message, hint)


def compose(source: Source) -> tuple[Document | None, list[Problem]]:
    """The file's values and all that is wrong with it as YAML; no Document where nothing can be read from it."""
    fault = _unreadable(source)
    if fault is not None:
        return None, [fault]
    text = source.text.translate(_ODD_BREAKS)
    try:
        deep = _too_deep(text)
        if deep is not None:
            place = Span(deep.line + 1, deep.column + 1, deep.line + 1, deep.column + 2)
            return None, [
                source.problem(
                    place,
                    "unsafe-yaml",
                    f"More than {DEEPEST} levels inside one another.",
                    "Content needs five levels: take out the extra brackets or dashes.",
                )
            ]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return None, [syntax.explain(source, _mark(error.problem_mark), _mark(error.context_mark))]
    except yaml.YAMLError:
        return None, [syntax.explain(source, None, None)]
    if root is None:
        return Document(source, {}, yaml.MappingNode("", [], _NOWHERE, _NOWHERE)), []
    reading = _Reading(source)
    if not reading.is_bounded(root):
        return None, reading.problems
    value = reading.value(root)
    return Document(source, value, root), reading.problems


class _Reading:
    """One walk over a document: values out, and the faults that PyYAML passes over."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self._values: dict[int, Value] = {}

    def is_bounded(self, root: Any) -> bool:
        """Whether the aliases of the document stand for a sane number of values and never for themselves."""
        sizes: dict[int, int] = {}
        open_nodes: set[int] = set()

        def size(node: Any) -> int:
            if isinstance(node, yaml.ScalarNode):
                return 1
            known = sizes.get(id(node))
            if known is not None:
                return known
            if id(node) in open_nodes:
                self._unsafe(
                    node,
                    "An alias stands for the entry it is a part of.",
                    "Write the text out instead of using & and *.",
                )
                return LARGEST_EXPANSION
            open_nodes.add(id(node))
            total = 1 + sum(size(child) for child in _children(node))
            open_nodes.discard(id(node))
            sizes[id(node)] = total
            return total

        total = size(root)
        if self.problems:
            return False
        own = sum(1 + len(node_value) for node_value in _own_values(root))
        if total > LARGEST_EXPANSION and total > 10 * own:
            self._unsafe(
                root,
                "The aliases in this file stand for more values than a playbook can hold.",
                "Write the text out instead of using & and *.",
            )
            return False
        return True

    def value(self, node: Any) -> Value:
        """The node as text, list or mapping, with duplicate keys and tags noted on the way."""
        if node.tag not in _PLAIN_TAGS:
            self._unsafe(
                node,
                f'"{_short_tag(node.tag)}" is a YAML tag; tags can run code and are not taken.',
                "Take the tag out. A text that begins with ! needs quotes around it.",
            )
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        known = self._values.get(id(node))
        if known is not None:
            return known
        made: Value
        if isinstance(node, yaml.SequenceNode):
            made = [self.value(item) for item in node.value]
        else:
            made = self._mapping(node)
        self._values[id(node)] = made
        return made

    def _mapping(self, node: Any) -> dict[str, Value]:
        made: dict[str, Value] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._add(
                    key_node,
                    "wrong-type",
                    "A key must be a word, and here a list or a group stands in its place.",
                    "A text that begins with { or [ needs quotes around it.",
                )
                continue
            key = str(key_node.value)
            if key in made:
                self._add(
                    key_node,
                    "duplicate-key",
                    f'"{key}" stands here twice; the first is on line {first[key]}.',
                    "Keep one of the two; YAML alone would drop the first in silence.",
                )
                self.value(value_node)
                continue
            first[key] = key_node.start_mark.line + 1
            made[key] = self.value(value_node)
        return made

    def _unsafe(self, node: Any, message: str, hint: str) -> None:
        self._add(node, "unsafe-yaml", message, hint)

    def _add(self, node: Any, rule: str, message: str, hint: str) -> None:
        self.problems.append(self.source.problem(_span(_head(node), self.source), rule, message, hint))


@dataclass(frozen=True)
class _Place:
    line: int
    column: int


_NOWHERE: Any = _Place(0, 0)


def _mark(mark: Any) -> tuple[int, int] | None:
    """A line and column from 1, from PyYAML's mark."""
    return None if mark is None else (mark.line + 1, mark.column + 1)


def _unreadable(source: Source) -> Problem | None:
    found = _INVISIBLE.search(source.text)
    if found is None:
        return None
    line, column = source.place(found.start())
    return source.problem(
        Span(line, column, line, column + 1),
        "yaml-syntax",
        f"An invisible character (U+{ord(found.group()):04X}) that YAML does not take.",
        "Delete it; it often comes with text pasted from another program.",
    )


def _too_deep(text: str) -> Any | None:
    """The mark at which nesting passes the limit. Texts that cannot be that deep are not looked at closely."""
    if text.count("[") + text.count("{") < DEEPEST and not _DEEP_LINE.search(text):
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return event.start_mark
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    else:
        yield from node.value


def _own_values(root: Any) -> Iterator[list[Any]]:
    """The content of each list and mapping that stands in the file itself, once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node.value
        waiting.extend(_children(node))


def _walk(root: Any, loc: Loc) -> tuple[Any, Any | None]:
    """The node that `loc` leads to, and the key it stands under; steps that lead nowhere are passed over."""
    node, last_key = root, None
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if isinstance(key_node, yaml.ScalarNode) and key_node.value == step:
                    node, last_key = value_node, key_node
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node, last_key = node.value[step], None
    return node, last_key


def _head(node: Any) -> Any:
    """What to underline for a node: itself when it is text, else the first text in it."""
    # Bounded, for an alias may stand for the very list it is in.
    for _ in range(DEEPEST):
        if isinstance(node, yaml.ScalarNode) or not node.value:
            return node
        node = node.value[0][0] if isinstance(node, yaml.MappingNode) else node.value[0]
    return node


def _span(node: Any, source: Source) -> Span:
    start, end = node.start_mark, node.end_mark
    line, column = start.line + 1, start.column + 1
    if end.line > start.line:
        # A text over several lines: underline its first, to where that line ends.
        return Span(line, column, line, max(column + 1, len(source.line(line).rstrip()) + 1))
    return Span(line, column, line, max(column, end.column + 1))


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
