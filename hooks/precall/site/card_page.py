"""Cards become the files of the site: a page and a PDF for each, and the style sheets and fonts they share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from precall.cards.card import Card, make_card, make_cards
from precall.cards.fonts import MAIN_FAMILY, font_families
from precall.cards.footer import Footer, make_footer
from precall.cards.missing_glyphs import missing_glyphs
from precall.cards.overflow import overflowing_cards
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import FLAP_SECTIONS, FRONT_SECTIONS, load_sheets
from precall.content import urls
from precall.content.model import Call, Playbook
from precall.content.urls import Address
from precall.core import text
from precall.core.cache import key_of
from precall.render import html
from precall.render.artifacts import ReadyFile
from precall.render.dependencies import Builder, BuildStep
from precall.site.views.builder import builder_context

ASSETS = "assets/precall"
"""The folder of the site, from its root, that holds style sheets, scripts and fonts of the pages without a theme."""

_NAMESPACE = "card-pdfs"
_LIMIT = 2_000

FONTS = {"source-sans-3.ttf": "SourceSans3[wght].ttf", "source-sans-3-italic.ttf": "SourceSans3-Italic[wght].ttf"}


def card_files(
    playbook: Playbook,
    root: Path,
    *,
    pdfs: bool,
    site_url: str | None,
    builder: Builder | None = None,
) -> Iterator[ReadyFile]:
    """Everything that the site holds of its cards.

    `root` and `builder` are as for `make_pages`. Without `pdfs` the pages offer none, nor does a card with a letter
    that no font has, or one that does not fit on the team's sheet: the rules card-letters and card-overflow name them,
    however severe the team holds them to be.
    """
    builder = builder or Builder(playbook, root)
    pages = CardPages(playbook, html.environment(root, playbook.companies))
    yield from pages.shared_files()
    offered = _offered(playbook) if pdfs else {}

    def step(call: Call) -> BuildStep:
        make = partial(_page, pages, builder.playbook, call, site_url, call.ref in offered)
        return BuildStep(f"card {call.ref}", make, (call,), inputs=(site_url, call.ref in offered))

    calls = playbook.calls_in_order
    for call, (_, content) in zip(calls, builder.build_all("Making cards", map(step, calls)), strict=True):
        yield ReadyFile(urls.card(call).html_uri, content, call.location.document.source.path)
    if pdfs:
        yield from _pdfs(list(offered.values()), CardTypesetter.at(root, playbook.companies), playbook, site_url)


def _page(pages: CardPages, playbook: Playbook, call: Call, site_url: str | None, pdf: bool) -> bytes:
    card = make_card(playbook, call)
    return pages.page(card, make_footer(card, site_url), pdf=pdf).encode()


def _offered(playbook: Playbook) -> dict[str, Card]:
    """The cards that are offered as PDFs, by their ids."""
    cards = list(make_cards(playbook))
    gone = missing_glyphs(word for card in cards for word in card.words())
    spilling = overflowing_cards(cards, load_sheets()[playbook.settings.cards.paper], playbook.session)
    fitting = (card for card in cards if card.id not in spilling)
    return {card.id: card for card in fitting if gone.isdisjoint("".join(card.words()))}


def _pdfs(
    cards: Sequence[Card], setter: CardTypesetter, playbook: Playbook, site_url: str | None
) -> Iterator[ReadyFile]:
    """Yield the PDF of each card, as cached or set now."""
    settings, session = playbook.settings, playbook.session
    sheet = load_sheets()[settings.cards.paper]
    for card in session.progress.track("Setting cards", cards, len(cards)):
        footer = make_footer(card, site_url)
        parts = (card.title, repr(card.sections), repr(footer), settings.team, sheet.model_dump_json(), setter.version)
        key = key_of(card.language, *parts)
        content = session.cache.get(_NAMESPACE, key)
        if content is None:
            content = setter.pdf([(card, footer)], sheet, title=card.title, author=settings.team)
            session.cache.put(_NAMESPACE, key, content, _LIMIT)
        yield ReadyFile(pdf_uri(card), content, card.call.location.document.source.path)


def pdf_uri(card: Card) -> str:
    """Where the site keeps a card's PDF: beside its page."""
    return f"{card.address.folder}/{card.id}.pdf"


@dataclass(frozen=True)
class CardPages:
    """Sets the pages of one playbook's cards."""

    playbook: Playbook
    templates: Environment

    def __post_init__(self) -> None:
        self.templates.filters.update(inline=html.inline, words=text.plain, breakable=_breakable)

    def page(self, card: Card, foot: Footer, *, pdf: bool) -> str:
        """A card's page; with `pdf`, it links to the PDF beside it."""
        here = card.address
        return self.templates.get_template("builder.html").render(
            card=card,
            labels=card.labels,
            foot=foot,
            sheet=self.playbook.settings.cards.paper,
            sheets=load_sheets(),
            most_places=max(len(each.places) for each in load_sheets().values()),
            assets=Address(ASSETS).link_from(here),
            back=urls.address(card.call).link_from(here, file=True),
            pdf=f"{card.id}.pdf" if pdf else "",
            **builder_context(self.playbook.settings, card.call),
        )

    def shared_files(self) -> Iterator[ReadyFile]:
        """What all the pages share."""
        yield ReadyFile(f"{ASSETS}/card.css", html.style_sheet("card.css"))
        yield ReadyFile(f"{ASSETS}/scheme.js", (html.ASSETS / "scheme.js").read_bytes())
        yield ReadyFile(f"{ASSETS}/card-sheets.css", self._sheets.encode())
        folder = font_families()[MAIN_FAMILY]
        for name, file in FONTS.items():
            yield ReadyFile(f"{ASSETS}/{name}", (folder / file).read_bytes())

    @cached_property
    def _sheets(self) -> str:
        return self.templates.get_template("card-sheets.css").render(
            sheets=load_sheets(),
            sheet=self.playbook.settings.cards.paper,
            all_sections=(*FRONT_SECTIONS, *FLAP_SECTIONS),
        )


def _breakable(words: str) -> Markup:
    """An address that may break behind its slashes, dots and hyphens, and nowhere else while there is room."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[/.-])", words) if part)
