"""Find more syntax faults after the first one in a file, by parsing it again without the lines of each fault.

Faults that the first one may have caused, and faults with the same message, are not returned. The values of the file
are not used, because checks of an entry without some of its lines would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from precall.content.source import Source
from precall.content.syntax.common import KEY, RULE, indent, line_above
from precall.content.yaml_parser import compose
from precall.core.problems import Problem

MAX_FAULTS = 20
"""Maximum number of faults to find in one file."""

_SEPARATOR = re.compile(r"---|\.\.\.|<<<<<<<|=======|>>>>>>>")
"""A document separator or a conflict marker: the text after it may repeat the keys before it."""


def later_faults(source: Source, fault: Problem) -> Iterator[Problem]:
    """Yield the faults after the first one of a file that cannot be parsed."""
    reported = {(fault.message, fault.hint)}
    for _ in range(MAX_FAULTS):
        if fault.rule != RULE or _SEPARATOR.match(source.line(fault.span.line)):
            return
        source, first_line = _without_fault(source, fault)
        _, problems = compose(source)
        if not problems or problems[0].rule != RULE or problems[0].span.line < first_line:
            return
        fault = problems[0]
        if (fault.message, fault.hint) not in reported:
            reported.add((fault.message, fault.hint))
            yield fault


def _without_fault(source: Source, fault: Problem) -> tuple[Source, int]:
    """Return the file with a fault's lines emptied, and the number of the first line that is independent of it."""
    lines, line = source.lines, fault.span.line
    depth = indent(lines[line - 1])
    # A fault inside a line affects that line; one in its indentation may affect all lines up to the next key or item.
    is_inside = fault.span.column > depth + 1
    if not is_inside and not line_above(source, line):
        # All lines follow the indentation of the first.
        return source, len(lines) + 1
    end = line
    while end < len(lines) and not _starts_part(lines[end], depth if is_inside else 0):
        end += 1
    removed = range(line - 1, end if is_inside else line)
    text = "\n".join("" if index in removed else row for index, row in enumerate(lines))
    return Source(source.path, text), end + 1


def _starts_part(text: str, depth: int) -> bool:
    is_part = KEY.match(text) is not None or text.lstrip().startswith("- ")
    return is_part and indent(text) <= depth
