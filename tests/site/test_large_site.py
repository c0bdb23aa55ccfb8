"""A site of 200 calls and 2,000 questions on a phone, and a browser with 500 conversations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.test_first_view import PHONE, SEEN, WATCH
from tests.support.generate import generate
from tests.support.processes import python
from tests.support.served import Tour, quiet, served, tour, until
from tests.support.shared import made_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETTINGS = """site_name: Large
theme: {name: material, font: false, features: [navigation.instant]}
plugins: [search, precall]
"""
# Made-up sentences steer, and their cards do not fit on every sheet.
CHECKS = "cards: {questions: 3}\nchecks: {card-overflow: off, steering-question: off, near-duplicate: off}\n"
TALLEST = 15_000
"""CSS pixels."""
LONG_BANK, QUESTION = "/questions/bank-3/", "question-50"


@pytest.fixture(scope="module")
def large_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the large site and return its address."""

    def build(folder: Path) -> None:
        root = generate(folder / "large", 200, 2_000, 1)
        with (root / "playbook/playbook.yml").open("a", encoding="utf-8") as file:
            file.write(CHECKS)
        (root / "docs").mkdir()
        (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
        ran = python("-m", "mkdocs", "build", "--quiet", "--site-dir", folder / "site", cwd=root)
        assert ran.code == 0, ran.out

    with served(made_once(tmp_path_factory, "large", build) / "site") as url:
        yield url


def shown(page: Page, selector: str) -> int:
    """Return how many elements are shown."""
    count: int = page.locator(f"{selector}:visible").count()
    return count


@pytest.mark.parametrize(
    "path", ["/", "/calls/", "/questions/", "/stages/stage-0/", LONG_BANK, "/barriers/", "/principles/", "/my-calls/"]
)
def test_no_page_is_endless_or_jumps(browser: Browser, large_address: str, path: str) -> None:
    """No page is higher than some screens, wider than the phone, or moves while a slow phone shows it."""
    with tour(browser, **PHONE) as reader:
        page = reader.page()
        page.add_init_script(WATCH)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(large_address + path)
        until(page, "() => window.seen.largest > 0")
        quiet(page)
        assert page.evaluate(SEEN)["shift"] < 0.1
        size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert size[0] == 390
        assert size[1] < TALLEST
    assert reader.wrong == []


def test_words_narrow_a_long_bank_down(browser: Browser, large_address: str) -> None:
    """A text shows the questions that have its words, and none shows them all again."""
    with tour(browser, **PHONE) as reader:
        page = reader.page()
        page.goto(large_address + LONG_BANK)
        rows = ".pc-filtered > section"
        all_rows = shown(page, rows)
        assert all_rows == 100
        words = page.locator(f"{rows} h2").nth(50).inner_text().split()
        page.fill(".pc-filter input[type=search]", max(words, key=len))
        until(page, "() => document.querySelectorAll('.pc-filtered > section[hidden]').length > 0")
        assert 0 < shown(page, rows) < all_rows
        page.click(".pc-filter [type=reset]")
        assert shown(page, rows) == all_rows
    assert reader.wrong == []


def test_the_address_of_a_question_opens_it(browser: Browser, large_address: str) -> None:
    """In a long bank only the words of questions are unfolded; a link to a question opens it, from any page."""
    with tour(browser, **PHONE) as reader:
        page = reader.page()
        page.goto(f"{large_address}{LONG_BANK}#{QUESTION}")
        fold = page.locator(f"[data-opened-by={QUESTION}]")
        until(page, "() => document.querySelectorAll('.pc-filtered details[open]').length === 1")
        assert fold.get_attribute("open") is not None
        page.evaluate("location.hash = '#question-7'")
        until(page, "() => document.querySelector('[data-opened-by=question-7]').open")
    assert reader.wrong == []


COUNT = """
  window.counted = {read: 0, written: 0};
  const {getItem, setItem} = Storage.prototype;
  Storage.prototype.getItem = function (...given) { window.counted.read += 1; return getItem.apply(this, given); };
  Storage.prototype.setItem = function (...given) { window.counted.written += 1; return setItem.apply(this, given); };
"""


@pytest.mark.parametrize(
    "path",
    ["/", "/my-calls/", "/my-calls/tally/", "/cards/first-meeting/", "/call/first-meeting/", "/debrief/first-meeting/"],
)
def test_500_conversations_are_read_a_few_times(browser: Browser, address: str, path: str) -> None:
    """A page reads each record at most twice and writes none; pages of one conversation read that one."""
    with tour(browser, viewport={"width": 1280, "height": 900}) as reader:
        put_many(reader, address)
        page = reader.page()
        page.add_init_script(COUNT)
        page.goto(address + path)
        quiet(page)
        counted = page.evaluate("window.counted")
        most = 1_100 if path in ("/", "/my-calls/", "/my-calls/tally/") else 60
        assert counted["read"] <= most, counted
        assert counted["written"] <= 20, counted
        assert page.locator(".pc-conversations > li").count() <= 100
    assert reader.wrong == []


def put_many(reader: Tour, address: str) -> None:
    """Store 500 conversations with some text in each field that a rep fills in."""
    fields = ["client", "people", "known", "heard", "missed", "better", "promised"]
    records = [
        {
            "id": f"id-{number}",
            "call": "first-meeting" if number % 2 else "discovery",
            "made": 1_790_000_000_000 + number,
            "fields": {name: [f"{name} {number} " * 8, 1_790_000_000_000] for name in fields},
        }
        for number in range(500)
    ]
    page = reader.page()
    page.goto(address + "/404.html")
    page.evaluate(
        "(all) => { for (const [id, text] of all) localStorage.setItem(`precall:/:conversation:${id}`, text); }",
        [[str(each["id"]), json.dumps(each)] for each in records],
    )
    page.close()
