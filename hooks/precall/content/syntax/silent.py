"""Report text that YAML would drop or misread without an error, and invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from precall.content.source import Source
from precall.content.syntax.common import KEY_WITH_TEXT, indent, problem
from precall.content.syntax.lines import missing_first_dash_message
from precall.core.problems import Problem, Span, quoted, shortened

INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""The characters that the YAML specification excludes, and the byte order mark anywhere but at the start."""

_ITEM = re.compile(r"\s*-\s")
_NO_SPACE_ITEM = re.compile(r" *-[^\s-]")


def invisible_character(source: Source) -> Problem | None:
    """Return a problem at the first invisible character of a file, if any."""
    match = INVISIBLE.search(source.text)
    if match is None:
        return None
    line, column = source.position(match.start())
    return source.problem(
        Span(line, column, line, column + 1),
        "yaml-syntax",
        f"An invisible character (U+{ord(match.group()):04X}) is here, which YAML does not allow.",
        "Delete it; it often comes with text pasted from another program.",
    )


def lost_text(source: Source, start: tuple[int, int], end: tuple[int, int]) -> Iterator[Problem]:
    """Yield the parts of an unquoted text that YAML drops or misreads.

    Args:
        source: the file.
        start: the line and column, from 1, of the first character of the text.
        end: the line and column after its last character.

    """
    first = source.line(start[0])[start[1] - 1 :]
    anchor = re.match(r"&\S+", first)
    if anchor and f"*{anchor.group()[1:]}" not in source.text:
        yield source.problem(
            Span(*start, start[0], start[1] + len(anchor.group())),
            "lost-text",
            f"{quoted(anchor.group())} is lost: YAML reads a word that begins with & as a name for the text.",
            "Put quotes around the whole text.",
        )
    comment = re.match(r" +(#\S.*)", source.line(end[0])[end[1] - 1 :])
    if comment and start != end:
        column = end[1] + comment.start(1)
        yield source.problem(
            Span(end[0], column, end[0], column + len(comment.group(1).rstrip())),
            "lost-text",
            f"{quoted(comment.group(1))} is lost: after a space, # begins a comment.",
            "Put quotes around the whole text. If a comment is meant, put a space after the #.",
        )
    yield from _swallowed_items(source, start, end)


def _swallowed_items(source: Source, start: tuple[int, int], end: tuple[int, int]) -> Iterator[Problem]:
    """Yield one problem if YAML reads the list items below a text as more of that text."""
    is_item = source.line(start[0])[: start[1] - 1].strip(" ") == "-"
    for number in range(start[0] + 1, end[0] + 1):
        text = source.line(number)
        if is_item and _NO_SPACE_ITEM.match(text) and indent(text) <= indent(source.line(start[0])):
            column = indent(text) + 1
            hint = f"Write - {shortened(text.strip()[1:])}"
            yield problem(source, number, column, "A space is missing after the dash.", hint, length=1)
            continue
        if not _ITEM.match(text) or (number == end[0] and end[1] <= indent(text) + 2):
            continue
        first = source.line(start[0])
        dash = text.index("-")
        lead = " " * dash
        if text[dash + 1] not in " \t" or text[:dash].strip(" "):
            yield problem(
                source,
                number,
                indent(text) + 1,
                "This line has a space that YAML does not count as one, so it is read as more of the text above.",
                f"Type the start of the line again: {lead}- {shortened(text[dash + 2 :])}",
            )
        elif start[1] == indent(first) + 1 and dash + 1 <= start[1]:
            yield problem(
                source,
                start[0],
                start[1],
                *missing_first_dash_message(first),
            )
        elif (key := KEY_WITH_TEXT.match(first)) and not key["dash"]:
            yield problem(
                source,
                number,
                indent(text) + 1,
                f'YAML reads this item as more of the text of "{key["key"]}" above.',
                "Move the text above to a line of its own with a dash, or this item below the key of its list.",
            )
        else:
            yield problem(
                source,
                number,
                indent(text) + 1,
                "This item is indented further than the one above, so YAML reads it as more of the same text.",
                "Move its dash, and those below it, to the column of the dash above. To begin a list inside a list, "
                "give the first item two dashes. A text that begins with a dash needs quotes.",
            )
        return
