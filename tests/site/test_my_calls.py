"""My calls and the tally: what a rep prepared and held, kept in this browser, moved by file, counted honestly."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from precall.render.i18n import language
from tests.site.test_conversations import at, conversations
from tests.support.processes import python
from tests.support.served import Tour, served, tour, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MONDAY = 1_790_000_000_000
"""Milliseconds."""


@pytest.fixture
def rep(browser: Browser) -> Iterator[Tour]:
    """A rep's browser, in which no script may fail and no request leaves the site."""
    with tour(browser, viewport={"width": 1280, "height": 900}) as made:
        yield made
        assert made.wrong == []


def record(number: int, call: str = "first-meeting", **fields: Any) -> dict[str, Any]:
    """Return a conversation in its stored form."""
    time = MONDAY + number * 1000
    values = {name.replace("_", "-"): [value, time] for name, value in fields.items()}
    return {"id": f"id-{call}-{number}", "call": call, "made": time, "fields": values}


def put(page: Page, records: list[dict[str, Any]]) -> None:
    """Store conversations as if they had been typed here."""
    page.evaluate(
        "(all) => { for (const each of all)"
        " localStorage.setItem(`precall:/:conversation:${each.id}`, JSON.stringify(each)); }",
        records,
    )


def listed(page: Page) -> list[str]:
    """The clients in the list, in its order."""
    names: list[str] = page.locator(".pc-conversations [data-client]").all_inner_texts()
    return names


def open_list(page: Page, address: str) -> None:
    """My calls, once its script has shown them."""
    page.goto(address + "/my-calls/")
    page.wait_for_selector(".pc-my-calls:not([hidden])")


THREE = [
    record(1, client="Petra Hartmann", date="2026-12-03", people="Ali"),
    record(2, client="Jörg Weiß", date="4.12.2026"),
    record(3, "discovery", client="Zoë", date="5 December 2026"),
]


def test_the_list_is_filtered_by_client_call_and_date(rep: Tour, address: str) -> None:
    """The newest day first; a name is found without its accents; dates are read as people write them."""
    page = at(rep, address + "/")
    put(page, THREE)
    open_list(page, address)
    assert listed(page) == ["Zoë", "Jörg Weiß", "Petra Hartmann"]
    page.fill("#pc-filter-client", "jorg")
    assert listed(page) == ["Jörg Weiß"]
    page.fill("#pc-filter-client", "ali")
    assert listed(page) == ["Petra Hartmann"]
    page.fill("#pc-filter-client", "")
    page.select_option("#pc-filter-call", "discovery")
    assert listed(page) == ["Zoë"]
    page.click("text=Show all")
    until(page, "() => document.querySelectorAll('.pc-conversations li').length === 3")
    page.fill("#pc-filter-from", "2026-12-04")
    page.fill("#pc-filter-to", "2026-12-04")
    assert listed(page) == ["Jörg Weiß"]
    expect(page.locator("[data-count]").first).to_have_text("1 of 3", use_inner_text=True)


def test_deleting_can_be_undone(rep: Tour, address: str) -> None:
    """A deleted conversation is out of the storage, and one button brings all of it back."""
    page = at(rep, address + "/")
    put(page, THREE)
    open_list(page, address)
    page.click("[data-does=delete] >> nth=1")
    assert listed(page) == ["Zoë", "Petra Hartmann"]
    assert len(conversations(page)) == 2
    assert page.evaluate("document.activeElement.dataset.does") == "delete"
    page.click("text=Undo")
    assert listed(page) == ["Zoë", "Jörg Weiß", "Petra Hartmann"]
    assert sorted(each["fields"]["client"] for each in conversations(page)) == ["Jörg Weiß", "Petra Hartmann", "Zoë"]


