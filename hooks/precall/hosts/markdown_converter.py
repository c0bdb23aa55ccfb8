"""The Markdown of our own templates becomes HTML, byte for byte what Python-Markdown makes of it, in far less time.

Our templates write a small part of Markdown, and every sign of an editor's text stands in it as a character reference.
That part is read here line by line. Whatever else a page holds (a team's template may write what it likes) is odd: the
page is then for Python-Markdown, and is right all the same, only later.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from precall.core.errors import PrecallError
from precall.hosts.converted import Converted, Heading

EXTENSIONS = frozenset(
    {
        "toc",
        "tables",
        "fenced_code",
        "admonition",
        "attr_list",
        "def_list",
        "md_in_html",
        "footnotes",
        "pymdownx.details",
        "pymdownx.superfences",
        "pymdownx.highlight",
        "pymdownx.inlinehilite",
        "pymdownx.tabbed",
    }
)
"""Extensions of Python-Markdown that change nothing in what is read here."""
NEEDED = frozenset({"toc", "attr_list", "md_in_html"})
"""Those without which it would mean something else."""

Follow = Callable[[str], str]
"""Makes the link that the page has from the one in its Markdown."""


class OddMarkdownError(PrecallError):
    """Markdown that is not ours, and is to be read by Python-Markdown."""


def converts(extensions: list[str], settings: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether pages under these extensions of Python-Markdown can be converted here at all."""
    toc = {key: value for key, value in (settings.get("toc") or {}).items() if key != "permalink" or value is not True}
    named = set(extensions)
    return NEEDED <= named <= EXTENSIONS and not toc and bool((settings.get("toc") or {}).get("permalink"))


def convert(markdown: str, follow: Follow) -> Converted:
    """One page. Raises OddMarkdownError where something else than our own Markdown stands in it."""
    return _Page(markdown.split("\n"), follow).converted()


_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?: [a-z][a-z0-9-]*(?:=(?:"[^"<>]*"|[a-z0-9-]+))?)*) ?>""")
_ATTRIBUTE = re.compile(r""" ([a-z][a-z0-9-]*)(?:=(?:"([^"<>]*)"|([a-z0-9-]+)))?""")
_HEADING = re.compile(r"(#{1,6}) (\S|\S.*?\S) \{ #([\w-]+)((?: \.[\w-]+)*) \}")
_ITEM = re.compile(r"(-|1\.)( {1,3})(\S.*)")
_MORE = r"""(?:\.[\w-]+|[a-z-]+=(?:[\w-]+|"[\w -]+"))"""
_LINK = re.compile(rf"""\[([^\[\]]+)\]\(([^()\s<>"'\\]*)\)(?:\{{ +({_MORE}(?: +{_MORE})*) +\}})?""")
_ONE_MORE = re.compile(_MORE)
_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&|]")
_REFERENCE = re.compile(r"&(?:#[0-9]+|amp|lt|gt|quot);")
_ANYTHING = re.compile(f"{_LINK.pattern}|{_TAG.pattern}|{_REFERENCE.pattern}")
_BLOCK_START = re.compile(r"[-+*#:>=~|!?]|\d+\.|\s")
_ID = re.compile(r""" id="([^"]*)\"""")
_BARE_AMP = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)

RAW_BLOCKS = frozenset({"p", "table", "summary", "figure", "div", "ul", "ol", "dl", "section", "nav", "form"})
INLINE = frozenset({"span", "code", "strong", "em", "br", "a", "progress", "button", "label", "input", "small"})
_INLINE_START = re.compile(rf"</?(?:{'|'.join(sorted(INLINE))})\b")


@dataclass(frozen=True)
class _Tag:
    """An element's start as it stands on a line."""

    name: str
    written: str
    """As the page has it."""
    way: str | None
    """What its attribute `markdown` asks for."""


@lru_cache(maxsize=4096)
def _tag(text: str) -> _Tag:
    """A start tag of a block. Raises OddMarkdownError when it is none."""
    found = _TAG.fullmatch(text)
    if not found or found[1]:
        raise OddMarkdownError(text)
    attributes = {
        each[1]: each[1] if each[2] is None and each[3] is None else each[2] or each[3] or ""
        for each in _ATTRIBUTE.finditer(found[3])
    }
    way = attributes.pop("markdown", None)
    written = "".join(f' {name}="{_value(value)}"' for name, value in sorted(attributes.items()))
    return _Tag(found[2], f"<{found[2]}{written}>", way)


