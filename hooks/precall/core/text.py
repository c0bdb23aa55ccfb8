"""The text that editors write becomes a small tree that every output can set: pages, cards, search, plain words.

Text is Markdown cut down to what reads well aloud and on paper: emphasis, strong, code, links, and in blocks also
paragraphs and lists. All else, raw HTML first, is text. Whoever sets the tree escapes for its own language, so no text
can reach a page as markup.
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
    """Words to be taken letter for letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that matter most."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words said with weight."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; `href` has been held to the safe kinds."""

    href: str
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A line's end that the editor asked for."""


Inline: TypeAlias = "Words | Code | Strong | Emphasis | Link | Break"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Items with dots or with numbers."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]


Block: TypeAlias = "Paragraph | Listing"

SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s]+|(?![a-z][a-z0-9+.-]*:)(?!//)[^\s\\]+", re.IGNORECASE)
"""http, https, mailto, tel, and links without a scheme or host, which stay on the site."""

_MARKED = re.compile(r"[\\*_`\[\]&]|\n")
_BLOCK_MARKED = re.compile(r"[\\*_`\[\]&]|\n|^ {0,3}(?:[-+]|\d{1,9}[.)])(?:\s|$)")
_LINKS = re.compile(r"\]\(|\]:|\]\[")


def is_safe(href: str) -> bool:
    """Whether a link leads to a page, a mailbox or a telephone, and not to a script or a file."""
    # Browsers drop tabs and newlines in an address, and read `java&Tab;script:` as they stand after decoding.
    bare = re.sub(r"[\x00-\x20\x7f\u200b-\u200f\u2028\u2029]", "", href)
    return bare == href and SAFE_LINK.fullmatch(href) is not None


def _reader(*rules: str) -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "maxNesting": 12}).enable(
        ["emphasis", "backticks", "link", "escape", "entity", "newline", "balance_pairs", *rules]
    )
    # What a link may be is our rule, with a message for the editor, not the library's silent one.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_LINE = _reader()
_TEXT = _reader("list")


@lru_cache(maxsize=65_536)
def line(text: str) -> tuple[Inline, ...]:
    """One line of text as its parts. Line ends become spaces."""
    text = " ".join(text.split("\n")) if "\n" in text else text
    if not _MARKED.search(text):
        return (Words(text),)
    tokens = _LINE.parseInline(text)
    return _inline(tokens[0].children or [])


@lru_cache(maxsize=16_384)
def block(text: str) -> tuple[Block, ...]:
    """A text of paragraphs and lists as its blocks."""
    if not _BLOCK_MARKED.search(text):
        return (Paragraph((Words(text),)),)
    return _blocks(_TEXT.parse(text))


def links(text: str) -> list[str]:
    """The addresses that a text links to, safe or not, in order."""
    if not _LINKS.search(text):
        return []
    found = [_LINE.parseInline(text.replace("\n", " ")), _TEXT.parse(text)]
    hrefs = [
        str(token.attrs.get("href", "")) for tokens in found for token in _flat(tokens) if token.type == "link_open"
    ]
    return list(dict.fromkeys(hrefs))


def plain(parts: Sequence[Inline | Block]) -> str:
    """The words alone, as they are heard: blocks and items on lines of their own, marks and addresses left out."""
    # Most texts are words alone, and hundreds of thousands are asked for.
    if len(parts) == 1 and isinstance(parts[0], Words):
        return parts[0].text.rstrip("\n")
    said: list[str] = []
    for part in parts:
        match part:
            case Words(text) | Code(text):
                said.append(text)
            case Strong(inner) | Emphasis(inner) | Link(_, inner):
                said.append(plain(inner))
            case Paragraph(inner):
                said.append(f"{plain(inner)}\n")
            case Listing(_, items):
                said.extend(f"{plain(item)}\n" for item in items)
            case Break():
                said.append(" ")
    return "".join(said).rstrip("\n")


def plain_line(markdown: str) -> str:
    """Return the words of one line of Markdown, without marks and addresses."""
    return plain(line(markdown))


def markdown_to_html(source: str, *, keep_html: bool) -> str:
    """Return the HTML of whole CommonMark, with tables; HTML in it is escaped unless it is to be kept."""
    made: str = MarkdownIt("commonmark", {"html": keep_html}).enable("table").render(source)
    return made


def _flat(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_flat(token.children or []))]


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
        # The checker stops a build over an unsafe link; a host that goes on all the same gets its words alone.
        return Link(href, parts) if is_safe(href) else Words(plain(parts))
    return Emphasis(parts)


def _blocks(tokens: Sequence[Token]) -> tuple[Block, ...]:
    made: list[Block] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = _closing(tokens, position)
        inside = tokens[position + 1 : end]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            made.append(Listing(token.type == "ordered_list_open", _items(inside)))
        elif token.type == "inline":
            made.append(Paragraph(_inline(token.children or [])))
        else:
            made.extend(_blocks(inside))
        position = end + 1
    return tuple(made)


def _items(tokens: Sequence[Token]) -> tuple[tuple[Block, ...], ...]:
    items: list[tuple[Block, ...]] = []
    position = 0
    while position < len(tokens):
        end = _closing(tokens, position)
        items.append(_blocks(tokens[position + 1 : end]))
        position = end + 1
    return tuple(items)


def _closing(tokens: Sequence[Token], position: int) -> int:
    """Where what opens at `position` closes: at itself when it opens nothing."""
    depth = 0
    for index in range(position, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1
