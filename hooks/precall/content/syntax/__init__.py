"""Explain a YAML syntax error: find the probable mistake near the place where the parser stopped, and its fix.

PyYAML's own messages differ between its two parsers and use terms such as "flow context", so they are not used. The
lines around the place are enough.
"""

from __future__ import annotations

from precall.content.source import Source
from precall.content.syntax import lines, values
from precall.content.syntax.common import Stop, in_quotes, line_above, problem, without_curly_quotes
from precall.content.syntax.silent import INVISIBLE, invisible_character, lost_text
from precall.core.problems import Problem

__all__ = [
    "INVISIBLE",
    "explain",
    "explain_start",
    "in_quotes",
    "invisible_character",
    "lost_text",
    "special_start",
    "without_curly_quotes",
]

_CHECKS = (
    lines.conflict_marker,
    lines.json,
    lines.tab,
    lines.odd_space,
    values.odd_colon,
    values.hash_in_brackets,
    values.unclosed,
    lines.second_document,
    values.special_start,
    values.after_quote,
    values.bracket,
    lines.dash,
    values.colon_in_text,
    values.missing_space,
    lines.missing_first_dash,
    lines.missing_dash,
    lines.no_key,
    lines.bad_indent,
    values.unclosed_above,
)
"""The checks, from the most certain to the least; the first that finds a fault decides."""


def explain(source: Source, mark: tuple[int, int] | None, context: tuple[int, int] | None) -> Problem:
    """Return the problem of one syntax fault.

    Args:
        source: the file.
        mark: the line and column from 1 where the parser stopped.
        context: the line and column where the unfinished part began.

    """
    line, column = mark or context or (1, 1)
    if line > len(source.lines) or (not source.line(line).strip() and context):
        # The parser reached the end of the file, so the fault is at the start of the unfinished part.
        line, column = context or (len(source.lines), 1)
    stop = Stop(source, line, column, context)
    if not stop.text.strip():
        stop = _last_content(source, line)
    for check in _CHECKS:
        found = check(stop)
        if found is not None:
            return found
    return stop.problem(
        stop.line,
        stop.column,
        "YAML cannot read this line.",
        "Compare its indentation, dashes and quotes with the lines around it.",
    )


def explain_start(source: Source, line: int, column: int) -> Problem | None:
    """Return the problem of a line whose start YAML reads as a part of its first word, if there is one."""
    stop = Stop(source, line, column, None)
    found = lines.odd_space(stop) or lines.dash(stop)
    return found if found is not None and found.span.line == line else None


def special_start(source: Source, line: int, column: int, text: str) -> Problem:
    """Return the problem of a text that begins with a special character of YAML."""
    return problem(source, line, column, *values.special_start_message(text))


def _last_content(source: Source, line: int) -> Stop:
    """Return the end of the content above an empty line, with its unclosed bracket as the context."""
    number = line_above(source, line) or 1
    text = source.line(number)
    opened: list[int] = []
    for column, char in enumerate(text, 1):
        if char in "[{":
            opened.append(column)
        elif char in "]}" and opened:
            opened.pop()
    return Stop(source, number, len(text.rstrip()) + 1, (number, opened[0]) if opened else None)