def test_the_next_call_takes_the_client_along(rep: Tour, address: str) -> None:
    """The next call of the process is offered, with the same client, people and known facts, and else empty."""
    page = at(rep, address + "/")
    put(page, [record(1, client="Petra", people="Ali", known="Three depots", heard="We count twice.")])
    open_list(page, address)
    page.click("[data-does=next]")
    expect(page.locator("#pc-next-call").first).to_have_value("discovery")
    page.click("[data-does=next-begin]")
    page.wait_for_url("**/cards/discovery/**")
    expect(page.locator('.card [name="client"]')).to_have_value("Petra")
    expect(page.locator('.card [name="known"]').first).to_have_value("Three depots")
    expect(page.locator('.card [name="heard"]').first).to_have_value("")
    assert len(conversations(page)) == 2


def test_a_file_merges_and_overwrites_nothing(rep: Tour, browser: Browser, address: str, tmp_path: Path) -> None:
    """All conversations go into one file; in another browser each field's later change wins."""
    page = at(rep, address + "/")
    put(page, THREE)
    open_list(page, address)
    with page.expect_download() as saved:
        page.click("[data-does=export]")
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert re.fullmatch(r"my-calls-\d{4}-\d\d-\d\d\.json", file.name)
    with tour(browser) as other:
        theirs = at(other, address + "/")
        later, earlier = record(9, client="Petra Hartmann-Weiß"), record(0, people="Nobody", where="Bremen")
        mine = {**THREE[0], "fields": {**later["fields"], **earlier["fields"]}}
        put(theirs, [mine])
        open_list(theirs, address)
        theirs.set_input_files("#pc-import", file)
        expect(theirs.locator("[data-status]")).to_contain_text("New: 2. Changed: 1.")
        merged = next(each for each in conversations(theirs) if each["id"] == THREE[0]["id"])["fields"]
        assert merged == {"client": "Petra Hartmann-Weiß", "people": "Ali", "where": "Bremen", "date": "2026-12-03"}
        theirs.set_input_files("#pc-import", file)
        expect(theirs.locator("[data-status]")).to_contain_text("New: 0. Changed: 0.")
        for content in ("", "[]", "{}", '{"format": "precall conversations", "conversations": 7}'):
            (tmp_path / "bad.json").write_text(content)
            theirs.set_input_files("#pc-import", tmp_path / "bad.json")
            expect(theirs.locator("[data-status]")).to_contain_text("bad.json is not a file of conversations")
        hostile = {"id": "x", "call": "../evil", "made": 1, "fields": {}}
        content = json.dumps({"format": "precall conversations", "conversations": [hostile, None, 7]})
        (tmp_path / "bad.json").write_text(content)
        theirs.set_input_files("#pc-import", tmp_path / "bad.json")
        expect(theirs.locator("[data-status]")).to_contain_text("Not usable: 3.")
        assert len(conversations(theirs)) == 3
    assert other.wrong == []


def import_file(page: Page, file: Path, records: list[dict[str, Any]]) -> str:
    """Import records from a file, and return the page's message."""
    file.write_text(json.dumps({"format": "precall conversations", "version": 1, "conversations": records}))
    page.set_input_files("#pc-import", file)
    expect(page.locator("[data-status]")).to_contain_text("Imported.")
    said: str = page.inner_text("[data-status]")
    return said


def test_an_old_file_brings_no_deleted_conversation_back(rep: Tour, address: str, tmp_path: Path) -> None:
    """A deletion is remembered once a copy has left the browser; a later change, or one button, outweighs it."""
    page = at(rep, address + "/")
    put(page, THREE)
    open_list(page, address)
    with page.expect_download() as saved:
        page.click("[data-does=export]")
    old = tmp_path / "old.json"
    saved.value.save_as(old)
    page.click("[data-does=delete] >> nth=1")
    assert "Jörg" not in json.dumps(page.evaluate("({...localStorage})"), ensure_ascii=False)
    page.reload()
    page.wait_for_selector(".pc-my-calls:not([hidden])")
    page.set_input_files("#pc-import", old)
    expect(page.locator("[data-status]")).to_contain_text("Not brought back, because you deleted them here: 1.")
    assert listed(page) == ["Zoë", "Petra Hartmann"]
    page.click("text=Bring them back")
    assert listed(page) == ["Zoë", "Jörg Weiß", "Petra Hartmann"]
    page.set_input_files("#pc-import", old)
    expect(page.locator("[data-status]")).to_contain_text("New: 0. Changed: 0.")
    assert len(listed(page)) == 3
    page.click("[data-does=delete] >> nth=1")
    later = record(2, client="Jörg Weiß", date="4.12.2026")
    later["fields"]["heard"] = ["We count twice.", page.evaluate("Date.now()") + 1]
    page.wait_for_timeout(20)
    assert "New: 1." in import_file(page, tmp_path / "later.json", [later])
    assert listed(page) == ["Zoë", "Jörg Weiß", "Petra Hartmann"]


