"""The card builder: a rep's changes are private, stored, shared by a link, and printed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from precall.cards.sheet import load_sheets
from tests.support.call_pages import CallSite, Visit, call_site, playbook, visit
from tests.support.served import dialog_left, settles, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

__all__ = ["call_site", "playbook"]

pytestmark = pytest.mark.browser

CARD = "/cards/first-meeting/"
FILLED = {
    "client": "Nora Weiß & Söhne",
    "people": "Nora, Ali",
    "date": "3 December",
    "reason": "She wrote after the fair",
    "objective.own": "Nora sees which of her three depots costs her most.",
    "known": "Three depots, one of them rented.",
    "changed": "A new head of stores.",
    "heard": "We count twice.",
    "outcome.own": "A day in the Bremen depot.",
}
TYPED = {
    "markup": "<img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{ 7 * 7 }}",
    "emoji": "👩🏽‍🚒 🏳️‍🌈 zwölf 🇳🇿",
    "Arabic": "ما الذي تغيّر منذ آخر مرة؟",
    "2,000 characters": ("What would have to be true? " * 80)[:1999] + "!",
}


@pytest.fixture
def rep(browser: Browser, call_site: CallSite) -> Iterator[Visit]:
    """A rep with an empty browser."""
    with visit(browser, call_site) as made:
        yield made


def fill(page: Page, words: dict[str, str] = FILLED) -> None:
    """Type into the card, where this sheet has the field."""
    for name, text in words.items():
        field = page.locator(f'.card [name="{name}"], [data-mirrors="{name}"]').filter(visible=True)
        for place in range(field.count()):
            field.nth(place).fill(text)


def on_card(page: Page) -> dict[str, Any]:
    """Return the current content of the card: fields, ticks, questions, sheet."""
    shown: dict[str, Any] = page.evaluate(
        """() => ({
            fields: Object.fromEntries([...document.querySelectorAll(".card input, .card textarea")].map((field, at) =>
                [`${at} ${field.name}`, field.type === "checkbox" ? field.checked : field.value])),
            questions: [...document.querySelectorAll(".question .ask")].map((ask) => ask.textContent.trim()),
            sheet: document.querySelector("input[name=sheet]:checked").value,
        })"""
    )
    return shown


def storage(page: Page) -> dict[str, str]:
    """Return the records of this browser, except the list of pages opened last, which test_opened.py tests."""
    kept: dict[str, str] = page.evaluate("() => ({...localStorage, ...sessionStorage})")
    return {key: text for key, text in kept.items() if not key.endswith("::opened")}


def status(page: Page) -> str:
    """Return the page's last status message."""
    return page.inner_text(".told")


def said(page: Page) -> None:
    """Wait until the page has a status message."""
    until(page, "document.querySelector('.told').textContent !== ''")


def choose_two(page: Page) -> None:
    """Remove the first question, add one from a bank, and add one of the rep's own."""
    page.click("[data-does=choose]")
    page.wait_for_selector("#found [role=option]")
    page.click('.chosen [data-does="off"] >> nth=0')
    page.fill("#find", "noticed first")
    page.click("#found [role=option] >> nth=0")
    page.click("[data-does=own]")
    page.fill(".chosen textarea", "What do the depots say?")
    page.click("[data-does=done]")
    dialog_left(page)


def test_a_filled_card_survives_a_reload(rep: Visit) -> None:
    """Fields, ticks, questions and the sheet are restored after a reload."""
    page = rep.open(CARD)
    fill(page)
    page.check('[data-role="barrier"] input[type=checkbox] >> nth=1')
    page.check('[data-role="reached.none"] input')
    choose_two(page)
    page.check("#sheet-letter")
    before = on_card(page)
    assert before["questions"][4].endswith("What do the depots say?")
    assert before["sheet"] == "letter"
    page.reload()
    settles(page, lambda: on_card(page), before)


def test_a_link_shows_the_same_card_in_another_browser(rep: Visit, browser: Browser) -> None:
    """The fragment of the link has the whole card, and is never sent to a server."""
    page = rep.open(CARD)
    fill(page)
    choose_two(page)
    page.check("#sheet-a5")
    page.click("text=Copy a link")
    said(page)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{rep.site.url}{CARD}#c=2")
    with visit(browser, rep.site) as colleague:
        theirs = colleague.open(link.removeprefix(rep.site.url))
        until(theirs, "!location.hash")
        assert on_card(theirs) == on_card(page)
        assert not any("c=2" in url.split("#")[0] for url in colleague.asked)
        theirs.reload()
        settles(theirs, lambda: on_card(theirs), on_card(page))


