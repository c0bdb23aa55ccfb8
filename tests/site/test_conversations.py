"""A rep's conversations on the published site: all pages share one store, and no text is lost."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.processes import python
from tests.support.served import Tour, quiet, served, settles, tour, until, wait_until_offline
from tests.support.sites import copy_of_ours

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

CARD, CALL = "/cards/first-meeting/", "/call/first-meeting/"
AGENDA, DEBRIEF = "/agenda/first-meeting/", "/debrief/first-meeting/"
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); }'


@pytest.fixture
def rep(browser: Browser) -> Iterator[Tour]:
    """A rep's browser, in which no script may fail."""
    with tour(browser, viewport={"width": 1280, "height": 900}) as made:
        yield made
        assert made.wrong == []


def at(rep: Tour, url: str) -> Page:
    """A new tab at an address, once the site is kept for offline and its worker answers."""
    page = rep.page()
    page.goto(url)
    wait_until_offline(page)
    return page


def field(page: Page, name: str) -> str:
    """A field of the conversation as the page shows it."""
    value: str = page.locator(f'[data-keeps="{name}"]').first.input_value()
    return value


def conversations(page: Page) -> list[dict[str, Any]]:
    """The records in the browser, their fields as plain values."""
    stored = page.evaluate(
        "() => Object.keys(localStorage).filter((key) => key.includes(':conversation:'))"
        ".map((key) => localStorage[key])"
    )
    records = [json.loads(each) for each in stored]
    return [{**each, "fields": {name: value for name, (value, _) in each["fields"].items()}} for each in records]


def in_bar(page: Page, name: str) -> None:
    """Follow a link of the bar to the next page, and wait until it is loaded."""
    with page.expect_navigation():
        page.click(f".bar >> text={name}")


def test_answers_outlive_a_tick_during_the_call(rep: Tour, address: str) -> None:
    """Answers on the card are still there after a box was ticked on the call's page."""
    page = at(rep, address + CARD)
    page.fill("ol.asked .answer >> nth=0", "Since the fire")
    in_bar(page, "During")
    page.check("[data-questions] input >> nth=1")
    in_bar(page, "Card")
    expect(page.locator("ol.asked .answer >> nth=0").first).to_have_value("Since the fire")


def test_two_clients_of_one_call_stay_apart(rep: Tour, address: str) -> None:
    """Two first meetings on one day are two conversations; Back and a reload show the one that was there."""
    page = at(rep, address + CARD)
    page.fill('.card [name="client"]', "Petra")
    page.fill('.card [name="known"]', "Three depots")
    page.click(".bar >> text=New client")
    until(page, "() => document.activeElement?.name === 'client' && document.activeElement?.value === ''")
    page.fill('.card [name="client"]', "Ali")
    expect(page.locator('.card [name="known"]').first).to_have_value("")
    expect(page.locator(".bar [data-client]").first).to_have_text("Ali", use_inner_text=True)
    page.reload()
    expect(page.locator('.card [name="client"]')).to_have_value("Ali")
    assert sorted(each["fields"]["client"] for each in conversations(page)) == ["Ali", "Petra"]
    other = rep.page()
    other.goto(address + "/my-calls/")
    other.click(".pc-conversations >> text=Petra")
    other.wait_for_url(f"**{CARD}**")
    expect(other.locator('.card [name="known"]')).to_have_value("Three depots")
    in_bar(other, "Debrief")
    expect(other.locator("#client")).to_have_value("Petra")
    # The first tab still shows its own client.
    in_bar(page, "Debrief")
    expect(page.locator("#client")).to_have_value("Ali")


def test_two_tabs_lose_nothing(rep: Tour, address: str) -> None:
    """Each tab shows the other's changes at once, and all fields that were typed in turns are kept."""
    one = at(rep, address + CARD)
    two = rep.page()
    two.goto(address + DEBRIEF)
    one.fill('.card [name="client"]', "Nora")
    expect(two.locator("#client")).to_have_value("Nora")
    for number in range(5):
        one.fill('.card [name="known"]', f"known {number}")
        two.fill("#missed", f"missed {number}")
        two.fill("#promised", f"promised {number}")
    until(two, "() => JSON.stringify({...localStorage}).includes('promised 4')")
    expect(one.locator('.card [name="debrief.missed"]')).to_have_value("missed 4")
    one.reload()
    two.reload()
    settles(one, lambda: field(one, "known"), "known 4")
    expect(two.locator("#missed")).to_have_value("missed 4")
    expect(two.locator("#promised")).to_have_value("promised 4")
    assert len(conversations(one)) == 1


