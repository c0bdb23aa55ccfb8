"""Every call of our playbook is printed on every sheet, by Typst and by a browser."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zxingcpp

from precall.cards.card import Card, make_cards
from precall.cards.footer import make_footer
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import PRINTER_MARGIN, load_sheets
from precall.content.loader import load
from precall.site.card_page import card_files
from tests.support import printed
from tests.support.paths import ROOT
from tests.support.printed_cards import card_boxes, check_card

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SITE = "https://playbook.example.com/"
HAIR = 0.15
"""Millimetres that a reader of PDFs may be off by."""

EVERY_SHEET = pytest.mark.parametrize("name", load_sheets())


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    """Return the cards of our playbook."""
    return list(make_cards(load(ROOT).playbook))


@pytest.fixture(scope="module")
def decks(cards: list[Card]) -> Mapping[str, printed.Print]:
    """Return the PDF deck of our cards for each sheet."""
    pairs = [(card, make_footer(card, SITE)) for card in cards]
    setter = CardTypesetter.at(None)
    return {
        name: printed.read(setter.pdf(pairs, sheet, title="Our cards", author=""))
        for name, sheet in load_sheets().items()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the cards' pages."""
    folder = tmp_path_factory.mktemp("cards")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def from_browser(cards: list[Card], site: Path, browser: Browser) -> Mapping[str, printed.Print]:
    """Print our cards' pages as files with Chromium, scripts off, in one job for each sheet.

    One print job for each card would take minutes, so the first page contains the papers of all cards.
    """
    pages = [(site / card.address.html_uri).read_text("utf-8") for card in cards]
    papers = [page[page.index("<main>") : page.index("</main>") + len("</main>")] for page in pages]
    first = site / cards[0].address.html_uri
    together = first.with_name("together.html")
    apart = "<style>@media print { main + main { break-before: page; } }</style>\n</head>"
    together.write_text(pages[0].replace(papers[0], "\n".join(papers)).replace("</head>", apart), "utf-8")
    page = opened(browser, together)
    made = {}
    for name in load_sheets():
        page.check(f"#sheet-{name}")
        made[name] = printed.read(page.pdf(prefer_css_page_size=True, tagged=True, outline=True))
    page.context.close()
    return made


def opened(browser: Browser, file: Path) -> Page:
    """Open a page from a file, scripts off, and wait for its fonts."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def write(site: Path, root: Path = ROOT) -> None:
    """Write the cards' files as a host does."""
    for file in card_files(load(root).playbook, root, site_url=SITE):
        path = site / file.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def edge(page: printed.Sheet) -> None:
    """Assert that nothing is printed within the margin that printers cannot reach."""
    for box in (*(sign.box for sign in page.signs), *page.drawn):
        nearest = min(box.left, box.top, page.width - box.right, page.height - box.bottom)
        assert nearest >= PRINTER_MARGIN - HAIR, box