def test_a_link_never_overwrites_a_card_unasked(rep: Visit) -> None:
    """A rep with a card of their own sees the card of the link, but their own is kept until they confirm."""
    page = rep.open(CARD)
    fill(page)
    mine = on_card(page)
    kept = storage(page)
    theirs = json.dumps({"front": {"client": "Somebody else"}}).encode()
    page.goto(f"{rep.site.url}{CARD}?again#c=1.{base64.urlsafe_b64encode(theirs).decode().rstrip('=')}")
    page.wait_for_selector("[data-other-card]:not([hidden])")
    expect(page.locator('[name="client"]').first).to_have_value("Somebody else")
    assert storage(page) == kept
    page.click("text=Back to mine")
    assert on_card(page) == mine
    assert storage(page) == kept


def test_clearing_leaves_nothing_behind(rep: Visit) -> None:
    """One button deletes the text typed on the card, during the call, in the agenda and in the debrief."""
    page = rep.open(CARD)
    empty = on_card(page)
    fill(page)
    choose_two(page)
    during = rep.open("/call/first-meeting/")
    during.check("input[type=checkbox] >> nth=0")
    agenda = rep.open("/agenda/first-meeting/")
    agenda.fill("#where", "Bremen")
    debrief = rep.open("/debrief/first-meeting/")
    debrief.fill("#missed", "We walked past the depot.")
    # Other tabs get the changes of one tab with a delay.
    until(page, "JSON.stringify({...localStorage}).includes('walked past')")
    page.click("text=Clear what I typed")
    page.click("text=Clear it all")
    dialog_left(page)
    assert storage(page) == {}
    assert on_card(page) == empty
    page.reload()
    assert storage(page) == {}
    assert on_card(page) == empty


def test_clearing_can_be_thought_better_of(rep: Visit) -> None:
    """The question comes first, and its safe answer has the focus."""
    page = rep.open(CARD)
    fill(page)
    before = storage(page)
    page.click("text=Clear what I typed")
    page.keyboard.press("Enter")
    assert storage(page) == before


def test_one_calls_card_is_not_anothers(rep: Visit) -> None:
    """Clearing one call leaves the others alone, and none shows what was typed on another."""
    first, second = rep.open(CARD), rep.open("/cards/discovery/")
    fill(first, {"client": "Nora"})
    fill(second, {"client": "Ali"})
    first.click("text=Clear what I typed")
    first.click("text=Clear it all")
    dialog_left(first)
    second.reload()
    expect(second.locator('[name="client"]')).to_have_value("Ali")


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("sheet", ["a4", "a6"])
def test_typed_text_prints_as_text_on_one_page(rep: Visit, kind: str, sheet: str) -> None:
    """Typed markup is printed as text on one page, and the screen lists text that does not fit."""
    page = rep.open(CARD, measured=True)
    page.check(f"#sheet-{sheet}")
    elements = page.evaluate("document.querySelectorAll('.card *').length")
    fill(page, dict.fromkeys(FILLED, TYPED[kind]))
    page.click("[data-does=choose]")
    while page.locator(".chosen li").count():
        page.click(".chosen [data-does=off] >> nth=0")
    page.click("[data-does=own]")
    page.fill(".chosen textarea", TYPED[kind])
    page.click("[data-does=done]")
    dialog_left(page)
    page.wait_for_timeout(600)
    own = page.locator(".question:last-child .ask")
    assert own.text_content() == TYPED[kind]
    assert page.evaluate("document.querySelectorAll('.card *').length") < elements
    assert page.locator(".card img, .card script").count() == 0
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(printed) == 1
    report = page.inner_text("[data-fits]")
    if kind == "2,000 characters":
        assert "front is" in report
        assert page.locator("[data-fits] li").count() > 1
    page.reload()
    expect(page.locator('[name="objective.own"]')).to_have_value(TYPED[kind])


def test_what_is_typed_stands_on_the_paper(rep: Visit) -> None:
    """Words typed into blanks are in the print, letter for letter."""
    page = rep.open(CARD)
    fill(page)
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = " ".join(printed[0].get_textpage().get_text_range().split())
    for words in FILLED.values():
        assert words in text


