"""Faults of whole lines become Problems: tabs, dashes, columns, lines without a key, leftovers of a merge."""

from __future__ import annotations

import re

from precall.content.source import Source
from precall.content.syntax.common import A_KEY, KEY, indent, line_above, problem
from precall.core.problems import Problem, shortened


def conflict(source: Source, _line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    """Two versions of the file, put together and left so."""
    for number, text in enumerate(source.lines, 1):
        if text.startswith(("<<<<<<< ", ">>>>>>> ")):
            return problem(
                source,
                number,
                1,
                "Here two versions of the file were put together, and nobody has chosen between them.",
                "Keep the right lines, and delete those that begin with <<<<<<<, ======= and >>>>>>>.",
                length=7,
            )
    return None


def tab(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A tab where a space belongs."""
    for number in (line, line - 1, line + 1):
        text = source.line(number)
        lead = text[: len(text) - len(text.lstrip())]
        if "\t" in lead:
            at = lead.index("\t") + 1
            return problem(
                source,
                number,
                at,
                "A tab stands where only spaces may.",
                "Replace the tab by two spaces; most editors can do so for the whole file.",
                length=1,
            )
    text = source.line(line)
    if text[column - 1 : column] == "\t":
        return problem(
            source, line, column, "A tab stands where only a space may.", "Replace the tab by a space.", length=1
        )
    return None


def second_document(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    """Three dashes or dots in the middle of the file."""
    if source.line(line).startswith(("---", "...")) and line > 1:
        return problem(
            source,
            line,
            1,
            "A second document begins here; a file holds one.",
            "Take this line away, or move what follows to a file of its own.",
            length=3,
        )
    return None


def dash(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A dash without its space, or a list behind its key."""
    for number in (line, line_above(source, line)):
        text = source.line(number)
        found = re.match(r"^ *-(?=[^\s-])", text)
        if found:
            hint = f"Write - {shortened(text.strip()[1:])}"
            return problem(source, number, found.end(), "After the dash a space is missing.", hint, length=1)
    text = source.line(line)
    if text[column - 1 :].startswith("- ") and text[: column - 1].rstrip().endswith(":"):
        return problem(
            source,
            line,
            column,
            "A list cannot begin behind its key.",
            "Begin it on the next line, further in; a text that begins with a dash needs quotes.",
        )
    return None


def missing_dash(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A line among items that is none, or an item among keys."""
    text = source.line(line)
    number = line_above(source, line)
    while number and indent(source.line(number)) > indent(text):
        number = line_above(source, number)
    above = source.line(number)
    if not number or not text.strip() or indent(above) != indent(text):
        return None
    has_dash, item = (each.strip().startswith("- ") for each in (text, above))
    here = indent(text) + 1
    if item and not has_dash and A_KEY.match(text):
        return problem(
            source,
            line,
            here,
            "A key stands among the items of a list.",
            "Move it to the column of the keys it belongs with, or put a dash before it if it begins an item.",
        )
    if item and not has_dash:
        message = "A dash is missing: the lines around this one are items of a list."
        return problem(source, line, here, message, f"Write - {shortened(text.strip())}")
    found = KEY.match(above)
    if has_dash and found:
        return problem(
            source,
            line,
            here,
            f'This item belongs to no list: "{found["key"]}" above has its text already.',
            "Move it below the key of its list, or take the dash away.",
        )
    return None


def no_key(source: Source, line: int, _column: int, context: tuple[int, int] | None) -> Problem | None:
    """A line that is neither key nor item."""
    for number in (*([context[0]] if context else []), line):
        text = source.line(number)
        if text.strip() and not A_KEY.match(text) and not text.strip().startswith(("-", '"', "'", "[", "{", "#")):
            return problem(
                source,
                number,
                indent(text) + 1,
                "This line has no key and is no item of a list.",
                "Give it a key and a colon, a dash if it is an item, or indent it if it goes on with the text above.",
            )
    return None


def bad_indent(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A line that starts where no other does."""
    text = source.line(line)
    number = line_above(source, line)
    if not number or not text.strip():
        return None
    above, here = indent(source.line(number)), indent(text)
    parent = KEY.match(source.line(number))
    if here > above and parent:
        return problem(
            source,
            line,
            here + 1,
            f'This line stands further in than the one above, though "{parent["key"]}" has its text already.',
            f"Move it left to column {above + 1}, below the key it belongs beside.",
        )
    if here != above:
        columns = sorted(
            {indent(row) + 1 for row in source.lines[:number] if row.strip() and not row.strip().startswith("#")}
        )
        fitting = ", ".join(str(each) for each in columns)
        return problem(
            source,
            line,
            here + 1,
            f"This line starts in column {here + 1}, where nothing above it starts.",
            f"Keys that belong together start in the same column; above they start in {fitting}.",
        )
    return None
