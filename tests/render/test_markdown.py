"""Text from YAML reaches a page as the words that were typed, whatever they look like to Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from precall.core import text
from precall.render.markdown import Markdown, escape, set_block, set_line

OURS = [
    "attr_list",
    "md_in_html",
    "toc",
    "tables",
    "def_list",
    "admonition",
    "pymdownx.details",
    "pymdownx.superfences",
]
MANY = [
    *OURS,
    "abbr",
    "footnotes",
    "pymdownx.arithmatex",
    "pymdownx.betterem",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.html",
    "pymdownx.caret",
    "pymdownx.critic",
    "pymdownx.emoji",
    "pymdownx.escapeall",
    "pymdownx.fancylists",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.progressbar",
    "pymdownx.snippets",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
EXTENSIONS = pytest.mark.parametrize("extensions", [OURS, MANY], ids=["ours", "many"])
OPTIONS = {"pymdownx.snippets": {"check_paths": True}, "toc": {"permalink": True}}

DREADFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details></div><style>*{display:none}</style>",
    "<!-- never closed",
    "<![CDATA[ x ]]> <?php x ?> <!DOCTYPE x>",
    "words {: onclick=alert(1) }",
    "words { .class #id onclick=alert(1) }",
    "{{ config.site_url }} {% raw %} {# note #}",
    '--8<-- "/etc/passwd"',
    ";--8<-- 'x'",
    '!!! danger "Look"',
    "??? note",
    "???+ note",
    '=== "Tab"',
    "/// note",
    "# A heading",
    "> a quotation",
    "1. one",
    "2) two",
    "a. first",
    "iv. fourth",
    "1986. A great year.",
    "- dash",
    "+ plus",
    "* star",
    "~~~",
    "```python",
    "`` ` ``",
    "---",
    "===",
    "***",
    "| a | b |",
    ": a definition",
    "*[HTML]: abbreviation",
    "[^1]: footnote",
    "words[^1]",
    "[ref]: javascript:alert(1)",
    "[ref][ref] ![image](x.png) [[wiki]]",
    "![a](javascript:alert(1))",
    "[[a](b)](c) [x [y](z)](w)",
    "[TOC]",
    ":smile: :material-alert: ::: module",
    "https://example.com www.example.com someone@example.com",
    "@user #1 user/repo#12",
    "==mark== ^^ins^^ ~~del~~ H~2~O 2^10^ {++add++} {--del--} ++ctrl+c++ $x$ \\(y\\)",
    "[ ] task",
    "[x] task",
    "- [ ] task",
    "&lt;b&gt; &amp;amp; &#60;script&#62; &copy",
    "\\<b\\> \\\\* back\\slash \\",
    "snake_case_word and __init__ and a*b*c",
    "he said \"yes\" and 'no'",
    "100% sure? Yes! Really...",
    "What is this: a pre-call plan",
    "wow!",
    "x\u200bklzzwxh:0",
    "\x02wzxhzdk:1\x03",
    "line one\u2028# line two",
    "onclick=\"x\" style='y' <a",
    "عربي 漢字 🙂 é",
    '[=50% "half"]',
    '<div markdown="1">',
    "    four spaces",
    "\ttab",
]
ANYWHERE = [*DREADFUL, *(f"so {typed}" for typed in DREADFUL)]
"""The same at the start of a line and within it."""


class _Reading(HTMLParser):
    """The words and the elements of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes.extend(attrs)
        if tag in ("p", "li", "br"):
            self.words += " "

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        assert not data.strip(), data

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def read(source: str, extensions: list[str]) -> _Reading:
    """What a browser shows of some Markdown."""
    wanted = {name: OPTIONS[name] for name in extensions if name in OPTIONS}
    reading = _Reading()
    reading.feed(markdown.markdown(source, extensions=extensions, extension_configs=wanted))
    reading.close()
    return reading


def spaced(words: str) -> str:
    """Words with each run of blanks as one, and without what no page can carry."""
    return re.sub(
        r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+", " ", re.sub("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]", "", words)
    ).strip()


@EXTENSIONS
@pytest.mark.parametrize("typed", ANYWHERE)
def test_plain_words_are_shown_as_typed(typed: str, extensions: list[str]) -> None:
    """Escaped words make a paragraph of those words, and no element of their own."""
    reading = read(escape(typed).strip(), extensions)
    assert spaced(reading.words) == spaced(typed)
    assert set(reading.elements) <= {"p"}
    assert reading.attributes == []


