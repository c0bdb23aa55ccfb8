"""The HTML of a page goes in; search documents come out: one for the page, and one for each heading with an id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from precall.content.urls import Address
from precall.search.documents import Kind, SearchDocument

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LINE_ELEMENTS = frozenset(
    {"p", "li", "td", "th", "dt", "dd", "pre", "blockquote", "figcaption", "summary", "tr", "div"}
)
"""Elements that start a new line of text."""
SKIPPED = frozenset({"script", "style", "template", "svg", "button"})
VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass
class _Part:
    """The text of the page, or of one part of it, below its heading."""

    anchor: str
    title: str = ""
    lines: list[str] = field(default_factory=list)


class _PageParser(HTMLParser):
    """Collects the parts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = [_Part("")]
        self._text: list[str] = []
        self._skip_depth = 0
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self._skip_depth:
            self._skip_depth += tag not in VOID
        elif tag in SKIPPED or "data-search-exclude" in attributes or attributes.get("class") == "headerlink":
            self._skip_depth = 1
        elif tag in HEADINGS and attributes.get("id"):
            self._end_line()
            self._in_heading = True
            self.parts.append(_Part(attributes["id"] or "" if tag != "h1" else ""))
        elif tag in LINE_ELEMENTS:
            self._end_line()
        elif tag == "br":
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._skip_depth:
            self._skip_depth -= tag not in VOID
        elif tag in HEADINGS and self._in_heading:
            self.parts[-1].title = self._take_text()
            self._in_heading = False
        elif tag in LINE_ELEMENTS:
            self._end_line()

    def _add_text(self, data: str) -> None:
        if not self._skip_depth:
            self._text.append(data)

    # The method's parameter has another name in the library.
    handle_data = _add_text

    def close(self) -> None:
        super().close()
        self._end_line()

    def _take_text(self) -> str:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        return text

    def _end_line(self) -> None:
        line = self._take_text()
        if line:
            self.parts[-1].lines.append(line)


def page_documents(title: str, folder: str, html: str, kind: Kind = "page") -> Iterator[SearchDocument]:
    """Yield the documents of a page.

    Args:
        title: The page's title.
        folder: Its address.
        html: Its content, without the theme around it.
        kind: The kind of its documents: `page`, or `manual` if it is for editors and not for reps.
    """
    parser = _PageParser()
    parser.feed(html)
    parser.close()
    top = tuple(line for part in parser.parts if not part.anchor for line in part.lines)
    yield SearchDocument(kind, title, Address(folder), lead=top[:1], lines=top[1:])
    for part in parser.parts:
        if part.anchor and part.title:
            yield SearchDocument(
                kind,
                part.title,
                Address(folder, part.anchor),
                lead=tuple(part.lines[:1]),
                lines=tuple(part.lines[1:]),
                context=(title,),
            )
