"""Text becomes a tree in which only supported Markdown is markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precall.core.text import (
    Break,
    Code,
    Emphasis,
    Link,
    Listing,
    Paragraph,
    Strong,
    Words,
    block,
    is_safe,
    line,
    links,
    plain,
)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("plain words", (Words("plain words"),)),
        ("*soft* and **hard**", (Emphasis((Words("soft"),)), Words(" and "), Strong((Words("hard"),)))),
        ("`a*b*`", (Code("a*b*"),)),
        ("[x](https://e.org)", (Link("https://e.org", (Words("x"),)),)),
        ("[x](../calls/a.md)", (Link("../calls/a.md", (Words("x"),)),)),
        ("two\nlines", (Words("two lines"),)),
        ("<b>bold</b>", (Words("<b>bold</b>"),)),
        ("5 * 3 * 2", (Words("5 * 3 * 2"),)),
        ("snake_case_word", (Words("snake_case_word"),)),
        (r"\*not soft\*", (Words("*not soft*"),)),
        ("# no heading", (Words("# no heading"),)),
        ("![x](y.png)", (Words("!"), Link("y.png", (Words("x"),)))),
    ],
)
def test_a_line_has_only_inline_markdown(typed: str, parts: tuple[object, ...]) -> None:
    """Emphasis, strong text, code and links are parsed; headings, images and HTML are plain words."""
    assert line(typed) == parts


def test_a_block_holds_paragraphs_and_lists() -> None:
    """An empty line separates paragraphs, a dash or a number starts an item, and lists can be nested."""
    read = block("One.\n\nTwo.\n\n- a\n- b\n  1. c\n")
    assert read == (
        Paragraph((Words("One."),)),
        Paragraph((Words("Two."),)),
        Listing(
            False,
            (
                (Paragraph((Words("a"),)),),
                (Paragraph((Words("b"),)), Listing(True, ((Paragraph((Words("c"),)),),))),
            ),
        ),
    )
    assert plain(read) == "One.\nTwo.\na\nb\nc"


def test_a_hard_line_break_stays() -> None:
    """Two spaces or a backslash at a line's end break the line in a block."""
    (paragraph,) = block("one\\\ntwo")
    assert isinstance(paragraph, Paragraph)
    assert Break() in paragraph.parts


@pytest.mark.parametrize(
    "html", ["<script>alert(1)</script>", "<img src=x onerror=y>", "<!-- x -->", "&lt;b&gt;", "<div>\n\nx\n\n</div>"]
)
def test_no_text_becomes_html(html: str) -> None:
    """Text that looks like HTML is plain words in the tree, in lines and in blocks."""
    for tree in (line(html), block(html)):
        assert {"Words", "Paragraph"} >= {type(part).__name__ for part in tree}


@pytest.mark.parametrize(
    "href",
    [
        "https://e.org/a?b=c#d",
        "http://e.org",
        "HTTPS://E.org",
        "mailto:a@e.org",
        "tel:+44",
        "a.md",
        "../a/b.md#c",
        "#here",
        "/calls/",
        "a?b:c",
    ],
)
def test_safe_links(href: str) -> None:
    """Links may lead to the web, a mailbox, a telephone and this site."""
    assert is_safe(href)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:x",
        "JavaScript:x",
        "java\tscript:x",
        "java\nscript:x",
        " javascript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil",
        "https://e.org/a b",
        "blob:x",
        "",
        "\u200bjavascript:x",
    ],
)
def test_unsafe_links(href: str) -> None:
    """Links that run code, open a file or hide their host are unsafe, also with characters that browsers ignore."""
    assert not is_safe(href)


@pytest.mark.parametrize(
    "typed", ["[x](&#106;avascript:y)", "[x](<javascript:y>)", "[x](JAVASCRIPT:y)", "[a [x](javascript:y)](z)"]
)
def test_an_unsafe_link_is_reported_and_stays_text(typed: str) -> None:
    """`links` returns an unsafe link in any notation, and the tree has only its words."""
    assert any(not is_safe(href) for href in links(typed))
    assert not any(isinstance(part, Link) and not is_safe(part.href) for part in line(typed))


def _all(parts: object) -> list[object]:
    inner = [x for name in ("parts", "items") for x in getattr(parts, name, ())]
    if isinstance(parts, tuple):
        inner += parts
    return [parts, *(each for x in inner for each in _all(x))]


SIGNS = ["*", "_", "`", "[", "](", ")", "\n", "- ", "1. ", "\\", "&amp;", "<", ">", "a", " ", "!", "#", "|", "~"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*SIGNS, "javascript:", "http://a"]), max_size=40).map("".join))
def test_any_text_can_be_parsed(typed: str) -> None:
    """Any text has a tree, every link in the tree is safe, and `links` returns every address."""
    known = set(links(typed))
    for tree in (line(typed), block(typed)):
        for part in _all(tree):
            if isinstance(part, Link):
                assert is_safe(part.href)
                assert part.href in known
        assert isinstance(plain(tree), str)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters="\\*_`[]&\n\r", exclude_categories=["Cs", "Cc"])))
def test_text_without_markup_is_unchanged(typed: str) -> None:
    """Text without Markdown is one part with the same words."""
    assert plain(line(typed)) == typed
