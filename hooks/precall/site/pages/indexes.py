"""Make the pages that show no single entry: home, method, practice, and an index of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from precall.content.model import FILES
from precall.content.urls import HOME
from precall.render.artifacts import Page
from precall.site.pages import my_calls, practice
from precall.site.pages.filters import filters
from precall.site.pages.templates import INDEXES, Templates, plain_line

_SETTINGS, *_, _PRINCIPLES, _BARRIERS, _WORKS = (kind.pattern for kind in FILES)

_HIDDEN = {"home": ["navigation", "toc"], "practice": ["toc"], "my_calls": ["toc"], "tally": ["toc"]}
"""Parts of the theme that are hidden on a page."""

METHOD_STYLE_SHEET = "assets/precall/method.css"
"""For the method's pictures."""


def pages(templates: Templates) -> Iterator[Page]:
    """Yield home, the method, practice, and the indexes."""
    playbook = templates.builder.whole
    sources = {
        "home": _SETTINGS,
        "stages": _SETTINGS,
        "principles": _PRINCIPLES if playbook.principles else "",
        "barriers": _BARRIERS if playbook.barriers else "",
        "sources": _WORKS if playbook.sources else "",
    }
    for name, address in INDEXES.items():
        yield templates.page(address, partial(_page, templates, name, sources.get(name, "")))


def _page(templates: Templates, name: str, source: str) -> Page:
    playbook, address = templates.playbook, INDEXES[name]
    title = plain_line(playbook.settings.title) if name == "home" else templates.plain(f"{name}.title")
    meta: dict[str, Any] = {"description": templates.plain(f"{name}.description"), "kind": name}
    if name in _HIDDEN:
        meta["hide"] = _HIDDEN[name]
    if name == "practice":
        values = practice.values(templates)
    elif name == "method":
        values = {"style_sheet": HOME.link_from(address) + METHOD_STYLE_SHEET}
    elif name in my_calls.PAGES:
        values = my_calls.values(templates, name)
    else:
        values = {"filters": filters(playbook, name)}
    return Page(address, title, templates.render(f"{name}.html", address, title=title, **values), source, meta)
