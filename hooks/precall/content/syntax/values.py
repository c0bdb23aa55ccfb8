"""Find faults inside a value: quotes, brackets, colons, special characters at the start."""

from __future__ import annotations

import re

from precall.content.syntax.common import CURLY_CLOSING, KEY_WITH_TEXT, Stop, in_quotes, without_curly_quotes
from precall.core.problems import Problem, shortened

_AFTER_QUOTE = re.compile(
    r"""^ *(?P<dash>- +)?(?P<key>[\w-]+: +)?(?P<quoted>"[^"]*"|'[^']*')(?P<rest> *[^\s#\]}].*)$"""
)
_NO_SPACE = re.compile(r"^ *(- +)?(?P<key>[\w-]+):(?P<value>[^\s/:].*)$")
_ODD_COLON = re.compile(r"^ *(- +)?(?P<key>[\w-]+)(?:(?P<colon>\uff1a)|:(?P<space>[^\S \t]))(?P<value>.*)$")
_OPENING_QUOTE = re.compile(r"""^ *(- +)?([\w-]+: +)?(?P<quote>["'])""")
_SPECIAL = "@`%|>&*!?,"


def unclosed(stop: Stop) -> Problem | None:
    """Find a quote or bracket that is not closed, or an unknown backslash code."""
    if stop.context is None:
        return None
    rest = stop.source.line(stop.context[0])[stop.context[1] - 1 :]
    opening = rest[:1]
    if opening == '"' and "\\" in rest and stop.line == stop.context[0]:
        return stop.problem(
            stop.line,
            stop.column,
            "In double quotes a backslash begins a code, and YAML does not know this one.",
            "Use single quotes around the text, or write two backslashes.",
            length=1,
        )
    if opening and opening in "\"'" and opening not in rest[1:]:
        curly = rest.rstrip()[-1]
        if opening == '"' and curly in CURLY_CLOSING:
            return stop.problem(
                stop.context[0],
                stop.context[1] + len(rest.rstrip()) - 1,
                f"This quote ({curly}) comes from a word processor, so it does not close the text.",
                f"Put quotes around all of it: {in_quotes(shortened(rest.rstrip()[1:-1]))}",
                length=1,
            )
        return stop.problem(
            *stop.context,
            f"The quote that opens here ({opening}) is never closed.",
            "Put the same quote at the end of the text, or delete this one.",
            length=1,
        )
    closing = {"[": "]", "{": "}"}.get(opening)
    # A bracket that is closed on its own line has another fault inside it.
    if closing and rest.count(opening) > rest.count(closing):
        return stop.problem(
            *stop.context,
            f'The "{opening}" that opens here is never closed.',
            f'Put "{closing}" at the end of the list, or write the list with a dash on each line.',
            length=1,
        )
    return None


def special_start(stop: Stop) -> Problem | None:
    """Find a text that begins with a special character of YAML."""
    for number, column in ((stop.line, stop.column), *([stop.context] if stop.context else [])):
        text = stop.source.line(number)
        char = text[column - 1 : column]
        before = text[: column - 1].strip()
        if char and char in _SPECIAL and (not before or before.endswith((":", "-", ",", "["))):
            return stop.problem(number, column, *special_start_message(text[column - 1 :]))
        match = re.search(r"(?:: +|- +)([|>])[^\n]*\S", text)
        if match and text[match.start(1) + 1 :].strip(" +-0123456789") and number == stop.line:
            return stop.problem(
                number,
                match.start(1) + 1,
                f'After "{match.group(1)}" the text must begin on the next line.',
                "Move the text down and indent it, or put quotes around all of it.",
            )
    return None


def special_start_message(text: str) -> tuple[str, str]:
    """Return the message and hint for a text that begins with a special character."""
    if text.startswith("* "):
        return 'An item cannot begin with "*" in YAML.', f"Begin it with a dash: - {shortened(text[2:].strip())}"
    if text.startswith("```"):
        return "This line is a mark of Markdown, and not of YAML.", "Delete this line, and the ``` that ends the text."
    if bold := re.match(r"(\*\*?)([\w-]+)(?::\1|\1:) +(\S.*)", text):
        return "A key has no stars around it.", f"Write {bold[2]}: {shortened(bold[3])}"
    return (
        f'A text cannot begin with "{text[0]}", because YAML gives this character a meaning.',
        f"Put quotes around the text: {in_quotes(shortened(text.strip()))}",
    )