def test_a_field_has_one_name_on_all_pages(rep: Tour, address: str) -> None:
    """The card shows the agenda's details, the debrief shows answers and heard words, and words tick their barrier."""
    page = at(rep, address + AGENDA)
    page.fill("#client", "Nora")
    page.fill("#people", "Ali, Petra")
    in_bar(page, "Card")
    expect(page.locator('.card [name="people"]').first).to_have_value("Ali, Petra")
    page.fill("ol.asked .answer >> nth=0", "Since the fire")
    page.fill('.card [name="debrief.heard"]', "We count twice.")
    page.fill(".barriers .tick >> nth=1 >> textarea", "Not before spring")
    expect(page.locator('.barriers .tick >> nth=1 >> [type="checkbox"]').first).to_be_checked()
    in_bar(page, "During")
    expect(page.locator("#heard").first).to_have_value("We count twice.")
    page.fill("#heard", "We count twice. Nobody likes it.")
    in_bar(page, "Debrief")
    expect(page.locator("#heard").first).to_have_value("We count twice. Nobody likes it.")
    expect(page.locator("[data-answers] textarea").first).to_have_value("Since the fire")
    page.click("text=More about them")
    row = page.locator("[data-barrier]").nth(1)
    assert row.locator(".words").input_value() == "Not before spring"
    assert row.locator('.here input[type="checkbox"]').is_checked()


def test_records_of_earlier_versions_are_taken_over(rep: Tour, address: str) -> None:
    """Five records of an earlier version become one conversation, with the heard words of two of them combined."""
    page = at(rep, address + "/")
    parts = {
        "front": {"client": "Nora", "objective": "She sees it.", "questions": [{"ask": "Why not?"}], "sheet": "a5"},
        "flap": {"outcome": "A day."},
        "heard": {"heard": "We count twice.", "answer Why not?": "The lease", "words too-busy": "Spring"},
        "debrief": {"heard": "Nobody likes it.", "reached": "own", "missed": "The night shift"},
        "agenda": {"where": "Bremen"},
    }
    page.evaluate(
        "(parts) => { for (const [part, record] of Object.entries(parts))"
        " localStorage.setItem(`precall:/:first-meeting:${part}`, JSON.stringify(record)); }",
        parts,
    )
    page.goto(address + CARD)
    expect(page.locator('.card [name="client"]').first).to_have_value("Nora")
    assert page.locator(".question .ask").all_text_contents() == ["Why not?"]
    expect(page.locator(".question .answer").first).to_have_value("The lease")
    expect(page.locator('.card [name="outcome.own"]').first).to_have_value("A day.")
    expect(page.locator("#sheet-a5").first).to_be_checked()
    in_bar(page, "Debrief")
    expect(page.locator("#heard").first).to_have_value("We count twice.\nNobody likes it.")
    expect(page.locator('[data-keeps="reached"][value="own"]').first).to_be_checked()
    in_bar(page, "Agenda")
    expect(page.locator("#where").first).to_have_value("Bremen")
    keys = page.evaluate("Object.keys(localStorage)")
    assert [key for key in keys if re.search(":first-meeting:", key)] == []
    assert len(conversations(page)) == 1


@pytest.mark.parametrize(
    "record",
    ["{", "null", "7", '"x"', "[]", '{"id": 5}', '{"fields": {"client": 7}}', '[{"a": null}, null, 7, {"path": 5}]'],
)
def test_corrupt_records_survive_being_read(rep: Tour, address: str, record: str) -> None:
    """No page's script fails at a record that it cannot read, and the record stays where it is."""
    page = at(rep, address + "/")
    names = [":opened", "current", "conversation:x", "first-meeting:front", "picked"]
    page.evaluate(
        "([names, record]) => names.forEach((name) => { localStorage.setItem(`precall:/:${name}`, record);"
        " sessionStorage.setItem(`precall:/:${name}`, record); })",
        [names, record],
    )
    for path in (
        "/",
        CARD,
        CALL,
        AGENDA,
        DEBRIEF,
        "/my-calls/",
        "/my-calls/tally/",
        "/calls/first-meeting/",
        "/questions/why-now/",
    ):
        page.goto(address + path)
        page.wait_for_load_state()
    assert page.evaluate("localStorage.getItem('precall:/:conversation:x')") == record


