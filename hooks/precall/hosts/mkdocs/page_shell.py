"""Render Material's templates once for pages that differ only in their text, and insert the text of other pages.

Shells are used for generated pages outside the navigation, with an unchanged Material. If a team overrides its
templates, or a plugin changes their context, every page is rendered in full. So is the first page of each kind: the
shell is made from the second, and is used only if the first page is the same when it is filled in.

Measured with `PRECALL_NO_CACHE=1 mkdocs build` on our own playbook (164 pages), rendering takes 0.24 instead of 0.41
seconds of CPU time, of 3.4 in all. With 1,000 calls and a warm cache it takes 1.1 instead of 1.7, of 7 to 10.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any, NamedTuple

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import AnchorLink, TableOfContents

from precall.hosts.mkdocs.incremental import KNOWN_PLUGINS
from precall.hosts.mkdocs.page import PrecallPage

_PAGE = "main.html"
_SPECIAL = re.compile(r"[<>&\"{}\x00-\x1f]|  |^ | $")
"""Characters that the theme's filters may change. An apostrophe is unchanged, or becomes `&#39;`."""
_PLACEHOLDER = re.compile(r"PRECALL('|&#39;)(\w+)")
_PAGE_FACTS = {"title", "description", "kind", "keywords"}
"""Metadata in which pages with one shell may differ. The theme uses only the first two."""


class _Shell(NamedTuple):
    parts: list[str]
    """Triples of text of the theme, a placeholder's apostrophe as the theme escapes it, and the placeholder's name."""

    def filled(self, words: dict[str, str]) -> str:
        """Return the page with these words."""
        made = [self.parts[0]]
        for index in range(1, len(self.parts), 3):
            apostrophe, name, text = self.parts[index : index + 3]
            made += [words[name] if apostrophe == "'" else words[name].replace("'", "&#39;"), text]
        return "".join(made)


class _First(NamedTuple):
    """The first page of its kind, which was rendered in full."""

    words: dict[str, str]
    html: str


class _Placeholders:
    """A page with placeholders instead of its text."""

    def __init__(self, page: PrecallPage) -> None:
        self._page = page
        self.content = "<h1>PRECALL'content"
        self.title = "PRECALL'title"
        self.meta = {**page.meta, "title": self.title}
        if page.meta.get("description"):
            self.meta["description"] = "PRECALL'description"
        self.canonical_url = page.canonical_url and "PRECALL'canonical_url"
        self.edit_url = page.edit_url and "PRECALL'edit_url"
        # The theme's skip link has the first heading's id.
        first = AnchorLink("PRECALL", page.toc.items[0].id, 1)
        first.children = [AnchorLink("PRECALL", "PRECALL", 2)]
        self.toc = TableOfContents([first])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)


class PageShells:
    """The shells of one build. They replace the rendering of templates in `env`."""

    def __init__(self, env: Environment, nav: Navigation) -> None:
        self._env = env
        self._in_nav = set(map(id, nav.pages))
        self._shells: dict[object, _Shell | _First | None] = {}
        self._words: Any = None
        """The theme's words in the language of the site, which all pages share."""
        self.filled = 0
        """The number of pages that were not rendered in full."""
        shells = self

        class ShelledTemplate(Template):
            """A template that fills a shell, if there is one for the page."""

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
            or any(map(_SPECIAL.search, words.values()))
        ):
            return str(render(context))
        facts = {name: value for name, value in page.meta.items() if name not in _PAGE_FACTS}
        key = (posixpath.dirname(page.url.rstrip("/")), repr(facts), page.toc.items[0].id, *map(bool, words.values()))
        words |= {"content": content, "toc": self._toc(context)}
        shell = self._shells.get(key)
        if isinstance(shell, _First):
            shell = self._shells[key] = self._make_shell(page, context, render, shell)
        if shell is not None:
            self.filled += 1
            return shell.filled(words)
        full = str(render(context))
        self._shells.setdefault(key, _First(words, full))
        return full

    def _make_shell(self, page: PrecallPage, context: dict[str, Any], render: Any, first: _First) -> _Shell | None:
        """Return the shell of a page; None if the theme uses the page in an unknown way, or `first` does not fit."""
        with_placeholders = {**context, "page": _Placeholders(page)}
        text = str(render(with_placeholders)).replace("<h1>PRECALL'content", "PRECALL'content")
        contents = self._toc(with_placeholders)
        if page.url in text or text.count(contents) != 1 or text.count("PRECALL'content") != 1:
            return None
        shell = _Shell(_PLACEHOLDER.split(text.replace(contents, "PRECALL'toc")))
        return shell if shell.filled(first.words) == first.html else None

    def _toc(self, context: dict[str, Any]) -> str:
        """Return the theme's HTML of the table of contents."""
        if self._words is None:
            self._words = self._env.get_template("partials/language.html").make_module(context)
        return self._env.get_template("partials/toc.html").render({**context, "lang": self._words})


def is_plain_material(config: MkDocsConfig) -> bool:
    """Return whether the theme is an unchanged Material, and no plugin changes the context of its templates."""
    theme = config.theme
    others = (
        method for method in config.plugins.events["page_context"] if not method.__module__.startswith(KNOWN_PLUGINS)
    )
    return theme.name == "material" and not theme.custom_dir and not any(others)
