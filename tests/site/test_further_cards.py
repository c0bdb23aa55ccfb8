"""Several filled cards on one sheet: the offered ones, their places in print, and cards that cannot be loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from precall.cards.sheet import find_sheet, load_sheets
from tests.support import printed
from tests.support.served import Tour, tour, until, wait_until_offline

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
CLIENT = "Müller & Söhne <b>GmbH</b>"
OBJECTIVE = "Sie sieht, was späte Aufträge kosten."
QUESTION = 'What would <img src=x> "change"?'
OTHER = "Großhandel Überlingen"

MAKE = """([call, values]) => {
  const made = precall.conversations.make(call, values);
  precall.conversations.put(made);
  return made.id;
}"""


def open_sheet(reader: Tour, address: str, name: str) -> tuple[Page, str]:
    """Open a card with a client on a sheet; return the page and the id of a conversation of another call."""
    page = reader.page()
    page.goto(f"{address}/cards/first-meeting/")
    page.fill("main [name=client]", OTHER)
    values = {"client": CLIENT, "objective": OBJECTIVE, "questions": [{"ask": QUESTION, "own": "mine"}]}
    made = page.evaluate(MAKE, ["document-review", values])
    page.check(f"#sheet-{name}")
    return page, str(made)


def choose(page: Page, *wanted: str) -> None:
    """Choose the contents of the further places, and wait until they are shown."""
    until(
        page, '() => document.querySelector(\'.further-cards select option[value]:not([value^="="]):not([value=""])\')'
    )
    for place, each in enumerate(wanted, 2):
        page.get_by_label(f"Card {place}").select_option(each)
    count = len([each for each in wanted if each])
    until(page, f"() => document.querySelectorAll('.further').length === {count}")


def place_of(name: str, index: int) -> printed.Box:
    """Return where a card is on a sheet."""
    sheet = find_sheet(name)
    place = sheet.places[index]
    return printed.Box(place.x, place.y, place.x + sheet.card.width, place.y + sheet.card.height)


def words_in(page: printed.Sheet, box: printed.Box) -> str:
    """Return what is printed in a rectangle, without spaces."""
    return "".join(sign.text for sign in page.within(box))


def test_two_different_cards_and_two_copies_print_on_one_sheet(browser: Browser, address: str) -> None:
    """Each is in its place, whole and within its cutting lines; there is one page."""
    with tour(browser, viewport=WIDE) as reader:
        page, made = open_sheet(reader, address, "a6")
        choose(page, made, "=copy", "=copy")
        (sheet,) = printed.read(page.pdf(prefer_css_page_size=True, tagged=True)).sheets
        first, other, *copies = (words_in(sheet, place_of("a6", index)) for index in range(4))
        for text in (CLIENT, OBJECTIVE, QUESTION):
            assert printed.squeezed(text) in printed.squeezed(other), text
            assert printed.squeezed(text) not in printed.squeezed(first), text
        assert printed.squeezed(OTHER) in printed.squeezed(first)
        assert [sorted(copy) for copy in copies] == [sorted(first)] * 2
        # A copy has each letter of the card where the card has it.
        card, copy = (place_of("a6", index) for index in (0, 3))
        where = [
            sorted((sign.text, round(sign.box.left - box.left, 1), round(sign.box.top - box.top, 1)) for sign in signs)
            for box, signs in ((box, sheet.within(box)) for box in (card, copy))
        ]
        assert [text for text, _, _ in where[0]] == [text for text, _, _ in where[1]]
        for one, same in zip(*where, strict=True):
            assert abs(one[1] - same[1]) < 0.25, (one, same)
            assert abs(one[2] - same[2]) < 0.25, (one, same)
        for sign in sheet.signs:
            assert any(
                box.left + 5 < sign.box.left and sign.box.right < box.right - 5
                for box in (place_of("a6", index) for index in range(4))
            ), sign
        assert reader.wrong == []


@pytest.mark.parametrize("name", [name for name, sheet in load_sheets().items() if len(sheet.places) > 1])
def test_copies_follow_what_is_typed(browser: Browser, address: str, name: str) -> None:
    """A sheet offers as many further cards as it has places; a copy is the card as it is when it prints."""
    with tour(browser, viewport=WIDE) as reader:
        page, _ = open_sheet(reader, address, name)
        places = len(find_sheet(name).places)
        shown = "[...document.querySelectorAll('.further-cards label')].filter((each) => each.offsetParent)"
        until(page, f"() => {shown}.length === {places - 1}")
        page.get_by_role("button", name="Copies of this card in all places").press("Enter")
        until(page, f"() => document.querySelectorAll('.further').length === {places - 1}")
        page.evaluate("(text) => precall.here.set({client: text})", "Ärztehaus Öhringen")
        (sheet,) = printed.read(page.pdf(prefer_css_page_size=True, tagged=True)).sheets
        for index in range(places):
            assert "ÄrztehausÖhringen" in words_in(sheet, place_of(name, index)), index
        # Another sheet has no further places.
        page.check("#sheet-a4")
        until(page, "() => document.querySelectorAll('.further').length === 0")
        assert not page.get_by_role("group", name="Also on this sheet").is_visible()


def test_further_cards_print_without_a_network_and_from_a_phone(browser: Browser, address: str) -> None:
    """Offline, another call's card comes from the service worker's cache."""
    with tour(browser, viewport={"width": 390, "height": 844}) as reader:
        page = reader.page()
        page.goto(f"{address}/cards/first-meeting/")
        wait_until_offline(page)
        reader.context.set_offline(True)
        made = page.evaluate(MAKE, ["document-review", {"client": CLIENT}])
        page.locator(".sheet-choice select").select_option("a6")
        choose(page, str(made))
        page.emulate_media(media="print")
        (sheet,) = printed.read(page.pdf(prefer_css_page_size=True, tagged=True)).sheets
        assert printed.squeezed(CLIENT) in words_in(sheet, place_of("a6", 1))


def test_a_card_that_cannot_be_loaded_is_named(browser: Browser, address: str) -> None:
    """A call that is no longer in the playbook leaves its place to the next card."""
    with tour(browser, viewport=WIDE) as reader:
        page, _ = open_sheet(reader, address, "a6")
        gone = page.evaluate(MAKE, ["gone-for-good", {"client": CLIENT}])
        page.reload()
        choose(page, "", str(gone)[:0], "=copy")
        page.get_by_label("Card 2").select_option(str(gone))
        until(
            page, "() => document.querySelector('.further-cards [role=status]').textContent.includes('gone-for-good')"
        )
        assert page.locator(".further").count() == 1
        assert page.locator(".further.place-2").count() == 1


def test_a_card_opened_as_a_file_offers_copies_and_its_own_call(browser: Browser, built_site: Path) -> None:
    """Other calls' cards cannot be fetched there, and the page explains this."""
    with tour(browser, viewport=WIDE) as reader:
        page = reader.page()
        page.goto((built_site / "cards" / "first-meeting" / "index.html").as_uri())
        page.evaluate(MAKE, ["document-review", {"client": CLIENT}])
        own = page.evaluate(MAKE, ["first-meeting", {"client": OTHER}])
        page.check("#sheet-a6")
        choose(page, str(own), "=copy")
        assert "opened as a file" in page.locator(".further-cards [role=status]").inner_text()
        offered = page.get_by_label("Card 2").locator("option").all_inner_texts()
        assert any(OTHER in each for each in offered)
        assert not any(CLIENT in each for each in offered)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_cards_are_chosen(browser: Browser, address: str, width: int, scheme: str) -> None:
    """There are no findings with the dialog open or with further cards; nothing is wider than a phone."""
    with tour(browser, viewport={"width": width, "height": 900}, color_scheme=scheme) as reader:
        page = reader.page()
        page.goto(f"{address}/cards/first-meeting/")
        made = page.evaluate(MAKE, ["document-review", {"client": CLIENT}])
        page.evaluate("() => document.querySelector('#sheet-a6').click()")
        choose(page, str(made), "=copy")
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
