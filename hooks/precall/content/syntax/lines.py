"""Find faults of whole lines: tabs, dashes, indentation, lines without a key, conflict markers."""

from __future__ import annotations

import re

from precall.content.source import Source
from precall.content.syntax.common import (
    KEY,
    KEY_WITH_TEXT,
    Stop,
    in_quotes,
    indent,
    keys_of_file,
    known_keys,
    line_above,
    takes_one_text,
)
from precall.core.problems import Problem, quoted, shortened

_BULLET = re.compile(
    r" *(?P<bullet>--+|[\u2010-\u2015\u2022\u2023\u25e6\u25aa\u25cf\u00b7+]|\d{1,2}[.)])"
    r"(?:[^\S\n]+|(?<=[\u2010-\u2015\u2022\u2023\u25e6\u25aa\u25cf]))(?P<text>\S.*)"
)
"""A line that begins like an item of a list in a word processor."""
_LOST_COLON = re.compile(r" *(?P<dash>- +)?(?P<key>[a-z_]+)(?P<sign> *[=;,] *| +)(?P<value>\S.*)")
"""A line whose first word may be a key without its colon."""
_ODD_SPACE = re.compile(r"^ *(?P<space>(?! |\t)\s)|^\s*-(?P<after>(?! |\t)\s)")


def conflict_marker(stop: Stop) -> Problem | None:
    """Find the conflict markers of an unfinished merge."""
    for number, text in enumerate(stop.source.lines, 1):
        if text.startswith(("<<<<<<< ", ">>>>>>> ")):
            return stop.problem(
                number,
                1,
                "The file holds two versions of this part, because a merge was not finished.",
                "Keep the right lines, and delete those that begin with <<<<<<<, ======= and >>>>>>>.",
                length=7,
            )
    return None


def json(stop: Stop) -> Problem | None:
    """Find a file that is written as JSON."""
    text = stop.source.text
    if text.lstrip().startswith("{") and re.match(r"\s*\{\s*\"", text):
        line = len(text[: len(text) - len(text.lstrip())].splitlines()) or 1
        return stop.problem(
            line,
            1,
            "This file is written as JSON, not as YAML.",
            "Write a line for each key, without braces, quotes and commas, as in title: First meeting.",
        )
    return None


def tab(stop: Stop) -> Problem | None:
    """Find a tab where a space belongs."""
    for number in (stop.line, stop.line - 1, stop.line + 1):
        text = stop.source.line(number)
        lead = text[: len(text) - len(text.lstrip())]
        if "\t" in lead:
            columns = _open_columns(stop.source, number, items=_is_item(text.lstrip()))
            is_deep_enough = lead.count(" ") > 0 and lead.count(" ") in columns
            return stop.problem(
                number,
                lead.index("\t") + 1,
                "A tab is here, where YAML allows only spaces.",
                "Delete the tab: with the spaces alone the line starts where it belongs."
                if is_deep_enough
                else "Replace the tab with two spaces; most editors can do so for the whole file.",
                length=1,
            )
    if stop.text[stop.column - 1 : stop.column] == "\t":
        return stop.problem(
            stop.line,
            stop.column,
            "A tab is here, where YAML allows only a space.",
            "Replace the tab with a space.",
            length=1,
        )
    return None


def odd_space(stop: Stop) -> Problem | None:
    """Find a no-break space, or another unusual one, at the start of a line or after a dash."""
    for number in (stop.line, stop.line_above, *stop.context_lines):
        text = stop.source.line(number)
        match = _ODD_SPACE.match(text)
        if match:
            start = match.start("space" if match["space"] else "after")
            return stop.problem(
                number,
                start + 1,
                f"This space (U+{ord(text[start]):04X}) comes from a word processor. YAML does not count it as one.",
                f"Type the start of the line again: {_respaced(text)}",
                length=1,
            )
    return None


