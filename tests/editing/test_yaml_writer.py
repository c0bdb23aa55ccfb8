"""Any text that is written as YAML is read as the same text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precall.content import yaml_parser
from precall.content.source import Source
from precall.editing import yaml_writer

UNSEEN = re.compile("[^\\t\\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
WORDS = st.text(min_size=1, max_size=30)
AWKWARD = st.sampled_from(
    [
        "no",
        "12:30",
        "0123",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "'",
        '"',
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "{a",
        "[a",
        "a\nb",
        "a\n\n b",
    ]
)


def read(lines: list[str]) -> Any:
    document, problems = yaml_parser.compose(Source("x.yml", "\n".join(lines) + "\n"))
    assert document is not None, problems
    assert not problems
    return document.value


@given(st.one_of(WORDS, AWKWARD))
def test_any_text_survives_writing_and_reading(text: str) -> None:
    """The texts contain punctuation, numbers, booleans, line ends and many scripts."""
    text = "".join(sign for sign in text if not UNSEEN.match(sign))
    if text:
        assert read(list(yaml_writer.lines({"a": {"b": [text, {"c": text}]}})))["a"]["b"] == [text, {"c": text}]


@pytest.mark.parametrize("text", ["What is it?", "It's fine", "a: b", "Überall", "24 hours"])
def test_plain_words_have_no_quotes(text: str) -> None:
    """Quotes are written only where YAML needs them."""
    assert yaml_writer.text(text) == (f"'{text}'" if ": " in text else text)
