"""The search field on home answers by itself: before the theme's script has loaded, after paste, and from a disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

FIELD = ".pc-find input"
RESULT = ".pc-find ol a"

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a phone."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        yield context.new_page()


def test_it_answers_without_the_themes_script(page: Page, address: str) -> None:
    """The theme's script never arrives; the first result opens with Enter."""
    page.route("**/assets/javascripts/bundle.*.js", lambda route: route.abort())
    page.goto(address)
    page.locator(FIELD).fill("no budgt")
    expect(page.locator(RESULT).first).to_have_attribute("href", re.compile("barriers/no-budget/$"))
    expect(page.locator(".pc-find [role=status]")).to_have_text(re.compile("result"))
    page.locator(FIELD).press("Enter")
    page.wait_for_url("**/barriers/no-budget/")


def test_it_answers_what_was_typed_before_its_own_script(page: Page, address: str) -> None:
    """The script waits until the field has text."""
    held: list[Route] = []
    page.route("**/search/home.*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto(address, wait_until="commit")
    page.locator(FIELD).fill("gatekeper")
    held[0].continue_()
    expect(page.locator(RESULT).first).to_have_attribute("href", re.compile("barriers/gatekeeper/$"))


def test_text_without_keys_is_searched(page: Page, address: str) -> None:
    """Pasted and dictated text sends no key event; an emptied field shows nothing."""
    page.goto(address)
    page.locator(FIELD).focus()
    page.keyboard.insert_text("voicemail")
    expect(page.locator(RESULT).first).to_have_attribute("href", re.compile("calls/leaving-a-message/$"))
    page.locator(FIELD).fill("")
    expect(page.locator(RESULT)).to_have_count(0)


def test_arrows_move_through_the_results(page: Page, address: str) -> None:
    """Down leads from the field to the first result, up back to the field."""
    page.goto(address)
    page.locator(FIELD).fill("price")
    page.locator(RESULT).first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULT).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(FIELD)).to_be_focused()


def test_it_answers_from_a_disk_and_after_instant_navigation(page: Page, site: Path, address: str) -> None:
    """A page opened from a file starts no worker; home is another element after the theme has replaced it."""
    page.goto(f"file://{site}/index.html")
    page.locator(FIELD).fill("voicemial")
    expect(page.locator(RESULT).first).to_have_attribute("href", re.compile("leaving-a-message/index.html$"))
    page.goto(address)
    page.locator(".pc-process a").first.wait_for()
    page.evaluate("document.querySelector('.md-tabs__link[href$=\"calls/\"]').click()")
    page.wait_for_url("**/calls/")
    page.go_back()
    page.locator(FIELD).fill("zoom")
    page.locator(RESULT).first.wait_for()
