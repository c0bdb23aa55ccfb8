"""YAML text becomes plain values whose places are remembered: every scalar stays the text that was typed.

PyYAML's own types corrupt text (`0123` is 83, `No` is false, a second equal key wins in silence), so the text is
composed into nodes only, with no type resolved; the model decides what a number or a date is. No other knows PyYAML.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from contextlib import suppress
from sys import intern
from typing import Any

import yaml

from precall.content import syntax
from precall.content.source import Source
from precall.content.source_map import Document, Value, span_of
from precall.core.problems import Problem, Span, quoted

MAX_DEPTH = 50
"""Levels of nesting. Content needs five."""

MAX_VALUES = 100_000
"""Keys, texts, lists and groups that one file may have. A bank of a thousand questions has about 18,000."""

MAX_ALIAS_EXPANSION = 20_000
"""Values that a file's aliases may stand for in all, where it has fewer of its own."""

LIBYAML = hasattr(yaml, "CBaseLoader")
"""Whether PyYAML has its C parser here; without it reading takes ten times as long."""

_Loader: Any = yaml.CBaseLoader if LIBYAML else yaml.BaseLoader

# YAML 1.1 ends a line at these too; editors do not, and then every later line number would be off by one.
_ODD_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_DEEP_LINE = re.compile(r"^[ \-?:]{40}", re.MULTILINE)
_MARKS = re.compile(r"\s#\S|&")
"""Without these no part of a plain text can be lost within its line."""
_MANY_BRACKETS = 200
_PLAIN_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "!", None}
_WRITE_OUT = "Write the text out instead of using & and *."


def compose(source: Source) -> tuple[Document | None, list[Problem]]:
    """The file's values and all that is wrong with it as YAML; no Document where nothing can be read from it."""
    fault = syntax.invisible(source)
    if fault is not None:
        return None, [fault]
    text = source.text.translate(_ODD_BREAKS)
    try:
        fault = _too_much(source, text)
        if fault is not None:
            return None, [fault]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        marks = [None if mark is None else _mark(mark) for mark in (error.problem_mark, error.context_mark)]
        return None, [syntax.explain(source, *marks)]
    except yaml.YAMLError:
        return None, [syntax.explain(source, None, None)]
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return Document(source, {}, array("I", (0, 0))), []
    reading = _Reading(source)
    if not reading.is_bounded(root):
        return None, reading.problems
    value = reading.value(root)
    return Document(source, value, reading.places), reading.problems


