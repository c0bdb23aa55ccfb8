"""Home leads to every card in two taps, and lists the pages that were opened last in this browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from precall.content.model import Playbook
from tests.site.test_first_view import SEEN, WATCH
from tests.support.call_pages import playbook
from tests.support.processes import python
from tests.support.served import Tour, dialog_left, in_place, quiet, settles, tour, until
from tests.support.sites import copy_of_ours

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["playbook"]

PHONE = {"width": 390, "height": 844}
FORBIDDEN = 'Object.defineProperty(window, "localStorage", {get() { throw new DOMException("", "SecurityError"); }})'
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); }'


def opened(page: Page) -> list[str]:
    """Return the pages that home lists as opened last, after its script has run."""
    page.wait_for_selector("button[data-toggles]", state="attached")
    return page.locator(".pc-opened .pc-target__name").all_inner_texts()


def look_at(reader: Tour, address: str, *paths: str) -> Page:
    """Open some pages one after the other in a new tab, and then home."""
    page = reader.page()
    for path in paths:
        page.goto(address + path)
        page.wait_for_selector("button[data-toggles], .builder:not([hidden])", state="attached")
    page.goto(address + "/")
    return page


@pytest.mark.browser
def test_from_home_every_card_is_two_taps_away(browser: Browser, address: str, playbook: Playbook) -> None:
    """A rep on a phone taps a stage, and then the card of any of its calls."""
    with tour(browser, viewport=PHONE, has_touch=True, reduced_motion="reduce") as reader:
        page = reader.page()
        for number, call in enumerate(playbook.calls.values()):
            page.goto(address + "/")
            page.tap(f'.pc-process a[href$="#{call.stage}"]')
            card = page.locator(f'section[aria-labelledby="{call.stage}"] a[href$="cards/{call.ref}/"]')
            assert card.count() == 1, call.ref
            if number % 7:
                continue
            card.tap()
            page.wait_for_url(f"{address}/cards/{call.ref}/")
    assert reader.wrong == []


def test_a_large_stage_leads_to_its_own_page(tmp_path: Path, playbook: Playbook) -> None:
    """With a thousand calls home stays short, and a stage's own page has all of its calls with their cards."""
    root = copy_of_ours(tmp_path / "many")
    ours = (root / "playbook/calls/first-meeting.yml").read_text(encoding="utf-8")
    for number in range(20):
        text = ours.replace("title: First meeting", f"title: Meeting {number}")
        (root / f"playbook/calls/meeting-{number}.yml").write_text(text, encoding="utf-8")
    ran = python("-m", "precall", "export", "--markdown", tmp_path / "pages", "--root", root)
    assert ran.code == 0, ran.out
    home = (tmp_path / "pages/index.md").read_text(encoding="utf-8")
    stage = (tmp_path / "pages/stages/understand.md").read_text(encoding="utf-8")
    assert 0 < len(set(re.findall(r'href="calls/(meeting-\d+)/"', home))) < 12
    # The stage's heading, and behind its first calls the link to all of them.
    assert home.count('href="stages/understand/"') >= 2
    assert len(set(re.findall(r'href="\.\./\.\./calls/(meeting-\d+)/"', stage))) == 20


@pytest.mark.browser
def test_home_lists_what_was_opened_last(browser: Browser, built_site: Path, address: str) -> None:
    """The newest is first, each is listed once with a card under its call, and the list survives a reload."""
    with tour(browser) as reader:
        ways = (
            "/calls/first-meeting/",
            "/barriers/burned-before/",
            "/cards/discovery/",
            "/calls/first-meeting/",
            "/method/",
        )
        page = look_at(reader, address, *ways)
        settles(page, lambda: opened(page), ["First meeting", "Discovery", "Burned before"])
        page.reload()
        settles(page, lambda: opened(page), ["First meeting", "Discovery", "Burned before"])
        page.click(".pc-opened a[aria-label='Card: Discovery']")
        page.wait_for_url(f"{address}/cards/discovery/")
        page.go_back()
        in_place(reader, built_site, address)
        page.reload()
        quiet(page)
        page.evaluate("window.first = true")
        page.click(".pc-opened >> text=Burned before")
        page.wait_for_url(f"{address}/barriers/burned-before/")
        page.click(".pc-trail a >> nth=0")
        page.wait_for_url(f"{address}/")
        page.wait_for_selector(".pc-opened li:first-child >> text=Burned before")
        assert page.evaluate("window.first") is True
    assert reader.wrong == []
    assert all(url.startswith(address) for url in reader.asked)