def _respaced(text: str) -> str:
    """Return a line with ordinary spaces at its start and after its dash."""
    start = len(text) - len(text.lstrip())
    # One space is never meant as an indentation.
    start = start if start > 1 else 0
    text = " " * start + text.lstrip()
    dash, rest = re.match(r"(-\s+)?(.*)", text[start:], re.DOTALL).groups()  # type: ignore[union-attr]  # matches all
    return " " * start + (f"- {rest}" if dash else shortened(rest))


def second_document(stop: Stop) -> Problem | None:
    """Find three dashes or dots in the middle of the file."""
    if stop.text.startswith(("---", "...")) and stop.line > 1:
        return stop.problem(
            stop.line,
            1,
            "A second document begins here, but a file holds only one.",
            "Delete this line, or move the lines below it to a file of their own.",
            length=3,
        )
    return None


def dash(stop: Stop) -> Problem | None:
    """Find a dash without its space, or a list on the line of its key."""
    for number in (stop.line, stop.line_above):
        text = stop.source.line(number)
        match = re.match(r"^ *-(?=[^\s-])", text)
        if match:
            hint = f"Write - {shortened(text.strip()[1:])}"
            return stop.problem(number, match.end(), "A space is missing after the dash.", hint, length=1)
    for number in (*stop.context_lines, stop.line, stop.line_above):
        match = _BULLET.match(stop.source.line(number))
        if match:
            return stop.problem(
                number,
                match.start("bullet") + 1,
                f"An item of a list begins with one dash, and not with {match['bullet']}",
                f"Write - {shortened(match['text'])}",
                length=len(match["bullet"]),
            )
    text = stop.text
    before = text[: stop.column - 1]
    if text[stop.column - 1 :].startswith("- ") and before.rstrip().endswith(":"):
        hint = "Begin it on the next line, indented. A text that begins with a dash needs quotes."
        items = re.split(r"\s+-\s+", text[stop.column + 1 :].strip())
        if len(items) > 1 and all(re.fullmatch(r"[a-z0-9/-]+", item) for item in items):
            hint = f"Write {before.strip()} [{', '.join(items)}]"
        if takes_one_text(stop.source, before.strip().lstrip("- ").rstrip(": ")):
            hint = f"Put quotes around the text: {in_quotes(shortened(text[stop.column - 1 :].strip()))}"
        return stop.problem(stop.line, stop.column, "A list cannot begin on the line of its key.", hint)
    return None


def missing_first_dash(stop: Stop) -> Problem | None:
    """Find a list whose first item has no dash, although the items below it have one."""
    rows = stop.source.lines
    item = stop.line - 1
    while item < len(rows) and not _is_item(rows[item]):
        item += 1
    if item == len(rows):
        return None
    depth = indent(rows[item])
    first = item
    while first and not _is_item(rows[first - 1]) and (not rows[first - 1].strip() or indent(rows[first - 1]) >= depth):
        first -= 1
    block = [row for row in rows[first:item] if row.strip()]
    parent = rows[first - 1].strip() if first else ""
    if not block or not (parent.endswith(":") if first else len(block) > 1):
        return None
    # Keys in the same column as the item are a group before a stray item, not the rest of the first item.
    if any(indent(row) <= depth for row in block[1:]) or not first < stop.line <= item + 1:
        return None
    column = indent(rows[first]) + 1
    message, hint = missing_first_dash_message(block[0])
    name = re.fullmatch(r"([\w-]+):", block[0].strip())
    if name and (key := _item_key(rows[item])):
        hint = f"Write - {key}: {name[1]}"
    return stop.problem(first + 1, column, message, hint)


def missing_first_dash_message(line: str) -> tuple[str, str]:
    """Return the message and hint for the first item of a list without a dash."""
    text = line.strip()
    bullet = _BULLET.match(text)
    if bullet:
        text = bullet["text"]
    elif text.startswith("-"):
        return "A space is missing after the dash.", f"Write - {shortened(text[1:].strip())}"
    return "A dash is missing here: the lines below are items of a list.", f"Write - {shortened(text)}"


