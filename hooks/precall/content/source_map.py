"""Store the values of one YAML file as plain Python data, with the position of each value in the text.

A large playbook has hundreds of thousands of values, but the positions of few are needed. So they are stored as a flat
array of character offsets, in the order of the text, and the index of a value in this array is computed on demand.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from precall.content.source import Source, spaced
from precall.core.problems import Problem, Span

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Loc: TypeAlias = tuple[str | int, ...]
"""The path from the top of a document, or of an entry, to a value: keys, and positions from 0 (pydantic's `loc`)."""


@dataclass(frozen=True)
class Document:
    """The values of one YAML file."""

    source: Source
    value: Value
    offsets: array[int] = field(repr=False)
    """For each text in the file, keys included: the offset of its first character and of the one after its last. An
    empty list or group counts as a text; other lists and groups are counted by what is in them."""
    faults: tuple[Problem, ...] = field(default=(), repr=False)
    """The faults that the parser found."""
    derived: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """Cached results that depend on this document alone, by the function that computed them."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that contribute to it."""
        return (self.source.path,)

    def span(self, loc: Loc = (), *, key: bool = False) -> Span:
        """Return the place of the value at `loc`, or of its key.

        The place of a list or group is that of its first text. If `loc` does not exist, use the longest part of it
        that exists.
        """
        index, key_index, _ = self.find(loc)
        return self._span(key_index if key and key_index is not None else index)

    def span_of_words(self, loc: Loc, words: str, nth: int = 0) -> Span:
        """Return the place of the nth occurrence (from 0) of words in the text at `loc`; else of the whole text."""
        index, _, value = self.find(loc)
        if not words or not isinstance(value, str):
            return self._span(index)
        matches = spaced(words).finditer(self.source.text, *self.offsets[2 * index : 2 * index + 2])
        match = next(itertools.islice(matches, nth, None), None)
        if match is None:
            return self._span(index)
        return Span(*self.source.position(match.start()), *self.source.position(match.end()))

    def problem(
        self,
        rule: str,
        message: str,
        hint: str = "",
        *,
        loc: Loc = (),
        key: bool = False,
        words: str = "",
        nth: int = 0,
    ) -> Problem:
        """Return an error at the value at `loc`, at its key, or at some words of its text."""
        document, own_loc = self.owner_of(loc)
        span = document.span_of_words(own_loc, words, nth) if words else document.span(own_loc, key=key)
        return document.source.problem(span, rule, message, hint)

    def owner_of(self, loc: Loc) -> tuple[Document, Loc]:
        """Return the file's document in which the value at `loc` was written, and its place there."""
        return self, loc

    def part(self, loc: Loc) -> tuple[Document, Loc]:
        """Return the smallest document that holds the whole value at `loc`, and its place there."""
        return self, loc

    def has_fault(self, loc: Loc) -> bool:
        """Return whether the parser found a fault in the text at `loc`, so that its value is unreliable."""
        document, own_loc = self.owner_of(loc)
        if not document.faults:
            return False
        index, _, value = document.find(own_loc)
        start, end = map(document.source.position, document.offsets[2 * index : 2 * index + 2])
        return isinstance(value, str) and any(
            start <= (fault.span.line, fault.span.column) <= end
            for fault in document.faults
            if fault.rule == "yaml-syntax"
        )

    def _span(self, index: int) -> Span:
        return span_of(self.source, *self.offsets[2 * index : 2 * index + 2])

    def find(self, loc: Loc) -> tuple[int, int | None, Value]:
        """Return the index of a value and of its key among the texts, and the value; skip steps that do not exist."""
        index, key_index, value = 0, None, self.value
        for step in loc:
            if isinstance(value, dict):
                if str(step) in value:
                    key_index = self._starts(value, index)[str(step)]
                    index, value = key_index + 1, value[str(step)]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                index, key_index, value = self._starts(value, index)[step], None, value[step]
        return index, key_index, value

    def _starts(self, value: list[Value] | dict[str, Value], index: int) -> Mapping[str | int, int]:
        """Return the index of the first text of each part of a list or group; its own index is `index`."""
        starts: dict[str | int, int] | None = self.derived.get((id(value), index))
        if starts is None:
            starts = self.derived[id(value), index] = {}
            for step, part in value.items() if isinstance(value, dict) else enumerate(value):
                starts[step] = index
                index += _text_count(part) + isinstance(value, dict)
        return starts


def span_of(source: Source, start: int, end: int) -> Span:
    """Return the span to underline for the text between two offsets; only its first line if it has several."""
    (line, column), (end_line, end_column) = source.position(start), source.position(end)
    if end_line > line:
        return Span(line, column, line, max(column + 1, len(source.line(line).rstrip()) + 1))
    return Span(line, column, line, max(column, end_column))


def _text_count(value: Value) -> int:
    if not value or isinstance(value, str):
        return 1
    if isinstance(value, dict):
        return len(value) + sum(map(_text_count, value.values()))
    return sum(map(_text_count, value))