def test_a_full_storage_is_reported(browser: Browser, address: str) -> None:
    """The bar reports that nothing is saved and the typed text stays; when there is room again, it shows "Saved"."""
    with tour(browser) as rep:
        page = at(rep, address + CARD)
        page.evaluate("() => { window.kept = Storage.prototype.setItem; }")
        page.evaluate(f"() => {{ {FULL} }}")
        page.fill('.card [name="client"]', "Nora")
        assert "full" in page.inner_text(".bar [data-unsaved]") or "keeps nothing" in page.inner_text(
            ".bar [data-unsaved]"
        )
        assert page.locator(".bar [data-saved]").is_hidden()
        page.evaluate("() => { Storage.prototype.setItem = window.kept; }")
        page.fill('.card [name="date"]', "3 December")
        expect(page.locator(".bar [data-unsaved]").first).to_have_text("", use_inner_text=True)
        assert page.locator(".bar [data-saved]").is_visible()
        assert conversations(page)[0]["fields"] == {"client": "Nora", "date": "3 December"}


def prints(page: Page) -> list[str]:
    """The questions that the chosen sheet prints."""
    page.emulate_media(media="print")
    found: list[str] = [row.inner_text() for row in page.locator(".question .ask").filter(visible=True).all()]
    page.emulate_media(media="screen")
    return found


def test_a_question_that_is_put_on_the_card_prints(rep: Tour, address: str) -> None:
    """A question from a bank, the chooser or the rep is printed on every sheet; the chooser lists those pushed out."""
    page = at(rep, address + CARD)
    page.click("[data-does=choose]")
    page.wait_for_selector("#found [role=option]")
    expect(page.locator("[data-places]").first).to_have_text("5 of 5", use_inner_text=True)
    page.fill("#find", "happily live with")
    page.click("#found [role=option] >> nth=0")
    added = page.locator("#found [aria-selected=true] >> nth=0").inner_text()
    assert page.inner_text("[data-places]") == "5 of 5, and 1 not printed"
    assert page.locator(".chosen li").nth(5).get_attribute("class") == "line"
    page.click("[data-does=own]")
    page.fill(".chosen textarea", "What do the depots say?")
    page.click("[data-does=done]")
    until(page, "() => !history.state?.dialog")
    assert {added, "What do the depots say?"} <= set(prints(page))
    assert len(prints(page)) == 5
    page.goto(f"{address}/questions/why-now/")
    page.wait_for_selector(".pc-pick:not([hidden])")
    page.check(".pc-pick >> nth=2 >> input")
    ref = page.input_value(".pc-pick >> nth=2 >> input")
    page.click(".pc-picked__ways a")
    until(page, "() => !location.hash && document.querySelector('.told')?.textContent !== ''")
    ask = page.inner_text(f'.question[data-ref="{ref}"] .ask')
    assert {added, "What do the depots say?", ask} <= set(prints(page))


def test_the_chooser_finds_what_the_sites_search_finds(rep: Tour, address: str) -> None:
    """Other forms of a word and misspelt words are found, and exact matches come first."""
    page = at(rep, address + CARD)
    page.click("[data-does=choose]")
    page.wait_for_selector("#found [role=option]")
    for words, found in (("budgets", "budget"), ("expensve", "cost")):
        assert not page.locator(".question .ask", has_text=words).count()
        page.fill("#find", words)
        page.wait_for_selector("#found [role=option]")
        assert any(found in text.lower() or "money" in text for text in page.locator("#found").all_inner_texts())
    page.fill("#find", "noticed first")
    until(page, "() => document.querySelectorAll('#found [role=option]').length > 1")
    first = page.locator("#found [role=option]").first
    assert first.inner_text() == "What has changed since you last looked at this?"


