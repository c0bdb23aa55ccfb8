"""What the looks at a broken line share: how a fault is written down, and how lines lie."""

from __future__ import annotations

import re

from precall.content.source import Source
from precall.core.problems import Problem, Span

RULE = "yaml-syntax"

KEY = re.compile(r"^(?P<indent> *)(?P<dash>- +)?(?P<key>[\w-]+)(?P<colon>: +)(?P<value>\S.*)$")
A_KEY = re.compile(r"^ *(- +)?[^\s#][^#]*?:(\s|$)")


def in_quotes(text: str) -> str:
    """A text as YAML takes it in quotes."""
    return f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"


def problem(source: Source, line: int, column: int, message: str, hint: str, *, length: int = 0) -> Problem:
    """A fault in a line, from a column to the line's end or over `length` signs."""
    text = source.line(line).rstrip()
    column = min(column, len(text) + 1)
    end = column + length if length else max(len(text) + 1, column)
    return source.problem(Span(line, column, line, end), RULE, message, hint)


def indent(text: str) -> int:
    """How many spaces a line begins with."""
    return len(text) - len(text.lstrip(" "))


def line_above(source: Source, line: int) -> int:
    """The number of the nearest line above that has content, or 0."""
    for number in range(line - 1, 0, -1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return 0
