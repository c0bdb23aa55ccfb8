"""The tree of a text becomes Markdown that says the same words under any set of extensions, and nothing else.

Every sign that some extension could read as markup is written as a character reference (`&#42;`), and emphasis, strong
and code as tags of our own, so that what was typed reaches the page as text. `Markdown` marks what has been through
here; a template's environment escapes whatever does not carry the mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import quote

from precall.core import text as texts
from precall.core.cache import remembered
from precall.core.text import Block, Break, Code, Emphasis, Inline, Link, Listing, Paragraph, Strong, Words

Resolve: TypeAlias = Callable[[str], str]
"""Makes the link that stands in the page's Markdown from the one that the editor wrote."""


class Markdown(str):
    """Markdown that may stand on a page as it is. Added to plain text it becomes plain text again, and is escaped."""

    __slots__ = ()


# Signs that open some markup anywhere; the quotation mark, because words stand in attributes too.
_ANYWHERE = r"""[\\`*_\[\]{}<>&#|~^=+"$@]"""
# An emoji and a link begin with a colon that no space follows.
_COLON = r":(?! |$)|(?<![^\W_]):"
# An exclamation mark at the end could stand before a link, and make an image of it.
_DOUBLED = r"-(?=-)|(?<=-)-|!(?=!|$)|(?<=!)!"
# At the start of a line nearly any sign makes a block: a list, a quotation, a heading, an admonition.
_FIRST = r"^[!-&)-/:-@\[-`{-~]|^(?P<number>\d+|[a-z]|[ivxlcdm]{1,9})(?P<point>[.)])(?=\s|$)"
_WWW = r"(?<=www)\."
_SIGNS = re.compile("|".join((_ANYWHERE, _COLON, _DOUBLED, _FIRST, _WWW)), re.IGNORECASE)

_SPACE = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> Markdown:
    """Plain words as Markdown on one line, safe at its start, within it and in an attribute; marked text as it is."""
    return text if isinstance(text, Markdown) else _escape(text)


@remembered(65_536)
def _escape(text: str) -> Markdown:
    said = _SPACE.sub(" ", _UNSEEN.sub("", text))
    # A space at the start may fall away later, and would have hidden a sign that opens a block.
    words = said.lstrip(" ")
    return Markdown(said[: len(said) - len(words)] + _SIGNS.sub(_reference, words))


def _reference(found: re.Match[str]) -> str:
    if found["number"]:
        return f"{found['number']}&#{ord(found['point'])};"
    return f"&#{ord(found[0])};"


def uri(href: str) -> Markdown:
    """A link's address as it may stand between the brackets of a Markdown link."""
    return Markdown(quote(href, safe="/:?#%&=+,;@.~!$'-").replace("&", "&amp;"))


def set_line(text: str, resolve: Resolve = str) -> Markdown:
    """One line of text."""
    return Markdown(_inline(texts.line(text), resolve).strip())


def set_block(text: str, resolve: Resolve = str) -> Markdown:
    """A text of paragraphs and lists."""
    return Markdown("\n".join(_blocks(texts.block(text), resolve)))


def _inline(parts: Sequence[Inline], resolve: Resolve) -> str:
    # Neighbours are escaped as one: two halves of a sign could each look harmless.
    whole: list[Inline] = []
    for part in parts:
        if isinstance(part, Words) and whole and isinstance(whole[-1], Words):
            whole[-1] = Words(whole[-1].text + part.text)
        else:
            whole.append(part)
    return "".join(_part(part, resolve) for part in whole)


def _part(part: Inline, resolve: Resolve) -> str:
    match part:
        case Words(text):
            return escape(text)
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Strong(parts):
            return f"<strong>{_inline(parts, resolve)}</strong>"
        case Emphasis(parts):
            return f"<em>{_inline(parts, resolve)}</em>"
        case Link(href, parts):
            return f"[{_inline(parts, resolve)}]({uri(resolve(href))})"
        case Break():
            return "<br>"


def _blocks(blocks: Sequence[Block], resolve: Resolve) -> list[str]:
    lines: list[str] = []
    for position, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            made = [_inline(block.parts, resolve).strip()]
        else:
            # Two lists in a row would become one.
            follows_list = position > 0 and isinstance(blocks[position - 1], Listing)
            made = ["<!-- -->", ""] if follows_list else []
            made.extend(_items(block, resolve))
        if lines:
            lines.append("")
        lines.extend(made)
    return lines


def _items(listing: Listing, resolve: Resolve) -> list[str]:
    lines: list[str] = []
    # A dash right under a second paragraph would go on with it.
    is_loose = any(isinstance(block, Paragraph) for item in listing.items for block in item[1:])
    for item in listing.items:
        if is_loose and lines:
            lines.append("")
        mark = "1.  " if listing.ordered else "-   "
        for line in _blocks(item, resolve):
            lines.append(f"{mark}{line}" if line else "")
            mark = "    "
    return lines