def test_a_deletion_travels_with_a_file(rep: Tour, browser: Browser, address: str, tmp_path: Path) -> None:
    """A deletion in one browser is imported and counted in the other, where the rep can undo it permanently."""
    page = at(rep, address + "/")
    put(page, THREE)
    open_list(page, address)
    with page.expect_download() as saved:
        page.click("[data-does=export]")
    page.click("[data-does=delete] >> nth=1")
    with page.expect_download() as saved:
        page.click("[data-does=export]")
    file = tmp_path / "mine.json"
    saved.value.save_as(file)
    expect(page.locator("[data-status]")).to_contain_text("Exported: 2.")
    assert "Jörg" not in file.read_text(encoding="utf-8")
    with tour(browser) as other:
        theirs = at(other, address + "/")
        put(theirs, [THREE[1]])
        open_list(theirs, address)
        theirs.set_input_files("#pc-import", file)
        expect(theirs.locator("[data-status]")).to_contain_text("last change: 1.")
        assert listed(theirs) == ["Zoë", "Petra Hartmann"]
        theirs.click("text=Bring them back")
        assert listed(theirs) == ["Zoë", "Jörg Weiß", "Petra Hartmann"]
        theirs.set_input_files("#pc-import", file)
        expect(theirs.locator("[data-status]")).to_contain_text("New: 0. Changed: 0.")
        assert len(listed(theirs)) == 3
    assert other.wrong == []


def test_a_link_cannot_delete_a_conversation(rep: Tour, address: str) -> None:
    """A link with a deleted record is a broken link; a link with a valid record restores a deleted conversation."""
    page = at(rep, address + "/")
    put(page, THREE)
    open_list(page, address)
    page.click("[data-does=share] >> nth=1")
    until(page, "() => document.querySelector('#pc-share-link').value.includes('#c=')")
    shared = page.input_value("#pc-share-link")
    page.keyboard.press("Escape")
    until(page, "() => !history.state?.dialog")
    hostile = {**THREE[1], "fields": {"deleted": [True, MONDAY * 2]}}
    text = base64.urlsafe_b64encode(json.dumps(hostile).encode()).decode().rstrip("=")
    page.goto(f"{address}/cards/first-meeting/#c=2.{text}")
    expect(page.locator(".told")).to_contain_text("damaged")
    open_list(page, address)
    assert len(listed(page)) == 3
    page.click("[data-does=delete] >> nth=1")
    page.goto("about:blank")
    page.goto(shared)
    expect(page.locator('.card [name="client"]')).to_have_value("Jörg Weiß")
    open_list(page, address)
    assert len(listed(page)) == 3


def test_a_conversation_deleted_in_one_tab_is_gone_in_the_other(rep: Tour, address: str) -> None:
    """The other tab shows it as empty, and text typed there later does not restore the deleted conversation."""
    page = at(rep, address + "/")
    put(page, [THREE[0]])
    page.evaluate("localStorage.setItem('precall:/:copied', String(Date.now()))")
    card = rep.page()
    card.goto(f"{address}/cards/first-meeting/#with={THREE[0]['id']}")
    expect(card.locator('.card [name="client"]')).to_have_value("Petra Hartmann")
    open_list(page, address)
    page.click("[data-does=delete]")
    expect(card.locator('.card [name="client"]')).to_have_value("")
    card.fill('.card [name="client"]', "Nora")
    expect(page.locator(".pc-conversations [data-client]")).to_have_text("Nora")
    expect(card.locator('.card [name="people"]').first).to_have_value("")


