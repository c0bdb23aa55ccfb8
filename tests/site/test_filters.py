"""An index is narrowed down in place: by stage, channel, bank and tag, with the state in its address, for everyone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from precall.content.loader import load
from precall.content.model import Playbook
from precall.site.pages.filters import filters
from tests.support.call_pages import playbook
from tests.support.served import in_place, quiet, settles, tour, until
from tests.support.steps import script_calls

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["playbook"]

GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


def go(page: Page, url: str) -> None:
    """Open an index and wait until it can be narrowed down."""
    page.goto(url)
    page.wait_for_selector(".pc-filter:not([hidden])")


def shown(page: Page) -> list[str]:
    """The addresses' ends of the entries that the index shows, folded away or not."""
    links: list[str] = page.locator(".pc-filtered li:not([hidden]) > a:first-child").evaluate_all(
        "all => all.filter((each) => !each.closest('[data-part][hidden]')).map((each) => each.href)"
    )
    return [link.rstrip("/").rpartition("/")[2].removeprefix("#") for link in links]


def fitting(playbook: Playbook, stages: set[str], channels: set[str]) -> set[str]:
    """The calls that belong to one of the stages and one of the channels."""
    return {ref for ref, call in playbook.calls.items() if call.stage in stages and call.channel in channels}


def test_a_filter_offers_what_is_there_and_a_choice(lay_out: Callable[..., Path], playbook: Playbook) -> None:
    """Every value that an entry has, no other, and no filter with nothing to choose."""
    ours = {
        index: {each.key: [value for value, _ in each.choices] for each in filters(playbook, index)}
        for index in ("calls", "questions", "barriers", "principles", "home")
    }
    assert ours["calls"]["stage"] == [stage for stage in playbook.stages if playbook.calls_of(playbook.stages[stage])]
    assert set(ours["calls"]["channel"]) == {call.channel for call in playbook.calls.values()}
    assert ours["questions"]["bank"] == list(playbook.banks)
    assert set(ours["questions"]["tag"]) == {tag for each in playbook.questions.values() for tag in each.tags}
    assert set(ours["barriers"]) == set(ours["principles"]) == {"tag"}
    assert ours["home"] == {}
    small = load(lay_out()).playbook
    assert filters(small, "calls") == []
    assert filters(small, "barriers") == []


@pytest.mark.browser
def test_boxes_narrow_an_index_down(browser: Browser, address: str, playbook: Playbook) -> None:
    """Boxes of one group are combined with OR, groups with AND; empty parts are hidden, and the count is shown."""
    with tour(browser) as reader:
        page = reader.page()
        go(page, f"{address}/calls/")
        assert set(shown(page)) == set(playbook.calls)
        status = page.locator(".pc-filter [role=status]")
        assert status.inner_text() == ""
        page.check("input[value=open]")
        page.check("input[value=choose]")
        page.check("input[value=phone]")
        wanted = fitting(playbook, {"open", "choose"}, {"phone"})
        assert set(shown(page)) == wanted
        assert status.inner_text() == f"{len(wanted)} of {len(playbook.calls)} match."
        parts = page.locator("[data-part]:visible").evaluate_all("all => all.map((each) => each.dataset.part)")
        assert parts == ["open", "choose"]
        assert page.url == f"{address}/calls/?stage=open&stage=choose&channel=phone"
        page.uncheck("input[value=open]")
        assert page.url == f"{address}/calls/?stage=choose&channel=phone"
    assert reader.wrong == []


@pytest.mark.browser
def test_a_keyboard_narrows_down_and_back(browser: Browser, address: str, playbook: Playbook) -> None:
    """Tab and the space bar are enough, also to reset a filter without matches."""
    with tour(browser, viewport=PHONE) as reader:
        page = reader.page()
        go(page, f"{address}/calls/")
        page.focus("input[value=prepare]")
        page.keyboard.press("Space")
        assert set(shown(page)) == {call.ref for call in playbook.calls.values() if call.stage == "prepare"}
        page.focus("input[value=video]")
        page.keyboard.press("Space")
        assert shown(page) == []
        expect(page.locator(".pc-filter [role=status]").first).to_have_text(
            "No entry matches all of these.", use_inner_text=True
        )
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "reset"
        page.keyboard.press("Enter")
        assert set(shown(page)) == set(playbook.calls)
        assert page.url == f"{address}/calls/"
        assert page.evaluate("document.activeElement.value") == "prepare"


