"""Text becomes HTML in which only our own elements are markup."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from jinja2 import UndefinedError

from precall.content.source import TEMPLATE_FOLDER
from precall.core import text
from precall.render import html
from tests.support.markup import DREADFUL, ELEMENTS, NASTY

ANYWHERE = [*DREADFUL, *(f"so {typed}" for typed in DREADFUL)]
"""The same at the start of a line and within it."""


class Reader(HTMLParser):
    """The elements, attributes and words that a browser would find."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Store the element and its attributes."""
        self.elements.add(tag)
        self.attributes += attrs
        if tag == "br":
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Store the words."""
        self.text.append(data)


@given(NASTY)
def test_any_text_becomes_only_our_elements(words: str) -> None:
    """The only attribute is the address of a safe link."""
    for markup in (html.line(words), html.block(words)):
        found = Reader(markup)
        assert found.elements <= ELEMENTS
        assert all(name == "href" and text.is_safe(value or "") for name, value in found.attributes)


@pytest.mark.parametrize("typed", ANYWHERE)
def test_a_line_is_shown_as_typed(typed: str) -> None:
    """Text that looks like markup appears as words; only inline Markdown becomes elements."""
    found = Reader(html.line(typed))
    assert "".join(found.text) == html.plain(typed)
    assert found.elements <= ELEMENTS


@given(NASTY)
def test_a_line_has_the_same_words_as_its_plain_text(words: str) -> None:
    """Rendering a line adds and removes no word."""
    assert "".join(Reader(html.line(words)).text) == html.plain(words)


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("*so* **it** `goes`", "<em>so</em> <strong>it</strong> <code>goes</code>"),
        ("[see](../calls/)", '<a href="../calls/">see</a>'),
        ("[see](javascript:x)", "see"),
    ],
)
def test_inline_markdown_becomes_html(typed: str, set_as: str) -> None:
    """Emphasis, code and safe links become elements; everything else is words."""
    assert html.line(typed) == set_as


def test_a_block_keeps_paragraphs_and_lists() -> None:
    """Paragraphs and lists keep their order and kind; a list of single lines is tight."""
    assert html.block("One.\n\n- a\n- b\n\n1. c") == "<p>One.</p>\n<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li></ol>"


def test_a_links_address_is_resolved_and_escaped() -> None:
    """The page resolves the address of a link, which is escaped in the attribute."""
    made = html.line("[a](x.md) *[b](y.md)*", lambda href: f'"{href}&"')
    assert made == '<a href="&#34;x.md&amp;&#34;">a</a> <em><a href="&#34;y.md&amp;&#34;">b</a></em>'


def test_a_template_can_contain_markdown(tmp_path: Path) -> None:
    """The template's own HTML stays; the text of a field never becomes markup or a script."""
    page = html.environment(tmp_path).from_string(
        "{% filter markdown %}## Ours\n\n<b>{{ a }}</b> {{ b | line }}{% endfilter %}{{ a | markdown }}"
    )
    assert page.render(a="<i>x</i>", b="*y*") == (
        "<h2>Ours</h2>\n<p><b>&lt;i&gt;x&lt;/i&gt;</b> <em>y</em></p>\n<p>&lt;i&gt;x&lt;/i&gt;</p>\n"
    )


def test_a_template_escapes_unfiltered_text(tmp_path: Path) -> None:
    """Autoescape is on, and a filter's HTML is not escaped twice."""
    page = html.environment(tmp_path).from_string("{{ a }}|{{ a | line }}|{{ b | plain }}")
    assert page.render(a="<*x*>", b="*x* & y") == "&lt;*x*&gt;|&lt;<em>x</em>&gt;|x &amp; y"


def test_a_custom_template_overrides_ours(tmp_path: Path) -> None:
    """A file of the same name below the root's `templates` is used instead of the package's."""
    (tmp_path / TEMPLATE_FOLDER).mkdir()
    (tmp_path / TEMPLATE_FOLDER / "agenda.html").write_text("ours: {{ w.hello }}", encoding="utf-8")
    assert html.environment(tmp_path, w={"hello": "hi"}).get_template("agenda.html").render() == "ours: hi"


def test_an_undefined_variable_is_an_error(tmp_path: Path) -> None:
    """The build stops instead of leaving a gap on paper."""
    with pytest.raises(UndefinedError):
        html.environment(tmp_path, w={}).from_string("{{ w.gone }}").render()