def after_quote(stop: Stop) -> Problem | None:
    """Find text after a closing quote."""
    for number in (stop.line, stop.line - 1):
        match = _AFTER_QUOTE.match(stop.source.line(number))
        if match and match["rest"].lstrip().startswith(",") and not (match["dash"] or match["key"]):
            # A line of a list in square brackets.
            continue
        if match and (match["key"] or not match["rest"].lstrip().startswith(":")):
            whole = (match["quoted"] + match["rest"]).strip()
            # Most often a quote or an apostrophe inside the text closed it too early.
            quote = whole[0]
            is_around = quote == "'" or (whole.endswith(quote) and whole.count(quote) % 2 == 0)
            bare = whole[1:].removesuffix(quote) if is_around else whole
            return stop.problem(
                number,
                match.start("rest") + 1,
                "The text goes on after the closing quote.",
                f"Put quotes around all of it: {in_quotes(shortened(bare))}",
            )
    return None


def bracket(stop: Stop) -> Problem | None:
    """Find a closing bracket without an opening one, or text after a closing bracket."""
    text = stop.text
    char, before = text[stop.column - 1 : stop.column], text[: stop.column - 1].rstrip()
    if char and char in "]}":
        return stop.problem(
            stop.line,
            stop.column,
            f'This "{char}" closes nothing.',
            "Delete it, or put quotes around the text that it belongs to.",
            length=1,
        )
    match = re.search(r"(?:^|: +|- +)([\[{].*[\]}])$", before)
    if match and char:
        return stop.problem(
            stop.line,
            stop.column,
            "The text goes on after the closing bracket.",
            f"Put quotes around all of it: {in_quotes(shortened(text[match.start(1) :].strip()))}",
        )
    return None


def hash_in_brackets(stop: Stop) -> Problem | None:
    """Find a list in brackets whose words begin with #, as tags do elsewhere."""
    for number in (stop.line, *stop.context_lines):
        match = re.match(r"(?P<start> *(?:- )?[\w-]+: *)\[(?P<items>[^\]\"']*)\]\s*$", stop.source.line(number))
        items = [item.strip() for item in match["items"].split(",")] if match else []
        if match and any(item.startswith("#") for item in items):
            plain = ", ".join(item.lstrip("# ") for item in items)
            return stop.problem(
                number,
                match.end("start") + 1,
                "In this list # begins a comment, so YAML does not read its end.",
                f"Write {match['start'].strip().removeprefix('- ')} [{plain}]",
            )
    return None


def colon_in_text(stop: Stop) -> Problem | None:
    """Find a colon and a space inside a text."""
    match = KEY_WITH_TEXT.match(stop.text)
    if match and ": " in match["value"] + " " and match["value"][0] not in "\"'[{":
        value = in_quotes(shortened(without_curly_quotes(match["value"])))
        return stop.problem(
            stop.line,
            match.start("value") + 1,
            "A colon with a space after it, inside a text, looks like a new key.",
            f"Put quotes around the text: {match['key']}: {value}",
        )
    return None


def missing_space(stop: Stop) -> Problem | None:
    """Find a key whose colon has no space after it."""
    for number in (stop.line, *stop.context_lines, stop.line_above):
        match = _NO_SPACE.match(stop.source.line(number))
        if match:
            return stop.problem(
                number,
                match.start("key") + 1,
                f'A space is missing after "{match["key"]}:".',
                f"Write {match['key']}: {shortened(match['value'])}",
                length=len(match["key"]) + 1,
            )
    return None


def odd_colon(stop: Stop) -> Problem | None:
    """Find a key with a wide colon, or with an unusual space after its colon."""
    for number in (stop.line, stop.line_above, *stop.context_lines):
        match = _ODD_COLON.match(stop.source.line(number))
        if match:
            space = match["space"]
            return stop.problem(
                number,
                match.start("space" if space else "colon") + 1,
                f"This space (U+{ord(space):04X}) comes from a word processor. YAML does not count it as one."
                if space
                else "This is a wide colon, and YAML does not count it as one.",
                f"Write {match['key']}: {shortened(match['value'].strip())}",
                length=1,
            )
    return None


def unclosed_above(stop: Stop) -> Problem | None:
    """Find a quote on a line above that is closed only in some later text."""
    for number in range(stop.line, 0, -1):
        text = stop.source.line(number)
        match = _OPENING_QUOTE.match(text)
        if match and match["quote"] not in text[match.end() :]:
            return stop.problem(
                number,
                match.start("quote") + 1,
                f"The quote that opens here ({match['quote']}) is not closed on its line, so the text takes in the "
                "lines below.",
                "Put the same quote at the end of the text, or delete this one.",
                length=1,
            )
    return None
