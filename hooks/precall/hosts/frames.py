"""The theme's frame around pages of a kind is rendered once, and the rest of them are set into it.

A frame is learnt, not known: a page is rendered with marks in the place of its words, and what the theme asked of it is
noted. Another page fits the frame if it answers all else alike. The first pages of each frame are rendered in full too,
and a frame that does not give the same, to the byte, is never used: any theme and any change to one stays right.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from jinja2 import Environment, Template

PROVED = 2
"""How many pages of each frame are rendered in full and compared."""
MOST = 4
"""Frames of a kind; a theme that tells more pages than these apart renders the rest itself."""

_OPEN, _SIGN, _CLOSE = "\ue000", "\ue002", "\ue001"
_TEXT_MARK = re.compile(f"{_OPEN}(\\w+){_SIGN}([^{_SIGN}]*){_SIGN}([^{_SIGN}]*){_SIGN}([^{_CLOSE}]*){_CLOSE}")
_NOT_PLAIN = re.compile("[<>\ue000-\ue002\x00-\x1f]|&[#\\w]|  |^ | $")
_MARKED_META = ("title", "description")
_MARKED = ("title", "canonical_url", "abs_url", "edit_url")


class Anchor(Protocol):
    """A heading in a page's table of contents."""

    title: str
    id: str
    level: int
    children: list[Any]


class _NoFrameError(Exception):
    """The page is not to be set into a frame."""


def _mark(name: str) -> str:
    """A text that stands for another, with the signs that a filter may write in its own way."""
    return f"{_OPEN}{name}{_SIGN}'{_SIGN}\"{_SIGN}&{_CLOSE}"


def _plain(text: str) -> bool:
    """Whether filters can only change a text's quotes and ampersands."""
    return not _NOT_PLAIN.search(text)


class _WatchedMeta(dict[str, Any]):
    """A page's meta with marks in it, and what was asked of it."""

    def __init__(self, meta: Mapping[str, Any]) -> None:
        super().__init__(meta)
        self.asked: set[str] = set()
        for name in _MARKED_META:
            if name in meta:
                self[name] = _mark(name)

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def __iter__(self) -> Any:
        raise _NoFrameError("a theme that goes through all of a page's meta")

    keys = values = items = __iter__


class _Watched:
    """A page with marks in the place of its words, and what was asked of it."""

    def __init__(self, page: Any, marks: Mapping[str, Any]) -> None:
        self._page, self._marks = page, marks
        self.asked_of_page: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        if name in self._marks:
            return self._marks[name]
        self.asked_of_page.add(name)
        return getattr(self._page, name)


@dataclass
class _Slot:
    """A place in a frame: whose words, and how the theme writes quotes and ampersands there."""

    name: str
    apostrophe: str
    quote: str
    ampersand: str

    def filled(self, text: str) -> str:
        """The text as it stands there."""
        if "&" in text and self.ampersand != "&":
            text = text.replace("&", self.ampersand)
        if "'" in text and self.apostrophe != "'":
            text = text.replace("'", self.apostrophe)
        return text.replace('"', self.quote) if '"' in text and self.quote != '"' else text


_Parts = list["str | _Slot"]


def _parts(text: str) -> _Parts:
    made: _Parts = []
    at = 0
    for found in _TEXT_MARK.finditer(text):
        made += [text[at : found.start()], _Slot(found[1], found[2], found[3], found[4])]
        at = found.end()
    return [*made, text[at:]]


def _set(parts: _Parts, texts: Mapping[str, str]) -> str:
    return "".join(part if isinstance(part, str) else part.filled(texts[part.name]) for part in parts)


@dataclass
class _Frame:
    """What the theme writes around pages that answer alike."""

    parts: _Parts
    item: _Parts
    """One heading in the table of contents."""
    answers: dict[str, Any]
    meta: dict[str, Any]
    proved: int = 0
    broken: bool = False

    def fits(self, page: Any) -> bool:
        """Whether the theme would ask the same of a page, and hear the same."""
        return all(getattr(page, name, None) == value for name, value in self.answers.items()) and all(
            page.meta.get(name) == value for name, value in self.meta.items()
        )

    def around(self, page: Any) -> str:
        """The page in its frame."""
        texts = _texts(page)
        headings = _leaves(page.toc) or []
        texts["toc"] = "".join(_set(self.item, {"id": each.id, "heading": each.title}) for each in headings)
        return _set(self.parts, texts)


def _texts(page: Any) -> dict[str, str]:
    texts = {name: str(getattr(page, name) or "") for name in _MARKED}
    texts["content"] = page.content
    texts.update((f"meta_{name}", str(page.meta.get(name) or "")) for name in _MARKED_META)
    return texts


def _leaves(toc: Any) -> list[Anchor] | None:
    """The headings below a page's only title, none with headings of its own; None where the page is built otherwise."""
    roots = list(toc)
    if len(roots) != 1 or roots[0].level != 1 or any(each.children for each in roots[0].children):
        return None
    return list(roots[0].children)


