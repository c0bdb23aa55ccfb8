"""A generated page as a browser parses it."""

from __future__ import annotations

from html.parser import HTMLParser

from precall.core import text
from precall.core.text import plain
from precall.render.artifacts import Page


class PageReader(HTMLParser):
    """A page's ids, links, elements and words; words are stored with the fold that contains them."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[tuple[str, str]] = []
        """Words with the class of their fold, or an empty text."""
        self._folds: list[str] = []
        self.feed(page.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Store an element, its id and its link."""
        named = dict(attrs)
        self.elements.append(tag)
        self.attributes |= set(named)
        if "id" in named:
            self.ids.append(str(named["id"]))
        if tag == "a" and "href" in named:
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
        """Store words with their fold."""
        if data.strip():
            self.words.append((" ".join(data.split()), self._folds[-1] if self._folds else ""))

    def outside(self, fold: str) -> str:
        """Return the words outside of folds with this class."""
        return " ".join(words for words, inside in self.words if inside != fold)

    def inside(self, fold: str) -> str:
        """Return the words in folds with this class."""
        return " ".join(words for words, inside in self.words if inside == fold)


def visible_words(line: str) -> str:
    """Return the words of a line of Markdown as a page shows them."""
    return " ".join(plain(text.line(line)).split())