def test_questions_are_ordered_by_dragging(rep: Tour, address: str) -> None:
    """The first row is dragged behind the third; the card has the new order, and a click outside closes."""
    page = at(rep, address + CARD)
    before = page.locator(".question .ask").all_text_contents()
    page.click("[data-does=choose]")
    handle = page.locator(".chosen .drag").first.bounding_box()
    third = page.locator(".chosen li").nth(2).bounding_box()
    assert handle
    assert third
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(handle["x"] + 5, handle["y"] + (third["y"] + third["height"] - 4 - handle["y"]) * step / 8)
    page.mouse.up()
    page.mouse.click(5, 5)
    expect(page.locator("dialog.chooser")).to_be_hidden()
    assert page.locator(".question .ask").all_text_contents() == [before[1], before[2], before[0], *before[3:]]


def test_ticks_in_a_bank_go_along_to_a_call(rep: Tour, address: str) -> None:
    """The offered link opens the calls; an opened call then offers to put the picked questions on its card."""
    page = at(rep, f"{address}/questions/why-now/")
    page.check(".pc-pick >> nth=0 >> input")
    page.check(".pc-pick >> nth=1 >> input")
    refs = page.locator(".pc-pick input:checked").evaluate_all("all => all.map((each) => each.value)")
    page.click(".pc-picked__none a")
    page.wait_for_url(f"{address}/calls/**")
    page.click("article a[href*='discovery']")
    page.wait_for_url(f"{address}/calls/discovery/**")
    page.wait_for_selector("[data-carried-link]:not([hidden])")
    page.click("[data-carried-link]")
    until(page, "() => !location.hash && document.querySelector('.told')?.textContent !== ''")
    on_card = page.locator(".question").evaluate_all("all => all.map((each) => each.dataset.ref)")
    assert set(refs) <= set(on_card[:5])
    page.goto(f"{address}/questions/why-now/")
    page.wait_for_selector(".pc-pick:not([hidden])")
    assert page.locator(".pc-pick input:checked").count() == 0


