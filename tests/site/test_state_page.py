"""The page for editors lists open findings with their locations, gaps in the calls, and due reviews."""

from __future__ import annotations

import html
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
    assert "The checker finds nothing." in text
    assert "pc-findings" not in text


def test_coverage_lists_what_each_call_lacks(lay_out: LayOut) -> None:
    """An incomplete call is listed under its stage with its gaps; a complete call is not."""
    whole = call(
        agree="Is that all right?",
        play_back="Did I get that right?",
        listen_for="\n  - A name",
        keywords="\n  - first",
        next="\n  - first-meeting",
    )
    text = _state(lay_out(whole))
    assert "None lacks anything." in text
    (second,) = call(title="Second", barriers=None).values()
    text = _state(lay_out({**whole, "calls/second.yml": second}))
    coverage = html.unescape(text[text.index("#coverage") : text.index("#freshness")])
    assert "2 calls" in coverage
    assert "1 lacks something:" in coverage
    assert "words to open with, what to listen for, barriers, a play-back, keywords, what follows" in coverage


def test_a_stage_without_a_call_is_listed(lay_out: LayOut) -> None:
    """An empty stage is part of the coverage."""
    settings = SETTINGS + "  - {id: choose, title: Choose, client_is: deciding}\n"
    assert "No call belongs to this stage yet." in _state(lay_out({"playbook.yml": settings}))


def test_weeks_count_the_reviews_due_in_each(lay_out: LayOut) -> None:
    """Every reviewed entry is counted once: in its week, or as overdue."""
    (first,) = call(reviewed="2026-03-02", owner="North").values()
    (second,) = call(reviewed="2026-08-03", owner="South").values()
    root = lay_out({"calls/first-meeting.yml": first, "calls/second.yml": second})
    playbook = check_folder(root).playbook
    days = [due(each, playbook.settings) for each in playbook.calls.values()]
    text = _state(root)
    for day in days:
        assert day is not None
        assert f'data-due="{day.isoformat()}"' in text
    cells = [int(part.partition("<")[0]) for part in text.split('class="pc-weeks__count">')[1:]]
    assert sum(cells) == 2
    late = _state(root, day=date(2027, 6, 1))
    assert "before 2027" in late
    assert late.split('class="pc-weeks__count">')[1].startswith("2<")
    assert text.index("North") < text.index("South")


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
    assert "Last read through on 2026-" in page.locator(".pc-kept").inner_text()
    context.close()
