"""A YAML syntax error gets a message with the probable cause; tests/cases/check/syntax has the messages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precall.content.source import Source
from precall.content.syntax import in_quotes
from precall.content.yaml_parser import compose

FAULTY = {
    "a: b: c\n": 'a: "b: c"',
    "a: 'it's'\n": '"it\'s"',
    "a: @b\n": '"@b"',
    "a:b\nc: d\n": "a: b",
    "- a\n-b\n- c: d\ne\n": "- b",
    "a:\u00a0b\nc: d\n": "Write a: b",
    "a\uff1ab\nc: d\n": "Write a: b",
    "a: 'b\nc: it's d\n": "Put the same quote at the end of the text",
}


@pytest.mark.parametrize("text", FAULTY)
def test_the_hint_has_the_corrected_line(text: str) -> None:
    """If the right line is known."""
    (problem,) = compose(Source("x.yml", text))[1]
    assert FAULTY[text] in problem.hint


@pytest.mark.parametrize(
    "text", ["a: b", 'say "no": now', "it's: so", "C:\\new: x", "both ' and \": x", "#1", "- a", "@x"]
)
def test_a_quoted_text_in_a_hint_is_parsed_as_the_same_text(text: str) -> None:
    """The quotes that a hint proposes do not change the text."""
    document, problems = compose(Source("x.yml", f"key: {in_quotes(text)}\n"))
    assert problems == []
    assert document is not None
    assert document.value == {"key": text}


@pytest.mark.parametrize(
    "line",
    ["agree: We have: 45 minutes", "say: It's: so", 'ask: "Now": why', "when: @noon", "when: `x`", "title: [A] b"],
)
def test_the_corrected_line_of_a_hint_is_valid(line: str) -> None:
    """A line rewritten according to the hint has no fault."""
    (problem,) = compose(Source("x.yml", f"{line}\n"))[1]
    proposed = re.search(r": (?:\w+: )?((['\"]).*)$", problem.hint)
    assert proposed is not None
    key = line.split(":", maxsplit=1)[0]
    assert compose(Source("x.yml", f"{key}: {proposed[1]}\n"))[1] == []


PIECES = [
    "a: ",
    "- ",
    "  ",
    "\n",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    "#",
    "&x",
    "*x",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    ",",
    "?",
    ":",
    "-",
    "\t",
]
PIECES += ["---", "...", "word", "é", "\u00a0", "\\", "<<", "=", "\r", "\u2028", "日本"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_broken_text_gets_valid_problems(text: str) -> None:
    """Each problem has a place inside the file, one line as its message, and a hint."""
    source = Source("x.yml", text)
    document, problems = compose(source)
    assert document is not None or problems
    for problem in problems:
        assert 1 <= problem.span.line <= len(source.lines)
        assert 1 <= problem.span.column <= len(source.line(problem.span.line)) + 1
        assert problem.span.end_line >= problem.span.line
        assert "\n" not in problem.message + problem.hint
        assert problem.message.endswith((".", "…"))
        assert problem.hint


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_parsed_or_reported(text: str) -> None:
    """For any characters."""
    document, problems = compose(Source("x.yml", text))
    assert document is not None or problems