class _Reading:
    """One walk over a document: values and their places out, and the faults that PyYAML passes over."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.places = array("I")
        self._values: dict[int, tuple[Value, array[int]]] = {}
        """Those that aliases may stand for, by the identity of their nodes, and their places."""
        self._has_anchors = "&" in source.text
        self._has_codes = "\\" in source.text
        self._has_marks = _MARKS.search(source.text) is not None

    def is_bounded(self, root: Any) -> bool:
        """Whether nesting ends, and aliases stand for a sane number of values and never for themselves."""
        sizes: dict[int, int] = {}
        opened: set[int] = set()

        def size(node: Any) -> int:
            if isinstance(node, yaml.ScalarNode):
                return 1
            known = sizes.get(id(node))
            if known is not None:
                return known
            if id(node) in opened:
                self._add(node, "unsafe-yaml", "An alias stands for the entry it is a part of.", _WRITE_OUT)
                return 0
            if len(opened) >= MAX_DEPTH:
                self.problems.append(_deep(self.source, node.start_mark))
                return 0
            opened.add(id(node))
            total = 1
            for child in _children(node):
                total += size(child)
            opened.discard(id(node))
            sizes[id(node)] = total
            return total

        total = size(root)
        if not self.problems and total > MAX_ALIAS_EXPANSION and total > 10 * len(set(_all(root))):
            message = "The aliases in this file stand for more values than a playbook can hold."
            self._add(root, "unsafe-yaml", message, _WRITE_OUT)
        return not self.problems

    def value(self, node: Any) -> Value:
        """The node as text, list or mapping, with duplicate keys and tags noted on the way."""
        if node.tag not in _PLAIN_TAGS:
            tag = quoted(node.tag.replace("tag:yaml.org,2002:", "!!"))
            self._add(
                node,
                "unsafe-yaml",
                f"{tag} is a YAML tag; tags can run code, so none is taken.",
                "Take the tag out. A text that begins with ! needs quotes around it.",
            )
        if isinstance(node, yaml.ScalarNode):
            if node.style == '"':
                if self._has_codes:
                    self._codes(node)
            elif not node.style and (self._has_marks or node.end_mark.line > node.start_mark.line):
                self.problems.extend(syntax.lost(self.source, _mark(node.start_mark), _mark(node.end_mark)))
            self._note(node)
            return str(node.value)
        if id(node) in self._values:
            known, places = self._values[id(node)]
            self.places.extend(places)
            return known
        first = len(self.places)
        made = self._mapping(node) if isinstance(node, yaml.MappingNode) else [self.value(each) for each in node.value]
        if not made:
            self._note(_head(node))
        if self._has_anchors:
            self._values[id(node)] = made, self.places[first:]
        return made

    def _mapping(self, node: Any) -> dict[str, Value]:
        made: dict[str, Value] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            before = len(self.places)
            if not isinstance(key_node, yaml.ScalarNode):
                self._add(
                    key_node,
                    "wrong-type",
                    "A key must be a word, and here a list or a group stands in its place.",
                    "A text that begins with { or [ needs quotes around it.",
                )
                self.value(value_node)
                del self.places[before:]
                continue
            # Thousands of entries have the same keys: each stands in memory once.
            key = intern(str(self.value(key_node)))
            if key in made:
                self._add(
                    key_node,
                    "duplicate-key",
                    f"{quoted(key)} stands here twice; the first is on line {first[key]}.",
                    "Keep one of the two; YAML alone would drop the first in silence.",
                )
                self.value(value_node)
                del self.places[before:]
                continue
            first[key] = key_node.start_mark.line + 1
            made[key] = self.value(value_node)
        return made

    def _codes(self, node: Any) -> None:
        found = syntax.INVISIBLE.search(node.value)
        if found is not None:
            self._add(
                node,
                "yaml-syntax",
                f"A code with a backslash puts an invisible character (U+{ord(found.group()):04X}) into this text.",
                "Take it out, or use single quotes to write a backslash.",
            )

    def _note(self, node: Any) -> None:
        self.places.append(node.start_mark.index)
        self.places.append(node.end_mark.index)

    def _add(self, node: Any, rule: str, message: str, hint: str) -> None:
        head = _head(node)
        span = span_of(self.source, head.start_mark.index, head.end_mark.index)
        self.problems.append(self.source.problem(span, rule, message, hint))


def _mark(mark: Any) -> tuple[int, int]:
    """A line and column from 1, from PyYAML's mark."""
    return mark.line + 1, mark.column + 1


def _too_much(source: Source, text: str) -> Problem | None:
    """A fault when composing the text would take too long or too many levels. Most texts cannot, and are not parsed."""
    brackets = text.count("[") + text.count("{")
    if (
        brackets < _MANY_BRACKETS
        and not _DEEP_LINE.search(text)
        and brackets + sum(map(text.count, ("\n", ",", ":", "- "))) < MAX_VALUES
    ):
        return None
    try:
        return _counted(source, text)
    except yaml.MarkedYAMLError as error:
        # libyaml reads ahead, and gives up in the deep before what stands above it was counted.
        with suppress(yaml.YAMLError):
            if error.problem_mark and (fault := _counted(source, text[: error.problem_mark.index])):
                return fault
        raise


def _counted(source: Source, text: str) -> Problem | None:
    """The first level or value that is one too many, if any."""
    depth = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if not isinstance(event, yaml.NodeEvent):
            continue
        values += 1
        mark: Any = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return _deep(source, mark)
        if values > MAX_VALUES:
            span = Span(mark.line + 1, 1, mark.line + 1, 1)
            message = f"The file has more than {MAX_VALUES:,} values, up to this line."
            return source.problem(span, "unsafe-yaml", message, "Split it into smaller files.")
    return None


def _deep(source: Source, mark: Any) -> Problem:
    span = Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    hint = "Content needs five levels: take out the extra brackets or dashes."
    return source.problem(span, "unsafe-yaml", f"More than {MAX_DEPTH} levels inside one another.", hint)


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    else:
        yield from node.value


def _all(root: Any) -> Iterator[int]:
    """The identity of each value that stands in the file itself."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield id(node)
        if not isinstance(node, yaml.ScalarNode) and id(node) not in seen:
            seen.add(id(node))
            waiting.extend(_children(node))


def _head(node: Any) -> Any:
    """What to underline for a node: itself when it is text, else the first text in it."""
    # Bounded, for an alias may stand for the very list it is in.
    for _ in range(MAX_DEPTH):
        if isinstance(node, yaml.ScalarNode) or not node.value:
            return node
        node = node.value[0][0] if isinstance(node, yaml.MappingNode) else node.value[0]
    return node
