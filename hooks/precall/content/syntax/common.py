"""Define Stop, the place where the YAML parser stopped, and helpers for its lines and Problems."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import BaseModel

from precall.content.model import fields_by_key, file_kind, model_at
from precall.content.model.introspection import types_in
from precall.content.source import Source
from precall.core.problems import Problem, Span

RULE = "yaml-syntax"

KEY_WITH_TEXT = re.compile(r"^(?P<indent> *)(?P<dash>- +)?(?P<key>[\w-]+)(?P<colon>: +)(?P<value>\S.*)$")
KEY = re.compile(r"^ *(- +)?[^\s#][^#]*?:(\s|$)")

CURLY_OPENING, CURLY_CLOSING = "\u201c\u201d\u201e\u201f\u00ab\u00bb", "\u201c\u201d\u00ab\u00bb"
"""Typographic quotes that word processors and languages put before and after a text."""


@dataclass(frozen=True)
class Stop:
    """The place where the YAML parser stopped, lines and columns from 1."""

    source: Source
    line: int
    column: int
    context: tuple[int, int] | None
    """The line and column at which the unfinished quote, bracket, list or group began."""

    @property
    def text(self) -> str:
        """The line."""
        return self.source.line(self.line)

    @property
    def line_above(self) -> int:
        """The number of the nearest line above with content, or 0."""
        return line_above(self.source, self.line)

    @property
    def context_lines(self) -> list[int]:
        """The number of the line of the context, if there is one."""
        return [self.context[0]] if self.context else []

    def problem(self, line: int, column: int, message: str, hint: str, *, length: int = 0) -> Problem:
        """Return a problem in a line of the file; see `problem`."""
        return problem(self.source, line, column, message, hint, length=length)


def problem(source: Source, line: int, column: int, message: str, hint: str, *, length: int = 0) -> Problem:
    """Return a syntax problem that spans `length` characters from a column; 0 means to the end of the line."""
    text = source.line(line).rstrip()
    column = min(column, len(text) + 1)
    end = column + length if length else max(len(text) + 1, column)
    return source.problem(Span(line, column, line, end), RULE, message, hint)


def _models(source: Source) -> list[type[BaseModel]]:
    """Return the models of a file's kind: of an entry, and of each group inside it."""
    kind = file_kind(source.path)
    models: list[type[BaseModel]] = [kind.model] if kind else []
    for model in models:
        parts = (model_at(model, name) for name in fields_by_key(model))
        models += [part for part in parts if part is not None and part not in models]
    return models


def _key_groups(source: Source) -> list[frozenset[str]]:
    return [frozenset(fields_by_key(model)) for model in _models(source)]


def known_keys(source: Source, line: int) -> frozenset[str]:
    """Return the keys that the model allows next to the key in a line; none if it does not know that key."""
    key = source.line(line).strip().lstrip("- ").partition(":")[0]
    # Below `avoid` and in rules' settings any word is a key.
    return next((group for group in _key_groups(source) if key in group), frozenset())


def takes_one_text(source: Source, key: str) -> bool:
    """Return whether a key in a file has one text as its value, in every model that has the key."""
    fields = [fields_by_key(model)[key] for model in _models(source) if key in fields_by_key(model)]
    annotations = [field.annotation for field in fields]
    return bool(fields) and all(str in types_in(each) and "tuple" not in str(each) for each in annotations)


def keys_of_file(source: Source) -> frozenset[str]:
    """Return all keys of all models for a file of this kind."""
    return frozenset[str]().union(*_key_groups(source))


def in_quotes(text: str) -> str:
    """Return a text as a quoted YAML scalar."""
    return f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"


def without_curly_quotes(text: str) -> str:
    """Return a text without the typographic quotes around all of it, which the site would show."""
    is_around = len(text) > 2 and text[0] in CURLY_OPENING and text[-1] in CURLY_CLOSING
    is_one = is_around and not any(char in CURLY_OPENING + CURLY_CLOSING for char in text[1:-1])
    return text[1:-1] if is_one else text


def indent(text: str) -> int:
    """Return the number of spaces at the start of a line."""
    return len(text) - len(text.lstrip(" "))


def line_above(source: Source, line: int) -> int:
    """Return the number of the nearest line above that has content and is not a comment, or 0."""
    for number in range(line - 1, 0, -1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return 0
