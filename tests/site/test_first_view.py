"""A page's first view is as small as documented, and a phone shows it as soon as possible."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.first_view import PAGES, first_view, table
from tests.support.paths import ROOT
from tests.support.served import quiet, tour, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

BUDGET = {"home": 92, "a call": 90, "a question bank": 90, "a card": 40, "during a call": 17}
"""KB of a first view as a host that compresses sends it."""
REQUESTS = {"home": 11, "a call": 9, "a question bank": 9, "a card": 12, "during a call": 7}

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}

# Chromium treats the first half second of an emulated phone as if the user had touched the page.
WATCH = """
  window.seen = { shift: 0, largest: 0 };
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) window.seen.shift += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) window.seen.largest = each.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
"""
# The browser reports the paint of a frame after it.
SEEN = """() => new Promise((told) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => told(window.seen)))))"""


@pytest.mark.parametrize("name", PAGES)
def test_a_first_view_keeps_to_its_budget(built_site: Path, name: str) -> None:
    """Bytes and requests of the page and all that its markup names."""
    view = first_view(built_site, PAGES[name])
    assert view.size(packed=True) <= BUDGET[name] * 1000
    assert view.requests <= REQUESTS[name]


def test_the_docs_tell_what_is(built_site: Path) -> None:
    """The table of the docs is within a tenth of what is measured."""
    page = (ROOT / "docs" / "manual" / "how-to" / "engineers.md").read_text(encoding="utf-8")
    for row in table(built_site).splitlines()[2:]:
        name, *measured = [cell.strip() for cell in row.strip("|").split("|")]
        found = re.search(rf"^\| {name} \|(.*)\|$", page, re.MULTILINE)
        assert found, name
        told = [float(cell) for cell in found[1].split("|")]
        for here, there in zip(map(float, measured), told, strict=True):
            assert here == pytest.approx(there, rel=0.1, abs=1), name


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps_on_a_slow_phone(browser: Browser, address: str, name: str) -> None:
    """With the processor slowed down four times, the layout shifts by less than the 0.1 that counts as good."""
    with tour(browser, **PHONE) as reader:
        page = reader.page()
        page.add_init_script(WATCH)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"{address}/{PAGES[name].removesuffix('index.html')}")
        until(page, "() => window.seen.largest > 0")
        quiet(page)
        assert page.evaluate(SEEN)["shift"] < 0.1
    assert reader.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["a card", "during a call"])
def test_nothing_jumps_when_scripts_come_late(browser: Browser, address: str, name: str) -> None:
    """Parts shown by scripts have their space before the scripts load; the test delays the scripts."""
    with tour(browser, **PHONE) as reader:
        page = reader.page()
        page.add_init_script(WATCH)
        held: list[Route] = []
        are_late = True
        # The colour scheme is set before the page is painted, by a script of 0.7 KB that is fetched with the styles.
        late_scripts = re.compile(r"(?<!/scheme)\.js$")
        page.route(late_scripts, lambda route: held.append(route) if are_late else route.continue_())
        page.goto(f"{address}/{PAGES[name].removesuffix('index.html')}", wait_until="commit")
        until(page, "() => performance.getEntriesByName('first-contentful-paint').length > 0")
        are_late = False
        for route in held:
            route.continue_()
        quiet(page)
        assert page.evaluate(SEEN)["shift"] < 0.1
    assert reader.wrong == []


@pytest.mark.browser
def test_a_phone_shows_a_card_in_its_own_letters_and_prints_it_in_the_cards(browser: Browser, address: str) -> None:
    """The first view loads no font, so the text never changes its font; prints use it, with and without scripts."""
    with tour(browser, **PHONE, java_script_enabled=False) as reader:
        page = reader.page()
        page.goto(f"{address}/{PAGES['a card'].removesuffix('index.html')}")
        quiet(page)
        assert [each for each in reader.asked if each.endswith(".ttf")] == []
        assert b"SourceSans3" in page.pdf(prefer_css_page_size=True)


@pytest.mark.browser
@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("a card", "during a call")])
def test_a_page_has_its_metadata(browser: Browser, address: str, name: str) -> None:
    """A page has a title, a description, a canonical address, a zoomable viewport, and a name for each link."""
    with tour(browser, **PHONE) as reader:
        page = reader.page()
        page.goto(f"{address}/{PAGES[name].removesuffix('index.html')}")
        told = page.evaluate(
            """() => ({
              title: document.title,
              description: document.querySelector("meta[name=description]")?.content ?? "",
              canonical: document.querySelector("link[rel=canonical]")?.href ?? "",
              viewport: document.querySelector("meta[name=viewport]")?.content ?? "",
              robots: document.querySelector("meta[name=robots]")?.content ?? "",
              links: [...document.querySelectorAll("a[href]")].map((each) =>
                (each.getAttribute("aria-label") || each.textContent.trim() || each.title).trim().toLowerCase()),
            })"""
        )
    assert told["title"]
    assert 30 < len(told["description"]) < 200
    assert told["canonical"].endswith(PAGES[name].removesuffix("index.html"))
    assert "width=device-width" in told["viewport"]
    assert "scalable=no" not in told["viewport"]
    assert "noindex" not in told["robots"]
    vague = {"", "click here", "here", "more", "read more", "learn more", "start", "this", "go"}
    assert vague.isdisjoint(told["links"])
