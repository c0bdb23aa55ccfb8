"""An old address redirects to the new one while its alias exists."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.check.example import SMALLEST
from precall.check.runner import check_folder
from precall.content.loader import load
from precall.site.assemble import make_site
from precall.site.redirects import redirect_files
from tests.support.paths import ROOT
from tests.support.processes import python

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def with_aliases() -> dict[str, str]:
    files = {path: str(content) for path, content in SMALLEST.items()}
    files["calls/first-meeting.yml"] += "aliases: [intro-meeting]\n"
    files["questions/why-now.yml"] = files["questions/why-now.yml"].replace("purpose", "aliases: [reasons]\npurpose")
    files["questions/why-now.yml"] += "    aliases: [old-question]\n"
    files["barriers.yml"] += "  aliases: [was-burned]\n"
    files["principles.yml"] += "  aliases: [lines]\n"
    files["playbook.yml"] += "    aliases: [grasp]\n"
    return files


def test_each_old_address_redirects_to_the_new_one(lay_out: Callable[..., Path]) -> None:
    """Calls with all their views, banks, principles, barriers and stages redirect to existing pages."""
    playbook = load(lay_out(with_aliases())).playbook
    there = {
        f"{folder}/index.html"
        for folder in ("calls/first-meeting", "cards/first-meeting", "questions/why-now", "barriers/burned-before")
    }
    files = {file.uri: file.content.decode() for file in redirect_files(playbook, frozenset(there))}
    assert set(files) == {
        "assets/precall/redirect.js",
        "calls/intro-meeting/index.html",
        "cards/intro-meeting/index.html",
        "questions/reasons/index.html",
        "barriers/was-burned/index.html",
    }
    assert '<link rel="canonical" href="../first-meeting/">' in files["cards/intro-meeting/index.html"]


def test_a_playbook_without_aliases_has_no_redirects(lay_out: Callable[..., Path]) -> None:
    """It has no redirect page and no script for them."""
    root = lay_out()
    assert not [file for file in make_site(load(root).playbook, root).files if "redirect" in file.uri]


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}"])
def test_a_title_is_text(title: str, lay_out: Callable[..., Path]) -> None:
    """Text from YAML is no markup on the page."""
    files = with_aliases()
    files["calls/first-meeting.yml"] = files["calls/first-meeting.yml"].replace("First meeting", f"'{title}'")
    made = redirect_files(load(lay_out(files)).playbook, frozenset({"calls/first-meeting/index.html"}))
    page = next(file.content.decode() for file in made if file.uri.endswith(".html"))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "49" not in page


def test_an_alias_of_an_existing_id_is_an_error(lay_out: Callable[..., Path]) -> None:
    """The check reports it at its location."""
    files = with_aliases()
    files["barriers.yml"] += "- id: was-burned\n  title: Taken\n"
    assert [problem.rule for problem in check_folder(lay_out(files)).errors] == ["taken-alias"]


@pytest.mark.browser
def test_a_redirect_keeps_the_anchor(lay_out: Callable[..., Path], browser: Browser) -> None:
    """In a browser, with and without JavaScript, the question's old anchor works."""
    root = lay_out(with_aliases())
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(
        f"site_name: x\nhooks: [{(ROOT / 'hooks/playbook.py').as_posix()}]\ntheme: {{name: material, font: false}}\n"
    )
    ran = python("-m", "mkdocs", "build", "--quiet", cwd=root)
    assert ran.code == 0, ran.out
    with served(root / "site") as url:
        for script in (True, False):
            page = browser.new_context(java_script_enabled=script).new_page()
            page.goto(f"{url}/questions/reasons/?paper=a4#old-question")
            page.wait_for_url("**/questions/why-now/**")
            assert page.locator("#old-question").count() == 1
            if script:
                assert page.url == f"{url}/questions/why-now/?paper=a4#old-question"
            page.context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """A server without log output."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing."""
