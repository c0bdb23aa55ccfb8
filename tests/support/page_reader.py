"""A generated page as a browser takes it."""

from __future__ import annotations

from html.parser import HTMLParser

from precall.core import text
from precall.core.text import plain
from precall.render.artifacts import Page


class PageReader(HTMLParser):
    """A page as a browser would take it: ids, links, elements, and which words stand inside a fold."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[tuple[str, str]] = []
        """Words with the class of the fold they stand in, or nothing."""
        self._folds: list[str] = []
        self.feed(page.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, its id and its link."""
        named = dict(attrs)
        self.elements.append(tag)
        self.attributes |= set(named)
        if "id" in named:
            self.ids.append(str(named["id"]))
        if tag == "a":
            self.links.append(str(named["href"]))
        if tag == "details":
            self._folds.append(str(named["class"]))
        if tag == "summary":
            self._folds.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave a fold."""
        if tag in ("details", "summary"):
            self._folds.pop()

    def handle_data(self, data: str) -> None:
        """Note words with the fold they are in."""
        if data.strip():
            self.words.append((" ".join(data.split()), self._folds[-1] if self._folds else ""))

    def outside(self, fold: str) -> str:
        """The words that do not stand in folds of a class."""
        return " ".join(words for words, inside in self.words if inside != fold)

    def inside(self, fold: str) -> str:
        """The words that stand in folds of a class."""
        return " ".join(words for words, inside in self.words if inside == fold)


def visible_words(line: str) -> str:
    """A line's words alone, as a page shows them."""
    return " ".join(plain(text.line(line)).split())
