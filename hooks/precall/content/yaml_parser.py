"""Parse YAML text into values with their positions; every scalar stays the original text.

PyYAML's own types corrupt text (`0123` becomes 83, `No` becomes false, the second of two equal keys wins). So the text
is only composed into nodes, without types, and the model parses numbers and dates. No other module uses PyYAML.
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
"""Maximum levels of nesting. Content needs five."""

MAX_VALUES = 100_000
"""Maximum keys, texts, lists and groups in one file. A bank of a thousand questions has about 18,000."""

MAX_ALIAS_EXPANSION = 20_000
"""Maximum values that aliases may expand to; the limit is higher if the file itself has many values."""

LIBYAML = hasattr(yaml, "CBaseLoader")
"""Whether PyYAML was built with its C parser; without it parsing takes ten times as long."""

_Loader: Any = yaml.CBaseLoader if LIBYAML else yaml.BaseLoader

# In YAML 1.1 these characters end a line. In editors they do not, so every later line number would be wrong.
_ODD_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_DEEP_LINE = re.compile(r"^[ \-?:]{40}", re.MULTILINE)
_ODD_STARTS = frozenset(
    "-\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
"""Characters at the start of a key that were probably meant as its indentation or dash."""
_COMMENT_OR_ANCHOR = re.compile(r"\s#\S|&")
"""If an unquoted text on one line has none of these, YAML reads all of it."""
_QUESTION_KEY = re.compile(r"^[ -]*\?(?:\s|$)", re.MULTILINE)
_MANY_BRACKETS = 200
_ALLOWED_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "!", None}
_NO_ALIASES = "Write the text out instead of using & and *."


def compose(source: Source) -> tuple[Document | None, list[Problem]]:
    """Return a file's values and its YAML faults; None instead of a Document if the file cannot be parsed."""
    fault = syntax.invisible_character(source)
    if fault is not None:
        return None, [fault]
    text = source.text.translate(_ODD_BREAKS)
    try:
        fault = _size_fault(source, text)
        if fault is not None:
            return None, [fault]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        marks = [None if mark is None else _position(mark) for mark in (error.problem_mark, error.context_mark)]
        return None, [syntax.explain(source, *marks)]
    except yaml.YAMLError:
        return None, [syntax.explain(source, None, None)]
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return Document(source, {}, array("I", (0, 0))), []
    reader = _Reader(source)
    if not reader.is_bounded(root):
        return None, reader.problems
    value = reader.value(root)
    if reader.is_misread:
        return None, reader.problems
    return Document(source, value, reader.offsets, tuple(reader.problems)), reader.problems


