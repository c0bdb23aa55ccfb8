"""A text of which YAML drops a part without a word becomes a Problem at that part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from precall.content.source import Source
from precall.content.syntax.common import indent, problem
from precall.core.problems import Problem, Span, quoted


def lost(source: Source, start: tuple[int, int], end: tuple[int, int]) -> Iterator[Problem]:
    """The parts of a plain text that YAML takes for something else, without a word.

    The text stands from `start` to before `end`, lines and columns from 1.
    """
    first = source.line(start[0])[start[1] - 1 :]
    anchor = re.match(r"&\S+", first)
    if anchor and f"*{anchor.group()[1:]}" not in source.text:
        yield source.problem(
            Span(*start, start[0], start[1] + len(anchor.group())),
            "lost-text",
            f"{quoted(anchor.group())} is lost: YAML takes a word that begins with & for a mark of its own.",
            "Put quotes around the whole text.",
        )
    comment = re.match(r" +(#\S.*)", source.line(end[0])[end[1] - 1 :])
    if comment and start != end:
        column = end[1] + comment.start(1)
        yield source.problem(
            Span(end[0], column, end[0], column + len(comment.group(1).rstrip())),
            "lost-text",
            f"{quoted(comment.group(1))} is lost: after a space, # begins a comment.",
            "Put quotes around the whole text; or a space after # if a comment is meant.",
        )
    for number in range(start[0] + 1, end[0] + 1):
        text = source.line(number)
        if text.strip().startswith("- ") and (number < end[0] or end[1] > indent(text) + 2):
            yield problem(
                source,
                number,
                indent(text) + 1,
                "This item stands further in than the one above, so YAML reads it as more of the same text.",
                "Move its dash to the column of the dashes above; a text that begins with a dash needs quotes.",
            )