@EXTENSIONS
@pytest.mark.parametrize("typed", ANYWHERE)
def test_words_are_shown_as_typed_wherever_a_template_puts_them(typed: str, extensions: list[str]) -> None:
    """In a heading, a list, a link, a tag of ours and its attribute, words bring no element and no attribute."""
    said = escape(typed).strip()
    page = f"""# {said} {{ #_top }}

- {said}
- [<span title="{said}">{said}</span>](a.md){{ .target }}

<div class="y" markdown="1">

{said}

<dl markdown="block"><dt>{said}</dt>
<dd markdown="span">{said}</dd>
</dl>

<details markdown="1">
<summary>{said}</summary>

{said}

</details>
</div>
"""
    plain = read(page.replace(said, "word"), extensions)
    reading = read(page, extensions)
    assert reading.elements == plain.elements
    assert [name for name, _ in reading.attributes] == [name for name, _ in plain.attributes]
    assert spaced(reading.words).count(spaced(typed)) >= 8
    assert spaced(str(dict(reading.attributes)["title"])) == spaced(typed)


SIGNS = st.text(st.sampled_from("ab1. !?:-*_`[](){}<>&#|~^=+\"'$@\\/%\n\t;,www"), max_size=40)


@settings(max_examples=300, deadline=None)
@given(SIGNS)
def test_no_mixture_of_signs_is_markup(typed: str) -> None:
    """Whatever is typed, escaped it is one paragraph of itself under all extensions."""
    reading = read("x " + escape(typed), MANY) if not spaced(typed) else read(escape(typed).strip(), MANY)
    assert spaced(reading.words) == (spaced(typed) or "x")
    assert set(reading.elements) == {"p"}


ALLOWED = {"p", "a", "strong", "em", "code", "ul", "ol", "li", "br"}


@settings(max_examples=300, deadline=None)
@example("- a\n\n    b\n\n- c")
@example("- a\n    - b\n\n      c\n\n    - d\n- e\n\ne")
@example("1. a\n\n   - b\n2. c\n\n+ d\n\n- e")
@given(st.one_of(SIGNS, st.lists(st.sampled_from(DREADFUL), max_size=4).map("\n\n".join)))
def test_a_text_is_what_its_tree_says(typed: str) -> None:
    """A text set as blocks shows its tree's words, with the elements that text may have and no link but a safe one."""
    reading = read(set_block(typed), MANY)
    assert spaced(reading.words).replace(" ", "") == spaced(text.plain(text.block(typed))).replace(" ", "")
    assert set(reading.elements) <= ALLOWED
    # `type` is what pymdownx.fancylists gives a numbered list.
    assert {name for name, _ in reading.attributes} <= {"href", "type"}
    for name, value in reading.attributes:
        assert name == "type" or text.is_safe(str(value)), value


@settings(max_examples=200, deadline=None)
@given(SIGNS)
def test_a_line_is_what_its_tree_says(typed: str) -> None:
    """A line set in a heading stays in the heading."""
    assume(spaced(text.plain_line(typed)))
    reading = read(f"## {set_line(typed)} {{ #x }}", OURS)
    assert spaced(reading.words).rstrip("¶").replace(" ", "") == spaced(text.plain_line(typed)).replace(" ", "")
    assert reading.elements[0] == "h2"
    assert set(reading.elements) <= (ALLOWED - {"p", "ul", "ol", "li"}) | {"h2"}


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("*a* and **b** and `c*d`", "<p><em>a</em> and <strong>b</strong> and <code>c*d</code></p>"),
        ("***both***", "<p><em><strong>both</strong></em></p>"),
        (
            "[a *b*](https://example.com/x_y(z)?q=1&r=2)",
            '<p><a href="https://example.com/x_y%28z%29?q=1&amp;r=2">a <em>b</em></a></p>',
        ),
        ("wow![a](https://example.com)", '<p>wow!<a href="https://example.com">a</a></p>'),
        ("[a](javascript:alert(1))", "<p>a</p>"),
    ],
)
def test_what_text_may_have_is_kept(typed: str, html: str) -> None:
    """Weight, code and safe links come through."""
    made = markdown.markdown(set_line(typed), extensions=MANY)
    assert re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), made) == html


def test_lists_keep_their_shape() -> None:
    """Lists within lists, numbers and paragraphs come out as they were nested."""
    made = markdown.markdown(set_block("First:\n\n- a\n    - b\n\n1. one\n2. two\n\nLast."), extensions=OURS)
    assert (
        re.sub(r"\s+|<!-- -->|</?p>", "", made)
        == "First:<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>one</li><li>two</li></ol>Last."
    )


def test_ordinary_sentences_stay_readable() -> None:
    """In the files that other hosts read, plain words look plain."""
    said = (
        "What's changed since 2019, and who (besides you) noticed: the well-known 3.5% rise? It's all here; honest..."
    )
    assert escape(said) == said


def test_the_mark_is_lost_when_text_is_added() -> None:
    """Only what was set as a whole counts as set."""
    assert type(Markdown("a") + "<b>") is str
