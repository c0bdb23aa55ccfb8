"""While an edit under `serve` has errors, each page shows them in a bar; no built page has one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from playwright.sync_api import expect

from precall.core.problems import START, Problem
from precall.hosts.mkdocs.problem_bar import MAX_LISTED, ProblemBar
from precall.hosts.mkdocs.sections import ProblemsFound
from precall.render.i18n import language
from tests.hosts.test_mkdocs import page_says, serving, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = b"<html><body><h1>A call</h1></body></html>"
STATE_PAGE = b'<html><body><h1>State</h1><ul class="pc-tiles"></ul></body></html>'
THEIRS = "</p></aside><script>alert(1)</script><b>"


def problem(number: int = 1, message: str = "It is wrong.", severity: str = "error") -> Problem:
    return Problem(f"playbook/calls/call-{number}.yml", START, "unknown-key", message, "Fix it.", severity)  # type: ignore[arg-type]


def test_without_errors_a_page_is_unchanged() -> None:
    """Warnings and notices need no bar."""
    bar = ProblemBar()
    assert bar.added_to(PAGE) == PAGE
    bar.report([problem(severity="warning"), problem(severity="notice")])
    assert bar.added_to(PAGE) == PAGE


def test_the_server_sends_the_bar_until_the_edit_is_right(tmp_path: Path) -> None:
    """The bar counts errors only, names the first one's file and line, and is inside the page's body."""
    bar = ProblemBar()
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    bar.show_on(server)
    bar.refuse(ProblemsFound([problem(1), problem(2), problem(3, severity="warning")]))
    page = server._inject_js_into_html(PAGE, 1).decode()
    server.server_close()
    assert "<strong>2 problems.</strong>" in page
    assert page.index("call-1.yml:1</code> It is wrong. Fix it.") < page.index("<details>") < page.index("call-2.yml:1")
    assert "call-3" not in page
    assert page.index("</aside>") < page.index("livereload") < page.index("</body>")
    bar.report([])
    assert bar.added_to(PAGE) == PAGE


def test_the_state_page_lists_the_errors_of_a_refused_edit() -> None:
    """If the site leaves out entries with errors, its findings list them already."""
    bar = ProblemBar()
    bar.refuse(ProblemsFound([problem(1), problem(2)]))
    section = bar.added_to(STATE_PAGE).partition(b'<ul class="pc-tiles">')[0]
    assert section.count(b"<li>") == 2
    bar.report([problem(1), problem(2)])
    page = bar.added_to(STATE_PAGE)
    assert b"leaves out" in page
    assert b"last-edit" not in page


def test_an_error_without_a_place_is_shown_too() -> None:
    """A site that cannot be built for another reason shows the reason, without a list of one."""
    bar = ProblemBar()
    bar.refuse(Abort("There is no folder playbook."))
    page = bar.added_to(PAGE).decode()
    assert "<strong>1 problem.</strong>" in page
    assert "There is no folder playbook." in page
    assert "<details>" not in page


def test_content_is_text() -> None:
    """Markup in a message or a path is escaped."""
    bar = ProblemBar()
    bar.refuse(ProblemsFound([problem(1, THEIRS), problem(2, THEIRS)]))
    for page in (bar.added_to(PAGE), bar.added_to(STATE_PAGE)):
        assert b"<script>" not in page
        assert b"&lt;script&gt;" in page


def test_a_long_list_is_cut() -> None:
    """A fault that breaks every entry does not make pages slow."""
    bar = ProblemBar()
    bar.refuse(ProblemsFound([problem(number) for number in range(MAX_LISTED + 7)]))
    page = bar.added_to(PAGE).decode()
    assert page.count("<li>") == MAX_LISTED
    assert f"{MAX_LISTED + 7} problems." in page
    assert "And 7 more." in page


def test_the_bar_speaks_the_playbooks_language() -> None:
    """Messages of the check stay English, and are marked as such."""
    bar = ProblemBar()
    bar.language = language("de")
    bar.refuse(ProblemsFound([problem(1), problem(2)]))
    page = bar.added_to(PAGE).decode()
    assert 'lang="de"' in page
    assert "2 Fehler." in page
    assert "Alle zeigen" in page
    assert '<p lang="en"><code>' in page


@pytest.mark.slow
def test_a_built_site_has_nothing_of_it(built_site: Path) -> None:
    """No file of the bar, and no page with it."""
    names = [path.name for path in built_site.rglob("*")]
    assert "index.html" in names
    assert not [name for name in names if "problem_bar" in name or "problem-bar" in name or name == "problems.json"]
    texts = [*built_site.rglob("*.html"), *built_site.rglob("*.css"), *built_site.rglob("*.js")]
    assert not [path for path in texts if re.search(rb"pc-problems|last-edit-title", path.read_bytes())]


@pytest.mark.slow
@pytest.mark.browser
def test_an_open_page_shows_a_broken_edit_until_it_is_right(ours: Path, browser: Browser) -> None:
    """Without a reload the bar appears and disappears; it works by keyboard, fits a phone, and is not printed."""
    call = ours / "playbook/calls/first-meeting.yml"
    right = call.read_text(encoding="utf-8")
    stage = next(number for number, line in enumerate(right.splitlines(), 1) if line.startswith("stage: "))
    with serving(ours) as (address, _):
        wait_until(lambda: page_says(f"{address}/calls/first-meeting/", "First meeting"))
        pages = [browser.new_page(viewport={"width": width, "height": 800}) for width in (390, 1280)]
        for page, path in zip(pages, ("calls/first-meeting/", "cards/first-meeting/"), strict=True):
            page.goto(f"{address}/{path}")
            expect(page.locator(".pc-problems")).to_have_count(0)
        call.write_text(f"{right}nonsense: 1\n".replace("stage: ", "stage: x"), encoding="utf-8")
        for page in pages:
            bar = page.locator(".pc-problems")
            expect(bar.get_by_role("alert")).to_contain_text("2 problems.", timeout=60_000)
            expect(bar.get_by_role("alert")).to_contain_text(f"playbook/calls/first-meeting.yml:{stage}")
            expect(bar).to_be_in_viewport(ratio=1)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            expect(bar.get_by_role("listitem")).to_have_count(0)
            bar.locator("summary").focus()
            page.keyboard.press("Enter")
            expect(bar.get_by_role("listitem")).to_have_count(2)
            expect(bar.get_by_role("listitem").nth(1)).to_contain_text("nonsense")
            page.emulate_media(media="print")
            expect(bar).to_be_hidden()
            page.emulate_media(media="screen")
        state = browser.new_page()
        state.goto(f"{address}/editors/")
        expect(state.locator("#last-edit li")).to_have_count(2)
        call.write_text(right, encoding="utf-8")
        for page in (*pages, state):
            expect(page.locator(".pc-problems")).to_have_count(0, timeout=60_000)
            expect(page.locator("h1").first).to_be_attached()
        expect(state.locator("#last-edit")).to_have_count(0)
        for page in (*pages, state):
            page.close()