def _value(text: str) -> str:
    """An attribute's value as Python-Markdown writes it."""
    if "&" not in text:
        return text
    said = _BARE_AMP.sub("&amp;", html.unescape(text))
    return said.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@lru_cache(maxsize=8192)
def _label(line: str) -> str:
    """A `dt` or `dd` without Markdown in it."""
    if "[" in line or "markdown=" in line:
        raise OddMarkdownError(line)
    _check_tags(line)
    return line


def _check_tags(text: str) -> None:
    """Raw HTML goes through as it is; here only what Python-Markdown would not touch."""
    rest = _REFERENCE.sub("", _TAG.sub("", text))
    if _SPECIAL.search(rest):
        raise OddMarkdownError(text)


class _Page:
    """One page being converted."""

    def __init__(self, lines: list[str], follow: Follow) -> None:
        self.lines = [*lines, ""]
        self.follow = follow
        self.made = Converted()
        self.out: list[str] = []
        self.open: list[str] = []
        """The names of the elements that are open, the innermost last."""

    def converted(self) -> Converted:
        at, lines = 0, self.lines
        while at < len(lines):
            line = lines[at]
            if not line:
                at += 1
            elif line[0] == "<":
                at = self._element(at)
            elif line[0] == "#":
                at = self._heading(at)
            elif _ITEM.match(line):
                at = self._list(at)
            else:
                at = self._paragraph(at)
        if self.open:
            raise OddMarkdownError(self.open[-1])
        self.made.html = "\n".join(self.out).strip()
        return self.made

    def _element(self, at: int) -> int:
        line = self.lines[at]
        if line.startswith("</"):
            if not self.open or line != f"</{self.open[-1]}>":
                raise OddMarkdownError(line)
            self.open.pop()
            if self.out[-1].startswith("<") and not self.out[-1].startswith("</") and self.out[-1].count("<") == 1:
                raise OddMarkdownError("an empty element")
            self.out.append(line)
            return at + 1
        end = line.find(">") + 1
        if line.startswith("<!--"):
            return self._raw(at, at)
        if "markdown=" not in line[:end]:
            return self._without_markdown(at, line, end)
        tag = _tag(line[:end])
        if 'markdown="' in line[end:]:
            raise OddMarkdownError(line)
        if tag.way in ("1", "block") and end == len(line):
            self._note_ids(line)
            self.out.append(tag.written)
            self.open.append(tag.name)
            return at + 1
        close = f"</{tag.name}>"
        if tag.way != "span" or not line.endswith(close):
            raise OddMarkdownError(line)
        self._note_ids(line)
        self.out.append(f"{tag.written}{self._inline(line[end : -len(close)])}{close}")
        return at + 1

    def _without_markdown(self, at: int, line: str, end: int) -> int:
        name = line[1 : min(each for each in (line.find(" "), end - 1) if each > 0)]
        if name in ("dt", "dd") and self.open[-1:] == ["dl"] and line.endswith(f"</{name}>"):
            self._note_ids(line)
            self.out.append(_label(line))
            return at + 1
        if name in INLINE:
            return self._paragraph(at)
        if name not in RAW_BLOCKS:
            raise OddMarkdownError(line)
        close, last = f"</{name}>", at
        while close not in self.lines[last]:
            last += 1
            if last >= len(self.lines) or not self.lines[last]:
                raise OddMarkdownError(line)
        return self._raw(at, last)

    def _raw(self, first: int, last: int) -> int:
        lines = self.lines[first : last + 1]
        whole = "\n".join(lines)
        if 'markdown="' in whole or (self.lines[last + 1] and not self.lines[last + 1].startswith("</")):
            raise OddMarkdownError(whole)
        name = whole[1:].split(">")[0].split(" ")[0]
        if not whole.startswith("<!--") and (whole.count(f"<{name}") != 1 or not whole.endswith(f"</{name}>")):
            raise OddMarkdownError(whole)
        if whole.startswith("<!--") and whole != "<!-- -->":
            raise OddMarkdownError(whole)
        self._note_ids(whole)
        if self.open and whole[1] != "!":
            # Python-Markdown writes the outermost tag anew where it reads within an element, and there alone.
            end = whole.find(">") + 1
            whole = _tag(whole[:end]).written + whole[end:]
        self.out.append(whole if self.open else f"{whole}\n")
        return last + 1

    def _note_ids(self, text: str) -> None:
        if ' id="' in text:
            self.made.ids.update(_ID.findall(text))
        if ' name="' in text and "<a " in text:
            raise OddMarkdownError(text)

    def _heading(self, at: int) -> int:
        found = _HEADING.fullmatch(self.lines[at])
        if not found or self.lines[at + 1] or (at and self.lines[at - 1]):
            raise OddMarkdownError(self.lines[at])
        marks, words, id_, names = found.groups()
        level = len(marks)
        inner = self._inline(words)
        name = " ".join(_TAG.sub("", inner).split())
        self._note_ids(words)
        self.made.ids.add(id_)
        self.made.headings.append(Heading(level, id_, name))
        if level == 1 and not self.out:
            self.made.title = name
        kind = f' class="{names.replace(".", "").strip()}"' if names else ""
        self.out.append(
            f'<h{level}{kind} id="{id_}">{inner}'
            f'<a class="headerlink" href="#{id_}" title="Permanent link">&para;</a></h{level}>'
        )
        return at + 1

    def _list(self, at: int) -> int:
        items: list[str] = []
        mark = self.lines[at][0]
        while (found := _ITEM.fullmatch(self.lines[at])) and found[1][0] == mark:
            if _ITEM.match(found[3]) or _BLOCK_START.match(found[3]):
                raise OddMarkdownError(found[3])
            items.append(f"<li>{self._text(found[3])}</li>")
            at += 1
        if self.lines[at]:
            raise OddMarkdownError(self.lines[at])
        after = self._next(at)
        # A list that goes on behind an empty line, or whose item does, is set in paragraphs.
        if _ITEM.match(after) or after.startswith(" "):
            raise OddMarkdownError(after)
        name = "ul" if mark == "-" else "ol"
        self.out.append("\n".join((f"<{name}>", *items, f"</{name}>")))
        return at

    def _next(self, at: int) -> str:
        """The next line that is not empty."""
        while at < len(self.lines) and not self.lines[at]:
            at += 1
        return self.lines[at] if at < len(self.lines) else ""

    def _paragraph(self, at: int) -> int:
        first = at
        while self.lines[at]:
            line = self.lines[at]
            if _BLOCK_START.match(line) or line[-1] == " " or (line[0] == "<" and not _INLINE_START.match(line)):
                raise OddMarkdownError(line)
            at += 1
        self.out.append(f"<p>{self._text(chr(10).join(self.lines[first:at]))}</p>")
        return at

    def _text(self, text: str) -> str:
        self._note_ids(text)
        return self._inline(text)

    def _inline(self, text: str) -> str:
        if not _SPECIAL.search(text):
            return text
        made: list[str] = []
        at = 0
        for found in _ANYTHING.finditer(text):
            start = found.start()
            if start > at:
                if _SPECIAL.search(text, at, start):
                    raise OddMarkdownError(text)
                made.append(text[at:start])
            at = found.end()
            if found[2] is not None:
                if start and text[start - 1] == "!":
                    raise OddMarkdownError(text)
                made.append(self._link(found[1], found[2], found[3]))
            else:
                whole = found[0]
                if found[5] and found[5] not in INLINE:
                    raise OddMarkdownError(text)
                made.append(whole)
        if _SPECIAL.search(text, at):
            raise OddMarkdownError(text)
        made.append(text[at:])
        return "".join(made)

    def _link(self, words: str, href: str, more: str | None) -> str:
        to = self.follow(href)
        if _BARE_AMP.search(to) or '"' in to or "<" in to or ">" in to or not href:
            raise OddMarkdownError(href)
        attributes = {"href": to}
        for each in _ONE_MORE.findall(more or ""):
            if each[0] == ".":
                attributes["class"] = f"{attributes['class']} {each[1:]}" if "class" in attributes else each[1:]
            else:
                name, _, value = each.partition("=")
                attributes[name] = value.strip('"')
        if more is None:
            return f'<a href="{to}">{self._inline(words)}</a>'
        written = "".join(f' {name}="{value}"' for name, value in sorted(attributes.items()))
        return f"<a{written}>{self._inline(words)}</a>"