def test_a_code_carries_a_conversation_past_every_server(rep: Tour, browser: Browser, address: str) -> None:
    """The QR code, read from the screen, opens the conversation; its fragment is in no request."""
    page = at(rep, address + "/")
    put(page, [record(1, client="Jörg Weiß & Söhne", heard="We count twice.", missed="The night shift")])
    open_list(page, address)
    page.click("[data-does=share]")
    page.wait_for_selector("[data-code] svg")
    image = Image.open(io.BytesIO(page.locator("[data-code] svg").screenshot()))
    read = zxingcpp.read_barcodes(image)
    assert [each.text for each in read] == [page.input_value("#pc-share-link")]
    with tour(browser) as other:
        theirs = other.page()
        theirs.goto(read[0].text)
        expect(theirs.locator('.card [name="client"]')).to_have_value("Jörg Weiß & Söhne")
        assert conversations(theirs) == conversations(page)
        assert not any("c=2" in url.partition("#")[0] for url in other.asked)
    assert other.wrong == []


@pytest.mark.parametrize("length", [0, 20, 100, 270, 600, 1100, 1700])
def test_codes_of_every_length_can_be_read(rep: Tour, address: str, length: int) -> None:
    """Small and large versions, with one block of error correction and with many."""
    page = at(rep, address + "/my-calls/")
    text = ("https://example.com/#" + "aZ09-_" * 300)[: length + 21]
    page.set_viewport_size({"width": 1400, "height": 1400})
    page.evaluate(
        "(text) => { const code = precall.qr.svg(text); document.body.append(code);"
        " Object.assign(code.style, {position: 'fixed', inset: 0, width: '1200px', height: '1200px', zIndex: 999}); }",
        text,
    )
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    assert [each.text for each in read] == [text]


