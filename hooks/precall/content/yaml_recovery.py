"""Where YAML gave up, what follows is read too: the lines of a fault are left out, and the faults behind it are told.

A fault that the one before may have caused is not told, nor one in the same words. What the file says stays unread: an
entry without some of its lines would be misjudged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from precall.content.source import Source
from precall.content.syntax.common import A_KEY, RULE, indent, line_above
from precall.content.yaml_parser import compose
from precall.core.problems import Problem

MOST = 20
"""Faults that are looked for in one file."""

_BETWEEN = re.compile(r"---|\.\.\.|<<<<<<<|=======|>>>>>>>")
"""A line that parts two texts: the second repeats what the first says."""


def further(source: Source, fault: Problem) -> Iterator[Problem]:
    """The faults behind the first one of a file that cannot be read."""
    told = {(fault.message, fault.hint)}
    for _ in range(MOST):
        if fault.rule != RULE or _BETWEEN.match(source.line(fault.span.line)):
            return
        source, behind = _without(source, fault)
        _, problems = compose(source)
        if not problems or problems[0].rule != RULE or problems[0].span.line < behind:
            return
        fault = problems[0]
        if (fault.message, fault.hint) not in told:
            told.add((fault.message, fault.hint))
            yield fault


def _without(source: Source, fault: Problem) -> tuple[Source, int]:
    """The file with empty lines for those of a fault; and the number of the line that certainly has none of it."""
    lines, line = source.lines, fault.span.line
    depth = indent(lines[line - 1])
    # A fault within a line is that line's alone; one in how lines stand may reach to where a key or item begins anew.
    is_within = fault.span.column > depth + 1
    if not is_within and not line_above(source, line):
        # How the first line stands is how all of them should.
        return source, len(lines) + 1
    end = line
    while end < len(lines) and not _begins_anew(lines[end], depth if is_within else 0):
        end += 1
    left_out = range(line - 1, end if is_within else line)
    return Source(source.path, "\n".join("" if at in left_out else text for at, text in enumerate(lines))), end + 1


def _begins_anew(text: str, depth: int) -> bool:
    is_one = A_KEY.match(text) is not None or text.lstrip().startswith("- ")
    return is_one and indent(text) <= depth
