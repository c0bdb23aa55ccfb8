"""A page of HTML becomes documents: one for the page, one for each part that has a heading of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from precall.content.urls import Address
from precall.search.documents import SearchDocument

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LINES = frozenset({"p", "li", "td", "th", "dt", "dd", "pre", "blockquote", "figcaption", "summary", "tr", "div"})
"""Elements whose words stand on a line of their own."""
SILENT = frozenset({"script", "style", "template", "svg", "button"})
VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass
class _Part:
    anchor: str
    title: str = ""
    lines: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts = [_Part("")]
        self._said: list[str] = []
        self._silent = 0
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._silent:
            self._silent += tag not in VOID
        elif tag in SILENT or "data-search-exclude" in given or given.get("class") == "headerlink":
            self._silent = 1
        elif tag in HEADINGS and given.get("id"):
            self._end_line()
            self._heading = True
            self.parts.append(_Part(given["id"] or "" if tag != "h1" else ""))
        elif tag in LINES:
            self._end_line()
        elif tag == "br":
            self._said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= tag not in VOID
        elif tag in HEADINGS and self._heading:
            self.parts[-1].title = self._words()
            self._heading = False
        elif tag in LINES:
            self._end_line()

    def _hear(self, data: str) -> None:
        if not self._silent:
            self._said.append(data)

    # The library's name for it.
    handle_data = _hear

    def close(self) -> None:
        super().close()
        self._end_line()

    def _words(self) -> str:
        said = " ".join("".join(self._said).split())
        self._said.clear()
        return said

    def _end_line(self) -> None:
        said = self._words()
        if said:
            self.parts[-1].lines.append(said)


def page_documents(title: str, folder: str, html: str, keywords: tuple[str, ...] = ()) -> Iterator[SearchDocument]:
    """The documents of a page at an address; `html` is its content without the theme around it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    top = tuple(line for part in reader.parts if not part.anchor for line in part.lines)
    yield SearchDocument("page", title, Address(folder), keywords=keywords, lead=top[:1], lines=top[1:])
    for part in reader.parts:
        if part.anchor and part.title:
            yield SearchDocument(
                "page",
                part.title,
                Address(folder, part.anchor),
                lead=tuple(part.lines[:1]),
                lines=tuple(part.lines[1:]),
                context=(title,),
            )
