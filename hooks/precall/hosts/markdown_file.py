"""A page of HTML becomes a Markdown file for hosts that build Markdown from disk: front matter, headings, raw HTML.

Headings become Markdown, because hosts make the table of contents from those alone; an empty span before the words of
each keeps its anchor. Everything else stays HTML. This needs no Markdown extension.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

from precall.hosts.front_matter import facts
from precall.render.artifacts import Page, resolve_links

_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_TAG_OR_TEXT = re.compile(r"<[^>]*>|[^<]+")
_MARKUP = re.compile(r"[^\w\s,'?]|_")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


def markdown_file(page: Page, resolve: Callable[[str], str]) -> str:
    """Return the file's text. `resolve` makes the address of a link within the site, from the page."""
    front_matter = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts(page).items()]
    writer = _Writer(resolve_links(page.html, resolve))
    return "\n".join(("---", *front_matter, "---", "", writer.markdown()))


class _Writer(HTMLParser):
    """Splits a page into its headings, the tags of elements that hold headings, and all else."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self._page = page
        self._lines = [0, *(found.end() for found in re.finditer("\n", page))]
        self._open: list[tuple[str, int, int]] = []
        """The name of each open element, with where its start tag begins and ends."""
        self._around: set[int] = set()
        """Where elements begin that hold a heading."""
        self._parts: list[tuple[int, int, str]] = []
        """Where each heading, and each tag of an element around one, begins and ends, and its Markdown."""

    def markdown(self) -> str:
        """Return the Markdown."""
        self.feed(self._page)
        self.close()
        made, end = [], 0
        for first, last, text in sorted(self._parts):
            made += [self._page[end:first].strip().translate(_BRACES), text]
            end = last
        made.append(self._page[end:].strip().translate(_BRACES))
        return "\n\n".join(filter(None, made)) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an element begins."""
        if tag not in _VOID:
            start = self._offset()
            self._open.append((tag, start, start + len(self.get_starttag_text() or "")))

    def handle_endtag(self, tag: str) -> None:
        """Note a heading, or the tags of an element that holds one."""
        name, start, inside = self._open.pop()
        first, last = self._offset(), self._page.index(">", self._offset()) + 1
        if name in _HEADINGS and ' id="' in self._page[start:inside]:
            self._around.update(begin for _, begin, _ in self._open)
            self._parts.append((start, last, self._heading(name, self._page[start:inside], self._page[inside:first])))
        elif start in self._around:
            # With a slash, which browsers ignore, Python-Markdown keeps a start tag alone, and reads on in Markdown.
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
