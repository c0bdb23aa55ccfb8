"""The page for editors lists open findings with their locations, gaps in the calls, and due reviews."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.check.example import SETTINGS, call
from precall.check.runner import check_folder
from precall.content.review_dates import due
from precall.render.artifacts import Edit, nowhere
from precall.site.assemble import make_site
from precall.site.history import FileChange, History, Month
from precall.site.pages.review_calendar import MONTHS, calendar

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LayOut = Callable[..., Path]


def _edit(path: str) -> str:
    return f"https://git.example.com/edit/main/{path}"


def _state(root: Path, edit: Edit = nowhere, day: date | None = None) -> str:
    checked = check_folder(root, day)
    pages = make_site(checked.playbook, root, checked.problems, edit).pages
    return next(page.html for page in pages if page.address.folder == "editors")


def test_findings_lead_to_their_line_and_their_rule(lay_out: LayOut) -> None:
    """Each finding links to its rule's page, and to its line if files can be edited on the web."""
    root = lay_out(call(free_value=None))
    text = _state(root, _edit)
    assert 'href="https://git.example.com/edit/main/playbook/calls/first-meeting.yml#L1"' in text
    assert 'href="rules/no-free-value/"' in text
    assert "gives the client nothing unless" in text
    without = _state(root)
    assert "git.example.com" not in without
    assert "meeting.yml:1" in without


def test_a_valid_playbook_has_no_findings(lay_out: LayOut) -> None:
    """The page reports that there is no finding."""
    text = _state(lay_out({}))
    assert "The check finds no problems." in text
    assert "pc-findings" not in text


def _grid(text: str) -> dict[str, list[str]]:
    """Return the coverage grid: by the words of a row's header, the words of its cells without elements."""
    grid = text[text.index('<table class="pc-grid">') : text.index('id="listening"')]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', grid, re.DOTALL)
    return {
        _words(name): [_words(cell) for cell in re.findall(r"<td.*?</td>", cells, re.DOTALL)] for name, cells in rows
    }


