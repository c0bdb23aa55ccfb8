"""Filled cards as browsers print them from the built and served site, with its service worker on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.cards.sheet import load_sheets
from precall.content.loader import load
from tests.support import filled, printed
from tests.support.firefox import Firefox, find_firefox, running
from tests.support.paths import ROOT
from tests.support.served import served, tour, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

SAMPLE = ("first-meeting", "document-review")
CALLS = tuple(load(ROOT).playbook.calls)
WIDE: ViewportSize = {"width": 1280, "height": 900}

EVERY_SHEET = pytest.mark.parametrize("name", load_sheets())


@pytest.fixture(scope="module")
def address(built_site: Path) -> Iterator[str]:
    """The address at which the built site is served."""
    with served(built_site) as url:
        yield url


def print_faults(page: Page, names: list[str]) -> list[str]:
    """Fill the card that a page shows, print it on each of the sheets, and return what is wrong."""
    # The element that the service worker's script adds must not start another printed page.
    until(page, "() => document.querySelector('.precall-offer') !== null")
    page.evaluate(filled.FILL_IN, filled.FILLING)
    found = []
    for name in names:
        wrong = page.evaluate(filled.CHOOSE, name)
        typed = filled.laid_out(page.evaluate(filled.LAID_OUT))
        content = page.pdf(prefer_css_page_size=True, tagged=True)
        found += [f"{name}: {each}" for each in filled.faults(content, typed, load_sheets()[name])]
        found += [f"{name}: {each['key']}" for each in wrong if each["key"].endswith("-tall")]
        # A text that is shortened on paper is on the list, and no other.
        cut = [each["field"] for each in wrong if each["key"] == "builder-field-long"]
        if len([each for each in typed if each.text.endswith("…")]) != len(cut):
            found.append(f"{name}: the list of what does not fit is another: {sorted(cut)}")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("call", SAMPLE)
def test_a_filled_card_prints_inside_its_fields_on_every_sheet(browser: Browser, address: str, call: str) -> None:
    """Each sheet is one page; no typed letter is outside of its field or across other ink."""
    with tour(browser, viewport=WIDE) as reader:
        page = reader.page()
        page.goto(f"{address}/cards/{call}/")
        assert print_faults(page, list(load_sheets())) == []


@pytest.mark.browser
@pytest.mark.slow
@EVERY_SHEET
def test_every_filled_card_prints_inside_its_fields(browser: Browser, address: str, name: str) -> None:
    """Each call on each sheet is one page; no typed letter is outside of its field or across other ink."""
    with tour(browser, viewport=WIDE) as reader:
        found = []
        for call in CALLS:
            page = reader.page()
            page.goto(f"{address}/cards/{call}/")
            found += [f"{call}: {each}" for each in print_faults(page, [name])]
            page.close()
        assert found == []


@pytest.mark.browser
def test_a_card_filled_on_a_phone_prints_as_on_a_wide_screen(browser: Browser, address: str) -> None:
    """Text typed into the form is laid out for the paper before printing."""
    texts = []
    for width in (390, 1280):
        with tour(browser, viewport={"width": width, "height": 844}) as reader:
            page = reader.page()
            page.goto(f"{address}/cards/first-meeting/")
            until(page, "() => document.querySelector('.precall-offer') !== null")
            page.evaluate(filled.FILL_IN, filled.FILLING)
            page.evaluate("() => precall.fits()")
            texts.append(
                page.evaluate("() => [...document.querySelectorAll('.prints')].map((each) => each.textContent)")
            )
            page.emulate_media(media="print")
            page.set_viewport_size({"width": 1280, "height": 900})
            typed = filled.laid_out(page.evaluate(filled.LAID_OUT))
            assert filled.faults(page.pdf(prefer_css_page_size=True, tagged=True), typed, load_sheets()["a4"]) == []
    assert texts[0] == texts[1]


@pytest.fixture
def firefox(running_firefox: Firefox, address: str) -> Firefox:
    """Firefox without what an earlier test stored: with several cards on a sheet, further cards would appear."""
    running_firefox.open(f"{address}/")
    running_firefox.run("() => [localStorage, sessionStorage].forEach((each) => each.clear())")
    return running_firefox


@pytest.fixture(scope="module")
def running_firefox() -> Iterator[Firefox]:
    """A running Firefox, where there is one."""
    program = find_firefox()
    if program is None:
        pytest.skip("There is no Firefox on the PATH nor in PRECALL_FIREFOX: cards were printed with Chromium alone.")
    with running(program) as started:
        started.resize(1280, 900)
        yield started


@pytest.mark.browser
def test_firefox_prints_a_filled_card_inside_its_fields_on_every_sheet(firefox: Firefox, address: str) -> None:
    """The second engine prints the same card by the same measure."""
    firefox.open(f"{address}/cards/first-meeting/")
    firefox.run(filled.FILL_IN, filled.FILLING)
    found = []
    for name, sheet in load_sheets().items():
        firefox.run(filled.CHOOSE, name)
        typed = filled.laid_out(firefox.run(filled.LAID_OUT))
        content = firefox.print(sheet.paper.width, sheet.paper.height)
        firefox.run(filled.HIDE, True)
        blank = firefox.print(sheet.paper.width, sheet.paper.height)
        firefox.run(filled.HIDE, False)
        found += [f"{name}: {each}" for each in filled.outline_faults(content, blank, typed)]
    assert found == []


PUT_FURTHER = """async ([call, client, ids]) => {
  const made = precall.conversations.make(call, {client});
  precall.conversations.put(made);
  document.querySelector("#sheet-a6").click();
  const end = Date.now() + 20000;
  const selects = [...document.querySelectorAll(".further-cards select")];
  const until = async (holds) => {
    while (!holds() && Date.now() < end) await new Promise((done) => setTimeout(done, 50));
  };
  // The list is filled when the sheet has been laid out.
  await until(() => [...selects[0].options].some((each) => each.value === made.id));
  for (const [at, id] of ids.entries()) {
    selects[at].value = id || made.id;
    selects[at].dispatchEvent(new Event("change", {bubbles: true}));
  }
  await until(() => document.querySelectorAll(".further").length === ids.length);
  return document.querySelectorAll(".further").length;
}"""


@pytest.mark.browser
def test_firefox_prints_several_cards_on_one_sheet(firefox: Firefox, address: str) -> None:
    """Another call's card and two copies are in their places, and a copy has each outline of the first card."""
    sheet = load_sheets()["a6"]
    firefox.open(f"{address}/cards/first-meeting/#new")
    firefox.run(filled.FILL_IN, {"fill": {"client": "Ärztehaus Öhringen"}, "answers": [""], "words": [""]})
    assert firefox.run(PUT_FURTHER, ["document-review", "Großhandel Überlingen", ["", "=copy", "=copy"]]) == 3
    pages = printed.contours(firefox.print(sheet.paper.width, sheet.paper.height))
    assert len(pages) == 1

    def outlines(index: int) -> list[tuple[float, ...]]:
        """Return the outlines of letters on one card, from its corner."""
        place = sheet.places[index]
        # Without the outer millimetre: the cutting marks on the edge depend on the card's place.
        edge = printed.Box(place.x + 1, place.y + 1, place.x + sheet.card.width - 1, place.y + sheet.card.height - 1)
        letters = [box for box in pages[0] if filled.within(box, edge) and box.right - box.left < 8]
        return sorted((box.left - edge.left, box.top - edge.top) for box in letters)

    first, other, *copies = (outlines(index) for index in range(4))
    assert len(first) > 200
    assert len(other) > 200
    assert len(other) != len(first)
    for copy in copies:
        assert len(copy) == len(first)
        apart = [min(abs(one[0] - mine[0]) + abs(one[1] - mine[1]) for mine in copy) for one in first]
        assert max(apart) < 0.5


