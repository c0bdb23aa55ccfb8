"""Reps find what they want in the built site's search: mistyped, half typed, in their own words, and quickly."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.search import score
from tests.search.sites import build, served
from tests.support.shared import made_once
from tests.support.steps import script_calls

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

# Material's own scripts and styles within a page are allowed: what is tried here is the search.
STRICT = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
BOX = "[data-md-component=search-query]"
LINK = ".md-search-result__link"
STATUS = ".md-search-result [role=status]"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own playbook's site, with Material's index kept beside ours."""
    return made_once(tmp_path_factory, "searched", build) / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where it is served."""
    with served(site) as where:
        yield where


@pytest.fixture
def ask(browser: Browser) -> Iterator[Callable[[str, str], Page]]:
    """Open a page, ask the search box, and wait for what comes."""
    context = browser.new_context()

    def typed(url: str, text: str) -> Page:
        page = context.new_page()
        page.goto(url)
        # All at once and then one key, so that the first answer is to the whole of it.
        page.locator(BOX).fill(text)
        page.keyboard.press("End")
        page.locator(LINK).first.wait_for()
        expect(page.locator(STATUS)).to_have_text(re.compile(r"\S"))
        return page

    yield typed
    context.close()


def hrefs(page: Page) -> list[str]:
    """Where the results lead, from the site's root, without the words to be marked."""
    found = page.eval_on_selector_all(LINK, "links => links.map(link => link.href)")
    return [re.sub(r"^\w+://[^/]*(?:/.*?/site)?/|\?[^#]*", "", href) for href in found]