def test_the_tally_is_honest(rep: Tour, address: str) -> None:
    """3 of 14 second meetings became clients: only held ones count, and each share is shown with its total."""
    page = at(rep, address + "/")
    results = ["client"] * 3 + ["open"] * 4 + ["lost"] * 5 + [""] * 2
    held = [
        record(
            number,
            "second-meeting",
            client=f"Client {number}",
            result=result,
            met="yes" if number < 6 else "no",
            reached="none" if number % 2 else "smallest",
            opened="What has changed?" if number < 9 else "=1+1",
            chased="start",
        )
        for number, result in enumerate(results)
    ]
    # The same client's first meeting shares what became of it; a card that was only prepared is not held.
    put(page, [*held, record(50, client="client 0", heard="Yes"), record(51, client="Nobody yet", known="A lot")])
    page.goto(address + "/my-calls/tally/")
    page.wait_for_selector(".pc-tally:not([hidden])")
    kinds = page.locator(".pc-tally__kinds section")
    assert kinds.locator("h3").all_inner_texts() == ["First meeting", "Second meeting"]
    second = kinds.nth(1)
    assert "of 14 held, 3 became clients, 4 are open, 5 were lost." in second.inner_text()
    assert "Yes: 6" in second.inner_text()
    assert "Too few" not in second.inner_text()
    assert "of 1 held, 1 became clients" in kinds.nth(0).inner_text()
    assert "Too few to tell" in kinds.nth(0).inner_text()
    assert page.locator("[data-opened] li").all_inner_texts() == ["What has changed? 9", "=1+1 5"]
    with page.expect_download() as saved:
        page.click("[data-csv]")
    rows = list(csv.DictReader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig"))))
    assert [(row["call"], row["held"], row["became_client"], row["rate"]) for row in rows] == [
        ("first-meeting", "1", "1", "Too few to tell."),
        ("second-meeting", "14", "3", "21 %"),
    ]
    assert (rows[1]["met_yes"], rows[1]["reached_none"], rows[1]["chased_start"]) == ("6", "7", "14")


def test_what_became_of_a_client_is_kept_for_all_their_conversations(rep: Tour, address: str) -> None:
    """A result is shown with its day for every conversation with that client, even after a reload."""
    page = at(rep, address + "/")
    put(page, [record(1, client="Petra"), record(2, "discovery", client=" petra "), record(3, client="Ali")])
    open_list(page, address)
    row = page.locator(".pc-conversations li", has_text="Discovery")
    row.locator("[data-result]").select_option("client")
    page.reload()
    page.wait_for_selector(".pc-my-calls:not([hidden])")
    shown = {
        item.locator("[data-client]").inner_text(): item.locator("[data-result]").input_value()
        for item in page.locator(".pc-conversations li").all()
    }
    assert shown == {"Petra": "client", "petra": "client", "Ali": ""}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row.locator("[data-since]").input_value())


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: str) -> None:
    """My calls and the tally, empty and filled, with their dialogs open; nothing is wider than the screen."""
    with tour(browser, viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce") as rep:
        page = rep.page()
        axe, found = Axe(), []

        def look() -> None:
            options = {"runOnly": GUIDELINES}
            found.extend(axe.run(page, options=options).response["violations"])
            assert page.evaluate("document.documentElement.scrollWidth") <= width

        open_list(page, address)
        look()
        page.goto(address + "/my-calls/tally/")
        page.wait_for_selector(".pc-tally:not([hidden])")
        look()
        put(page, [*THREE, record(4, client="Xaver" * 20, heard="x", result="client", opened="Why?", met="yes")])
        page.reload()
        page.wait_for_selector(".pc-tally:not([hidden])")
        look()
        open_list(page, address)
        look()
        for does in ("share", "next"):
            page.click(f"[data-does={does}] >> nth=0")
            page.wait_for_selector("dialog[open]")
            look()
            page.keyboard.press("Escape")
            until(page, "() => !history.state?.dialog")
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def test_a_site_whose_nav_lacks_the_pages_still_leads_there(browser: Browser, ours: Path, tmp_path: Path) -> None:
    """A site's settings from before these pages build without a warning; home and the bar lead to both."""
    settings = (ours / "mkdocs.yml").read_text(encoding="utf-8")
    entries = "  - My calls:\n      - my-calls/index.md\n      - Tally: my-calls/tally.md\n"
    assert entries in settings
    (ours / "mkdocs.yml").write_text(settings.replace(entries, ""), encoding="utf-8")
    ran = python("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site", cwd=ours)
    assert (ran.code, ran.out) == (0, "")
    with served(tmp_path / "site") as url, tour(browser, viewport={"width": 390, "height": 844}) as rep:
        page = rep.page()
        page.goto(url + "/")
        page.click(".pc-home .pc-target >> text=My calls")
        page.wait_for_selector(".pc-my-calls:not([hidden])")
        page.click("article >> text=Tally")
        page.wait_for_selector(".pc-tally:not([hidden])")
        page.goto(f"{url}/cards/first-meeting/")
        page.click(".bar >> text=My calls")
        page.wait_for_selector(".pc-my-calls:not([hidden])")
    assert rep.wrong == []


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab did not reach {selector}")


def test_a_keyboard_alone_leads_from_a_new_client_to_the_debrief(rep: Tour, address: str) -> None:
    """New client, fill in, choose, print, debrief, and what became of it: without a pointer."""
    page = at(rep, address + "/my-calls/")
    tab_to(page, "#pc-begin-call")
    page.keyboard.type("First meeting")
    tab_to(page, "form[data-begin] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cards/first-meeting/**")
    until(page, "() => document.activeElement?.name === 'client'")
    page.keyboard.type("Petra")
    page.keyboard.press("Tab")
    page.keyboard.type("Ali")
    page.goto(page.url)
    tab_to(page, "[data-does=choose]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.type("happily live with")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    until(page, "() => !document.querySelector('dialog[open]') && !history.state?.dialog")
    page.evaluate("scrollTo(0, 0)")
    page.goto(page.url)
    page.evaluate("() => { window.print = () => { document.documentElement.dataset.printed = 'yes'; }; }")
    tab_to(page, ".print")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.printed") == "yes"
    page.goto(page.url)
    tab_to(page, ".bar [data-page=debrief]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/debrief/first-meeting/**")
    tab_to(page, "#missed")
    page.keyboard.type("The night shift")
    tab_to(page, '[data-keeps="reached"]')
    page.keyboard.press("Space")
    page.goto(address + "/my-calls/")
    tab_to(page, "[data-result]")
    page.keyboard.type("Client")
    fields = conversations(page)[0]["fields"]
    assert (fields["client"], fields["people"], fields["missed"]) == ("Petra", "Ali", "The night shift")
    assert (fields["reached"], fields["result"]) == ("best", "client")
    assert len(fields["questions"]) == 6


def test_a_reps_day(browser: Browser, address: str, tmp_path: Path) -> None:
    """Three clients, two of them first meetings: card, call, debrief, tally; the next morning; then another browser."""
    day = [
        ("first-meeting", "Petra Hartmann", "Since the fire", "best"),
        ("first-meeting", "Ali Öz", "The lease ends", "none"),
        ("discovery", "Zoë Weiß", "Two depots", "own"),
    ]
    profile = tmp_path / "profile.json"
    with tour(browser) as rep:
        page = at(rep, address + "/")
        for call, client, answer, _ in day:
            open_list(page, address)
            page.select_option("#pc-begin-call", call)
            page.click("form[data-begin] button")
            page.wait_for_url(f"**/cards/{call}/**")
            page.fill('.card [name="client"]', client)
            page.fill("ol.asked .answer >> nth=0", answer)
        for call, client, answer, reached in day:
            open_list(page, address)
            page.locator(".pc-conversations li", has_text=client).locator("[data-during]").click()
            page.wait_for_url(f"**/call/{call}/**")
            expect(page.locator(".who").first).to_have_text(client, use_inner_text=True)
            page.check("[data-questions] input >> nth=0")
            page.fill("#heard", f"{client} said it.")
            page.click("text=Go to the debrief")
            page.wait_for_url(f"**/debrief/{call}/**")
            expect(page.locator("#heard")).to_have_value(f"{client} said it.")
            expect(page.locator("[data-answers] textarea").first).to_have_value(answer)
            page.fill("#missed", "Who else is touched")
            page.check(f'[data-keeps="reached"][value="{reached}"]')
        page.goto(address + "/my-calls/tally/")
        page.wait_for_selector(".pc-tally:not([hidden])")
        assert "of 2 held" in page.inner_text(".pc-tally__kinds")
        rep.context.storage_state(path=profile)
        assert all(url.startswith((address + "/", "blob:", "data:")) for url in rep.asked)
        assert not any("Petra" in url for url in rep.asked)
    assert rep.wrong == []
    with tour(browser, storage_state=profile) as morning:
        page = at(morning, address + "/my-calls/")
        assert sorted(listed(page)) == ["Ali Öz", "Petra Hartmann", "Zoë Weiß"]
        page.click(".pc-conversations >> text=Ali Öz")
        expect(page.locator("ol.asked .answer").nth(0)).to_have_value("The lease ends")
        open_list(page, address)
        with page.expect_download() as saved:
            page.click("[data-does=export]")
        saved.value.save_as(tmp_path / "calls.json")
    assert morning.wrong == []
    with tour(browser) as other:
        page = at(other, address + "/my-calls/")
        page.set_input_files("#pc-import", tmp_path / "calls.json")
        until(page, "() => document.querySelectorAll('.pc-conversations li').length === 3")
        page.locator(".pc-conversations li", has_text="Petra").locator("[data-debrief]").click()
        expect(page.locator("#missed")).to_have_value("Who else is touched")
        expect(page.locator('[data-keeps="reached"][value="best"]').first).to_be_checked()
    assert other.wrong == []


def test_german_has_the_same_pages() -> None:
    """Every word of the two pages is there in German."""
    for part in ("my_calls", "tally"):
        assert set(language("de").part(part)) == set(language("en").part(part))
