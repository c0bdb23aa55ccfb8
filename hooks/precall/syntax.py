"""A place where YAML gave up becomes a sentence for an editor: what was probably meant, and how to write it.

PyYAML's own English differs between its two parsers and speaks of tokens and flow contexts, so it is not used: the line
at the mark, and the lines above it, say enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from precall.problems import Problem, Span, quoted, shortened
from precall.source import Source

RULE = "yaml-syntax"

_KEY = re.compile(r"^(?P<indent> *)(?P<dash>- +)?(?P<key>[\w-]+)(?P<colon>: +)(?P<value>\S.*)$")
_GLUED = re.compile(r"^ *(- +)?(?P<key>[\w-]+):(?P<value>[^\s/:].*)$")
_A_KEY = re.compile(r"^ *(- +)?[^\s#][^#]*?:(\s|$)")
_AFTER_QUOTE = re.compile(r"""^ *(- +)?(?P<key>[\w-]+: +)?(?P<quoted>"[^"]*"|'[^']*')(?P<rest> *[^\s#,\]}].*)$""")
_NO_START = "@`%|>&*!?,"


def explain(source: Source, mark: tuple[int, int] | None, context: tuple[int, int] | None) -> Problem:
    """One Problem for one syntax fault.

    `mark` is the line and column from 1 where reading stopped, `context` where the thing being read began.
    """
    line, column = mark or context or (1, 1)
    if line > len(source.lines) or (not source.line(line).strip() and context):
        # Reading ran into the end of the file: what was opened and not closed is the better place.
        line, column = context or (len(source.lines), 1)
    if not source.line(line).strip():
        line, column, context = _last_words(source, line)
    for look in _LOOKS:
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
        if text.strip().startswith("- ") and (number < end[0] or end[1] > _indent(text) + 2):
            yield _problem(
                source,
                number,
                _indent(text) + 1,
                "This item stands further in than the one above, so YAML reads it as more of the same text.",
                "Move its dash to the column of the dashes above; a text that begins with a dash needs quotes.",
            )


def _problem(source: Source, line: int, column: int, message: str, hint: str, *, length: int = 0) -> Problem:
    text = source.line(line).rstrip()
    column = min(column, len(text) + 1)
    end = column + length if length else max(len(text) + 1, column)
    return source.problem(Span(line, column, line, end), RULE, message, hint)


