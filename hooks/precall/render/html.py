"""Convert text from YAML to safe HTML, and make the template environments that use it.

All text is escaped here, once. The only elements in the output are a, strong, em, code, br, p, ul, ol and li.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from precall.content.model import Company, extended_roots
from precall.content.source import BUILTIN_TEMPLATES, TEMPLATE_FOLDER
from precall.core import text
from precall.core.text import Block, Break, Code, Emphasis, Inline, Link, Listing, Paragraph, Strong, Words
from precall.render.template_loader import Templates

ASSETS = Path(__file__).parent / "assets"
"""The package's style sheets and scripts."""
TOKENS = "tokens.css"
"""The colours and fonts that all style sheets share."""


_STYLE_COMMENT_OR_INDENT = re.compile(rb"/\*.*?\*/|^[ \t]+|\n(?=\s*\n)", re.MULTILINE | re.DOTALL)


def joined_styles(names: Iterable[str]) -> bytes:
    """Return several of the package's style sheets as one, without comments and indentation.

    No string in these style sheets contains a comment's delimiters.
    """
    return b"\n".join(_STYLE_COMMENT_OR_INDENT.sub(b"", (ASSETS / name).read_bytes()) for name in names)


def style_sheet(name: str) -> bytes:
    """Return a style sheet for pages without the theme, preceded by the design tokens: one request for both."""
    return joined_styles((TOKENS, name))


Resolve: TypeAlias = Callable[[str], str]
"""Returns the link to put on a page for a link that an editor wrote."""

_COMMENT_OR_INDENT = re.compile(rb"^[ \t]*//[^\n]*\n|^[ \t]+", re.MULTILINE)


def joined_scripts(names: Iterable[str]) -> bytes:
    """Return several of the package's scripts as one, without comments and indentation.

    No string in these scripts spans several lines, so every line that begins with `//` is a comment.
    """
    # Separate the scripts, so that one does not continue the last statement of another.
    return b"\n;\n".join(lean_script(ASSETS / name) for name in names)


def lean_script(path: Path) -> bytes:
    """Return a script of the package without comments and indentation, to make downloads smaller."""
    return _COMMENT_OR_INDENT.sub(b"", path.read_bytes())


def line(words: str, resolve: Resolve = str) -> Markup:
    """Return one line of text, for use inside an element."""
    return inline(text.line(words), resolve)


def block(words: str, resolve: Resolve = str) -> Markup:
    """Return a text of paragraphs and lists, as elements of their own."""
    return blocks(text.block(words), resolve)


def plain(words: str) -> str:
    """Return one line of text as plain words, which the template escapes."""
    return text.plain_line(words)


def markdown(source: str) -> Markup:
    """Return HTML for Markdown in a team's template: `{% filter markdown %}## Heading{% endfilter %}`.

    HTML in the template itself is kept. Plain strings, such as a field without a filter, are escaped.
    """
    return Markup(text.markdown_to_html(str(source), keep_html=isinstance(source, Markup)))


def inline(parts: Sequence[Inline], resolve: Resolve = str) -> Markup:
    """Return the parts of a line."""
    return Markup("".join(_inline(part, resolve) for part in parts))  # each part is escaped


def blocks(parts: Sequence[Block], resolve: Resolve = str) -> Markup:
    """Return the blocks of a text."""
    return Markup("\n".join(_block(part, resolve) for part in parts))  # each part is escaped


def _inline(part: Inline, resolve: Resolve) -> Markup:
    match part:
        case Words(words):
            return escape(words)
        case Code(words):
            return Markup(f"<code>{escape(words)}</code>")
        case Strong(parts):
            return Markup(f"<strong>{inline(parts, resolve)}</strong>")
        case Emphasis(parts):
            return Markup(f"<em>{inline(parts, resolve)}</em>")
        case Link(href, parts):
            return Markup(f'<a href="{escape(resolve(href))}">{inline(parts, resolve)}</a>')
        case Break():
            return Markup("<br>")


def _block(part: Block, resolve: Resolve) -> Markup:
    match part:
        case Paragraph(parts):
            return Markup(f"<p>{inline(parts, resolve)}</p>")
        case Listing(ordered, items):
            name = "ol" if ordered else "ul"
            listed = "".join(f"<li>{_item(item, resolve)}</li>" for item in items)
            return Markup(f"<{name}>{listed}</{name}>")


def _item(parts: Sequence[Block], resolve: Resolve) -> Markup:
    # An item of one paragraph needs no p element.
    first = parts[0] if len(parts) == 1 else None
    return inline(first.parts, resolve) if isinstance(first, Paragraph) else blocks(parts, resolve)


def environment(root: Path, companies: Iterable[Company] = (), **words: Mapping[str, str]) -> Environment:
    """Return an environment of our templates, overridden by those of `companies` and then by the team's below `root`.

    An undefined name is an error; an error in a template of the team or a company is a PrecallError. The filters
    `line`, `block` and `plain` render text from YAML. `words` become globals: `w={"print": "Print"}`.
    """
    ours = FileSystemLoader(BUILTIN_TEMPLATES)
    between = extended_roots(companies)
    made = Templates(root, TEMPLATE_FOLDER, ours, extended=between, autoescape=True, keep_trailing_newline=True)
    made.filters.update(line=line, block=block, plain=plain, markdown=markdown)
    made.globals.update(words)
    return made