def _is_item(line: str) -> bool:
    return line.lstrip(" ").startswith("- ")


def missing_dash(stop: Stop) -> Problem | None:
    """Find a line among items that is not an item, or an item among keys."""
    text = stop.text
    number = stop.line_above
    while number and indent(stop.source.line(number)) > indent(text):
        number = line_above(stop.source, number)
    above = stop.source.line(number)
    if not number or not text.strip() or indent(above) != indent(text):
        return None
    is_item, above_is_item = _is_item(text), _is_item(above)
    column = indent(text) + 1
    if above_is_item and not is_item and KEY.match(text):
        item, name = above.lstrip(), text.strip().partition(":")[0]
        start = indent(above) + len(item) - len(item[1:].lstrip(" "))
        rows = stop.source.lines[number - 1 : stop.line - 1]
        if name in known_keys(stop.source, number) and not any(row[start:].startswith(f"{name}:") for row in rows):
            return stop.problem(
                stop.line,
                column,
                "This key starts in the column of the dash above, so YAML reads no more of that item.",
                f"Move it right to column {start + 1}, where the lines start that it belongs with.",
            )
        return stop.problem(
            stop.line,
            column,
            "A key is among the items of a list.",
            "Move it to the column of the keys it belongs with, or put a dash and a space before it to begin an item.",
        )
    if above_is_item and not is_item:
        message = "A dash is missing here: the lines around this one are items of a list."
        return stop.problem(stop.line, column, message, f"Write - {shortened(text.strip())}")
    key = KEY_WITH_TEXT.match(above)
    if is_item and key:
        target = _column_of_siblings(stop)
        if target is not None and target < indent(text):
            return stop.problem(
                stop.line,
                column,
                "This item is indented further than the other items of its list.",
                f"Move it left to column {target + 1}, where the lines start that it belongs with.",
            )
        return stop.problem(
            stop.line,
            column,
            f'This item belongs to no list, because "{key["key"]}" above already has a text.',
            "Move it below the key of its list, or delete the dash.",
        )
    return None


def _is_lost_colon(source: Source, match: re.Match[str]) -> bool:
    """Return whether a line begins with a key of the file's kind; a key without a colon must be missing in the file."""
    if match["key"] not in keys_of_file(source):
        return False
    key = re.compile(rf" {{{match.start('key')}}}{match['key']}:(\s|$)")
    return bool(match["sign"].strip()) or not any(map(key.match, source.lines))


def _column_of_siblings(stop: Stop) -> int | None:
    """Return the column, from 0, of the items above that begin with the same key as this one; None for none."""
    key, own = _item_key(stop.text), indent(stop.text)
    columns = _open_columns(stop.source, stop.line, items=True)
    siblings = [column for column, line in columns.items() if _item_key(stop.source.line(line)) == key]
    return min(siblings, key=lambda column: abs(column - own), default=None) if key else None


def _item_key(line: str) -> str:
    """Return the key at the start of an item; empty for an item without one."""
    return line.strip().lstrip("- ").partition(":")[0] if _is_item(line) and KEY.match(line) else ""