class Frames:
    """The frames of one build."""

    def __init__(self) -> None:
        self._kinds: dict[Any, list[_Frame]] = {}

    def over(self, environment: Environment) -> None:
        """Let the templates of a theme ask here first."""
        frames = self

        class Framed(Template):
            """A template that sets a page into a frame where there is one."""

            def render(self, *args: Any, **kwargs: Any) -> str:
                """The page, as any template renders it."""
                context = args[0] if len(args) == 1 and not kwargs and isinstance(args[0], dict) else None
                page = context.get("page") if context else None
                if context is None or not getattr(page, "is_framed", False):
                    return super().render(*args, **kwargs)
                return frames.rendered(self.name or "", page, context, super().render)

        environment.template_class = Framed

    def rendered(self, template: str, page: Any, context: dict[str, Any], render: Any) -> str:
        """A page in its frame; where there is none, as `render` makes it of the context."""
        key = _kind(template, page)
        if key is None:
            return str(render(context))
        known = self._kinds.setdefault(key, [])
        frame = next((each for each in known if each.fits(page)), None)
        if frame is None and len(known) < MOST:
            frame = _learnt(page, context, render)
            known.append(frame)
        if frame is None or frame.broken:
            return str(render(context))
        if frame.proved >= PROVED:
            return frame.around(page)
        whole = str(render(context))
        frame.broken = frame.around(page) != whole
        frame.proved += 1
        return whole


def _kind(template: str, page: Any) -> Any:
    """What two pages must have alike to share a frame at all; None for a page that is to have none."""
    leaves = _leaves(page.toc)
    if leaves is None or page.previous_page or page.next_page or page.parent:
        return None
    texts = [getattr(page, name) for name in _MARKED]
    meta = [page.meta.get(name) for name in _MARKED_META]
    if not all(each is None or (isinstance(each, str) and _plain(each)) for each in (*texts, *meta)):
        return None
    shape = tuple(bool(each) for each in (*texts, *meta))
    entities = any("&" in each.title for each in leaves)
    return template, posixpath.dirname(page.url.rstrip("/")), shape, bool(leaves), "<h1" in page.content, entities


def _learnt(page: Any, context: dict[str, Any], render: Any) -> _Frame:
    """The frame of a page, from rendering it with marks; a broken one where that cannot be."""
    try:
        return _frame(page, context, render)
    except _NoFrameError:
        return _Frame([], [], {}, {}, broken=True)


def _frame(page: Any, context: dict[str, Any], render: Any) -> _Frame:
    content = f"{_OPEN}content{'<h1' if '<h1' in page.content else ''}{_CLOSE}"
    meta = _WatchedMeta(page.meta)
    for name in _MARKED_META:
        if page.meta.get(name):
            meta[name] = _mark(f"meta_{name}")
    marks: dict[str, Any] = {name: _mark(name) for name in _MARKED if getattr(page, name)}
    marks |= {"content": content, "meta": meta, "toc": _marked_toc(page.toc)}
    watched = _Watched(page, marks)
    text = str(render({**context, "page": watched}))
    item: _Parts = []
    if _leaves(page.toc):
        text, item = _without_items(text)
    if text.count(content) != 1 or page.url in text:
        raise _NoFrameError("a theme that shows a page's content or address in a way of its own")
    text = text.replace(content, f"{_OPEN}content{_SIGN}'{_SIGN}\"{_SIGN}&{_CLOSE}")
    asked = watched.asked_of_page - {"url", *_MARKED}
    answers = {name: getattr(page, name, None) for name in asked}
    asked_meta = meta.asked - set(_MARKED_META)
    return _Frame(_parts(text), item, answers, {name: page.meta.get(name) for name in asked_meta})


def _marked_toc(toc: Any) -> Any:
    """A table of contents of two headings, marked, below the page's title; without any where the page has none."""
    root = next(iter(toc))
    leaves = list(root.children)
    made = type(root)(root.title, root.id, root.level)
    made.__dict__.update({name: value for name, value in vars(root).items() if name != "children"})
    if leaves:
        kind = type(leaves[0])
        made.children = [kind(_mark(f"heading{number}"), _mark(f"id{number}"), leaves[0].level) for number in (1, 2)]
    return type(toc)([made])


def _without_items(text: str) -> tuple[str, _Parts]:
    """What was rendered with a mark in the place of the table's two headings, and what is written for one."""
    first, second = text.find(_mark("id1")), text.find(_mark("id2"))
    length = second - first
    if first < 0 or length <= 0:
        raise _NoFrameError("a theme without a table of contents")
    start = first
    while start > first - length and text[start - 1] == text[start - 1 + length]:
        start -= 1
    item, other = text[start : start + length], text[start + length : start + 2 * length]
    if item.replace("heading1", "heading2").replace("id1", "id2") != other:
        raise _NoFrameError("headings that are not written alike")
    rest = text[:start] + _mark("toc") + text[start + 2 * length :]
    if "id1" in rest and _mark("id1") in rest:
        raise _NoFrameError("a table of contents that stands twice")
    return rest, _parts(item.replace("heading1", "heading").replace("id1", "id"))
