"""What comes out of the printer: every call of our playbook, on every sheet, from the engine and from a browser."""

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
    """The cards of our playbook."""
    return list(make_cards(load(ROOT).playbook))


@pytest.fixture(scope="module")
def decks(cards: list[Card]) -> Mapping[str, printed.Print]:
    """Our cards as the engine sets them, a deck for each sheet."""
    pairs = [(card, make_footer(card, SITE)) for card in cards]
    setter = CardTypesetter.at(None)
    return {
        name: printed.read(setter.pdf(pairs, sheet, title="Our cards", author=""))
        for name, sheet in load_sheets().items()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cards' pages on disk."""
    folder = tmp_path_factory.mktemp("cards")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def from_browser(cards: list[Card], site: Path, browser: Browser) -> Mapping[str, printed.Print]:
    """Our cards' pages as Chromium prints them from files, scripts off, all in one go for each sheet.

    One print job for each card would take minutes: so all papers stand in the first page, one behind the other.
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
    """A page from a file, scripts off, its fonts there."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def write(site: Path, root: Path = ROOT) -> None:
    """The cards' files, as a host copies them."""
    for file in card_files(load(root).playbook, root, pdfs=False, site_url=SITE):
        path = site / file.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def edge(page: printed.Sheet) -> None:
    """Nothing is nearer to the paper's edge than printers reach."""
    for box in (*(sign.box for sign in page.signs), *page.drawn):
        nearest = min(box.left, box.top, page.width - box.right, page.height - box.bottom)
        assert nearest >= PRINTER_MARGIN - HAIR, box


@pytest.mark.slow
@EVERY_SHEET
def test_a_deck_has_the_pages_and_the_size_of_its_sheet(
    name: str, cards: list[Card], decks: Mapping[str, printed.Print]
) -> None:
    """As many pages as the cards take places, each of the paper's size."""
    sheet = load_sheets()[name]
    assert len(decks[name].sheets) == -(-len(cards) // len(sheet.places))
    for page in decks[name].sheets:
        assert (page.width, page.height) == pytest.approx((sheet.paper.width, sheet.paper.height), abs=0.05)


@EVERY_SHEET
def test_a_deck_can_be_read_aloud_and_leafed_through(
    name: str, cards: list[Card], decks: Mapping[str, printed.Print]
) -> None:
    """A deck is tagged, names its language and title, and has a bookmark for each card and nothing else."""
    deck = decks[name]
    assert deck.tagged
    assert (deck.language, deck.title) == ("en", "Our cards")
    assert deck.bookmarks == tuple(card.title for card in cards)


@EVERY_SHEET
def test_every_card_of_a_deck_keeps_its_promises(
    name: str, cards: list[Card], decks: Mapping[str, printed.Print]
) -> None:
    """Every word is there in order, the flap's below the fold, none too small, over another, or at the edge."""
    sheet = load_sheets()[name]
    where = [(page, place) for page in decks[name].sheets for place in card_boxes(sheet)]
    for card, (page, place) in zip(cards, where, strict=False):
        check_card(card, sheet, page, place)
    for page in decks[name].sheets:
        edge(page)


@pytest.mark.slow
@pytest.mark.browser
@EVERY_SHEET
def test_every_card_that_a_browser_prints_keeps_its_promises(
    name: str, cards: list[Card], from_browser: Mapping[str, printed.Print]
) -> None:
    """Each page prints on one sheet of the chosen size, and keeps the same promises as the deck."""
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
def test_a_sheet_larger_than_the_teams_brings_back_what_the_teams_leaves_out(browser: Browser, tmp_path: Path) -> None:
    """Whatever sheet the team prints on, each of the others can be chosen, and shows all that it carries."""
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
def test_a_long_title_of_a_stage_leaves_the_calls_its_room(browser: Browser, tmp_path: Path, stage: str) -> None:
    """On every sheet a call's title, its stage's and its channel stand apart and on the card, however long they are."""
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
def test_the_qr_code_on_paper_leads_to_the_cards_page_and_its_revision(
    cards: list[Card], site: Path, browser: Browser
) -> None:
    """Decoded from the picture of a page at 200 dots an inch: the card's address, with the paper's revision."""
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
