"""Markdown of ours becomes the HTML that Python-Markdown makes of it, to the byte, or is left to Python-Markdown."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from precall.hosts.converted import Converted
from precall.hosts.markdown_converter import OddMarkdownError, convert, converts
from precall.render.markdown import escape, set_block, set_line

EXTENSIONS = [
    "toc",
    "tables",
    "fenced_code",
    "admonition",
    "attr_list",
    "def_list",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.superfences",
]
SETTINGS: dict[str, dict[str, object]] = {"toc": {"permalink": True}}

PAGE = """\
# {line} {{ #_top }}

<nav class="pc-trail" aria-label="Where {attribute}" data-search-exclude="" markdown="1">

1. [Home](../index.md)
1. <span aria-current="page">{line}</span>

</nav>

<p class="pc-when" hidden>{plain}</p>

<p class="pc-lead" markdown="span">{line}</p>

<span id="old"></span><span id="older"></span>

## {line} {{ #one .pc-question }}

{block}

<dl class="pc-facts" markdown="block">
<dt>Listen for</dt>
<dd markdown="span">{line}</dd>
<dd markdown="span">[{plain}](a.md#b), [x {plain}](c.md)</dd>

</dl>

- {line}
- [<span class="x">{plain}</span> <span class="y">“{plain}”</span>](d.md){{ .pc-target }}

### {plain} {{ #two }}

<details class="pc-more" markdown="1">
<summary>{plain}</summary>

{block}

</details>
"""

PIECES = ["{line}", "{block}", "{block}\n\n- {line}\n\n{plain}", *re.split(r"\n(?=#)", PAGE)]
"""What a page is made of, each alone: one that is odd would hide the others."""

WORDS = st.one_of(
    st.text(),
    st.text(alphabet="-*_`#>+.:![]()<>{}&;=~^|\\\"'$@1a \n"),
    st.text(alphabet="ab .\n-1"),
    st.sampled_from(
        ["", "**b** and *e*", "`code`", "[x](https://example.com/?a=1&b=2)", "- a\n- b\n\n  c", "1. a\n2. b"]
    ),
)


def plain_way(text: str) -> tuple[str, Any]:
    """What Python-Markdown makes of a page, and its headings."""
    made = markdown.Markdown(extensions=EXTENSIONS, extension_configs=SETTINGS)
    return made.convert(text), made.toc_tokens  # type: ignore[attr-defined]


def flat(tokens: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """Headings in the order of the page."""
    return [
        each for token in tokens for each in ((token["level"], token["id"], token["name"]), *flat(token["children"]))
    ]


def same(text: str) -> Converted:
    """Both ways give the same; returns what ours gave."""
    html, tokens = plain_way(text)
    made = convert(text, str)
    assert made.html == html
    assert [(each.level, each.id, each.name) for each in made.headings] == flat(tokens)
    assert made.ids == set(re.findall(r' id="([^"]*)"', html))
    return made


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
@example("It's “fine” & <b>so</b>, isn't it?", "- one\n- two")
@example("1. x", "a\n\n- b\n\n- c")
@example("  ", " \x85a")
def test_any_text_becomes_the_same_or_is_left_alone(line: str, block: str) -> None:
    """Whatever editors type, and wherever our templates put it."""
    parts = {
        "line": set_line(line),
        "plain": escape(line),
        "attribute": escape(line),
        "block": set_block(block),
    }
    for piece in (*PIECES, PAGE):
        text = piece.format(**parts)
        with suppress(OddMarkdownError):
            convert(text, str)
            same(text)


def test_sentences_are_not_left_to_python_markdown() -> None:
    """What people usually write goes the short way, or there would be none."""
    said = 'What has *changed* since you last looked at this? It\'s 12:30, "they" said [so](why.md).'
    text = PAGE.format(
        line=set_line(said), plain=escape(said), attribute="you are", block=set_block(f"{said}\n\n- a\n- b")
    )
    assert same(text).title is not None


@pytest.mark.parametrize(
    "text",
    [
        "```\ncode\n```",
        "!!! note\n    words",
        "a | b\n--|--\n1 | 2",
        "Term\n:   Definition",
        "# No id",
        "*emphasis*",
        "<script>alert(1)</script>",
        '<div markdown="1">\n\nnever closed',
        "- a\n\n- b",
        "- a\n    - b",
        "text\n===",
        "> quoted",
        "<p>raw</p>\nand on",
        "a  \nb",
        '<div markdown="1">\n</div>',
        "![picture](x.png)",
        "[^1]",
        "    code",
    ],
)
def test_other_markdown_is_odd(text: str) -> None:
    """A team's template may hold any of it, and then gets what Python-Markdown makes of it."""
    with pytest.raises(OddMarkdownError):
        convert(text, str)


def test_what_other_extensions_would_change_is_not_converted() -> None:
    """Under settings that mean something else, every page goes the long way."""
    assert converts(EXTENSIONS, SETTINGS)
    assert not converts([*EXTENSIONS, "smarty"], SETTINGS)
    assert not converts(EXTENSIONS, {"toc": {"permalink": "#"}})
    assert not converts(EXTENSIONS, {"toc": {"permalink": True, "baselevel": 2}})
    assert not converts(["toc"], SETTINGS)


def test_links_lead_where_they_are_told() -> None:
    """The host says what a link becomes."""
    made = convert("[a](b.md#c){ .x rel=next }", lambda url: f"to/{url}")
    assert made.html == '<p><a class="x" href="to/b.md#c" rel="next">a</a></p>'


def test_what_a_page_filters_by_stands_on_its_links() -> None:
    """Attributes with quotes, and forms with names."""
    text = '- [a](b.md){  .x .y data-stage="open" data-tags="one two-three"  }'
    page = '<form class="f" hidden>\n<label><input type="checkbox" name="stage"><span>A</span></label>\n</form>'
    same(f"{page}\n\n{text}")
