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


class _Mark(str):
    """A text that stands for another. It can be written; who asks more of it would hear something false."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        raise _NoFrameError(f"a theme that asks for a text's {name}")

    def _refuse(self, *_: Any) -> Any:
        raise _NoFrameError("a theme that looks into a text")

    __contains__ = __getitem__ = __iter__ = __len__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _refuse
    __hash__ = str.__hash__


class _MarkedContent(_Mark):
    """The mark for a page's content. What a theme looks for in there is noted, and answered as the page would."""

    _content: str
    _looked_for: dict[str, bool]

    @classmethod
    def _of(cls, content: str, looked_for: dict[str, bool]) -> _MarkedContent:
        made = cls(_mark("content"))
        made._content, made._looked_for = content, looked_for
        return made

    def __contains__(self, needle: object) -> bool:
        answer = str(needle) in self._content
        self._looked_for[str(needle)] = answer
        return answer


class _Leaves(list[Any]):
    """The marked headings: some are there, and nobody may ask how many."""

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        raise _NoFrameError("a theme that counts headings")


def _mark(name: str) -> str:
    """What is written in the place of a text, with the signs that a filter may write in its own way."""
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
            if meta.get(name):
                self[name] = _Mark(_mark(f"meta_{name}"))

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
    """What the theme asked of the page, and heard."""
    meta: dict[str, Any]
    """Likewise of its meta."""
    looked_for: dict[str, bool]
    """What it looked for in the content, and whether it was there."""
    proved: int = 0
    broken: bool = False

    def fits(self, page: Any) -> bool:
        """Whether the theme would ask the same of a page, and hear the same."""
        return (
            all(getattr(page, name, None) == value for name, value in self.answers.items())
            and all(page.meta.get(name) == value for name, value in self.meta.items())
            and all((needle in page.content) == there for needle, there in self.looked_for.items())
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
        self.filled = 0
        """How many pages were set into a frame."""

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
            self.filled += 1
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
    return template, posixpath.dirname(page.url.rstrip("/")), shape, bool(leaves), entities


def _learnt(page: Any, context: dict[str, Any], render: Any) -> _Frame:
    """The frame of a page, from rendering it with marks; a broken one where that cannot be."""
    try:
        return _frame(page, context, render)
    except _NoFrameError:
        return _Frame([], [], {}, {}, {}, broken=True)


def _frame(page: Any, context: dict[str, Any], render: Any) -> _Frame:
    looked_for: dict[str, bool] = {}
    meta = _WatchedMeta(page.meta)
    marks: dict[str, Any] = {name: _Mark(_mark(name)) for name in _MARKED if getattr(page, name)}
    marks |= {"content": _MarkedContent._of(page.content, looked_for), "meta": meta, "toc": _marked_toc(page.toc)}
    watched = _Watched(page, marks)
    text = str(render({**context, "page": watched}))
    item: _Parts = []
    if _leaves(page.toc):
        text, item = _without_items(text)
    if text.count(_mark("content")) != 1 or page.url in text:
        raise _NoFrameError("a theme that shows a page's content or address in a way of its own")
    return _Frame(
        _parts(text),
        item,
        {name: getattr(page, name, None) for name in watched.asked_of_page - {"url", *_MARKED}},
        {name: page.meta.get(name) for name in meta.asked - set(_MARKED_META)},
        looked_for,
    )


def _marked_toc(toc: Any) -> Any:
    """A table of contents of two headings, marked, below the page's title; without any where the page has none."""
    root = next(iter(toc))
    leaves = list(root.children)
    made = type(root)(root.title, root.id, root.level)
    made.__dict__.update({name: value for name, value in vars(root).items() if name != "children"})
    if leaves:
        kind = type(leaves[0])
        made.children = _Leaves(
            kind(_Mark(_mark(f"heading{number}")), _Mark(_mark(f"id{number}")), leaves[0].level) for number in (1, 2)
        )
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