@pytest.mark.parametrize("sheet", sorted(name for name, each in load_sheets().items() if each.small))
def test_a_small_sheet_shows_the_reps_objective_and_outcome(rep: Visit, sheet: str) -> None:
    """On a sheet without lines for them, the rep's own objective and outcome replace those of the call."""
    page = rep.open(CARD, measured=True)
    page.check(f"#sheet-{sheet}")
    fill(page, {name: FILLED[name] for name in ("objective.own", "outcome.own")})
    page.wait_for_timeout(600)
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = " ".join(printed[0].get_textpage().get_text_range().split())
    assert FILLED["objective.own"] in text
    assert FILLED["outcome.own"] in text
    assert "The client leaves with a clearer picture" not in text


@pytest.mark.parametrize(("width", "chosen"), [(1280, sorted(load_sheets())), (390, ["a4", "a6"])])
def test_every_card_fits_every_sheet_until_something_is_typed(
    browser: Browser, call_site: CallSite, width: int, chosen: list[str]
) -> None:
    """Measured in the browser, on a phone as on a desk, an empty card is never reported as too long."""
    wrong = []
    with visit(browser, call_site, viewport={"width": width, "height": 900}) as rep:
        for call in call_site.playbook.calls:
            page = rep.open(f"/cards/{call}/", measured=True)
            for sheet in chosen:
                # A phone shows a list in place of the radio buttons.
                page.locator(f"#sheet-{sheet}").evaluate("(radio) => radio.click()")
                found = page.evaluate("precall.fits()")
                # A small sheet has fewer questions than the call on purpose.
                wrong += [(call, sheet, each) for each in found if each["key"] != "builder-questions-hidden"]
            page.close()
    assert wrong == []


def deflated(text: bytes) -> str:
    """Encode bytes as in a link."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(text) + packer.flush()).decode().rstrip("=")


def plain(value: object) -> str:
    """Encode a value as in a link."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "fragment",
    [
        "#c=",
        "#c=1",
        "#c=1.",
        "#c=1.%%%",
        "#c=1.AAAA",
        "#c=1z.AAAA",
        "#c=x.AAAA",
        f"#c=1.{plain([])}",
        f"#c=1.{plain(None)}",
        f"#c=1.{plain({'front': {'client': {'a': 1}}})}",
        f"#c=1.{plain({'front': {'questions': 'why'}})}",
        f"#c=1.{plain({'front': {'questions': [{'ask': 7}]}})}",
        f"#c=1.{plain({'front': {'client': 'x' * 90_000}})}",
        f"#c=1z.{deflated(b'[' * 50_000_000)}",
        f"#c=1z.{deflated(b'{}')[:-2]}",
        f"#c=2.{plain({'front': {'client': 'x'}})}",
        "#pick=%E0%A4%A",
        "#r=",
        "#r=<script>",
    ],
)
def test_a_damaged_link_is_named_and_changes_nothing(rep: Visit, fragment: str) -> None:
    """For each damaged fragment, the page reports the problem and still shows the card."""
    page = rep.open(CARD)
    fill(page)
    before, kept = on_card(page), storage(page)
    page.goto(f"{rep.site.url}{CARD}?again{fragment}")
    said(page)
    assert any(word in status(page) for word in ("damaged", "newer version", "not valid"))
    assert on_card(page) == before
    assert storage(page) == kept


def test_a_link_cannot_reach_storage_of_other_pages(rep: Visit) -> None:
    """A link adds one conversation of this call, and changes no other record."""
    state = {"front": {"client": "x", "__proto__ y": "y"}, "heard": {"asked a/b": True}}
    page = rep.open(f"{CARD}#c=1.{plain(state)}")
    said(page)
    assert "damaged" in status(page)
    assert storage(page) == {}
    for fragment, word in (
        (plain({"front": {"client": "x"}}), "is kept"),
        (plain({"front": {"client": "y"}}), "another"),
    ):
        page.goto(f"{rep.site.url}{CARD}?{word[:2]}#c=1.{fragment}")
        said(page)
        assert word in status(page)
    kept = {key.split(":")[2] for key in storage(page)}
    # `copied` notes that a copy of the conversation is elsewhere, so that deleting it here is remembered.
    assert kept == {"conversation", "current", "copied"}
    assert '"x"' in "".join(storage(page).values())
    assert '"y"' not in "".join(storage(page).values())


