"""Where YAML gave up, one sentence says what was probably meant. The sentences are held by tests/cases/check/syntax."""

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
def test_the_way_out_is_written_out(text: str) -> None:
    """Where the right line can be known, the hint holds it."""
    (problem,) = compose(Source("x.yml", text))[1]
    assert FAULTY[text] in problem.hint


@pytest.mark.parametrize(
    "said", ["a: b", 'say "no": now', "it's: so", "C:\\new: x", "both ' and \": x", "#1", "- a", "@x"]
)
def test_what_the_hint_puts_in_quotes_is_read_as_it_was_meant(said: str) -> None:
    """A text in the quotes that we propose is the same text again."""
    document, problems = compose(Source("x.yml", f"key: {in_quotes(said)}\n"))
    assert problems == []
    assert document is not None
    assert document.value == {"key": said}


@pytest.mark.parametrize(
    "line",
    ["agree: We have: 45 minutes", "say: It's: so", 'ask: "Now": why', "when: @noon", "when: `x`", "title: [A] b"],
)
def test_a_line_rewritten_by_the_hint_is_right(line: str) -> None:
    """Whoever does what the hint says has no fault left in that line."""
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
def test_no_text_is_too_broken(text: str) -> None:
    """Whatever is written, each problem has a place inside the file, one line of words, and a way out."""
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
def test_no_letters_are_too_odd(text: str) -> None:
    """Any text at all is read or told."""
    document, problems = compose(Source("x.yml", text))
    assert document is not None or problems
