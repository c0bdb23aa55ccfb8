"""Text becomes safe HTML, and a template becomes a page that needs no theme.

Everything from YAML is escaped here, once. No elements are made but a, strong, em, code, br, p, ul, ol and li.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from precall.content.model import Company
from precall.content.source import BUILTIN_TEMPLATES, TEMPLATE_FOLDER
from precall.core import text
from precall.core.text import Block, Break, Code, Emphasis, Inline, Link, Listing, Paragraph, Strong, Words
from precall.render.template_loader import Templates

ASSETS = Path(__file__).parent / "assets"
"""The package's style sheets and scripts."""


def line(words: str) -> Markup:
    """One line of text, to stand inside an element."""
    return inline(text.line(words))


def block(words: str) -> Markup:
    """A text of paragraphs and lists, as elements of their own."""
    return blocks(text.block(words))


def plain(words: str) -> str:
    """One line of text as plain words, which the template escapes."""
    return text.plain_line(words)


def inline(parts: Sequence[Inline]) -> Markup:
    """The parts of a line."""
    return Markup("").join(_inline(part) for part in parts)


def blocks(parts: Sequence[Block]) -> Markup:
    """The blocks of a text."""
    return Markup("\n").join(_block(part) for part in parts)


def _inline(part: Inline) -> Markup:
    match part:
        case Words(said):
            return escape(said)
        case Code(said):
            return Markup("<code>{}</code>").format(said)
        case Strong(parts):
            return Markup("<strong>{}</strong>").format(inline(parts))
        case Emphasis(parts):
            return Markup("<em>{}</em>").format(inline(parts))
        case Link(href, parts):
            return Markup('<a href="{}">{}</a>').format(href, inline(parts))
        case Break():
            return Markup("<br>")


def _block(part: Block) -> Markup:
    match part:
        case Paragraph(parts):
            return Markup("<p>{}</p>").format(inline(parts))
        case Listing(ordered, items):
            name = Markup("ol" if ordered else "ul")
            made = Markup("").join(Markup("<li>{}</li>").format(_item(item)) for item in items)
            return Markup("<{0}>{1}</{0}>").format(name, made)


def _item(parts: Sequence[Block]) -> Markup:
    # An item of one paragraph is set tight, as the editor typed it.
    first = parts[0] if len(parts) == 1 else None
    return inline(first.parts) if isinstance(first, Paragraph) else blocks(parts)


def extended(companies: Iterable[Company]) -> dict[str, Path]:
    """The roots of the playbooks whose templates a team has too, by what stands before their files' paths."""
    return {company.label: company.folder for company in companies if not company.is_packaged}


def environment(root: Path, companies: Iterable[Company] = (), **words: Mapping[str, str]) -> Environment:
    """The templates, with those of the team below `root` before ours; a name that nothing defines is an error.

    Those of `companies`, which the team extends, stand between the two. A fault in a template of the team's or of
    theirs is a PrecallError. The filters `line`, `block` and `plain` set text from YAML. `words` become globals:
    `w={"print": "Print"}`.
    """
    ours = FileSystemLoader(BUILTIN_TEMPLATES)
    between = extended(companies)
    made = Templates(root, TEMPLATE_FOLDER, ours, extended=between, autoescape=True, keep_trailing_newline=True)
    made.filters.update(line=line, block=block, plain=plain)
    made.globals.update(words)
    return made
