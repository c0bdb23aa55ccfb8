"""A place where YAML gave up becomes a sentence for an editor: what was probably meant, and how to write it.

PyYAML's own English differs between its two parsers and speaks of tokens and flow contexts, so it is not used: the line
at the mark, and the lines above it, say enough.
"""

from __future__ import annotations

import re

from precall.problems import Problem, Span
from precall.source import Source

RULE = "yaml-syntax"

_KEY = re.compile(r"^(?P<indent> *)(?P<dash>- +)?(?P<key>[\w-]+)(?P<colon>: +)(?P<value>\S.*)$")
_GLUED = re.compile(r"^ *(- +)?(?P<key>[\w-]+):(?P<value>[^\s/:].*)$")
_AFTER_QUOTE = re.compile(r"""^ *(- +)?([\w-]+: +)?(?P<quoted>"[^"]*"|'[^']*')(?P<rest> *[^\s#,\]}:].*)$""")
_NO_START = "@`%|>&*!?"


def explain(source: Source, mark: tuple[int, int] | None, context: tuple[int, int] | None) -> Problem:
    """One Problem for one syntax fault.

    `mark` is the line and column from 1 where reading stopped, `context` where the thing being read began.
    """
    line, column = mark or context or (1, 1)
    if line > len(source.lines) or (not source.line(line).strip() and context):
        # Reading ran into the end of the file: what was opened and not closed is the better place.
        line, column = context or (len(source.lines), 1)
    for look in (
        _tab,
        _unclosed,
        _second_document,
        _special_start,
        _after_quote,
        _colon_in_text,
        _glued,
        _missing_dash,
        _bad_indent,
    ):
        problem = look(source, line, column, context)
        if problem is not None:
            return problem
    return _problem(
        source,
        line,
        column,
        "YAML cannot make sense of this line.",
        "Compare its indentation, dashes and quotes with the lines around it.",
    )


def in_quotes(text: str) -> str:
    """A text as YAML takes it in quotes."""
    return f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"


