"""Render page templates to HTML. Text without a filter is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup, escape

from precall.content import urls as addresses
from precall.content.merge import sources_of
from precall.content.model import Call, Entry, Question, extended_roots
from precall.content.owners import shown_owner
from precall.content.urls import Address, address
from precall.core import text as texts
from precall.render import html
from precall.render.artifacts import SITE_LINK, Page
from precall.render.dependencies import Builder, BuildStep
from precall.render.i18n import Language
from precall.render.template_loader import Templates as Environment

FOLDER = Path(__file__).parent.parent.parent / "render" / "templates" / "pages"
OWN_FOLDER = "templates/pages"
"""The folder of a team's page templates, below the root. A template there overrides the built-in one of the same name,
which it can include as `precall/NAME.html`."""

INDEXES: Mapping[str, Address] = {
    "home": addresses.HOME,
    "method": addresses.METHOD,
    "stages": addresses.STAGES,
    "calls": addresses.CALLS,
    "questions": addresses.BANKS,
    "principles": addresses.PRINCIPLES,
    "barriers": addresses.BARRIERS,
    "sources": addresses.SOURCES,
    "practice": addresses.PRACTICE,
    "my_calls": addresses.MY_CALLS,
    "tally": addresses.TALLY,
}
"""The pages that show no single entry."""

_BLANK_LINES = re.compile(r"\n\s*\n")
_AWAY = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_E = TypeVar("_E", bound=Entry)


def plain_line(line: str) -> str:
    """Return a line as plain text, for places without markup: a link, a label, a description."""
    return texts.plain_line(line)


def _web(url: str) -> bool:
    """Return whether a URL is safe and of another site."""
    return bool(_WEB.match(url)) and texts.is_safe(url)


def site_link(href: str) -> str:
    """Convert an editor's link for `Page.html`: links within the site start at its root, and a host resolves them.

    The same text may be on many pages, so the link cannot be relative to one page.
    """
    if _AWAY.match(href):
        return href
    path, mark, anchor = href.partition("#")
    return SITE_LINK + re.sub(r"^(?:\.{0,2}/)+", "", path) + mark + anchor


class Templates:
    """The page templates with their context: the playbook, the interface words, links to other pages."""

    def __init__(self, builder: Builder, language: Language, root: Path, *, with_cards: bool = False) -> None:
        self.builder = builder
        self.playbook = playbook = builder.playbook
        self.language = language
        self.with_cards = with_cards
        """Whether the site has cards and the other pages of a call, to which pages link."""
        self._words: dict[str, Markup] = {}
        ours = jinja2.FileSystemLoader(FOLDER)
        as_ours = jinja2.PrefixLoader({"precall": ours})
        between = extended_roots(builder.whole.companies)
        self._environment = Environment(root, OWN_FOLDER, ours, as_ours, extended=between, autoescape=True)
        self._environment.filters |= {
            "line": partial(html.line, resolve=site_link),
            "block": partial(html.block, resolve=site_link),
            "markdown": html.markdown,
            "words": plain_line,
            "plain": addresses.plain_title,
        }
        self._environment.globals |= {
            "say": self.say,
            "prose": self.prose,
            "href": self._href,
            "link": self._link,
            "bank_link": self._bank_link,
            "card_of": self._card_of,
            "during_of": self._during_of,
            "has_cards": with_cards,
            "to_root": self._to_root,
            "web": _web,
            "calls_of": playbook.calls_of,
            "has_calls": playbook.has_calls,
            "origin": self.origin,
            "shown_owner": lambda entry: shown_owner(entry, playbook.settings),
            "calls_using": playbook.calls_using,
            "playbook": playbook,
            "settings": playbook.settings,
            "index": INDEXES,
        }

    def render(self, name: str, page: Address, **values: Any) -> str:
        """Return the HTML of one page. Raises PrecallError for an error in a team's own template."""
        text = self._environment.get_template(name).render(page=page, **values)
        return _BLANK_LINES.sub("\n", text).strip() + "\n"

    def page(self, here: Address, make: Callable[[], Page], *entries: Entry) -> Page:
        """Return a page, made by `make` unless it is up to date; `entries` as for BuildStep."""
        return next(self.pages([(here, make, entries)]))

    def pages(self, makers: Iterable[tuple[Address, Callable[[], Page], tuple[Entry, ...]]]) -> Iterator[Page]:
        """Yield pages in the given order; each is given by address, function that makes it, and entries."""
        makers = list(makers)
        steps = (
            BuildStep(f"page {here.path}", partial(_facts_and_html, make), entries, inputs=(self.with_cards,))
            for here, make, entries in makers
        )
        for (here, *_), ((title, source, meta), content) in zip(
            makers, self.builder.build_all("Making pages", steps), strict=True
        ):
            yield Page(here, title, content, source, meta)

    def say(self, key: str, **values: Any) -> Markup:
        """Return an interface text; values are escaped unless they are Markup."""
        if values:
            return Markup(self.language.say(key, escape, **self._filled(values)))  # each part is escaped
        if key not in self._words:
            self._words[key] = Markup(self.language.say(key, escape, **self._filled({})))  # as above
        return self._words[key]

    def prose(self, key: str) -> Markup:
        """Return a longer interface text, of paragraphs and lists."""
        return html.block(self.language.say(key, **self._filled({})))

    def plain(self, key: str, **values: Any) -> str:
        """Return an interface text without Markdown, for example for a page's title."""
        return self.language.say(key, **self._filled(values))

    def _filled(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"client": self.playbook.settings.words.client, **values}

    def origin(self, entry: Entry) -> Mapping[str, Any]:
        """Return the team of an inherited entry, and whether it was changed; nothing for the team's own entries."""
        sources = sources_of(entry.location.document)
        company = self.playbook.company_of(sources[0].path)
        return {"team": plain_line(company.team), "changed": len(sources) > 1} if company else {}

    def existing(self, entries: Mapping[str, _E], refs: Iterable[str]) -> list[_E]:
        """Return the entries with some ids. Unknown ids are ignored, because the check reports them."""
        return [entries[ref] for ref in refs if ref in entries]

    @jinja2.pass_context
    def _href(self, context: jinja2.runtime.Context, to: Entry | Address) -> str:
        there = to if isinstance(to, Address) else address(to)
        return there.link_from(context["page"])

    @jinja2.pass_context
    def _link(self, context: jinja2.runtime.Context, entry: Entry) -> Markup:
        # Links cannot be nested, so a link in the title is dropped.
        return _anchor(addresses.plain_title(entry), self._href(context, entry))

    @jinja2.pass_context
    def _bank_link(self, context: jinja2.runtime.Context, question: Question) -> Markup:
        """Return a link to the bank that a question is in, by its title."""
        there = replace(address(question), anchor="")
        return _anchor(plain_line(self.playbook.bank_title(question)), self._href(context, there))

    @jinja2.pass_context
    def _card_of(self, context: jinja2.runtime.Context, entry: Entry) -> str | None:
        """Return the relative URL of a call's card; None if the site has no cards."""
        if not (self.with_cards and isinstance(entry, Call)):
            return None
        return addresses.card(entry).link_from(context["page"])

    @jinja2.pass_context
    def _during_of(self, context: jinja2.runtime.Context, call: Call) -> str:
        """Return the relative URL of the page for use during a call."""
        return addresses.call_view(call).link_from(context["page"])

    @jinja2.pass_context
    def _to_root(self, context: jinja2.runtime.Context) -> str:
        """Return the relative URL of the site's root."""
        return addresses.HOME.link_from(context["page"])


def _anchor(words: str, href: str) -> Markup:
    return Markup(f'<a href="{escape(href)}">{escape(words)}</a>')  # both parts are escaped


def _facts_and_html(make: Callable[[], Page]) -> tuple[Any, bytes]:
    page = make()
    return [page.title, page.source, page.meta], page.html.encode(errors="surrogatepass")
