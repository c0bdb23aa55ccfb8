"""Material is rendered once for pages that differ only in their words, and the words of the others are put into that.

Used for generated pages outside the navigation, with Material as it is: a theme that a team changed, or a plugin that
changes what templates see, renders each page. The second page of each shell is rendered in full too: if it differs,
the shell is not used.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import AnchorLink, TableOfContents

from precall.hosts.mkdocs.incremental import KNOWN
from precall.hosts.mkdocs.page import PrecallPage

_PAGE = "main.html"
_UNLIKE = re.compile(r"[<>&\"{}\x00-\x1f]|  |^ | $")
"""What the theme's filters may change in a text. It writes an apostrophe as it is or as `&#39;`."""
_PLACE = re.compile(r"PRECALL('|&#39;)(\w+)")
_OF_ONE_PAGE = {"title", "description", "kind", "keywords"}
"""Facts in which pages with one shell may differ. The theme reads the first two alone."""


@dataclass
class _Shell:
    parts: list[str]
    """Text of the theme, and after each the apostrophe and the name of what is put there, in turn."""
    is_proved: bool = False


class _Placeholders:
    """A page with placeholders for its words, all else as it is."""

    def __init__(self, page: PrecallPage) -> None:
        self._page = page
        self.content = "<h1>PRECALL'content"
        self.title = "PRECALL'title"
        self.meta = {**page.meta, "title": self.title}
        if page.meta.get("description"):
            self.meta["description"] = "PRECALL'description"
        self.canonical_url = page.canonical_url and "PRECALL'canonical_url"
        self.edit_url = page.edit_url and "PRECALL'edit_url"
        # The theme's link that skips to the content leads to the first heading.
        first = AnchorLink("PRECALL", page.toc.items[0].id, 1)
        first.children = [AnchorLink("PRECALL", "PRECALL", 2)]
        self.toc = TableOfContents([first])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)


class PageShells:
    """The shells of one build."""

    def __init__(self, env: Environment, nav: Navigation) -> None:
        self._env = env
        self._in_nav = set(map(id, nav.pages))
        self._shells: dict[object, _Shell | None] = {}
        shells = self

        class ShelledTemplate(Template):
            """A template that renders pages through the shells."""

            def render(self, *args: Any, **kwargs: Any) -> str:
                """Render a page."""
                page = args[0].get("page") if args and isinstance(args[0], dict) else None
                if self.name != _PAGE or not isinstance(page, PrecallPage):
                    return super().render(*args, **kwargs)
                return shells._render(page, args[0], super().render)

        env.template_class = ShelledTemplate

    def _render(self, page: PrecallPage, context: dict[str, Any], render: Any) -> str:
        words = {
            "title": str(page.title),
            "description": page.meta.get("description") or "",
            "canonical_url": page.canonical_url or "",
            "edit_url": page.edit_url or "",
        }
        content = page.content or ""
        if (
            id(page) in self._in_nav
            or "<h1" not in content
            or not page.toc.items
            or any(map(_UNLIKE.search, words.values()))
        ):
            return str(render(context))
        facts = {name: value for name, value in page.meta.items() if name not in _OF_ONE_PAGE}
        key = (posixpath.dirname(page.url.rstrip("/")), repr(facts), page.toc.items[0].id, *map(bool, words.values()))
        if key not in self._shells:
            self._shells[key] = self._learn(page, context, render)
            return str(render(context))
        shell = self._shells[key]
        if shell is None:
            return str(render(context))
        filled = _filled(shell, {**words, "content": content, "toc": self._toc(context)})
        if not shell.is_proved:
            whole = str(render(context))
            shell.is_proved = filled == whole
            if not shell.is_proved:
                self._shells[key] = None
            return whole
        return filled

    def _learn(self, page: PrecallPage, context: dict[str, Any], render: Any) -> _Shell | None:
        """Return the shell around a page; None where the theme shows the page's address or contents in another way."""
        around = {**context, "page": _Placeholders(page)}
        text = str(render(around)).replace("<h1>PRECALL'content", "PRECALL'content")
        contents = self._toc(around)
        if page.url in text or text.count(contents) != 1 or text.count("PRECALL'content") != 1:
            return None
        return _Shell(_PLACE.split(text.replace(contents, "PRECALL'toc")))

    def _toc(self, context: dict[str, Any]) -> str:
        """Return the table of contents as the theme writes it."""
        language = self._env.get_template("partials/language.html").make_module(context)
        return self._env.get_template("partials/toc.html").render({**context, "lang": language})


def _filled(shell: _Shell, words: dict[str, str]) -> str:
    made = [shell.parts[0]]
    for index in range(1, len(shell.parts), 3):
        apostrophe, name, text = shell.parts[index : index + 3]
        made += [words[name] if apostrophe == "'" else words[name].replace("'", "&#39;"), text]
    return "".join(made)


def is_plain_material(config: MkDocsConfig) -> bool:
    """Return whether the theme is Material as it is, and nothing else changes what its templates see."""
    theme = config.theme
    others = (method for method in config.plugins.events["page_context"] if not method.__module__.startswith(KNOWN))
    return theme.name == "material" and not theme.custom_dir and not any(others)