def no_key(stop: Stop) -> Problem | None:
    """Find a line that is neither a key nor an item."""
    for number in (*stop.context_lines, stop.line):
        text = stop.source.line(number)
        lost = _LOST_COLON.fullmatch(text)
        if lost and _is_lost_colon(stop.source, lost):
            return stop.problem(
                number,
                lost.start("key") + 1,
                f"A colon is missing after {quoted(lost['key'])}.",
                f"Write {lost['dash'] or ''}{lost['key']}: {shortened(lost['value'])}",
                length=len(lost["key"]),
            )
        if text.strip().startswith("//"):
            return stop.problem(
                number,
                indent(text) + 1,
                "A comment begins with # in YAML.",
                f"Replace the // with a #: # {shortened(text.strip().lstrip('/').strip())}",
                length=2,
            )
        above = line_above(stop.source, number)
        start = stop.source.line(above).strip() if above else ""
        opened = re.search(r"(?:: +|- +)([|>][-+\d]*)$", start)
        if not opened and takes_one_text(stop.source, start.removeprefix("- ").removesuffix(":")):
            opened = re.fullmatch(r"(?:- )?(\w+:)", start) if not KEY.match(text) and not _is_item(text) else None
        if opened and text.strip() and indent(text) <= indent(stop.source.line(above)):
            end = number
            while stop.source.line(end + 1).strip() and not KEY.match(stop.source.line(end + 1)):
                end += 1
            lines = "this line" if end == number else f"lines {number} to {end}"
            column = indent(stop.source.line(above)) + 3
            return stop.problem(
                number,
                indent(text) + 1,
                f'The text after "{opened[1]}" must be indented.',
                f"Begin {lines} in column {column}.",
            )
        comment = re.search(r"(?<=\S) +#", stop.source.line(above)) if above else None
        if comment and text.strip() and not KEY.match(text) and indent(text) > indent(stop.source.line(above)):
            return stop.problem(
                above,
                comment.end(),
                "The text ends at this #, because a # after a space begins a comment, but the line below goes on.",
                f"Put quotes around the whole text, from line {above} to its end.",
            )
        if text.strip() and not KEY.match(text) and not text.strip().startswith(("-", '"', "'", "[", "{", "#")):
            return stop.problem(
                number,
                indent(text) + 1,
                "This line has no key, and it is not an item of a list.",
                "Add a key and a colon, or a dash if it is an item. If it continues the text above, indent it.",
            )
    return None


def bad_indent(stop: Stop) -> Problem | None:
    """Find a line that starts in a column where no other line starts."""
    text, number = stop.text, stop.line_above
    if not number or not text.strip():
        return None
    own = indent(text)
    columns = _open_columns(stop.source, stop.line, items=_is_item(text))
    if not columns or own in columns:
        return None
    sibling = _column_of_siblings(stop)
    target = _nearest_column(stop, columns, own) if sibling is None else sibling
    above = KEY_WITH_TEXT.match(stop.source.line(number))
    way = "left" if target < own else "right"
    below = next((row for row in stop.source.lines[stop.line :] if row.strip()), "")
    it = "it, and the lines below it in the same column," if indent(below) == own and below else "it"
    what = "item" if _is_item(text) else "line"
    message = f"This {what} starts in column {own + 1}, where no {what} that it can follow starts."
    if above and own > indent(stop.source.line(number)):
        message = f'This line is indented further than the one above, but "{above["key"]}" already has a text.'
    return stop.problem(
        stop.line,
        own + 1,
        message,
        f"Move {it} {way} to column {target + 1}, where the lines start that it belongs with.",
    )


def _open_columns(source: Source, line: int, *, items: bool) -> dict[int, int]:
    """Return the columns, from 0, in which a key (or an item) can start here, each with a line that starts there."""
    columns: dict[int, int] = {}
    least = 1_000
    number = line_above(source, line)
    while number and least:
        text = source.line(number)
        dash, start = indent(text), indent(text)
        while text[start : start + 2] == "- ":
            start += 2 + len(text[start + 2 :]) - len(text[start + 2 :].lstrip(" "))
        if not items and start < least and KEY.match(text):
            columns.setdefault(start, number)
        if items and dash < least and _is_item(text):
            columns.setdefault(dash, number)
        least = min(least, dash)
        number = line_above(source, number)
    return columns


def _nearest_column(stop: Stop, columns: dict[int, int], own: int) -> int:
    """Return the right column for a line: one where its key is known, else the nearest."""
    key = KEY.match(stop.text)
    name = stop.text.strip().partition(":")[0] if key else ""

    def distance(column: int) -> tuple[bool, int, int]:
        is_known = name in known_keys(stop.source, columns[column])
        return (not is_known, abs(column - own), -column)

    return min(columns, key=distance)
