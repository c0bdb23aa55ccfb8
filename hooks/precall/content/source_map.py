"""A file's values, every scalar as it was typed, with the way back from each to its place in the text.

Of a large playbook hundreds of thousands of places are known, and few are ever asked for. So they are numbers in a row,
in the order of the text, and which of them a value has is counted only then.
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
"""The way from the top of a document to a value: keys and positions from 0."""


@dataclass(frozen=True)
class Document:
    """One YAML file as values, with the way back to where each stands."""

    source: Source
    value: Value
    offsets: array[int] = field(repr=False)
    """The first character of each text and the one behind it, from 0; keys stand among them. What is empty counts as a
    text, all other lists and groups only by what is in them. Other modules ask `span` instead."""
    derived: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was found out about it and follows from it alone: here where the parts of lists and groups begin."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that have a part in it."""
        return (self.source.path,)

    def span(self, loc: Loc = (), *, key: bool = False) -> Span:
        """Where the value at `loc` stands, or with `key` its key; where `loc` leads nowhere, the last thing it reached.

        A mapping or list is shown by its first line, for a whole entry underlined helps nobody.
        """
        at, key_at, _ = self._walk(loc)
        return self._span(key_at if key and key_at is not None else at)

    def span_of_words(self, loc: Loc, words: str, nth: int = 0) -> Span:
        """Where `words` stand within the text at `loc`, their nth place from 0; the whole text when they do not."""
        at, _, value = self._walk(loc)
        if not words or not isinstance(value, str):
            return self._span(at)
        places = spaced(words).finditer(self.source.text, *self.offsets[2 * at : 2 * at + 2])
        found = next(itertools.islice(places, nth, None), None)
        return (
            Span(*self.source.position(found.start()), *self.source.position(found.end())) if found else self._span(at)
        )

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
        """An error at `loc`: at its key, or at some words of its text."""
        span = self.span_of_words(loc, words, nth) if words else self.span(loc, key=key)
        return self.source.problem(span, rule, message, hint)

    def owner_of(self, loc: Loc) -> tuple[Document, Loc]:
        """The document that holds all of what stands at `loc`, and where it stands there: itself."""
        return self, loc

    def _span(self, at: int) -> Span:
        return span_of(self.source, *self.offsets[2 * at : 2 * at + 2])

    def _walk(self, loc: Loc) -> tuple[int, int | None, Value]:
        """Where among `offsets` the value that `loc` leads to begins, and its key, and the value itself.

        Steps that lead nowhere are passed over.
        """
        at, key_at, value = 0, None, self.value
        for step in loc:
            if isinstance(value, dict):
                if str(step) in value:
                    key_at = self._begins(value, at)[str(step)]
                    at, value = key_at + 1, value[str(step)]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                at, key_at, value = self._begins(value, at)[step], None, value[step]
        return at, key_at, value

    def _begins(self, value: list[Value] | dict[str, Value], at: int) -> Mapping[str | int, int]:
        """Where among `offsets` each key of a group begins, or each item of a list; `at` is where the whole does."""
        known: dict[str | int, int] | None = self.derived.get((id(value), at))
        if known is None:
            known = self.derived[id(value), at] = {}
            for step, part in value.items() if isinstance(value, dict) else enumerate(value):
                known[step] = at
                at += _count(part) + isinstance(value, dict)
        return known


def span_of(source: Source, first: int, behind: int) -> Span:
    """What to underline for a text: from its first character to the one behind it, or to the end of its first line."""
    (line, column), (last, end) = source.position(first), source.position(behind)
    if last > line:
        return Span(line, column, line, max(column + 1, len(source.line(line).rstrip()) + 1))
    return Span(line, column, line, max(column, end))


def _count(value: Value) -> int:
    """How many places a value has."""
    if not value or isinstance(value, str):
        return 1
    return len(value) + sum(map(_count, value.values())) if isinstance(value, dict) else sum(map(_count, value))
