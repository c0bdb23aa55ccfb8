"""Questions that are picked on a call's page are on its card, with everything that was typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from precall.content.model import Call, Playbook
from tests.support.call_pages import playbook
from tests.support.served import dialog_left, tour, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["playbook"]

pytestmark = pytest.mark.browser

FULL = 'Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); }'
COUNTS = "window.printed = 0; window.print = () => { window.printed += 1; }"


@pytest.fixture
def call(playbook: Playbook) -> Call:
    """A call with more questions than its card has room for."""
    found = playbook.calls["first-meeting"]
    assert len(found.questions) >= playbook.settings.cards.questions + 2
    return found


def go(page: Page, url: str) -> None:
    """Open a call's page, and wait until it can be picked from."""
    page.goto(url)
    page.wait_for_selector(".pc-picked:not([hidden])")


def box(ref: str) -> str:
    """Return the selector of the box next to a question."""
    return f'[data-ref="{ref}"] .pc-pick input'


def picked(page: Page) -> list[str]:
    """The questions that are ticked on a call's page."""
    refs: list[str] = page.locator(".pc-asks [data-ref]:has(.pc-pick input:checked)").evaluate_all(
        "all => all.map((each) => each.dataset.ref)"
    )
    return refs


def on_card(page: Page) -> list[str]:
    """Return the questions on a card: ids, or words for the rep's own questions."""
    refs: list[str] = page.locator("ol.asked .question").evaluate_all(
        "all => all.map((each) => each.dataset.ref || each.querySelector('.ask').textContent)"
    )
    return refs


def to_card(page: Page) -> None:
    """Open the card, and wait until its builder is ready."""
    page.click(".pc-picked a")
    page.wait_for_selector(".builder:not([hidden])")


def test_picks_arrive_on_the_card(browser: Browser, address: str, call: Call, playbook: Playbook) -> None:
    """The page and the card have the same questions, in the page's order, and they survive a reload."""
    room = playbook.settings.cards.questions
    first, second, *_, last = call.questions
    with tour(browser) as reader:
        page = reader.page()
        go(page, f"{address}/calls/{call.ref}/")
        assert picked(page) == list(call.questions[:room])
        page.uncheck(box(second))
        page.check(box(last))
        wanted = [first, *call.questions[2:room], last]
        assert picked(page) == wanted
        page.reload()
        page.wait_for_selector(".pc-picked:not([hidden])")
        assert picked(page) == wanted
        to_card(page)
        assert on_card(page) == wanted
        asked = page.locator("ol.asked .ask").all_text_contents()
        assert asked[-1] == playbook.questions[last].ask
        page.reload()
        page.wait_for_selector(".builder:not([hidden])")
        assert on_card(page) == wanted
    assert reader.wrong == []


def test_picks_can_be_taken_back(browser: Browser, address: str, call: Call, playbook: Playbook) -> None:
    """Undoing a tick, or the reset button, restores the call's own questions and leaves no record."""
    room = playbook.settings.cards.questions
    with tour(browser) as reader:
        page = reader.page()
        go(page, f"{address}/calls/{call.ref}/")
        reset = page.locator(".pc-picked button")
        assert reset.is_hidden()
        page.uncheck(box(call.questions[1]))
        page.check(box(call.questions[1]))
        assert reset.is_hidden()
        page.check(box(call.questions[-1]))
        assert f"{room + 1}" in page.inner_text(".pc-picked [role=status]")
        reset.click()
        assert picked(page) == list(call.questions[:room])
        assert page.evaluate("document.activeElement.closest('.pc-picked') !== null")
        kept = page.evaluate("Object.keys(localStorage).filter((key) => /^precall:.*[^:]:[^:]+$/.test(key))")
        assert kept == []
        to_card(page)
        assert on_card(page) == list(call.questions[:room])


def test_what_was_typed_on_the_card_stays(browser: Browser, address: str, call: Call) -> None:
    """Words, answers, the rep's own question and one of another bank survive picking on the call's page."""
    with tour(browser) as reader:
        page = reader.page()
        page.goto(f"{address}/cards/{call.ref}/")
        page.fill('[name="client"] >> visible=true', "Nora")
        page.fill("ol.asked .answer >> nth=0", "The depot")
        page.click("[data-does=choose]")
        page.wait_for_selector("#found [role=option]")
        page.fill("#find", "happily live with")
        page.click("#found [role=option] >> nth=0")
        page.click("[data-does=own]")
        page.fill(".chosen textarea", "What do the depots say?")
        page.click("[data-does=done]")
        until(page, "() => !history.state?.dialog")
        before = on_card(page)
        go(page, f"{address}/calls/{call.ref}/")
        page.uncheck(box(call.questions[1]))
        page.check(box(call.questions[-1]))
        to_card(page)
        after = on_card(page)
        assert [each for each in after if each in before] == [each for each in before if each != call.questions[1]]
        assert set(after) - set(before) == {call.questions[-1]}
        expect(page.locator('[name="client"] >> visible=true').first).to_have_value("Nora")
        expect(page.locator("ol.asked .answer >> nth=0").first).to_have_value("The depot")
    assert reader.wrong == []


def test_the_page_and_the_card_agree_in_two_windows(browser: Browser, address: str, call: Call) -> None:
    """A choice in one window is shown in the other without a reload."""
    with tour(browser) as reader:
        page, card = reader.page(), reader.page()
        go(page, f"{address}/calls/{call.ref}/")
        card.goto(f"{address}/cards/{call.ref}/")
        card.wait_for_selector(".builder:not([hidden])")
        page.uncheck(box(call.questions[0]))
        until(card, "ref => !document.querySelector(`ol.asked [data-ref='${ref}']`)", call.questions[0])
        card.click("[data-does=choose]")
        card.click("[data-does=reset]")
        card.click("[data-does=done]")
        dialog_left(card)
        page.wait_for_selector(f"{box(call.questions[0])}:checked")


