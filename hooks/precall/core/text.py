"""Parse the text that editors write into a small tree, which pages, cards, search and exports render.

The text is a subset of Markdown: emphasis, strong, code and links, and in blocks also paragraphs and lists. Everything
else, such as HTML, is plain text. Each renderer escapes for its own output, so no text becomes markup on a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Literal words, set in a fixed-width font."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Strong words."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasized words."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words with a link; `href` is safe (see `is_safe`)."""

    href: str
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


Inline: TypeAlias = "Words | Code | Strong | Emphasis | Link | Break"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A bullet list, or a numbered one."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]


Block: TypeAlias = "Paragraph | Listing"

SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s]+|(?![a-z][a-z0-9+.-]*:)(?!//)[^\s\\]+", re.IGNORECASE)
"""http, https, mailto, tel, and links without a scheme and host, which stay on the site."""

_MARKED = re.compile(r"[\\*_`\[\]&]|\n")
_BLOCK_MARKED = re.compile(r"[\\*_`\[\]&]|\n|^ {0,3}(?:[-+]|\d{1,9}[.)])(?:\s|$)")
_LINKS = re.compile(r"\]\(|\]:|\]\[")


def is_safe(href: str) -> bool:
    """Return whether a link opens a page, a mailbox or a telephone, and not a script or a file."""
    # Browsers delete tabs and newlines in a URL after they decode it, as in `java&Tab;script:`.
    bare = re.sub(r"[\x00-\x20\x7f\u200b-\u200f\u2028\u2029]", "", href)
    # They also read a backslash, even one that Markdown has encoded, as a slash: `/\\host` is another site.
    decoded = re.sub("%5c", "/", bare.replace("\\", "/"), flags=re.IGNORECASE)
    is_encoded = "%09" in href or "%0A" in href.upper() or "%0D" in href.upper()
    is_away = decoded.startswith("//") or ("\\" in href or "%5c" in href.lower())
    return bare == href and not is_encoded and not is_away and SAFE_LINK.fullmatch(href) is not None


def _parser(*rules: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "maxNesting": 12}).enable(
        ["emphasis", "backticks", "link", "escape", "entity", "newline", "balance_pairs", *rules]
    )
    # The rule unsafe-link reports unsafe links; the library would drop them without a message.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_LINE_PARSER = _parser()
_BLOCK_PARSER = _parser("list")


@lru_cache(maxsize=65_536)
def line(text: str) -> tuple[Inline, ...]:
    """Parse one line of text. Line ends become spaces."""
    text = " ".join(text.split("\n")) if "\n" in text else text
    if not _MARKED.search(text):
        return (Words(text),)
    tokens = _LINE_PARSER.parseInline(text)
    return _inline(tokens[0].children or [])


@lru_cache(maxsize=16_384)
def block(text: str) -> tuple[Block, ...]:
    """Parse a text of paragraphs and lists."""
    if not _BLOCK_MARKED.search(text):
        return (Paragraph((Words(text),)),)
    return _blocks(_BLOCK_PARSER.parse(text))


def links(text: str) -> list[str]:
    """Return the distinct URLs of a text's links, safe or not, in order."""
    if not _LINKS.search(text):
        return []
    token_lists = [_LINE_PARSER.parseInline(text.replace("\n", " ")), _BLOCK_PARSER.parse(text)]
    hrefs = [
        str(token.attrs.get("href", ""))
        for tokens in token_lists
        for token in _flat(tokens)
        if token.type == "link_open"
    ]
    return list(dict.fromkeys(hrefs))


def plain(parts: Sequence[Inline | Block]) -> str:
    """Return the words without markup and URLs, with a line for each block and item."""
    # Most texts have no markup, and this function is called hundreds of thousands of times.
    if len(parts) == 1 and isinstance(parts[0], Words):
        return parts[0].text.rstrip("\n")
    words: list[str] = []
    for part in parts:
        match part:
            case Words(text) | Code(text):
                words.append(text)
            case Strong(inner) | Emphasis(inner) | Link(_, inner):
                words.append(plain(inner))
            case Paragraph(inner):
                words.append(f"{plain(inner)}\n")
            case Listing(_, items):
                words.extend(f"{plain(item)}\n" for item in items)
            case Break():
                words.append(" ")
    return "".join(words).rstrip("\n")


def plain_line(markdown: str) -> str:
    """Return the words of one line of Markdown, without markup and URLs."""
    return plain(line(markdown))


def markdown_to_html(source: str, *, keep_html: bool) -> str:
    """Render CommonMark with tables as HTML. HTML in the source is escaped unless `keep_html` is true."""
    html: str = MarkdownIt("commonmark", {"html": keep_html}).enable("table").render(source)
    return html


def _flat(tokens: Sequence[Token]) -> list[Token]:
    return [flat for token in tokens for flat in (token, *_flat(token.children or []))]


def _inline(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    stack: list[tuple[Token | None, list[Inline]]] = [(None, [])]
    for token in tokens:
        if token.nesting == 1:
            stack.append((token, []))
        elif token.nesting == -1:
            opened, parts = stack.pop()
            stack[-1][1].append(_wrapped(opened, tuple(parts)))
        elif token.type == "code_inline":
            stack[-1][1].append(Code(token.content))
        elif token.type == "hardbreak":
            stack[-1][1].append(Break())
        elif token.type == "softbreak":
            stack[-1][1].append(Words(" "))
        elif token.content:
            stack[-1][1].append(Words(token.content))
    return tuple(stack[0][1])


def _wrapped(opened: Token | None, parts: tuple[Inline, ...]) -> Inline:
    if opened is not None and opened.type == "strong_open":
        return Strong(parts)
    if opened is not None and opened.type == "link_open":
        href = str(opened.attrs.get("href", ""))
        # An unsafe link is an error. A host that continues despite the error gets the words without the link.
        return Link(href, parts) if is_safe(href) else Words(plain(parts))
    return Emphasis(parts)


def _blocks(tokens: Sequence[Token]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = _closing(tokens, position)
        inside = tokens[position + 1 : end]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            blocks.append(Listing(token.type == "ordered_list_open", _items(inside)))
        elif token.type == "inline":
            blocks.append(Paragraph(_inline(token.children or [])))
        else:
            blocks.extend(_blocks(inside))
        position = end + 1
    return tuple(blocks)


def _items(tokens: Sequence[Token]) -> tuple[tuple[Block, ...], ...]:
    items: list[tuple[Block, ...]] = []
    position = 0
    while position < len(tokens):
        end = _closing(tokens, position)
        items.append(_blocks(tokens[position + 1 : end]))
        position = end + 1
    return tuple(items)


def _closing(tokens: Sequence[Token], position: int) -> int:
    """Return the position of the token that closes the one at `position`; `position` itself if it opens none."""
    depth = 0
    for index in range(position, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1
