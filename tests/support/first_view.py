"""Print which files a phone loads before it shows a page for the first time: `python tests/support/first_view.py SITE`.

SITE is a built site's folder. Sizes are those of the files that the page's markup names, in KB of 1,000 bytes, stored
and sent with compression. Files that scripts request later, such as the search index, are not included.
"""

from __future__ import annotations

import gzip
import re
import sys
from dataclasses import dataclass
from pathlib import Path

PAGES = {
    "home": "index.html",
    "a call": "calls/first-meeting/index.html",
    "a question bank": "questions/why-now/index.html",
    "a card": "cards/first-meeting/index.html",
    "during a call": "call/first-meeting/index.html",
}
KINDS = {"HTML": ".html", "CSS": ".css", "JS": ".js"}

_NAMED = re.compile(r'<(?:link rel="stylesheet"[^>]*? href|script[^>]*? src)="([^"]+)"')


@dataclass(frozen=True)
class FirstView:
    """The files of a first view."""

    files: tuple[Path, ...]

    @property
    def requests(self) -> int:
        """Return the number of requests."""
        return len(self.files)

    def size(self, ending: str = "", *, packed: bool) -> int:
        """Return the bytes of the files with these endings."""
        contents = [path.read_bytes() for path in self.files if path.name.endswith(ending)]
        return sum(len(gzip.compress(content, 6, mtime=0)) if packed else len(content) for content in contents)


def first_view(site: Path, uri: str) -> FirstView:
    """Return the files that the page at `uri` needs, without the card's fonts, since a phone uses its own."""
    page = site / uri
    files = [page, *((page.parent / name).resolve() for name in _NAMED.findall(page.read_text(encoding="utf-8")))]
    # A file that is named twice is loaded once.
    return FirstView(tuple(dict.fromkeys(files)))


def table(site: Path) -> str:
    """Return the table for the docs."""
    rows = [f"| first view of | {' | '.join(KINDS)} | sent | stored | requests |"]
    rows.append("|---|" + "---:|" * (len(KINDS) + 3))
    for name, uri in PAGES.items():
        view = first_view(site, uri)
        sizes = [view.size(ending, packed=True) for ending in KINDS.values()]
        shown = [*sizes, view.size(packed=True), view.size(packed=False)]
        rows.append(f"| {name} | " + " | ".join(f"{size / 1000:.1f}" for size in shown) + f" | {view.requests} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table(Path(sys.argv[1])))