def test_without_storage_the_link_carries_the_picks(browser: Browser, address: str, call: Call) -> None:
    """In a browser without storage, the link carries the choice to the card, and the page explains this."""
    with tour(browser) as reader:
        reader.context.add_init_script(FULL)
        page = reader.page()
        go(page, f"{address}/calls/{call.ref}/")
        page.uncheck(box(call.questions[0]))
        page.check(box(call.questions[-1]))
        wanted = picked(page)
        assert "keeps nothing" in page.inner_text(".pc-picked [role=status]")
        page.click(".pc-picked a")
        until(page, "() => !location.hash && document.querySelector('.told')?.textContent !== ''")
        assert on_card(page) == wanted


def test_without_scripts_nothing_is_offered(browser: Browser, address: str, call: Call) -> None:
    """Without scripts the questions are a plain list, without boxes."""
    with tour(browser, java_script_enabled=False) as reader:
        page = reader.page()
        page.goto(f"{address}/calls/{call.ref}/")
        assert page.locator(".pc-asks [data-ref]").count() == len(call.questions)
        assert page.locator(".pc-pick:visible, .pc-picked:visible").count() == 0


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab did not reach {selector}")


def test_a_keyboard_alone_leads_from_home_to_paper(browser: Browser, address: str, call: Call) -> None:
    """Without a mouse: open the drawer, search, open a result, pick two questions, go to the card, print it."""
    with tour(browser, viewport={"width": 390, "height": 844}, reduced_motion="reduce") as reader:
        reader.context.add_init_script(COUNTS)
        page = reader.page()
        page.goto(f"{address}/")
        page.wait_for_selector("button[data-toggles=__drawer]")
        tab_to(page, "button[data-toggles=__drawer]")
        page.keyboard.press("Enter")
        until(page, "() => !!document.activeElement?.closest('.md-sidebar--primary')")
        page.keyboard.press("Escape")
        until(page, "() => document.activeElement?.matches('[data-toggles=__drawer]')")
        tab_to(page, ".md-header__button[data-toggles=__search]")
        page.keyboard.press("Enter")
        until(page, "() => document.activeElement?.matches('.md-search__input')")
        # The theme searches at each key event: filled at once, with one key, the first answer is for all of the text.
        page.keyboard.insert_text("frst meeting")
        page.keyboard.press("End")
        page.wait_for_selector(f".md-search-result__link[href*='calls/{call.ref}/']")
        tab_to(page, f".md-search-result__link[href*='calls/{call.ref}/']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/calls/{call.ref}/**")
        page.wait_for_selector(".pc-picked:not([hidden])")
        for ref in call.questions[-2:]:
            tab_to(page, box(ref))
            page.keyboard.press("Space")
        tab_to(page, ".pc-picked a")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/cards/{call.ref}/")
        page.wait_for_selector(".builder:not([hidden])")
        # They are printed: on a full card they swap places with the last questions that were not picked.
        assert on_card(page)[3:5] == list(call.questions[-2:])
        tab_to(page, '[data-action="print"]')
        page.keyboard.press("Enter")
        assert page.evaluate("window.printed") == 1
    assert reader.wrong == []


def test_a_banks_questions_are_put_on_a_card_that_was_opened_last(browser: Browser, address: str, call: Call) -> None:
    """Picked questions are printed, the others stay below; typed words stay, and picked questions can be removed."""
    with tour(browser) as reader:
        page = reader.page()
        page.goto(f"{address}/questions/why-now/")
        page.check(".pc-pick >> nth=0 >> input")
        assert page.locator(".pc-picked__none").is_visible()
        page.goto(f"{address}/cards/{call.ref}/")
        page.fill('[name="client"] >> visible=true', "Nora")
        page.wait_for_selector(".builder:not([hidden])")
        before = on_card(page)
        page.goto(f"{address}/questions/why-now/")
        page.wait_for_selector(".pc-pick:not([hidden])")
        boxes = page.locator(".pc-pick input")
        new = [ref for ref in boxes.evaluate_all("all => all.map((each) => each.value)") if ref not in before][:2]
        for ref in new:
            page.check(f'.pc-pick input[value="{ref}"]')
        expect(page.locator(".pc-picked [role=status]").first).to_have_text("Picked: 2.", use_inner_text=True)
        page.click(".pc-picked__ways a")
        page.wait_for_url(f"{address}/cards/{call.ref}/**")
        until(page, "() => !location.hash && document.querySelector('.told')?.textContent !== ''")
        wanted = [*before[:3], *new, *before[3:]]
        assert sorted(on_card(page)) == sorted(wanted)
        assert on_card(page)[:5] == wanted[:5]
        assert "No longer printed" in page.inner_text(".told")
        expect(page.locator('[name="client"] >> visible=true').first).to_have_value("Nora")
        page.reload()
        page.wait_for_selector(".builder:not([hidden])")
        assert on_card(page)[:5] == wanted[:5]
        page.click("[data-does=choose]")
        page.click('.chosen li[data-place="4"] [data-does="off"]')
        page.click("[data-does=done]")
        dialog_left(page)
        assert new[0] in on_card(page)
        assert new[1] not in on_card(page)
    assert reader.wrong == []