def test_reps_find_what_they_want(browser: Browser, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of all queries 95 in 100 are answered within three results, of the mistyped 90; Material's own stands beside."""
    scores = score.compare(browser, site)
    with capsys.disabled():
        print(f"\n{score.table(scores)}")  # noqa: T201 - the score is what this test is for
    ours, materials = scores["ours"], scores["Material"]
    assert ours["all"].count >= 160
    # What it is compared with is there: on plain words Material's own finds most.
    assert materials["plain"].at_3 > 0.5
    assert ours["misspelled"].count * 3 >= ours["all"].count * 0.98
    assert ours["prefix"].count * 5 >= ours["all"].count
    assert ours["all"].at_3 >= 0.95
    assert ours["half: judge"].at_3 >= 0.95
    assert ours["misspelled"].at_3 >= 0.90
    for category in ours:
        assert ours[category].at_3 > materials[category].at_3, category


def test_the_targets_exist(site: Path) -> None:
    """Every address that a query is to lead to is a page of the site, and its anchor stands there."""
    for query in score.queries():
        assert query.targets
        for target in query.targets:
            page, _, anchor = target.partition("#")
            html = (site / page.lstrip("/") / "index.html").read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in html or f"id={anchor}" in html, target


def test_a_result_names_its_kind_and_leads_to_the_question(ask: Callable[[str, str], Page], address: str) -> None:
    """A mistyped question is found, shown with its kind and its bank, and opened at its own place."""
    page = ask(address, "what chnaged")
    assert hrefs(page)[0] == "questions/why-now/#what-changed"
    first = page.locator(LINK).first
    assert first.locator(".precall-found__kind").inner_text() == "Question in Why now"
    assert first.locator("mark").first.inner_text() in ("What", "changed")
    first.click()
    page.wait_for_url("**/questions/why-now/**#what-changed")


def test_a_result_shows_the_line_that_matches(ask: Callable[[str, str], Page], address: str) -> None:
    """A word that stands in the text alone is shown where it stands; what clients say is shown in quotes."""
    page = ask(address, "half the price")
    lines = page.locator(LINK).filter(has_text="A cheaper rival").locator(".precall-found__line")
    lines.first.wait_for()
    assert lines.first.inner_text() == "“I have seen it for half the price.”"


def test_who_stands_on_a_result_stays_on_it(browser: Browser, address: str) -> None:
    """Results are set anew when their lines have come; a keyboard's place among them is kept."""
    with browser.new_context() as context:
        page = context.new_page()
        held: list[Route] = []
        page.route("**/lines.*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
        page.goto(address)
        page.locator(BOX).fill("what changed")
        page.keyboard.press("End")
        second = page.locator(LINK).nth(1)
        second.wait_for()
        without = page.locator(".precall-found__line").count()
        second.focus()
        leads = second.get_attribute("href")
        for route in held:
            route.continue_()
        expect(page.locator(".precall-found__line")).not_to_have_count(without)
        here = page.locator(f"{LINK}:focus")
        expect(here).to_have_count(1)
        assert here.get_attribute("href") == leads
        page.locator(BOX).focus()
        page.keyboard.press("End")
        page.keyboard.type(" x")
        expect(page.locator(BOX)).to_be_focused()


def test_what_is_not_there_is_said(ask: Callable[[str, str], Page], address: str) -> None:
    """With nothing found the search says so, and offers the kinds; with a word missing it names the word."""
    page = ask(address, "zzqqxx")
    assert page.locator(STATUS).inner_text() == "Nothing found for “zzqqxx”. Look through:"
    assert {"calls/", "questions/", "barriers/"} <= set(hrefs(page))
    page = ask(address, "renewal zzqqxx")
    assert "zzqqxx" in page.locator(STATUS).inner_text()
    assert hrefs(page)[0] == "calls/renewal/"


def test_markup_in_a_query_is_text(ask: Callable[[str, str], Page], address: str) -> None:
    """What is typed is never read as markup, neither in the results nor in what is said above them."""
    page = ask(address, "<img src=x onerror=document.title=1> zzqqxx")
    assert not page.locator(".md-search-result img").count()
    page = ask(address, "zzqqxx<zzqq>")
    assert page.locator(STATUS).inner_text() == "Nothing found for “zzqqxx<zzqq>”. Look through:"


def test_it_works_from_a_file(ask: Callable[[str, str], Page], site: Path) -> None:
    """Opened from a disk the search finds the same, shows its lines, and leads to files."""
    page = ask(f"file://{site}/index.html", "gatekeper")
    assert hrefs(page)[0] == "barriers/gatekeeper/index.html"
    page.locator(".precall-found__line").first.wait_for()
    page.locator(LINK).first.click()
    page.wait_for_url("**/barriers/gatekeeper/index.html*")


def test_it_works_on_after_a_page_was_changed_in_place(ask: Callable[[str, str], Page], address: str) -> None:
    """With instant navigation the second search on a page works as the first did."""
    page = ask(address, "voicemial")
    page.locator(LINK).first.click()
    page.wait_for_url("**/calls/leaving-a-message/**")
    page.locator(BOX).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("no budget")
    expect(page.locator(LINK).first).to_have_attribute("href", re.compile("no-budget"))


def test_it_keeps_to_a_strict_policy(browser: Browser, site: Path) -> None:
    """Nothing of the search is inline, evaluated, or asked for from elsewhere."""
    inline = re.findall(r"<script>(.*?)</script>", (site / "index.html").read_text(encoding="utf-8"), re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in inline)
    with served(site, f"{STRICT}; script-src 'self' {hashes}") as where:
        page = browser.new_page()
        broken: list[str] = []
        page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(where)
        page.locator(BOX).focus()
        page.keyboard.type("price")
        page.locator(".precall-found__line").first.wait_for()
        assert not broken
        assert all(url.startswith((where, "data:")) for url in requests)
        page.close()


def test_materials_engine_and_index_are_not_loaded(browser: Browser, address: str, site: Path) -> None:
    """A phone loads one engine: ours. What the page still asks for of Material's is the settings."""
    page = browser.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in loaded if "javascripts/workers" in url]
    assert (site / "search" / "search_index.json").stat().st_size < 1000
    page.close()


ASK = """queries => queries.map(query => precallSearch.answer({type: 2, data: query}).data.items.length)"""


def script_work(browser: Browser, site: Path) -> tuple[int, int, float]:
    """Count bytes and calls of functions: bytes of the search as sent, calls to start it, and calls for a keystroke."""
    files = [next((site / "search").glob(f"{name}.*.js")) for name in ("worker", "index")]
    texts = [query.text for query in score.queries()][::5]
    keystrokes = [text[:end] for text in texts for end in range(1, len(text) + 1)]
    page = browser.new_page()
    for file in files:
        page.add_script_tag(path=file)
    start = script_calls(page, "() => precallSearch.answer({type: 0})")
    calls = script_calls(page, ASK, keystrokes)
    page.close()
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files), start, calls / len(keystrokes)


def test_a_keystroke_is_little_work(browser: Browser, site: Path) -> None:
    """A phone loads little before the first result, and calls few functions for it and for each key after it."""
    size, start, keystroke = script_work(browser, site)
    assert size < 90_000
    assert 0 < start < 30_000
    assert 0 < keystroke < 12_000


@pytest.mark.slow
def test_a_keystroke_in_a_large_playbook_is_little_work(browser: Browser, tmp_path: Path) -> None:
    """With 200 calls and 2,000 questions a key takes a few times the work that it takes in ours."""
    size, start, keystroke = script_work(browser, build(tmp_path, calls=200, questions=2000))
    assert size < 400_000
    assert 0 < start < 80_000
    assert 0 < keystroke < 25_000