def _last_words(source: Source, line: int) -> tuple[int, int, tuple[int, int] | None]:
    """Where the content above an empty line ends, and the bracket that it leaves open there, if it does."""
    number = _above(source, line) or 1
    text = source.line(number)
    opened: list[int] = []
    for column, sign in enumerate(text, 1):
        if sign in "[{":
            opened.append(column)
        elif sign in "]}" and opened:
            opened.pop()
    return number, len(text.rstrip()) + 1, (number, opened[0]) if opened else None


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
    rest = source.line(context[0])[context[1] - 1 :]
    opening = rest[:1]
    if opening == '"' and "\\" in rest and line == context[0]:
        return _problem(
            source,
            line,
            column,
            "A backslash in double quotes starts a code that YAML does not know.",
            "Use single quotes around the text, or write two backslashes.",
            length=1,
        )
    if opening in ('"', "'") and opening and opening not in rest[1:]:
        return _problem(
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
        return _problem(
            source,
            *context,
            f'The "{opening}" that opens here is never closed.',
            f'Put "{closing}" at the end of the list, or write the list with a dash on each line.',
            length=1,
        )
    return None


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
                f"Put quotes around the text: {in_quotes(shortened(text[at - 1 :].strip()))}",
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
        if found and (found["key"] or not found["rest"].lstrip().startswith(":")):
            whole = (found["quoted"] + found["rest"]).strip()
            # A quote inside the text ended it early: an apostrophe, most often.
            bare = whole[1:].removesuffix("'") if whole.startswith("'") else whole
            return _problem(
                source,
                number,
                found.start("rest") + 1,
                "Text goes on after the closing quote.",
                f"Put quotes around all of it: {in_quotes(shortened(bare))}",
            )
    return None


def _bracket(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    text = source.line(line)
    sign, before = text[column - 1 : column], text[: column - 1].rstrip()
    if sign and sign in "]}":
        return _problem(
            source,
            line,
            column,
            f'This "{sign}" closes nothing.',
            "Take it away, or put quotes around the text that it belongs to.",
            length=1,
        )
    found = re.search(r"(?:^|: +|- +)([\[{].*[\]}])$", before)
    if found and sign:
        return _problem(
            source,
            line,
            column,
            "Text goes on after the closing bracket.",
            f"Put quotes around all of it: {in_quotes(shortened(text[found.start(1) :].strip()))}",
        )
    return None


def _colon_in_text(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    text = source.line(line)
    found = _KEY.match(text)
    if found and ": " in found["value"] + " " and found["value"][0] not in "\"'[{":
        value = in_quotes(shortened(found["value"]))
        return _problem(
            source,
            line,
            found.start("value") + 1,
            "A colon with a space after it, inside a text, looks like a new key.",
            f"Put quotes around the text: {found['key']}: {value}",
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
                f"Write {found['key']}: {shortened(found['value'])}",
                length=len(found["key"]) + 1,
            )
    return None


def _dash(source: Source, line: int, column: int, _context: tuple[int, int] | None) -> Problem | None:
    for number in (line, _above(source, line)):
        text = source.line(number)
        found = re.match(r"^ *-(?=[^\s-])", text)
        if found:
            hint = f"Write - {shortened(text.strip()[1:])}"
            return _problem(source, number, found.end(), "After the dash a space is missing.", hint, length=1)
    text = source.line(line)
    if text[column - 1 :].startswith("- ") and text[: column - 1].rstrip().endswith(":"):
        return _problem(
            source,
            line,
            column,
            "A list cannot begin behind its key.",
            "Begin it on the next line, further in; a text that begins with a dash needs quotes.",
        )
    return None


def _missing_dash(source: Source, line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    text = source.line(line)
    number = _above(source, line)
    while number and _indent(source.line(number)) > _indent(text):
        number = _above(source, number)
    above = source.line(number)
    if not number or not text.strip() or _indent(above) != _indent(text):
        return None
    has_dash, item = (each.strip().startswith("- ") for each in (text, above))
    here = _indent(text) + 1
    if item and not has_dash and _A_KEY.match(text):
        return _problem(
            source,
            line,
            here,
            "A key stands among the items of a list.",
            "Move it to the column of the keys it belongs with, or put a dash before it if it begins an item.",
        )
    if item and not has_dash:
        message = "A dash is missing: the lines around this one are items of a list."
        return _problem(source, line, here, message, f"Write - {shortened(text.strip())}")
    found = _KEY.match(above)
    if has_dash and found:
        return _problem(
            source,
            line,
            here,
            f'This item belongs to no list: "{found["key"]}" above has its text already.',
            "Move it below the key of its list, or take the dash away.",
        )
    return None


def _no_key(source: Source, line: int, _column: int, context: tuple[int, int] | None) -> Problem | None:
    for number in (*([context[0]] if context else []), line):
        text = source.line(number)
        if text.strip() and not _A_KEY.match(text) and not text.strip().startswith(("-", '"', "'", "[", "{", "#")):
            return _problem(
                source,
                number,
                _indent(text) + 1,
                "This line has no key and is no item of a list.",
                "Give it a key and a colon, a dash if it is an item, or indent it if it goes on with the text above.",
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
    return None


def _conflict(source: Source, _line: int, _column: int, _context: tuple[int, int] | None) -> Problem | None:
    for number, text in enumerate(source.lines, 1):
        if text.startswith(("<<<<<<< ", ">>>>>>> ")):
            return _problem(
                source,
                number,
                1,
                "Here two versions of the file were put together, and nobody has chosen between them.",
                "Keep the right lines, and delete those that begin with <<<<<<<, ======= and >>>>>>>.",
                length=7,
            )
    return None


_LOOKS = (
    _conflict,
    _tab,
    _unclosed,
    _second_document,
    _special_start,
    _after_quote,
    _bracket,
    _dash,
    _colon_in_text,
    _glued,
    _missing_dash,
    _no_key,
    _bad_indent,
)
"""What is looked for at the place of a fault; the first that finds something speaks."""
