"""Faults inside a value become Problems: quotes, brackets, colons, signs at the start."""

from __future__ import annotations

import re

from precall.content.source import Source
from precall.content.syntax.common import KEY, in_quotes, line_above, problem
from precall.core.problems import Problem, shortened

_AFTER_QUOTE = re.compile(r"""^ *(- +)?(?P<key>[\w-]+: +)?(?P<quoted>"[^"]*"|'[^']*')(?P<rest> *[^\s#,\]}].*)$""")
_GLUED = re.compile(r"^ *(- +)?(?P<key>[\w-]+):(?P<value>[^\s/:].*)$")
_OTHER_SIGN = re.compile(r"^ *(- +)?(?P<key>[\w-]+)(?:(?P<colon>\uff1a)|:(?P<space>[^\S \t]))(?P<value>.*)$")
_OPENS = re.compile(r"""^ *(- +)?([\w-]+: +)?(?P<quote>["'])""")
_NO_START = "@`%|>&*!?,"


def unclosed(source: Source, line: int, column: int, context: tuple[int, int] | None) -> Problem | None:
    """A quote or bracket that opens and is not closed, or a backslash code that is none."""
    if context is None:
        return None
    rest = source.line(context[0])[context[1] - 1 :]
    opening = rest[:1]
    if opening == '"' and "\\" in rest and line == context[0]:
        return problem(
            source,
            line,
            column,
            "A backslash in double quotes starts a code that YAML does not know.",
            "Use single quotes around the text, or write two backslashes.",
            length=1,
        )
    if opening in ('"', "'") and opening and opening not in rest[1:]:
        return problem(
            source,
            *context,
            f"The quote that opens here ({opening}) is never closed.",
            "Put the same quote at the end of the text, or take this one away.",
            length=1,
        )
    if opening in ("[", "{") and opening:
        closing = "]" if opening == "[" else "}"
        # Closed on its own line, something else is wrong inside it.
        if rest.count(opening) <= rest.count(closing):
            return None
        return problem(
            source,
            *context,
            f'The "{opening}" that opens here is never closed.',
            f'Put "{closing}" at the end of the list, or write the list with a dash on each line.',
            length=1,
        )
    return None


def special_start(source: Source, line: int, column: int, context: tuple[int, int] | None) -> Problem | None:
    """A text that begins with a sign of YAML's own."""
    places = [(line, column), *([context] if context else [])]
    for number, at in places:
        text = source.line(number)
        sign = text[at - 1 : at]
        before = text[: at - 1].strip()
        starts = before == "" or before.endswith((":", "-", ",", "["))
        if sign and sign in _NO_START and starts:
            return problem(
                source,
                number,
                at,
                f'A text cannot begin with "{sign}" in YAML, which gives that sign a meaning.',
                f"Put quotes around the text: {in_quotes(shortened(text[at - 1 :].strip()))}",
            )
        found = re.search(r"(?:: +|- +)([|>])[^\n]*\S", text)
        if found and text[found.start(1) + 1 :].strip(" +-0123456789") and number == line:
            return problem(
                source,
                number,
                found.start(1) + 1,
                f'After "{found.group(1)}" the text begins on the next line.',
                "Move the text down and indent it, or put quotes around all of it.",
            )
    return None


def after_quote(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    """Text behind a closing quote: an apostrophe, most often."""
    for number in (line, line - 1):
        found = _AFTER_QUOTE.match(source.line(number))
        if found and (found["key"] or not found["rest"].lstrip().startswith(":")):
            whole = (found["quoted"] + found["rest"]).strip()
            # A quote inside the text ended it early: an apostrophe, most often.
            bare = whole[1:].removesuffix("'") if whole.startswith("'") else whole
            return problem(
                source,
                number,
                found.start("rest") + 1,
                "Text goes on after the closing quote.",
                f"Put quotes around all of it: {in_quotes(shortened(bare))}",
            )
    return None


def bracket(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A bracket that closes nothing, or text behind one that closes."""
    text = source.line(line)
    sign, before = text[column - 1 : column], text[: column - 1].rstrip()
    if sign and sign in "]}":
        return problem(
            source,
            line,
            column,
            f'This "{sign}" closes nothing.',
            "Take it away, or put quotes around the text that it belongs to.",
            length=1,
        )
    found = re.search(r"(?:^|: +|- +)([\[{].*[\]}])$", before)
    if found and sign:
        return problem(
            source,
            line,
            column,
            "Text goes on after the closing bracket.",
            f"Put quotes around all of it: {in_quotes(shortened(text[found.start(1) :].strip()))}",
        )
    return None


def colon_in_text(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A colon and a space inside a text."""
    text = source.line(line)
    found = KEY.match(text)
    if found and ": " in found["value"] + " " and found["value"][0] not in "\"'[{":
        value = in_quotes(shortened(found["value"]))
        return problem(
            source,
            line,
            found.start("value") + 1,
            "A colon with a space after it, inside a text, looks like a new key.",
            f"Put quotes around the text: {found['key']}: {value}",
        )
    return None


def glued(source: Source, line: int, _column: int, context: tuple[int, int] | None) -> Problem | None:
    """A key whose colon has no space behind it."""
    for number in (line, *([context[0]] if context else []), line_above(source, line)):
        found = _GLUED.match(source.line(number))
        if found:
            return problem(
                source,
                number,
                found.start("key") + 1,
                f'After "{found["key"]}:" a space is missing.',
                f"Write {found['key']}: {shortened(found['value'])}",
                length=len(found["key"]) + 1,
            )
    return None


def other_sign(source: Source, line: int, _column: int, context: tuple[int, int] | None) -> Problem | None:
    """A key with a wide colon, or with a space behind its colon that is none to YAML."""
    for number in (line, line_above(source, line), *([context[0]] if context else [])):
        found = _OTHER_SIGN.match(source.line(number))
        if found:
            is_space = found["space"] is not None
            return problem(
                source,
                number,
                found.start("space" if is_space else "colon") + 1,
                "This space is of another kind, as word processors put it, and YAML does not take it for one."
                if is_space
                else "This colon is a wide one, and YAML does not take it for a colon.",
                f"Write {found['key']}: {shortened(found['value'].strip())}",
                length=1,
            )
    return None


def unclosed_above(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    """A quote that opens on a line above and finds its end in some later text."""
    for number in range(line, 0, -1):
        found = _OPENS.match(source.line(number))
        if found and found["quote"] not in source.line(number)[found.end() :]:
            return problem(
                source,
                number,
                found.start("quote") + 1,
                f"The quote that opens here ({found['quote']}) is not closed on its line, so it takes in those below.",
                "Put the same quote at the end of the text, or take this one away.",
                length=1,
            )
    return None