def test_questions_picked_elsewhere_come_onto_the_card(rep: Visit) -> None:
    """`#pick=` adds questions in order, reports unknown ones, and is applied once."""
    page = rep.open(f"{CARD}#pick=why-now/set-it-off,gone/one,why-now/what-changed")
    said(page)
    asks = page.locator(".question .ask").all_text_contents()
    assert asks == ["What set this off?", "What has changed since you last looked at this?"]
    assert "gone/one" in status(page)
    assert page.evaluate("location.hash") == ""
    page.reload()
    settles(page, page.locator(".question .ask").all_text_contents, asks)


def test_the_code_on_paper_says_whether_it_is_current(rep: Visit) -> None:
    """The QR code, read from the printed card as an image, leads to its page, which knows the paper's revision."""
    page = rep.open(CARD)
    image = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))[0].render(scale=3).to_pil()
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    address = found[0].text
    assert address.startswith(f"{rep.site.url}{CARD}#r=")
    read = rep.context.new_page()
    answer = read.goto(address)
    assert answer is not None
    assert answer.ok
    said(read)
    assert "is current" in status(read)
    read.goto(f"{rep.site.url}{CARD}?old#r=0000000")
    said(read)
    assert "out of date" in status(read)
    assert "0000000" in status(read)


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """Press Tab until the focused element has these words."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            """() => { const at = document.activeElement;
            return `${at.getAttribute("aria-label") ?? ""} ${at.labels?.[0]?.textContent ?? ""} ${at.textContent}`; }"""
        )
        if words in said:
            return
    raise AssertionError(f"{words!r} cannot be reached with Tab")


def test_the_builder_works_by_keyboard_alone(rep: Visit) -> None:
    """Every tool of the builder works by keyboard, and the focus is never lost."""
    page = rep.open(CARD)
    tab_to(page, "Choose questions")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.type("noticed first")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    taken = page.locator(".chosen li .text").all_text_contents()
    assert len(taken) == 6
    # It is printed; the question in the last place moved below the line.
    added = taken[4]
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Up: {added}":
            break
    for _ in range(4):
        page.keyboard.press("Enter")
    assert page.locator(".chosen li .text").all_text_contents()[0] == added
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Down: {added}"
    tab_to(page, f"Take off: {taken[0]}")
    page.keyboard.press("Enter")
    assert "Take off" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    tab_to(page, "Add one of your own")
    page.keyboard.press("Enter")
    page.keyboard.type("What do the depots say?")
    page.keyboard.press("Escape")
    dialog_left(page)
    # The rep's own question is printed; the one in the last place is no longer printed.
    asks = page.locator(".question .ask").all_text_contents()
    assert asks == [added, *taken[1:4], "What do the depots say?", taken[5]]
    assert page.evaluate("document.activeElement.textContent") == "Choose questions"
    tab_to(page, "Client")
    page.keyboard.type("Nora")
    assert "Nora" in "".join(storage(page).values())
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Clear what I typed":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert storage(page) == {}


def test_without_scripts_it_is_a_plain_card(browser: Browser, call_site: CallSite) -> None:
    """Without scripts the builder is invisible, and the card prints on one page."""
    with visit(browser, call_site, java_script_enabled=False) as rep:
        page = rep.open(CARD)
        assert page.locator(".builder").is_hidden()
        assert page.locator("dialog").count() == page.locator("dialog:not([open])").count()
        assert page.locator(".question").count() == 5
        assert len(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))) == 1


def test_it_works_from_a_disk(rep: Visit) -> None:
    """Opened as a file, the card is kept, finds questions, and leads to its other pages."""
    folder = rep.site.folder.as_uri()
    page = rep.context.new_page()
    page.on("pageerror", lambda error: rep.wrong.append(str(error)))
    page.goto(f"{folder}{CARD}index.html")
    fill(page, {"client": "Nora"})
    choose_two(page)
    page.reload()
    expect(page.locator('[name="client"]')).to_have_value("Nora")
    expect(page.locator(".question .ask >> nth=4")).to_have_text("What do the depots say?")
    page.click(".bar >> text=During")
    expect(page.locator(".who").first).to_have_text("Nora", use_inner_text=True)
    page.evaluate("localStorage.clear()")


def test_a_question_from_a_bank_is_set_like_the_cards_own(rep: Visit) -> None:
    """The builder's row has the same elements and classes as the template's, so that every sheet sets both alike."""
    page = rep.open(f"{CARD}#pick=why-now/set-it-off")
    shape = """(row) => [...row.querySelectorAll("*"), row].map((each) =>
        `${each.localName}.${each.className} ${each.dataset.role ?? ""} ${each.name ?? ""}`)"""
    until(page, "!location.hash")
    page.wait_for_selector(".question .typed", state="attached")
    made = page.locator(".question >> nth=0").evaluate(shape)
    page.evaluate("localStorage.clear()")
    page.reload()
    page.wait_for_selector(".question .typed", state="attached")
    assert page.locator(".question >> nth=0").evaluate(shape) == made


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_card(browser: Browser, call_site: CallSite, width: int, scheme: str) -> None:
    """No violation: the card as it comes, filled and overfull, and with its dialogs open."""
    with visit(browser, call_site, viewport={"width": width, "height": 900}, color_scheme=scheme) as rep:
        page = rep.open(CARD, measured=True)
        axe = Axe()
        found = []
        for sheet in load_sheets() if width > 960 else ["a4"]:
            page.evaluate("(sheet) => document.querySelector(`#sheet-${sheet}`).click()", sheet)
            page.wait_for_timeout(300)
            # The rule of WCAG 2.2 that axe-core leaves out unless asked.
            found += axe.run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
        fill(page, dict.fromkeys(FILLED, TYPED["2,000 characters"]))
        page.goto(f"{rep.site.url}{CARD}?again#r=0000000")
        page.wait_for_timeout(600)
        found += axe.run(page).response["violations"]
        page.click("[data-does=choose]")
        page.wait_for_selector("#found [role=option]")
        page.fill("#find", "what")
        found += axe.run(page).response["violations"]
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.click("text=Clear what I typed")
        found += axe.run(page).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


NOTES = """
  new MutationObserver(() => {
    const frame = document.querySelector(".measure");
    const paper = frame ? frame.contentDocument : document;
    if (document.querySelector("[data-measured]")) window.lettered ??= paper.fonts.check('1em "Source Sans 3"');
  }).observe(document, { subtree: true, attributes: true });
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_fit_is_measured_in_the_cards_font(browser: Browser, call_site: CallSite, width: int) -> None:
    """The card is measured in its own font, even if it loads late; a fallback font would be wider."""
    with visit(browser, call_site, viewport={"width": width, "height": 900}) as rep:
        rep.context.add_init_script(NOTES)
        held: list[Route] = []
        are_late = True
        rep.context.route("**/*.ttf", lambda route: held.append(route) if are_late else route.continue_())
        page = rep.context.new_page()
        page.goto(f"{rep.site.url}{CARD}", wait_until="domcontentloaded")
        page.wait_for_selector(".builder:not([hidden])")
        page.wait_for_timeout(600)
        are_late = False
        for route in held:
            route.continue_()
        page.wait_for_selector("[data-measured]")
        assert page.evaluate("window.lettered") is True


