"""Practice: a rep writes objective and outcome before seeing the team's; nothing is stored or sent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from precall.coach import judge_objective
from precall.content.model import Playbook
from precall.render.dependencies import Builder
from precall.render.i18n import language
from precall.site.pages import practice
from precall.site.pages.templates import Templates
from tests.support.call_pages import playbook
from tests.support.made_pages import make_pages
from tests.support.page_reader import PageReader, visible_words
from tests.support.served import in_place, quiet, tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = ["playbook"]

ROOT = Path(__file__).parents[2]
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
SENTENCES = [
    "They understand where the night shift loses time, even if they never buy.",
    "Get the date of the next meeting into the diary.",
    "Ask for the bills so that the bookkeeper can find the mistake.",
    "Ask for the bills so that we can quote.",
    "Zwölf grüne Flaschen",
]


def begin(page: Page, address: str, call: str = "first-meeting") -> Locator:
    """Open the exercise of a call."""
    page.goto(f"{address}/practice/#{call}")
    exercise = page.locator(f".pc-exercise[aria-labelledby='{call}']")
    page.wait_for_selector(".pc-another:not([hidden])")
    return exercise


def test_the_teams_pair_is_only_in_the_fold(playbook: Playbook) -> None:
    """The situation of each call is shown; search and the page before the fold have no line of the pair."""
    page = next(page for page in make_pages(playbook, ROOT) if page.address.folder == "practice")
    read = PageReader(page)
    for call in playbook.calls.values():
        assert visible_words(call.when) in read.outside("pc-more pc-answer")
        for line in (call.objective, call.outcome.best, call.outcome.smallest):
            assert visible_words(line) in read.inside("pc-more pc-answer"), call.ref
            assert visible_words(line) not in read.outside("pc-more pc-answer"), call.ref
    assert re.search(r'class="pc-practice" data-search-exclude=""', page.html)
    assert "textarea" in page.html
    assert ' name="' not in page.html


def test_many_calls_are_sampled_from_every_stage(playbook: Playbook) -> None:
    """The page stays small enough for a phone, and every stage with calls is on it."""
    many = {
        f"{ref}-{copy}": call.model_copy().located_at(call.location)
        for ref, call in playbook.calls.items()
        for copy in range(40)
    }
    large = Playbook(playbook.settings, stages=playbook.stages, calls=many)
    chosen = practice.values(Templates(Builder(large, ROOT), language("en"), ROOT))["exercises"]
    assert len(chosen) == practice.MAX_EXERCISES
    assert {call.stage for call in chosen} == {call.stage for call in playbook.calls.values()}


def test_the_coach_needs_a_language_that_it_knows(playbook: Playbook) -> None:
    """In another language the page has only the questions."""
    german = playbook.settings.model_copy(update={"language": "de"})
    for settings, there in ((playbook.settings, True), (german, False)):
        spoken = Playbook(settings, stages=playbook.stages, calls=playbook.calls)
        made = next(page for page in make_pages(spoken, ROOT, with_cards=True) if page.address.folder == "practice")
        assert ("data-coach=" in made.html) == there
        assert made.title == language(settings.language).say("practice.title")


@pytest.mark.browser
def test_the_reps_pair_is_shown_next_to_the_teams(browser: Browser, address: str, playbook: Playbook) -> None:
    """One call at a time; the open fold shows both pairs, and a later edit changes the shown text."""
    call = playbook.calls["first-meeting"]
    with tour(browser) as reader:
        page = reader.page()
        exercise = begin(page, address)
        assert page.locator(".pc-exercise:visible").count() == 1
        exercise.get_by_role("textbox", name="Objective").fill("<b>They</b> see it.")
        exercise.locator("summary").click()
        own = exercise.locator("[data-own=objective]")
        own.wait_for()
        assert own.inner_text() == "<b>They</b> see it."
        assert exercise.locator("[data-own=outcome]").is_hidden()
        assert visible_words(call.objective) in exercise.inner_text()
        assert visible_words(call.outcome.smallest) in exercise.inner_text()
        exercise.get_by_role("textbox", name="Outcome").fill("A date.")
        exercise.locator("[data-own=outcome] >> text=A date.").wait_for()
    assert reader.wrong == []


@pytest.mark.browser
def test_nothing_is_stored_or_sent(browser: Browser, address: str) -> None:
    """The text is in no storage and in no request, and a reload clears it."""
    with tour(browser) as reader:
        page = reader.page()
        exercise = begin(page, address)
        exercise.get_by_role("textbox", name="Objective").fill("Xylophone for the client.")
        exercise.locator("summary").click()
        exercise.locator("[data-judges=objective] p").wait_for()
        stored = page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
        )
        assert "ylophone" not in stored
        assert all(url.startswith(f"{address}/") and "ylophone" not in url for url in reader.asked)
        page.reload()
        page.wait_for_selector(".pc-another:not([hidden])")
        assert page.locator("textarea").evaluate_all("all => all.every((each) => each.value === '')")


@pytest.mark.browser
def test_the_coach_judges_as_the_command_does(browser: Browser, address: str) -> None:
    """Verdict and reasons are equal, and a low confidence is shown as uncertain."""
    words = language("en").words
    with tour(browser) as reader:
        page = reader.page()
        exercise = begin(page, address)
        exercise.locator("summary").click()
        for sentence in SENTENCES:
            judged = judge_objective(sentence)
            exercise.get_by_role("textbox", name="Objective").fill(sentence)
            exercise.locator("[data-own=objective]").get_by_text(sentence, exact=True).wait_for()
            how = (
                "unsure"
                if judged.confidence < 0.65
                else f"{'leans' if judged.confidence < 0.8 else 'reads'}_{judged.verdict}"
            )
            wanted = words[f"practice.{how}"].replace("{client}", "client")
            place = exercise.locator("[data-judges=objective]")
            place.locator("p").get_by_text(wanted).wait_for()
            because = place.locator("li").all_inner_texts()
            assert because == ([] if how == "unsure" else list(judged.because))
            assert (words["practice.other"] in place.inner_text()) == (how != "unsure" and judged.verdict == "outcome")
    assert reader.wrong == []


@pytest.mark.browser
def test_the_coach_is_loaded_on_its_page_only(browser: Browser, built_site: Path, address: str) -> None:
    """Its scripts are loaded once, after something was written, and on no other page."""
    with tour(browser) as reader:
        in_place(reader, built_site, address)
        page = reader.page()
        page.goto(f"{address}/")
        quiet(page)
        page.evaluate("window.first = true")
        page.click(".pc-targets a[href$='practice/']")
        page.wait_for_url(f"{address}/practice/**")
        page.wait_for_selector(".pc-another:not([hidden])")
        asked = [url for url in reader.asked if "coach" in url]
        assert asked == []
        for _ in range(2):
            exercise = page.locator(".pc-exercise:visible")
            exercise.get_by_role("textbox", name="Objective").fill(SENTENCES[0])
            exercise.locator("summary").click()
            exercise.locator("[data-judges=objective] p").wait_for()
            page.click(".pc-trail a >> nth=0")
            page.wait_for_selector(".pc-process")
            page.click(".pc-targets a[href$='practice/']")
            page.wait_for_selector(".pc-another:not([hidden])")
        asked = [url for url in reader.asked if "coach" in url]
        assert len(asked) == len(set(asked)) == 2
        assert page.evaluate("window.first") is True
    assert reader.wrong == []


@pytest.mark.browser
def test_another_call_by_keyboard(browser: Browser, address: str) -> None:
    """The button shows another call, focuses its name and changes the address."""
    with tour(browser) as reader:
        page = reader.page()
        begin(page, address)
        page.focus(".pc-another button")
        page.keyboard.press("Enter")
        shown = page.locator(".pc-exercise:visible").get_attribute("aria-labelledby")
        assert shown != "first-meeting"
        assert page.evaluate("document.activeElement.id") == shown
        assert page.url == f"{address}/practice/#{shown}"


@pytest.mark.browser
def test_without_scripts_practice_is_a_page_of_folds(browser: Browser, address: str, playbook: Playbook) -> None:
    """Every call is there, its fields can be filled in, and its fold can be opened."""
    with tour(browser, java_script_enabled=False) as reader:
        page = reader.page()
        page.goto(f"{address}/practice/")
        assert page.locator(".pc-exercise:visible").count() == len(playbook.calls)
        first = page.locator(".pc-exercise").first
        first.locator("textarea").first.fill("Theirs")
        assert first.locator(".pc-compare__team").first.is_hidden()
        first.locator("summary").click()
        assert first.locator(".pc-compare__team").first.is_visible()
        assert page.locator(".pc-another").is_hidden()


@pytest.mark.browser
def test_a_printed_exercise_has_no_answer(browser: Browser, address: str, playbook: Playbook) -> None:
    """It has the situation and room to write."""
    with tour(browser) as reader:
        page = reader.page()
        exercise = begin(page, address)
        page.emulate_media(media="print")
        assert exercise.locator("textarea").first.is_visible()
        assert visible_words(playbook.calls["first-meeting"].objective) not in page.inner_text("main")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_practice_is_accessible(browser: Browser, address: str, size: dict[str, int], scheme: str) -> None:
    """With both pairs shown and judged, axe-core finds nothing."""
    with tour(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce") as reader:
        page = reader.page()
        exercise = begin(page, address)
        exercise.get_by_role("textbox", name="Objective").fill(SENTENCES[0])
        exercise.get_by_role("textbox", name="Outcome").fill(SENTENCES[1])
        exercise.locator("summary").click()
        exercise.locator("[data-judges=outcome] p").wait_for()
        found = Axe().run(page, options={"runOnly": GUIDELINES}).response["violations"]
        assert [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]] == []
