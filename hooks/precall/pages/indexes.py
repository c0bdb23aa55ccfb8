"""The playbook as a whole becomes the pages that stand for no entry: home, method, sources, and an index of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from precall.model import FILES
from precall.page import Page
from precall.pages.templates import INDEXES, Templates

_SOURCES = {"principles", "barriers", "sources"}


def pages(templates: Templates) -> Iterator[Page]:
    """Home, the method, and the indexes."""
    playbook = templates.playbook
    for name, address in INDEXES.items():
        title = playbook.settings.title if name == "home" else templates.plain(f"{name}.title")
        meta: dict[str, Any] = {"description": templates.plain(f"{name}.description"), "kind": name}
        if name == "home":
            meta["hide"] = ["navigation", "toc"]
        source = f"playbook/{name}.yml" if name in _SOURCES else FILES[0].pattern
        yield Page(
            address,
            title,
            templates.render(f"{name}.md", address, title=title),
            source if (name in _SOURCES and playbook.of_kind(name[:-1])) or name in ("home", "stages") else "",
            meta,
        )