def put_today(page: Page, *records: tuple[str, str, str]) -> None:
    """Store conversations: call, client and date, in which `{today}` is the day of the browser in German."""
    page.evaluate(
        """(records) => records.forEach(([call, client, date], at) => {
          const now = new Date();
          const day = `${now.getDate()}.${now.getMonth() + 1}.`;
          const fields = {client: [client, 5], date: [date.replace("{today}", day), 5]};
          const record = {id: `id-${at}`, call, made: Date.now(), fields};
          localStorage.setItem(`precall:/:conversation:id-${at}`, JSON.stringify(record));
        })""",
        records,
    )


TODAY = [
    ("first-meeting", "Petra Hartmann", "{today} 14:30"),
    ("discovery", "Zoë", "{today}, 9.15 Uhr"),
    ("first-meeting", "Jörg Weiß", "1.2.2026 10:00"),
    ("no-such-call", "Ali", "{today}"),
    ("first-meeting", "", ""),
]


@pytest.mark.browser
def test_home_lists_todays_conversations(browser: Browser, built_site: Path, address: str) -> None:
    """Today's calls are sorted by time, with their pages one tap away, also after instant navigation."""
    with tour(browser, viewport=PHONE, has_touch=True) as reader:
        in_place(reader, built_site, address)
        page = look_at(reader, address, "/calls/discovery/")
        put_today(page, *TODAY)
        page.reload()
        names = page.locator(".pc-today .pc-target__name")
        settles(page, names.all_inner_texts, ["Zoë", "Petra Hartmann", "No client yet"])
        facts = page.locator(".pc-today .pc-target__facts").all_inner_texts()
        assert facts == ["09:15 · Discovery", "14:30 · First meeting", "First meeting"]
        assert opened(page) == ["Discovery"]
        page.tap(".pc-today >> text=During >> nth=1")
        page.wait_for_url("**/call/first-meeting/**")
        expect(page.locator(".bar [data-client]").first).to_have_text("Petra Hartmann", use_inner_text=True)
        page.goto(f"{address}/calls/discovery/")
        page.click(".pc-trail >> text=Home")
        page.wait_for_selector(".pc-home")
        page.wait_for_selector(".pc-today:not([hidden])")
        assert names.all_inner_texts() == ["Zoë", "Petra Hartmann", "No client yet"]
        assert opened(page) == ["Discovery"]
    assert reader.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_lists_on_home_move_nothing(browser: Browser, address: str, width: int) -> None:
    """On a slow phone, the lists of today's calls and of pages opened last do not move other content."""
    with tour(browser, viewport={"width": width, "height": 844}) as reader:
        page = look_at(reader, address, "/calls/discovery/", "/barriers/burned-before/", "/cards/first-meeting/")
        put_today(page, *TODAY)
        page = reader.page()
        page.add_init_script(WATCH)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"{address}/")
        until(page, "() => window.seen.largest > 0")
        quiet(page)
        assert page.locator(".pc-today .pc-target").count() == 3
        assert page.evaluate(SEEN)["shift"] < 0.02
    assert reader.wrong == []


@pytest.mark.browser
def test_one_button_clears_the_list(browser: Browser, address: str) -> None:
    """It empties the list and the storage, reports that, and keeps the focus on the page."""
    with tour(browser) as reader:
        page = look_at(reader, address, "/calls/first-meeting/")
        assert opened(page) == ["First meeting"]
        page.focus(".pc-opened button")
        page.keyboard.press("Enter")
        assert page.locator(".pc-opened").is_hidden()
        assert page.inner_text(".pc-told") != ""
        assert page.evaluate("document.activeElement.closest('.pc-process') !== null")
        assert [key for key in page.evaluate("Object.keys(localStorage)") if "opened" in key] == []


