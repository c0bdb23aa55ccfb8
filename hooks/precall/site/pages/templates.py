"""Templates and entries become Markdown; words that no filter has set are escaped, whatever a template does."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import jinja2

from precall.content import urls as addresses
from precall.content.merge import sources_of
from precall.content.model import Call, Entry, Question
from precall.content.urls import Address, address
from precall.core import text as texts
from precall.render import template_loader
from precall.render.artifacts import Page, page_of
from precall.render.html import extended
from precall.render.i18n import Language
from precall.render.incremental import Making, Piece
from precall.render.markdown import Markdown, Resolve, escape, set_block, set_line, uri

FOLDER = Path(__file__).parent.parent.parent / "render" / "templates" / "pages"
OWN_FOLDER = "templates/pages"
"""Below the root: a team's template stands before ours of the same name, and can build on ours as `precall/NAME`."""

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
}
"""The pages that stand for no entry."""

_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_AWAY = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_E = TypeVar("_E", bound=Entry)


class _Environment(template_loader.Templates):
    # A macro's and a block's pieces have each been set before, so the whole carries the mark.
    concat = staticmethod(lambda pieces: Markdown("".join(pieces)))


def plain_line(line: str) -> str:
    """A line's words alone, for where no markup can stand: within a link, a fold's label, a description."""
    return texts.plain_line(line)


def _web(url: str) -> Markdown | None:
    """A page elsewhere as a link's address; None for what is no such address."""
    return uri(url) if _WEB.match(url) and texts.is_safe(url) else None