def test_in_the_dark_all_is_dark_but_the_paper(browser: Browser, call_site: CallSite) -> None:
    """In the dark scheme, tools and dialogs are dark, the paper is white, and a phone's form is dark."""
    ground = "(each) => getComputedStyle(each).backgroundColor.match(/\\d+/g).map(Number)"
    for width, paper in ((390, "dark"), (1280, "white")):
        with visit(browser, call_site, viewport={"width": width, "height": 900}, color_scheme="dark") as rep:
            page = rep.open(CARD)
            page.click("[data-does=choose]")
            dark = ["body", ".tools", "dialog[open]", *([".paper"] if paper == "dark" else [])]
            assert {each: max(page.locator(each).evaluate(ground)) < 64 for each in dark} == dict.fromkeys(dark, True)
            if paper == "white":
                assert page.locator(".paper").evaluate(ground) == [255, 255, 255]
                assert page.locator(".ask").first.evaluate("(each) => getComputedStyle(each).color") == "rgb(0, 0, 0)"


def test_prints_are_the_same_in_every_colour_scheme(browser: Browser, call_site: CallSite) -> None:
    """Prints are identical to the pixel in all colour schemes, with typed words and ticks."""
    printed = []
    for scheme in ("light", "dark"):
        with visit(browser, call_site, viewport={"width": 390, "height": 900}, color_scheme=scheme) as rep:
            page = rep.open(CARD)
            fill(page)
            page.check(".barriers .tick >> nth=0 >> [type=checkbox]")
            content = page.pdf(prefer_css_page_size=True, print_background=True)
            printed.append(pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil().tobytes())
    assert printed[0] == printed[1]
