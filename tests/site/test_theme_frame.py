"""The theme's frame is accessible: axe-core finds nothing, and a keyboard reaches everything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.served import KINDS, tour, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
DRAWER = "button[data-toggles=__drawer]"
SEARCH = ".md-header__button[data-toggles=__search]"


def violations(page: Page) -> list[str]:
    """Return the violations that axe-core finds on the page."""
    found = Axe().run(page, options={"runOnly": GUIDELINES}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def go(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(DRAWER, state="attached")


def look_for(page: Page, words: str) -> None:
    page.keyboard.type(words)
    page.wait_for_selector(".md-search-result__item")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_kind_of_page_is_accessible(browser: Browser, address: str, size: dict[str, int], scheme: str) -> None:
    """axe-core checks WCAG 2.2 AA on every kind of page, with the drawer open and the search open."""
    found: dict[str, list[str]] = {}
    with tour(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce") as reader:
        page = reader.page()
        for kind, path in KINDS.items():
            go(page, address + path)
            found[kind] = violations(page)
            if kind not in ("call", "how-to"):
                continue
            if size is PHONE:
                page.click(DRAWER)
                until(page, "() => !!document.activeElement?.closest('.md-sidebar--primary')")
                found[f"{kind}, drawer open"] = violations(page)
                page.keyboard.press("Escape")
            page.click(SEARCH if size is PHONE else ".md-search__input")
            until(page, "() => !!document.activeElement?.matches('.md-search__input')")
            look_for(page, "budget")
            found[f"{kind}, search open"] = violations(page)
    assert {where: what for where, what in found.items() if what} == {}


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Forty times Tab did not reach {selector}")


@pytest.mark.browser
def test_the_site_works_by_keyboard(browser: Browser, address: str) -> None:
    """Open the drawer and a section in it, return, search, and open a result."""
    with tour(browser, viewport=PHONE) as reader:
        page = reader.page()
        go(page, address + "/")
        tab_to(page, DRAWER)
        page.keyboard.press("Enter")
        until(page, "() => !!document.activeElement?.closest('.md-sidebar--primary')")
        assert page.get_attribute(DRAWER, "aria-expanded") == "true"
        tab_to(page, ".md-sidebar--primary .md-nav__item--nested:has(a[href*='stages']) button")
        page.keyboard.press("Enter")
        until(page, "() => !!document.activeElement?.closest('[data-md-level=\"1\"]')")
        tab_to(page, ".md-sidebar--primary a[href*='stages']")
        page.keyboard.press("Escape")
        until(page, "wanted => document.activeElement?.matches(wanted)", DRAWER)
        assert page.get_attribute(DRAWER, "aria-expanded") == "false"
        tab_to(page, SEARCH)
        page.keyboard.press("Enter")
        until(page, "() => !!document.activeElement?.matches('.md-search__input')")
        look_for(page, "budget")
        tab_to(page, ".md-search-result__link")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url.split("#")[0].split("?")[0] != address + "/")
    assert reader.wrong == []


@pytest.mark.browser
def test_a_page_from_a_file_is_fixed_too(browser: Browser, built_site: Path) -> None:
    """From a disk the theme reports no navigation to scripts, but the drawer and the search are buttons as well."""
    with tour(browser, viewport=PHONE) as reader:
        page = reader.page()
        page.goto((built_site / "index.html").as_uri())
        assert page.locator(DRAWER).count() == 1
        assert page.locator(SEARCH).count() == 1


@pytest.mark.browser
def test_the_closed_drawer_cannot_be_focused(browser: Browser, address: str) -> None:
    """Tab skips it, and the focused element is always visible."""
    with tour(browser, viewport=PHONE, reduced_motion="reduce") as reader:
        page = reader.page()
        go(page, address + "/calls/first-meeting/")
        for _ in range(25):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                """() => {
                  const here = document.activeElement;
                  const box = here.getBoundingClientRect();
                  const hidden = here.closest(".md-sidebar--primary, .md-search__inner");
                  const marked = here.matches("input") || getComputedStyle(here).outlineStyle !== "none";
                  return !hidden && marked && box.right > 0 && box.left < innerWidth ? "" : here.outerHTML;
                }"""
            )
            assert seen == ""


@pytest.mark.browser
def test_no_page_is_wider_than_a_narrow_screen(browser: Browser, address: str) -> None:
    """At 320 px, which is 400 % zoom on a desk's screen, no page scrolls sideways."""
    wide = {}
    with tour(browser, viewport={"width": 320, "height": 640}) as reader:
        page = reader.page()
        for kind, path in KINDS.items():
            go(page, address + path)
            wide[kind] = page.evaluate("document.documentElement.scrollWidth")
    assert {kind: width for kind, width in wide.items() if width > 320} == {}


@pytest.mark.browser
def test_reduced_motion_disables_animation(browser: Browser, address: str) -> None:
    """The drawer opens at once for a reader who prefers reduced motion."""
    with tour(browser, viewport=PHONE, reduced_motion="reduce") as reader:
        page = reader.page()
        go(page, address + "/")
        times = page.evaluate(
            """() => [...document.querySelectorAll(".md-sidebar--primary, .md-search__inner, .md-header__button")]
              .map((each) => Math.max(...getComputedStyle(each).transitionDuration.split(",").map(parseFloat)))"""
        )
    assert times
    assert max(times) < 0.001


@pytest.mark.browser
def test_any_page_prints_dark_on_light(browser: Browser, address: str) -> None:
    """The print has no controls, and is no wider than A4."""
    with tour(browser, viewport={"width": 794, "height": 1123}, color_scheme="dark") as reader:
        page = reader.page()
        for kind, path in KINDS.items():
            go(page, address + path)
            page.emulate_media(media="print", color_scheme="dark")
            ink, paper, pressed, wide = page.evaluate(
                """() => {
                  const light = (name, element) => {
                    const [red, green, blue] = getComputedStyle(element)[name].match(/[0-9.]+/g).map(Number);
                    return (red + green + blue) / 3;
                  };
                  const frame = ".md-header, .md-tabs, .md-sidebar, .md-footer, .md-top, .headerlink, [rel=edit]";
                  const shown = [...document.querySelectorAll(frame)].filter((each) => each.checkVisibility());
                  return [light("color", document.querySelector("h1")), light("backgroundColor", document.body),
                          shown.map((each) => each.className), document.documentElement.scrollWidth];
                }"""
            )
            assert ink < 90, kind
            assert paper > 220, kind
            assert pressed == [], kind
            assert wide <= 794, kind
            page.emulate_media(media="screen")
        go(page, address + KINDS["call"])
        page.emulate_media(media="print")
        assert not page.locator(".pc-outcome dl").is_visible(), "What is set aside is not on paper."
