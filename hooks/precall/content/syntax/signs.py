"""A sign that YAML bars and nobody sees becomes a Problem at its place."""

from __future__ import annotations

import re

from precall.content.source import Source
from precall.core.problems import Problem, Span

INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What the YAML specification bars from a text, and the byte order mark away from its start."""


def invisible(source: Source) -> Problem | None:
    """The first such sign of a file."""
    found = INVISIBLE.search(source.text)
    if found is None:
        return None
    line, column = source.position(found.start())
    return source.problem(
        Span(line, column, line, column + 1),
        "yaml-syntax",
        f"An invisible character (U+{ord(found.group()):04X}) that YAML does not take.",
        "Delete it; it often comes with text pasted from another program.",
    )