@pytest.mark.browser
def test_a_link_opens_narrowed_down(browser: Browser, built_site: Path, address: str, playbook: Playbook) -> None:
    """The filter of an address is applied at once, and again after a reload and after Back and Forward."""
    risky = {each.ref for each in playbook.questions.values() if "risk" in each.tags}
    with tour(browser) as reader:
        in_place(reader, built_site, address)
        page = reader.page()
        go(page, f"{address}/questions/?tag=risk&tag=no-such&other=1")
        assert {
            f"{bank}/{question}"
            for bank, question in (
                link.split("/questions/")[1].split("/#")
                for link in page.locator(".pc-filtered li:visible > a").evaluate_all(
                    "all => all.map((each) => each.href)"
                )
            )
        } == risky
        assert page.locator("input[value=risk]").is_visible()
        page.check("input[value=story]")
        assert page.url == f"{address}/questions/?other=1&tag=risk&tag=story"
        narrowed = shown(page)
        page.reload()
        page.wait_for_selector(".pc-filter:not([hidden])")
        assert shown(page) == narrowed
        quiet(page)
        page.evaluate("window.first = true")
        page.click(".pc-filtered li:visible > a >> nth=0")
        page.wait_for_url("**/questions/*/#*")
        page.go_back()
        page.wait_for_selector(".pc-filter:not([hidden]) input[value=story]:checked")
        assert shown(page) == narrowed
        # Within the theme's own way of changing pages, to the same index without a question mark.
        page.click(".md-tabs a[href$='questions/'], .md-tabs a[href='./'], .md-tabs__item--active a")
        page.wait_for_selector("input[value=risk]:not(:checked)", state="attached")
        assert len(shown(page)) == len(playbook.questions)
        assert page.evaluate("window.first") is True
    assert reader.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("index", ["calls", "questions", "barriers", "principles"])
def test_without_scripts_an_index_is_a_plain_list(
    browser: Browser, address: str, index: str, playbook: Playbook
) -> None:
    """Without scripts every entry is shown, and no control without effect."""
    with tour(browser, java_script_enabled=False) as reader:
        page = reader.page()
        page.goto(f"{address}/{index}/?tag=risk&stage=open")
        assert page.locator(".pc-filter").is_hidden()
        assert page.locator(".pc-filtered li").count() == len(getattr(playbook, index))
        assert page.locator(".pc-filtered li[hidden]").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_boxes_have_no_fault(browser: Browser, address: str, size: dict[str, int], scheme: str) -> None:
    """With the boxes in sight, some of them ticked, axe-core finds nothing on any index."""
    found = {}
    with tour(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce") as reader:
        page = reader.page()
        for way in ("calls/?stage=open&channel=phone", "questions/?bank=why-now&tag=risk", "barriers/?tag=trust"):
            go(page, f"{address}/{way}")
            page.locator(".pc-filter details").evaluate_all("all => all.forEach((each) => (each.open = true))")
            response = Axe().run(page, options={"runOnly": GUIDELINES}).response
            found[way] = [
                f"{each['id']}: {node['html'][:200]}" for each in response["violations"] for node in each["nodes"]
            ]
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert {way: what for way, what in found.items() if what} == {}


@pytest.mark.browser
def test_words_narrow_an_index_down(browser: Browser, address: str) -> None:
    """An entry must have all of the words, without case and accents, even if they were not typed with keys."""
    with tour(browser, viewport=PHONE) as reader:
        page = reader.page()
        go(page, f"{address}/calls/")
        page.locator(".pc-filter input[type=search]").evaluate(
            "(field) => { field.value = 'MEETING fírst'; field.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        found = shown(page)
        assert "first-meeting" in found
        assert "after-a-no" not in found
        # Once an entry has the words, the site's search is not asked: its weak matches would fill the list again.
        quiet(page)
        assert [url for url in reader.asked if url.endswith("/finder.js")] == []
        assert shown(page) == found
        assert "text=" in page.url
        page.reload()
        settles(page, lambda: shown(page), found)
        page.click(".pc-filter [type=reset]")
        assert len(shown(page)) > len(found)


@pytest.mark.browser
@pytest.mark.parametrize(("words", "call"), [("too expensive", "price-and-terms"), ("renewall", "renewal")])
def test_words_that_no_entry_has_are_found_by_the_search(browser: Browser, address: str, words: str, call: str) -> None:
    """Other words for it and typing errors lead to the entry, also when the page is loaded again."""
    with tour(browser, viewport=PHONE) as reader:
        page = reader.page()
        go(page, f"{address}/calls/")
        page.fill(".pc-filter input[type=search]", words)
        until(page, "() => document.querySelectorAll('.pc-filtered li:not([hidden])').length > 0")
        found = shown(page)
        assert call in found
        assert "first-meeting" not in found
        page.reload()
        settles(page, lambda: shown(page), found)
    assert [url for url in reader.asked if url.endswith("/finder.js")]
    assert reader.wrong == []


@pytest.mark.browser
def test_the_work_of_a_tick_grows_with_the_entries_alone(browser: Browser, address: str) -> None:
    """A tick among a thousand calls examines each only a few times, so that it is fast."""
    with tour(browser, viewport=PHONE) as reader:
        page = reader.page()
        go(page, f"{address}/calls/")
        page.evaluate(
            """() => {
              const rows = [...document.querySelectorAll(".pc-filtered li")];
              for (const row of rows) {
                for (let copy = rows.length; copy < 1000; copy += rows.length) row.after(row.cloneNode(true));
              }
            }"""
        )
        rows = page.locator(".pc-filtered li").count()
        assert rows >= 1000
        calls = script_calls(page, """() => document.querySelector(".pc-filter input[type=checkbox]").click()""")
        assert rows < calls < 12 * rows
        assert 0 < page.locator(".pc-filtered li:not([hidden])").count() < rows