@pytest.mark.browser
def test_an_agenda_prints_whole_names_and_no_focus_ring(browser: Browser, address: str) -> None:
    """Long typed text wraps, and the focus ring is not printed."""
    with tour(browser, viewport=WIDE) as reader:
        page = reader.page()
        page.goto(f"{address}/agenda/first-meeting/")
        for name in ("client", "people"):
            page.fill(f"#{name}", filled.FILL[name])
        (sheet,) = printed.read(page.pdf(prefer_css_page_size=True, tagged=True)).sheets
        for name in ("client", "people"):
            ((_, signs),) = printed.find(sheet.signs, [filled.FILL[name]])
            assert signs, name
            assert max(sign.box.right for sign in signs) <= sheet.width - 14, name
        page.focus("#people")
        page.emulate_media(media="print")
        assert page.eval_on_selector("#people", "(field) => getComputedStyle(field).outlineStyle") == "none"


@pytest.mark.browser
@pytest.mark.parametrize("way", ["cards", "call", "agenda", "debrief"])
def test_a_page_of_a_call_has_the_colours_that_were_chosen_on_the_site(
    browser: Browser, address: str, way: str
) -> None:
    """The theme's switch overrides the device, even on pages without the theme; paper stays white."""
    with tour(browser, viewport=WIDE, color_scheme="light") as reader:
        page = reader.page()
        page.goto(f"{address}/")
        page.locator("[data-md-component=palette] label:visible").click()
        page.goto(f"{address}/{way}/first-meeting/")
        ground = "() => getComputedStyle(document.body).colorScheme"
        assert page.evaluate(ground) == "dark"
        page.emulate_media(media="print")
        assert "light" in page.evaluate(ground)
        if way == "cards":
            page.emulate_media(media="screen")
            paper = page.eval_on_selector(".paper", "(paper) => getComputedStyle(paper).backgroundColor")
            assert paper == "rgb(255, 255, 255)"