@pytest.mark.slow
@EVERY_SHEET
def test_a_deck_has_the_pages_and_the_size_of_its_sheet(
    name: str, cards: list[Card], decks: Mapping[str, printed.Print]
) -> None:
    """A deck has as many pages as its cards need, each of the paper's size."""
    sheet = load_sheets()[name]
    assert len(decks[name].sheets) == -(-len(cards) // len(sheet.places))
    for page in decks[name].sheets:
        assert (page.width, page.height) == pytest.approx((sheet.paper.width, sheet.paper.height), abs=0.05)


@EVERY_SHEET
def test_a_deck_is_tagged_and_has_bookmarks(name: str, cards: list[Card], decks: Mapping[str, printed.Print]) -> None:
    """A deck is tagged, has its language and title, and has one bookmark for each card."""
    deck = decks[name]
    assert deck.tagged
    assert (deck.language, deck.title) == ("en", "Our cards")
    assert deck.bookmarks == tuple(card.title for card in cards)


@EVERY_SHEET
def test_every_card_of_a_deck_prints_correctly(
    name: str, cards: list[Card], decks: Mapping[str, printed.Print]
) -> None:
    """All words are in order, the flap is below the fold, and no text is too small, overlapping or at the edge."""
    sheet = load_sheets()[name]
    where = [(page, place) for page in decks[name].sheets for place in card_boxes(sheet)]
    for card, (page, place) in zip(cards, where, strict=False):
        check_card(card, sheet, page, place)
    for page in decks[name].sheets:
        edge(page)


@pytest.mark.slow
@pytest.mark.browser
@EVERY_SHEET
def test_every_card_prints_correctly_in_a_browser(
    name: str, cards: list[Card], from_browser: Mapping[str, printed.Print]
) -> None:
    """Each page prints on one sheet of the chosen size and passes the same checks as the deck."""
    sheet = load_sheets()[name]
    content = from_browser[name]
    assert content.tagged
    assert content.language == "en"
    assert len(content.sheets) == len(cards)
    for card, page in zip(cards, content.sheets, strict=True):
        # Chromium rounds a page to whole points.
        assert (page.width, page.height) == pytest.approx((sheet.paper.width, sheet.paper.height), abs=0.4)
        check_card(card, sheet, page, next(card_boxes(sheet)))
        edge(page)


@pytest.mark.browser
def test_a_larger_sheet_shows_sections_that_the_teams_sheet_omits(browser: Browser, tmp_path: Path) -> None:
    """With any default sheet, each other sheet can be chosen and shows all its sections."""
    root = tmp_path / "root"
    for path in (ROOT / "playbook").rglob("*.yml"):
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text("utf-8").replace("paper: a4", "paper: 3x5"), "utf-8")
    write(tmp_path / "site", root)
    card = next(make_cards(load(root).playbook))
    page = opened(browser, tmp_path / "site" / card.address.html_uri)
    for name in ("3x5", "a4"):
        page.check(f"#sheet-{name}")
        found = printed.read(page.pdf(prefer_css_page_size=True, tagged=True)).sheets[0]
        check_card(card, load_sheets()[name], found, next(card_boxes(load_sheets()[name])))
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "stage",
    ["Working out what this would change for them " * 4 + "and whether it should", "x" * 197],
    ids=["words", "one word"],
)
def test_a_long_stage_title_does_not_overlap_the_calls_title(browser: Browser, tmp_path: Path, stage: str) -> None:
    """On every sheet the titles and the channel do not overlap and are on the card, even if they are long."""
    root = tmp_path / "root"
    for path in (ROOT / "playbook").rglob("*.yml"):
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text("utf-8").replace("title: Understand\n", f"title: {stage}\n"), "utf-8")
    write(tmp_path / "site", root)
    card = next(card for card in make_cards(load(root).playbook) if card.id == "first-meeting")
    page = opened(browser, tmp_path / "site" / card.address.html_uri)
    for name, sheet in load_sheets().items():
        page.check(f"#sheet-{name}")
        from_browser = page.pdf(prefer_css_page_size=True)
        from_engine = CardTypesetter.at(None).pdf([(card, make_footer(card, SITE))], sheet, title=card.title, author="")
        for content in (from_browser, from_engine):
            place = next(card_boxes(sheet))
            words = printed.find(printed.read(content).sheets[0].within(place), card.sections[0].words())
            heads = [box for _, found in words for box in printed.lines(found)]
            assert all(found for _, found in words), name
            assert not [pair for pair in combinations(heads, 2) if pair[0].overlaps(pair[1])], name
            assert max(box.right for box in heads) <= place.right - sheet.margins.right + HAIR, name
    page.context.close()


@pytest.mark.slow
@pytest.mark.browser
def test_the_printed_qr_code_has_the_cards_address_and_revision(
    cards: list[Card], site: Path, browser: Browser
) -> None:
    """The code is decoded from an image of the page at 200 dpi."""
    card = cards[0]
    wanted = f"{SITE}cards/{card.id}/#r={card.revision}"
    page = opened(browser, site / card.address.html_uri)
    for name, sheet in load_sheets().items():
        page.check(f"#sheet-{name}")
        from_page = page.pdf(prefer_css_page_size=True)
        assert len(printed.read(from_page).sheets) == 1, name
        from_engine = CardTypesetter.at(None).pdf([(card, make_footer(card, SITE))], sheet, title=card.title, author="")
        for content in (from_page, from_engine):
            assert [code.text for code in zxingcpp.read_barcodes(printed.picture(content, scale=200 / 72))] == [wanted]
    page.context.close()