def test_a_fresh_card_is_current_for_a_phone_with_an_older_copy(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    """The page compares with the network's version, or without a network with its own copy, and reports which."""
    folder = tmp_path / "site"
    shutil.copytree(built_site, folder)
    page_file = folder / "cards/first-meeting/index.html"
    old = re.search(r'data-revision="(\w+)"', page_file.read_text(encoding="utf-8"))
    assert old
    with tour(browser) as rep:
        with served(folder) as url:
            page = at(rep, url + CARD)
            page_file.write_text(page_file.read_text(encoding="utf-8").replace(old[1], "abcdef1"), encoding="utf-8")
            page.goto(f"{url}{CARD}?one#r=abcdef1")
            until(page, "() => document.querySelector('.told')?.textContent !== ''")
            assert page.locator(".card").get_attribute("data-revision") == old[1]
            assert "is current" in page.inner_text(".told")
            assert f"older copy of the card, revision {old[1]}" in page.inner_text(".told")
            page.goto(f"{url}{CARD}?two#r={old[1]}")
            until(page, "() => document.querySelector('.told')?.textContent !== ''")
            assert "out of date" in page.inner_text(".told")
        for number, (revision, wanted) in enumerate([("abcdef1", "Connect to find out"), (old[1], "same revision")]):
            page.goto(f"{url}{CARD}?off{number}#r={revision}")
            until(page, "() => document.querySelector('.told')?.textContent !== ''")
            assert "no connection" in page.inner_text(".told")
            assert wanted in page.inner_text(".told")
            assert "out of date" not in page.inner_text(".told")


def test_the_search_box_sees_text_that_comes_without_a_key(rep: Tour, address: str) -> None:
    """Pasted by mouse or dictated: the box gets an input event and no key."""
    page = at(rep, address + "/")
    page.click(".md-search__input")
    page.locator(".md-search__input").evaluate(
        "(box) => { box.value = 'budget'; "
        "box.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertFromPaste'})); }"
    )
    page.wait_for_selector(".md-search-result__item")


@pytest.mark.parametrize(
    ("path", "opens", "dialog"), [(CARD, "Choose questions", ".chooser"), (DEBRIEF, "Clear what I typed", "")]
)
def test_back_closes_a_dialog(rep: Tour, address: str, path: str, opens: str, dialog: str) -> None:
    """A phone's Back closes what is open and stays on the page; the next one leaves."""
    page = at(rep, address + "/method/")
    page.goto(address + path)
    page.click(f"text={opens}")
    expect(page.locator(f"dialog{dialog}[open]")).to_be_visible()
    page.evaluate("history.back()")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.startswith(address + path)
    page.evaluate("history.back()")
    page.wait_for_url(f"{address}/method/")


def test_a_warning_does_not_push_the_field_away(rep: Tour, address: str) -> None:
    """During typing, text that does not fit is reported, and the field keeps its place on the screen."""
    page = at(rep, address + CARD)
    page.wait_for_selector("[data-measured]")
    box = page.locator("ol.asked .answer").nth(0)
    box.click()
    before = box.evaluate("(each) => each.getBoundingClientRect().top")
    box.fill("What would have to be true? " * 20)
    page.wait_for_selector("[data-fits] li")
    after = box.evaluate("(each) => each.getBoundingClientRect().top")
    assert after == pytest.approx(before, abs=2)


def test_an_update_covers_no_button(browser: Browser, built_site: Path, tmp_path: Path) -> None:
    """The last button of a page can be scrolled above the offer of a newer version."""
    folder = tmp_path / "site"
    shutil.copytree(built_site, folder)
    with served(folder) as url, tour(browser, viewport={"width": 390, "height": 700}) as rep:
        page = at(rep, url + DEBRIEF)
        worker = folder / "sw.js"
        worker.write_text(worker.read_text(encoding="utf-8") + "\n// newer\n", encoding="utf-8")
        page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
        page.wait_for_selector(".precall-offer button")
        page.wait_for_timeout(300)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        button = page.locator("footer.tools [data-does=clear]").bounding_box()
        offer = page.locator(".precall-offer").bounding_box()
        assert button
        assert offer
        assert button["y"] + button["height"] <= offer["y"]


def test_another_exercise_loses_no_words(rep: Tour, address: str) -> None:
    """Written text is still there after "Another call", and a button opens it again."""
    page = at(rep, f"{address}/practice/#first-meeting")
    page.wait_for_selector(".pc-another:not([hidden])")
    page.fill("#objective-first-meeting", "They see it.")
    page.click(".pc-another button")
    page.click(".pc-written button")
    expect(page.locator("#objective-first-meeting")).to_be_visible()
    expect(page.locator("#objective-first-meeting").first).to_have_value("They see it.")
    assert page.locator(".pc-written button").count() == 0


def test_practice_works_with_a_single_call(browser: Browser, tmp_path: Path) -> None:
    """A playbook of one call has one exercise, and no script fails."""
    root = copy_of_ours(tmp_path / "one")
    calls = root / "playbook/calls"
    for path in calls.glob("*.yml"):
        if path.stem != "first-meeting":
            path.unlink()
    text = (calls / "first-meeting.yml").read_text(encoding="utf-8")
    (calls / "first-meeting.yml").write_text(re.sub(r"(?m)^next:.*\n(?:[ -].*\n)*", "", text), encoding="utf-8")
    for file in ("mkdocs.yml",):
        config = (root / file).read_text(encoding="utf-8").replace("warn", "ignore")
        (root / file).write_text(config, encoding="utf-8")
    ran = python("-m", "mkdocs", "build", "--quiet", "--site-dir", tmp_path / "site", cwd=root)
    assert ran.code == 0, ran.out
    with served(tmp_path / "site") as url, tour(browser) as rep:
        page = rep.page()
        page.goto(f"{url}/practice/")
        quiet(page)
        page.fill("#objective-first-meeting", "They see it.")
        page.click(".pc-answer summary")
        expect(page.locator("[data-own=objective]")).to_have_text("They see it.")
    assert rep.wrong == []


def test_the_clock_runs_quietly(rep: Tour, address: str) -> None:
    """Started once, it counts against the planned minutes, survives a reload, and shows no outcome."""
    page = at(rep, address + CALL)
    page.clock.install()
    page.reload()
    page.click("[data-clock-start]")
    page.clock.fast_forward("12:10")
    expect(page.locator("[data-clock-face]")).to_have_text("12 of 45 min")
    page.reload()
    expect(page.locator("[data-clock-face]")).to_have_text("12 of 45 min")