def _set(value: Any) -> Any:
    """What a template prints: marked text as it is, all else escaped."""
    return escape(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


def _written(make: Callable[[], Page]) -> bytes:
    return make().written()


class Templates:
    """The templates, and what each page needs at hand: the playbook, the interface's words, the way to other pages."""

    def __init__(self, making: Making, language: Language, root: Path, ready: frozenset[str]) -> None:
        self.making = making
        self.playbook = playbook = making.playbook
        self.language = language
        self._ready = ready
        self._said: dict[str, Markdown] = {}
        self._cards = any(addresses.card(call).html_uri in ready for call in making.whole.calls.values())
        # Questions and sources stand on pages of others.
        whole = making.whole
        own = (whole.stages, whole.calls, whole.banks, whole.principles, whole.barriers)
        known = [*INDEXES.values(), *(address(entry) for group in own for entry in group.values())]
        self._pages = {page.path.strip("/"): page for page in known}
        making.answers.also("ready", lambda uri: str(uri in ready))
        making.answers.also("cards", lambda _: str(self._cards))
        making.answers.also("page", lambda path: self._pages[path].folder)
        ours = jinja2.FileSystemLoader(FOLDER)
        as_ours = jinja2.PrefixLoader({"precall": ours})
        between = extended(whole.companies)
        self._environment = _Environment(root, OWN_FOLDER, ours, as_ours, extended=between, finalize=_set)
        self._environment.filters |= {
            "line": self._line,
            "block": self._block,
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
            "has_cards": self._has_cards,
            "to_root": self._to_root,
            "web": _web,
            "calls_of": playbook.calls_of,
            "has_calls": playbook.has_calls,
            "origin": self.origin,
            "calls_using": playbook.calls_using,
            "playbook": playbook,
            "settings": playbook.settings,
            "index": INDEXES,
        }

    def render(self, name: str, page: Address, **values: Any) -> str:
        """The Markdown of one page. Raises PrecallError where a team's own template has a fault."""
        made = self._environment.get_template(name).render(page=page, **values)
        return _BLANK_LINES.sub("\n\n", made).strip() + "\n"

    def page(self, here: Address, make: Callable[[], Page], *about: Entry) -> Page:
        """A page, as it was made before where nothing that it asked has another answer; `about` as for `Making`."""
        return next(self.all([(here, make, about)]))

    def all(self, wanted: Iterable[tuple[Address, Callable[[], Page], tuple[Entry, ...]]]) -> Iterator[Page]:
        """Pages, each by its address, what makes it, and whom it is about, as `page` gives them one by one."""
        pieces = (Piece(f"page {here.path}", partial(_written, make), about) for here, make, about in wanted)
        return map(page_of, self.making.all("Making pages", pieces))

    def say(self, key: str, **values: Any) -> Markdown:
        """Words of the interface; values that carry no mark are escaped."""
        if values:
            return Markdown(self.language.say(key, escape, **self._filled(values)))
        if key not in self._said:
            self._said[key] = Markdown(self.language.say(key, escape, **self._filled({})))
        return self._said[key]

    def prose(self, key: str) -> Markdown:
        """A longer text of the interface, of paragraphs and lists."""
        return set_block(self.language.say(key, **self._filled({})))

    def plain(self, key: str, **values: Any) -> str:
        """Words of the interface where no Markdown is read, as in a page's title."""
        return self.language.say(key, **self._filled(values))

    def _filled(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"client": self.playbook.settings.words.client, **values}

    def origin(self, entry: Entry) -> Mapping[str, Any]:
        """Whose an inherited entry is, and whether it was changed on the way; nothing for one of the team's own."""
        sources = sources_of(entry.location.document)
        company = self.playbook.company_of(sources[0].path)
        return {"team": plain_line(company.team), "changed": len(sources) > 1} if company else {}

    def chosen(self, entries: Mapping[str, _E], refs: Iterable[str]) -> list[_E]:
        """The entries of some ids. An id that leads nowhere is the checker's matter, and is passed over."""
        return [entries[ref] for ref in refs if ref in entries]

    def is_ready(self, uri: str) -> bool:
        """Whether the site has a ready file."""
        self.making.note(f"ready {uri}")
        return uri in self._ready

    @jinja2.pass_context
    def _line(self, context: jinja2.runtime.Context, text: str) -> Markdown:
        return set_line(text, self._resolve(context["page"]))

    @jinja2.pass_context
    def _block(self, context: jinja2.runtime.Context, text: str) -> Markdown:
        return set_block(text, self._resolve(context["page"]))

    @jinja2.pass_context
    def _href(self, context: jinja2.runtime.Context, to: Entry | Address) -> Markdown:
        there = to if isinstance(to, Address) else address(to)
        return uri(there.markdown_link_from(context["page"]))

    @jinja2.pass_context
    def _link(self, context: jinja2.runtime.Context, entry: Entry) -> Markdown:
        # A link within a link cannot be, so the title's own gives way.
        return Markdown(f"[{escape(addresses.plain_title(entry))}]({self._href(context, entry)})")

    @jinja2.pass_context
    def _bank_link(self, context: jinja2.runtime.Context, question: Question) -> Markdown:
        """The way to the bank that a question stands in, by its title."""
        there = replace(address(question), anchor="")
        return Markdown(f"[{escape(plain_line(self.playbook.bank_title(question)))}]({self._href(context, there)})")

    @jinja2.pass_context
    def _card_of(self, context: jinja2.runtime.Context, entry: Entry) -> Markdown | None:
        """The way to a call's card; None where the site has none."""
        if not isinstance(entry, Call) or not self.is_ready(addresses.card(entry).html_uri):
            return None
        return uri(addresses.card(entry).link_from(context["page"]))

    def _has_cards(self) -> bool:
        """Whether the site has cards."""
        self.making.note("cards")
        return self._cards

    @jinja2.pass_context
    def _to_root(self, context: jinja2.runtime.Context) -> Markdown:
        """The way to the site's root."""
        return uri(addresses.HOME.link_from(context["page"]))

    def _resolve(self, page: Address) -> Resolve:
        """How an editor's link is followed: from the site's root, for a text may stand on many pages."""

        def resolve(href: str) -> str:
            if _AWAY.match(href):
                return href
            path, mark, anchor = href.partition("#")
            path = re.sub(r"^(?:\.{0,2}/)+", "", path)
            name = re.sub(r"(?:^|/)index$", "", path.removesuffix("/").removesuffix(".md"))
            self.making.note(f"page {name}")
            known = self._pages.get(name)
            if known is not None:
                return Address(known.folder, anchor).markdown_link_from(page)
            start = posixpath.dirname(page.markdown_uri)
            return posixpath.relpath(path or ".", start or ".") + ("/" if path.endswith("/") else "") + mark + anchor

        return resolve