def _problem(source: Source, line: int, column: int, message: str, hint: str, *, length: int = 0) -> Problem:
    text = source.line(line).rstrip()
    column = min(column, len(text) + 1)
    end = column + length if length else max(len(text) + 1, column)
    return source.problem(Span(line, column, line, end), RULE, message, hint)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _above(source: Source, line: int) -> int:
    """The number of the nearest line above that has content, or 0."""
    for number in range(line - 1, 0, -1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return 0


def _tab(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    for number in (line, line - 1, line + 1):
        text = source.line(number)
        lead = text[: len(text) - len(text.lstrip())]
        if "\t" in lead:
            at = lead.index("\t") + 1
            return _problem(
                source,
                number,
                at,
                "A tab stands where only spaces may.",
                "Replace the tab by two spaces; most editors can do so for the whole file.",
                length=1,
            )
    text = source.line(line)
    if text[column - 1 : column] == "\t":
        return _problem(
            source, line, column, "A tab stands where only a space may.", "Replace the tab by a space.", length=1
        )
    return None


def _unclosed(source: Source, line: int, column: int, context: tuple[int, int] | None) -> Problem | None:
    if context is None:
        return None
    opening = source.line(context[0])[context[1] - 1 : context[1]]
    if opening in ('"', "'") and opening:
        text = source.line(context[0])
        if "\\" in text and opening == '"' and line == context[0]:
            return _problem(
                source,
                line,
                column,
                "A backslash in double quotes starts a code that YAML does not know.",
                "Use single quotes around the text, or write two backslashes.",
                length=1,
            )
        return _problem(
            source,
            *context,
            f"The quote that opens here ({opening}) is never closed.",
            "Put the same quote at the end of the text, or take this one away.",
            length=1,
        )
    if opening in ("[", "{") and opening:
        closing = "]" if opening == "[" else "}"
        if _balance(source, context, opening, closing):
            return None
        return _problem(
            source,
            *context,
            f'The "{opening}" that opens here is never closed.',
            f'Put "{closing}" at the end of the list, or write the list with a dash on each line.',
            length=1,
        )
    return None


def _balance(source: Source, start: tuple[int, int], opening: str, closing: str) -> bool:
    """Whether the bracket is closed on its own line: then something else is wrong inside it."""
    rest = source.line(start[0])[start[1] - 1 :]
    return rest.count(opening) <= rest.count(closing)


def _second_document(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    if source.line(line).startswith(("---", "...")) and line > 1:
        return _problem(
            source,
            line,
            1,
            "A second document begins here; a file holds one.",
            "Take this line away, or move what follows to a file of its own.",
            length=3,
        )
    return None


def _special_start(source: Source, line: int, column: int, context: tuple[int, int] | None) -> Problem | None:
    places = [(line, column), *([context] if context else [])]
    for number, at in places:
        text = source.line(number)
        sign = text[at - 1 : at]
        before = text[: at - 1].strip()
        starts = before == "" or before.endswith((":", "-", ",", "["))
        if sign and sign in _NO_START and starts:
            return _problem(
                source,
                number,
                at,
                f'A text cannot begin with "{sign}" in YAML, which gives that sign a meaning.',
                f'Put quotes around the text: "{text[at - 1 :].strip()}".',
            )
        found = re.search(r"(?:: +|- +)([|>])[^\n]*\S", text)
        if found and text[found.start(1) + 1 :].strip(" +-0123456789") and number == line:
            return _problem(
                source,
                number,
                found.start(1) + 1,
                f'After "{found.group(1)}" the text begins on the next line.',
                "Move the text down and indent it, or put quotes around all of it.",
            )
    return None


def _after_quote(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    for number in (line, line - 1):
        found = _AFTER_QUOTE.match(source.line(number))
        if found:
            whole = (found["quoted"] + found["rest"]).strip().replace("'", "''")
            return _problem(
                source,
                number,
                found.start("rest") + 1,
                "Text goes on after the closing quote.",
                f"Put quotes around all of it: '{whole}'.",
            )
    return None


def _colon_in_text(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    text = source.line(line)
    found = _KEY.match(text)
    if found and ": " in found["value"] + " " and found["value"][0] not in "\"'[{":
        quoted = found["value"].rstrip().replace("\\", "\\\\").replace('"', '\\"')
        return _problem(
            source,
            line,
            found.start("value") + 1,
            "A colon with a space after it, inside a text, looks like a new key.",
            f'Put quotes around the text: {found["key"]}: "{quoted}"',
        )
    return None


def _glued(source: Source, line: int, _column: int, context: tuple[int, int] | None) -> Problem | None:
    for number in (line, *([context[0]] if context else []), _above(source, line)):
        found = _GLUED.match(source.line(number))
        if found:
            return _problem(
                source,
                number,
                found.start("key") + 1,
                f'After "{found["key"]}:" a space is missing.',
                f"Write {found['key']}: {found['value'].strip()}",
                length=len(found["key"]) + 1,
            )
    return None


def _missing_dash(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    text = source.line(line)
    number = _above(source, line)
    while number and _indent(source.line(number)) > _indent(text):
        number = _above(source, number)
    above = source.line(number).strip() if number else ""
    if (
        above.startswith("- ")
        and _indent(source.line(number)) == _indent(text)
        and text.strip()
        and not text.strip().startswith("-")
    ):
        return _problem(
            source,
            line,
            _indent(text) + 1,
            "A dash is missing: the lines around this one are items of a list.",
            f"Write - {text.strip()}, or move a key of the item in to the column of its other keys.",
        )
    if text.strip() and not text.strip().startswith("- ") and re.match(r"^ *-\S", text):
        return _problem(
            source,
            line,
            _indent(text) + 1,
            "After the dash a space is missing.",
            f"Write - {text.strip()[1:]}",
            length=1,
        )
    return None


def _bad_indent(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    text = source.line(line)
    number = _above(source, line)
    if not number or not text.strip():
        return None
    above, here = _indent(source.line(number)), _indent(text)
    parent = _KEY.match(source.line(number))
    if here > above and parent:
        return _problem(
            source,
            line,
            here + 1,
            f'This line stands further in than the one above, though "{parent["key"]}" has its text already.',
            f"Move it left to column {above + 1}, below the key it belongs beside.",
        )
    if here != above:
        columns = sorted(
            {_indent(row) + 1 for row in source.lines[:number] if row.strip() and not row.strip().startswith("#")}
        )
        fitting = ", ".join(str(each) for each in columns)
        return _problem(
            source,
            line,
            here + 1,
            f"This line starts in column {here + 1}, where nothing above it starts.",
            f"Keys that belong together start in the same column; above they start in {fitting}.",
        )
    if not _KEY.match(text) and not text.rstrip().endswith(":") and not text.strip().startswith("-"):
        return _problem(
            source,
            line,
            here + 1,
            "This line has no key and is no item of a list.",
            "Give it a key and a colon, a dash if it is an item, or indent it if it goes on with the text above.",
        )
    return None
