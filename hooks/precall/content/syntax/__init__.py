"""A place where YAML gave up becomes a sentence for an editor: what was probably meant, and how to write it.

PyYAML's own English differs between its two parsers and speaks of tokens and flow contexts, so it is not used: the line
at the mark, and the lines above it, say enough.
"""

from __future__ import annotations

from precall.content.source import Source
from precall.content.syntax import lines, values
from precall.content.syntax.common import in_quotes, line_above, problem
from precall.content.syntax.lost import lost
from precall.content.syntax.signs import INVISIBLE, invisible
from precall.core.problems import Problem

__all__ = ["INVISIBLE", "explain", "in_quotes", "invisible", "lost"]

_LOOKS = (
    lines.conflict,
    lines.tab,
    values.other_sign,
    values.unclosed,
    lines.second_document,
    values.special_start,
    values.after_quote,
    values.bracket,
    lines.dash,
    values.colon_in_text,
    values.glued,
    lines.missing_dash,
    lines.no_key,
    lines.bad_indent,
    values.unclosed_above,
)
"""What is looked for at the place of a fault; the first that finds something speaks."""


def explain(source: Source, mark: tuple[int, int] | None, context: tuple[int, int] | None) -> Problem:
    """One Problem for one syntax fault.

    `mark` is the line and column from 1 where reading stopped, `context` where the thing being read began.
    """
    line, column = mark or context or (1, 1)
    if line > len(source.lines) or (not source.line(line).strip() and context):
        # Reading ran into the end of the file: what was opened and not closed is the better place.
        line, column = context or (len(source.lines), 1)
    if not source.line(line).strip():
        line, column, context = _last_words(source, line)
    for look in _LOOKS:
        found = look(source, line, column, context)
        if found is not None:
            return found
    return problem(
        source,
        line,
        column,
        "YAML cannot make sense of this line.",
        "Compare its indentation, dashes and quotes with the lines around it.",
    )


def _last_words(source: Source, line: int) -> tuple[int, int, tuple[int, int] | None]:
    """Where the content above an empty line ends, and the bracket that it leaves open there, if it does."""
    number = line_above(source, line) or 1
    text = source.line(number)
    opened: list[int] = []
    for column, sign in enumerate(text, 1):
        if sign in "[{":
            opened.append(column)
        elif sign in "]}" and opened:
            opened.pop()
    return number, len(text.rstrip()) + 1, (number, opened[0]) if opened else None
