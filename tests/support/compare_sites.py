"""Compare two built sites: the same addresses, and on each page the same anchors, headings, links and visible text.

`python -m tests.support.compare_sites BEFORE AFTER` prints each difference, and exits with 1 if there is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {"p", "li", "td", "th", "dt", "dd", "pre", "figcaption", "summary", "caption", "div", "label", "tr"}
UNSEEN = {"script", "style", "template"}
BASE = "https://site.test/"


@dataclass
class PageParts:
    """The visible parts and the links of one page, each list in the page's order."""

    anchors: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    """Headings in the form `h2#objective Objective`."""
    links: list[str] = field(default_factory=list)
    """From the site's root."""
    text: list[str] = field(default_factory=list)
    """The words of one block each."""


class _Reader(HTMLParser):
    def __init__(self, uri: str) -> None:
        super().__init__()
        self.parts = PageParts()
        self._address = urljoin(BASE, uri.removesuffix("index.html"))
        self._words: list[str] = []
        self._heading = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in UNSEEN:
            self._unseen += 1
        if tag in BLOCKS:
            self._end_block()
        if given.get("id"):
            self.parts.anchors.append(str(given["id"]))
        if tag in HEADINGS:
            self._heading = f"{tag}#{given.get('id', '')} "
        if tag == "a" and given.get("href") is not None:
            self.parts.links.append(urljoin(self._address, str(given["href"])).removeprefix(BASE))

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen -= 1
        if tag in BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end_block()

    def _end_block(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words and self._heading:
            self.parts.headings.append(self._heading + words)
            self._heading = ""
        if words:
            self.parts.text.append(words)


def read_page(site: Path, uri: str) -> PageParts:
    """Return the parts of one page of a built site."""
    reader = _Reader(uri)
    reader.feed((site / uri).read_text(encoding="utf-8"))
    reader.close()
    return reader.parts


def addresses(site: Path) -> set[str]:
    """Return the uris of all files of a built site, but for those whose names hold a digest of their content."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def differences(before: Path, after: Path) -> Iterator[str]:
    """Yield each difference between two built sites, as lines of text."""
    old, new = addresses(before), addresses(after)
    for uri in sorted(old ^ new):
        yield f"{uri}: only {'before' if uri in old else 'after'}"
    for uri in sorted(uri for uri in old & new if uri.endswith(".html")):
        one, other = read_page(before, uri), read_page(after, uri)
        for name, these, those in (
            ("anchors", sorted(one.anchors), sorted(other.anchors)),
            ("headings", one.headings, other.headings),
            ("links", one.links, other.links),
            ("text", one.text, other.text),
        ):
            changes = [line for line in unified_diff(these, those, n=0, lineterm="") if line[:2] not in ("--", "++")]
            yield from (f"{uri}: {name}: {line}" for line in changes if not line.startswith("@@"))


def main(arguments: Sequence[str]) -> int:
    """Print the differences between two sites."""
    before, after = map(Path, arguments)
    found = list(differences(before, after))
    print("\n".join(found) or "no difference")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
