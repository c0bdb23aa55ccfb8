"""Convert an HTML page to a Markdown file for hosts that build Markdown from disk: front matter, headings, raw HTML.

Headings become Markdown, because hosts make the table of contents from Markdown headings alone. An empty span in each
heading has its anchor. Everything else stays HTML. No Markdown extension is needed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

from precall.hosts.front_matter import front_matter
from precall.render.artifacts import Page, resolve_links

_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_TAG_OR_TEXT = re.compile(r"<[^>]*>|[^<]+")
_MARKUP = re.compile(r"[^\w\s,'?]|_")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


def markdown_file(page: Page, resolve: Callable[[str], str]) -> str:
    """Return the file's text; `resolve` returns the URL, relative to the page, of a link within the site."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front_matter(page).items()]
    writer = _Writer(resolve_links(page.html, resolve))
    return "\n".join(("---", *lines, "---", "", writer.markdown()))


class _Writer(HTMLParser):
    """Splits a page into its headings, the tags of elements that contain headings, and the rest."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self._page = page
        self._lines = [0, *(found.end() for found in re.finditer("\n", page))]
        self._open: list[tuple[str, int, int]] = []
        """The name of each open element, with the offsets of its start tag."""
        self._around: set[int] = set()
        """Offsets of elements that contain a heading."""
        self._parts: list[tuple[int, int, str]] = []
        """Start, end and Markdown of each heading, and of each tag of an element around one."""

    def markdown(self) -> str:
        """Return the Markdown."""
        self.feed(self._page)
        self.close()
        parts, end = [], 0
        for first, last, text in sorted(self._parts):
            parts += [self._page[end:first].strip().translate(_BRACES), text]
            end = last
        parts.append(self._page[end:].strip().translate(_BRACES))
        return "\n\n".join(filter(None, parts)) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the start of an element."""
        if tag not in _VOID:
            start = self._offset()
            self._open.append((tag, start, start + len(self.get_starttag_text() or "")))

    def handle_endtag(self, tag: str) -> None:
        """Record a heading, or the tags of an element that contains one."""
        name, start, inside = self._open.pop()
        first, last = self._offset(), self._page.index(">", self._offset()) + 1
        if name in _HEADINGS and ' id="' in self._page[start:inside]:
            self._around.update(begin for _, begin, _ in self._open)
            self._parts.append((start, last, self._heading(name, self._page[start:inside], self._page[inside:first])))
        elif start in self._around:
            # A slash, which browsers ignore, makes Python-Markdown parse the text after a start tag as Markdown.
            self._parts.append((start, inside, f"{self._page[start : inside - 1]}/>".translate(_BRACES)))
            self._parts.append((first, last, self._page[first:last]))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    @staticmethod
    def _heading(name: str, tag: str, words: str) -> str:
        anchor = tag[tag.index(' id="') :].split('"')[1]
        words = words.partition('<a class="headerlink"')[0]
        escaped = "".join(
            part if part.startswith("<") else _MARKUP.sub(lambda found: f"&#{ord(found[0])};", html.unescape(part))
            for part in _TAG_OR_TEXT.findall(" ".join(words.split()))
        )
        return f'{_HEADINGS[name]} <span id="{anchor}"></span>{escaped}'
