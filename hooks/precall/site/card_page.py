"""Make the HTML pages of cards, and the style sheets and scripts that they share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from precall.cards.card import Card, make_card
from precall.cards.fonts import MAIN_FAMILY, font_families
from precall.cards.footer import Footer, make_footer
from precall.cards.sheet import FLAP_SECTIONS, FRONT_SECTIONS, load_sheets
from precall.content import urls
from precall.content.model import Call, Playbook
from precall.content.urls import Address
from precall.core import text
from precall.render import html
from precall.render.artifacts import ReadyFile
from precall.render.dependencies import Builder, BuildStep
from precall.site.views.builder import builder_context

ASSETS = "assets/precall"
"""The folder of the site, from its root, that holds style sheets, scripts and fonts of the pages without a theme."""

FONTS = {"source-sans-3.ttf": "SourceSans3[wght].ttf", "source-sans-3-italic.ttf": "SourceSans3-Italic[wght].ttf"}


def card_files(
    playbook: Playbook,
    root: Path,
    *,
    site_url: str | None,
    with_pdf: Collection[str] = (),
    builder: Builder | None = None,
) -> Iterator[ReadyFile]:
    """Yield the pages of the cards, and the files that they share.

    `root` and `builder` are as for `page_templates`. `with_pdf` has the ids of the cards whose pages link to a PDF.
    """
    builder = builder or Builder(playbook, root)
    pages = CardPages(playbook, html.environment(root, playbook.companies))
    yield from pages.shared_files(builder)

    def step(call: Call) -> BuildStep:
        pdf = call.ref in with_pdf
        make = partial(_page, pages, builder.playbook, call, site_url, pdf)
        return BuildStep(f"card {call.ref}", make, (call,), inputs=(site_url, pdf))

    calls = playbook.calls_in_order
    for call, (_, content) in zip(calls, builder.build_all("Making cards", map(step, calls)), strict=True):
        yield ReadyFile(urls.card(call).html_uri, content, call.location.document.source.path)


def _page(pages: CardPages, playbook: Playbook, call: Call, site_url: str | None, pdf: bool) -> bytes:
    card = make_card(playbook, call)
    return pages.page(card, make_footer(card, site_url), pdf=pdf).encode()


@dataclass(frozen=True)
class CardPages:
    """Renders the pages of one playbook's cards."""

    playbook: Playbook
    templates: Environment

    def __post_init__(self) -> None:
        self.templates.filters.update(inline=html.inline, words=text.plain, breakable=_breakable)

    def page(self, card: Card, foot: Footer, *, pdf: bool) -> str:
        """Return a card's page; with `pdf`, it links to the PDF next to it."""
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

    def shared_files(self, builder: Builder) -> Iterator[ReadyFile]:
        """Yield the style sheets and scripts that all pages share."""
        yield ReadyFile(f"{ASSETS}/card.css", html.style_sheet("card.css"))
        yield ReadyFile(f"{ASSETS}/scheme.js", (html.ASSETS / "scheme.js").read_bytes())
        yield ReadyFile(f"{ASSETS}/card-sheets.css", builder.build(BuildStep("card sheets", self._sheets)).content)
        folder = font_families()[MAIN_FAMILY]
        for name, file in FONTS.items():
            yield ReadyFile(f"{ASSETS}/{name}", (folder / file).read_bytes())

    def _sheets(self) -> bytes:
        text = self.templates.get_template("card-sheets.css").render(
            sheets=load_sheets(),
            sheet=self.playbook.settings.cards.paper,
            all_sections=(*FRONT_SECTIONS, *FLAP_SECTIONS),
        )
        return text.encode()


def _breakable(words: str) -> Markup:
    """Return an address with possible line breaks after its slashes, dots and hyphens."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[/.-])", words) if part)