class _Reader:
    """One walk over the nodes of a file, which collects values, offsets, and faults that PyYAML accepts."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.offsets = array("I")
        self.is_misread = False
        """Whether the structure is wrong because of a special space that YAML does not count as indentation."""
        self._values: dict[int, tuple[Value, array[int]]] = {}
        """Values that aliases may refer to, with their offsets, by the identity of the node."""
        self._has_anchors = "&" in source.text
        self._has_codes = "\\" in source.text
        self._has_questions = _QUESTION_KEY.search(source.text) is not None
        self._has_marks = _COMMENT_OR_ANCHOR.search(source.text) is not None

    def is_bounded(self, root: Any) -> bool:
        """Return whether nesting and aliases are within the limits; report a fault otherwise."""
        sizes: dict[int, int] = {}
        opened: set[int] = set()
        largest: list[Any] = []
        """The innermost nodes that are too large, in the order of the text."""

        def size(node: Any) -> int:
            if isinstance(node, yaml.ScalarNode):
                return 1
            known = sizes.get(id(node))
            if known is not None:
                return known
            if id(node) in opened:
                self._report(node, "unsafe-yaml", "An alias refers to the entry that contains it.", _NO_ALIASES)
                return 0
            if len(opened) >= MAX_DEPTH:
                self.problems.append(_depth_fault(self.source, node.start_mark))
                return 0
            opened.add(id(node))
            total = 1 + sum(map(size, _children(node)))
            opened.discard(id(node))
            sizes[id(node)] = total
            if total > MAX_ALIAS_EXPANSION:
                largest.append(node)
            return total

        total = size(root)
        if not self.problems and total > MAX_ALIAS_EXPANSION and total > 10 * len(set(_node_ids(root))):
            span = span_of(self.source, largest[0].start_mark.index, largest[0].end_mark.index)
            message = "The aliases in this list or group expand to more values than a playbook can have."
            self.problems.append(self.source.problem(span, "unsafe-yaml", message, _NO_ALIASES))
        return not self.problems

    def value(self, node: Any) -> Value:
        """Return a node as text, list or group."""
        if node.tag not in _ALLOWED_TAGS:
            tag = quoted(node.tag.replace("tag:yaml.org,2002:", "!!"))
            self._report(
                node,
                "unsafe-yaml",
                f"{tag} is a YAML tag. Tags can run code, so none is allowed.",
                "Delete the tag. A text that begins with ! needs quotes around it.",
            )
        if isinstance(node, yaml.ScalarNode):
            if node.style == '"':
                if self._has_codes:
                    self._check_codes(node)
            elif not node.style and (self._has_marks or node.end_mark.line > node.start_mark.line):
                start, end = _position(node.start_mark), _position(node.end_mark)
                self.problems.extend(syntax.lost_text(self.source, start, end))
            self._add_offsets(node)
            return str(node.value)
        if id(node) in self._values:
            known, offsets = self._values[id(node)]
            self.offsets.extend(offsets)
            return known
        first = len(self.offsets)
        value = self._group(node) if isinstance(node, yaml.MappingNode) else [self.value(item) for item in node.value]
        if not value:
            self._add_offsets(_head(node))
        if self._has_anchors:
            self._values[id(node)] = value, self.offsets[first:]
        return value

    def _group(self, node: Any) -> Value:
        if self._has_questions and self._is_question_mark(node):
            text = self.source.text[node.start_mark.index :].split("\n", 1)[0].strip()
            line, column = _position(node.start_mark)
            self.problems.append(syntax.special_start(self.source, line, column, text))
            self.offsets.extend((node.start_mark.index, node.start_mark.index + len(text)))
            return text
        group: dict[str, Value] = {}
        first_lines: dict[str, int] = {}
        repeated: list[Any] = []
        for key_node, value_node in node.value:
            before = len(self.offsets)
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(
                    key_node,
                    "wrong-type",
                    "A key must be a word, but this one is a list or a group.",
                    "A text that begins with { or [ needs quotes around it.",
                )
                self.value(value_node)
                del self.offsets[before:]
                continue
            # Thousands of entries have the same keys: interning keeps one copy of each in memory.
            key = intern(str(self.value(key_node)))
            if key[:1] in _ODD_STARTS:
                self._check_key_start(key_node)
            value = self.value(value_node)
            if key in group:
                del self.offsets[before:]
                repeated.append(key_node)
                continue
            if repeated:
                self._report_repeated(repeated, first_lines)
                repeated = []
            first_lines[key] = key_node.start_mark.line + 1
            group[key] = value
        if repeated:
            self._report_repeated(repeated, first_lines)
        return group

    def _check_key_start(self, node: Any) -> None:
        """Report a key that begins with a space that YAML does not count, or with a dash that lacks its space."""
        mark = _position(node.start_mark)
        problem = syntax.explain_start(self.source, *mark)
        if problem is not None and not node.style:
            self.problems.append(problem)
            self.is_misread = True

    def _is_question_mark(self, node: Any) -> bool:
        """Return whether YAML read a text that begins with a question mark as a key without a value."""
        return (
            len(node.value) == 1
            and self.source.text[node.start_mark.index] == "?"
            and all(isinstance(part, yaml.ScalarNode) for part in node.value[0])
            and not node.value[0][1].value
        )

    def _report_repeated(self, nodes: list[Any], first_lines: dict[str, int]) -> None:
        """Report successive keys that the entry already has; as one fault if they may begin another entry."""
        names = [node.value for node in nodes]
        is_entry = len(set(names)) == len(names) > 1
        for node in nodes[:1] if is_entry else nodes:
            message = f"{quoted(node.value)} appears twice; the first is on line {first_lines[node.value]}."
            hint = "Keep one of the two: YAML would drop the first without a warning."
            if is_entry:
                message = f"The entry above already has {', '.join(map(quoted, names))}."
                hint = "If another entry begins here, add its first line, with a dash. Else keep one of each."
                if node.value == "id":
                    hint = "Put a dash before it, in the column of the dash above, to begin another entry."
            self._report(node, "duplicate-key", message, hint)

    def _check_codes(self, node: Any) -> None:
        match = syntax.INVISIBLE.search(node.value)
        if match is not None:
            self._report(
                node,
                "yaml-syntax",
                f"A backslash code puts an invisible character (U+{ord(match.group()):04X}) into this text.",
                "Delete the code. To write a backslash, use single quotes.",
            )

    def _add_offsets(self, node: Any) -> None:
        self.offsets.extend((node.start_mark.index, node.end_mark.index))

    def _report(self, node: Any, rule: str, message: str, hint: str) -> None:
        head = _head(node)
        span = span_of(self.source, head.start_mark.index, head.end_mark.index)
        self.problems.append(self.source.problem(span, rule, message, hint))


def _position(mark: Any) -> tuple[int, int]:
    """Return the line and column, from 1, of a PyYAML mark."""
    return mark.line + 1, mark.column + 1


def _size_fault(source: Source, text: str) -> Problem | None:
    """Return a fault if the text is too large or too deeply nested to compose. Short texts need no check."""
    brackets = text.count("[") + text.count("{")
    if (
        brackets < _MANY_BRACKETS
        and not _DEEP_LINE.search(text)
        and brackets + sum(map(text.count, ("\n", ",", ":", "- "))) < MAX_VALUES
    ):
        return None
    try:
        return _event_fault(source, text)
    except yaml.MarkedYAMLError as error:
        # libyaml reads ahead: it may stop at a later fault before the levels before it were counted.
        with suppress(yaml.YAMLError):
            if error.problem_mark and (fault := _event_fault(source, text[: error.problem_mark.index])):
                return fault
        raise


def _event_fault(source: Source, text: str) -> Problem | None:
    """Return a fault at the first level or value above the limits, if any."""
    depth = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        mark: Any = event.start_mark
        # Most events are scalars, so they are tested first.
        if not isinstance(event, yaml.ScalarEvent):
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return _depth_fault(source, mark)
            if not isinstance(event, yaml.NodeEvent):
                continue
        values += 1
        if values > MAX_VALUES:
            span = Span(mark.line + 1, 1, mark.line + 1, 1)
            message = f"The file has more than {MAX_VALUES:,} values, counted up to this line."
            return source.problem(span, "unsafe-yaml", message, "Split it into smaller files.")
    return None


def _depth_fault(source: Source, mark: Any) -> Problem:
    line, column = _position(mark)
    message = f"The file has more than {MAX_DEPTH} levels inside one another."
    hint = "Content needs five levels: delete the extra brackets or dashes."
    return source.problem(Span(line, column, line, column + 1), "unsafe-yaml", message, hint)


def _children(node: Any) -> list[Any]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value)


def _node_ids(root: Any) -> Iterator[int]:
    """Yield the identity of each node of the file, without following aliases twice."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield id(node)
        if not isinstance(node, yaml.ScalarNode) and id(node) not in seen:
            seen.add(id(node))
            waiting.extend(_children(node))


def _head(node: Any) -> Any:
    """Return the node to underline: a text itself, or the first text in a list or group."""
    # Bounded, because an alias may refer to the list that contains it.
    for _ in range(MAX_DEPTH):
        if isinstance(node, yaml.ScalarNode) or not node.value:
            return node
        node = node.value[0][0] if isinstance(node, yaml.MappingNode) else node.value[0]
    return node