def _words(markup: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", "", markup)).split())


def test_coverage_shows_what_each_call_has_and_lacks(lay_out: LayOut) -> None:
    """A call has a cell for each main field and for its card; its other gaps are named below its title."""
    whole = call(
        agree="Is that all right?",
        play_back="Did I get that right?",
        listen_for="\n  - A name",
        keywords="\n  - first",
        next="\n  - first-meeting",
    )
    assert _grid(_state(lay_out(whole))) == {
        "First meeting": ["✓present", "✓present", "✓present", "1", "1", "✓present"],
    }
    (second,) = call(title="Second", barriers=None).values()
    grid = _grid(_state(lay_out({**whole, "calls/second.yml": second})))
    lacks = "words to open with, what to listen for, a play-back, keywords, what follows"
    assert grid[f"Second Also lacks: {lacks}"] == ["✓present", "✓present", "✓present", "1", "–missing", "✓present"]


def test_a_cell_with_a_finding_leads_to_it(lay_out: LayOut) -> None:
    """The cell of the field in which a problem is links to the list of its rule's problems, and so does a full card."""
    text = _state(lay_out(call(objective="Get a second meeting in the diary.")))
    assert _grid(text)[next(iter(_grid(text)))][0] == "! has a finding"
    assert 'href="#rule-outcome-as-objective"' in text
    assert 'id="rule-outcome-as-objective"' in text
    text = _state(lay_out(call(objective="The client sees what it costs them to leave all of it as it is. " * 40)))
    assert _grid(text)[next(iter(_grid(text)))][-1] == "! has a finding"
    assert 'id="rule-card-overflow"' in text


def test_a_stage_without_a_call_is_listed(lay_out: LayOut) -> None:
    """An empty stage is part of the coverage."""
    settings = SETTINGS + "  - {id: choose, title: Choose, client_is: deciding}\n"
    assert "No call belongs to this stage yet." in _state(lay_out({"playbook.yml": settings}))


def test_numbers_at_the_top_count_what_needs_an_editor(lay_out: LayOut) -> None:
    """Each number leads to its section; a number of nothing to do is not marked."""
    text = _state(lay_out(call(free_value=None, reviewed="2024-03-02")), day=date(2026, 6, 1))
    tiles = re.findall(r'<a class="(pc-tile[^"]*)" href="#(\w+)"><span[^>]*>(\d+)<', text)
    assert [(anchor, number) for _, anchor, number in tiles] == [
        ("findings", "2"),
        ("freshness", "1"),
        ("coverage", "1"),
        ("listening", "0"),
    ]
    assert [("--some" in name) for name, _, _ in tiles] == [True, True, True, False]
    assert all(f'id="{anchor}"' in text for _, anchor, _ in tiles)


def test_the_calendar_counts_every_review_once(lay_out: LayOut) -> None:
    """Every reviewed entry is counted in its month, in its owner's row, or as late or later."""
    (first,) = call(reviewed="2026-03-02", owner="North").values()
    (second,) = call(reviewed="2026-08-03", owner="South").values()
    root = lay_out({"calls/first-meeting.yml": first, "calls/second.yml": second})
    playbook = check_folder(root).playbook
    for each in playbook.calls.values():
        day = due(each, playbook.settings)
        assert day is not None
        assert f'data-due="{day.isoformat()}"' in _state(root)
    for day, late, later in (
        (None, 0, 0),
        (date(2026, 12, 1), 1, 0),
        (date(2029, 6, 1), 2, 0),
        (date(2025, 1, 1), 0, 2),
    ):
        reviews = calendar(check_folder(root, day).playbook)
        assert [row.owner for row in reviews.rows] == ["North", "South"]
        assert all(sum(cell.count for cell in row.cells) == 1 for row in reviews.rows)
        assert (reviews.count, reviews.overdue, reviews.later) == (2, late, later)
        assert len(reviews.months) == MONTHS


@pytest.mark.parametrize(
    ("language", "every", "words"),
    [
        ("en", "6 months", "after 6 months at"),
        ("en", "1 week", "after 1 week at"),
        ("de", "6 months", "nach 6 Monaten"),
        ("de", "1 year", "nach 1 Jahr w"),
    ],
)
def test_the_time_between_reviews_is_in_the_language(lay_out: LayOut, language: str, every: str, words: str) -> None:
    """An editor writes the period in English, and the page has it in its own language."""
    settings = f"{SETTINGS}language: {language}\nreview_every: {every}\n"
    assert words in _state(lay_out({"playbook.yml": settings}))


def test_changes_of_the_newest_months_are_counted(lay_out: LayOut) -> None:
    """A month has its numbers of new, changed and removed entries; without a history there is no such section."""
    root = lay_out({})
    before = (root / "playbook/calls/first-meeting.yml").read_bytes()
    change = FileChange("playbook/calls/first-meeting.yml", before, before.replace(b"First meeting", b"The first one"))
    months = (Month(date(2026, 11, 1), (change,)), Month(date(2026, 10, 1), (change,), begins=True))
    checked = check_folder(root)
    pages = make_site(checked.playbook, root, history=History(months)).pages
    text = next(page.html for page in pages if page.address.folder == "editors")
    section = text[text.index('id="changes"') :]
    assert re.findall(r'href="../changes/#(m[\d-]+)"', section) == ["m2026-11"]
    assert re.findall(r'<td class="pc-plot__number">(\d+)', section) == ["0", "1", "0"]
    assert 'id="changes"' not in _state(root)


def test_the_page_is_the_same_on_any_day(lay_out: LayOut) -> None:
    """The page does not depend on the date; the browser computes what is due today."""
    root = lay_out(call(reviewed="2026-03-02"))
    assert date.today().isoformat() not in _state(root)
    assert _state(root) == _state(root)


@pytest.mark.browser
def test_reviews_count_from_the_readers_today(built_site: Path, browser: Browser) -> None:
    """A page shows that its review is due from that day on; without scripts it shows the last review."""
    page_file = (built_site / "calls" / "first-meeting" / "index.html").as_uri()
    for today, is_due in (("2026-12-01", False), ("2028-12-01", True)):
        page = browser.new_page()
        page.clock.set_fixed_time(f"{today}T12:00:00")
        page.goto(page_file)
        page.locator(".pc-review").wait_for(state="visible" if is_due else "hidden")
        page.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file)
    assert not page.locator(".pc-review").is_visible()
    assert "Last reviewed on 2026-" in page.locator(".pc-kept").inner_text()
    context.close()