@pytest.mark.browser
def test_clearing_a_call_removes_it_from_the_list(browser: Browser, address: str) -> None:
    """Clearing what was typed for a call removes its entry from the list, and no other."""
    with tour(browser) as reader:
        page = look_at(reader, address, "/calls/discovery/", "/cards/first-meeting/")
        assert opened(page) == ["First meeting", "Discovery"]
        page.goto(f"{address}/cards/first-meeting/")
        page.click("text=Clear what I typed")
        page.click("text=Clear it all")
        dialog_left(page)
        page.goto(f"{address}/")
        assert opened(page) == ["Discovery"]


@pytest.mark.browser
@pytest.mark.parametrize("broken", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_without_storage_home_has_no_list(browser: Browser, address: str, broken: str) -> None:
    """The rest of the page works, and there is no error."""
    ours: list[str] = []
    with tour(browser) as reader:
        reader.context.add_init_script(broken)
        # The theme's own scripts fail without storage.
        reader.context.on("weberror", lambda fault: ours.append(fault.error.stack or str(fault.error)))
        page = look_at(reader, address, "/calls/first-meeting/", "/cards/discovery/")
        assert opened(page) == []
        assert page.locator(".pc-opened").is_hidden()
        assert page.locator(".pc-process a").count() > 3
    assert [fault for fault in ours if "assets/precall" in fault] == []


@pytest.mark.browser
def test_stored_values_are_not_trusted(browser: Browser, address: str) -> None:
    """Corrupt or hostile values cause no markup, no link to another site, and no repeated link to a deleted page."""
    with tour(browser) as reader:
        page = look_at(reader, address)
        stored = """[
          {kind: "call", title: "<img src=x>", path: "https://elsewhere.example/", card: "javascript:alert(1)"},
          {kind: "call", title: "Gone", path: "calls/gone/"},
          {kind: "toString", title: "No kind", path: "calls/"}, {title: 7}, null, 5]"""
        page.evaluate(f"localStorage.setItem('precall:/::opened', JSON.stringify({stored}))")
        page.reload()
        settles(page, lambda: opened(page), ["<img src=x>", "Gone"])
        links = page.locator(".pc-opened li a").evaluate_all("all => all.map((each) => each.href)")
        assert links
        assert all(link.startswith(f"{address}/") for link in links)
    assert reader.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("gone", ["method/", "calls/gone/"])
def test_a_deleted_page_is_removed_from_the_list(browser: Browser, built_site: Path, address: str, gone: str) -> None:
    """After a visit to a page that is not found or is no entry's, the list does not have it any more."""
    not_found = (built_site / "404.html").read_text(encoding="utf-8")
    with tour(browser, service_workers="block") as reader:
        reader.context.route(
            "**/gone/", lambda route: route.fulfill(body=not_found, content_type="text/html", status=404)
        )
        page = look_at(reader, address)
        stored = json.dumps([{"kind": "call", "title": "Gone", "path": gone}])
        page.evaluate("stored => localStorage.setItem('precall:/::opened', stored)", stored)
        page.reload()
        settles(page, lambda: opened(page), ["Gone"])
        page.click(".pc-opened li a")
        page.wait_for_url(f"{address}/{gone}")
        page.wait_for_selector("button[data-toggles]", state="attached")
        page.goto(f"{address}/")
        settles(page, lambda: opened(page), [])


@pytest.mark.browser
def test_without_scripts_home_is_a_plain_page(browser: Browser, address: str) -> None:
    """Stages and cards are links, and no list is shown."""
    with tour(browser, java_script_enabled=False) as reader:
        page = reader.page()
        page.goto(address + "/")
        assert page.locator(".pc-opened").is_hidden()
        page.click(".pc-process a >> nth=1")
        page.click("text=First phone call >> xpath=../.. >> .pc-to-card")
        assert page.url == f"{address}/cards/first-phone-call/"
