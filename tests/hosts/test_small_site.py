"""A site with only a name, the theme and the plugins shows every page correctly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.check import example
from precall.content.loader import load
from tests.support.made_pages import make_pages
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.served import served, tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MKDOCS = "site_name: Playbook\ntheme: {name: material, font: false}\nplugins: [search, precall]\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A playbook with a small site, built as with the installed plugin."""
    folder = tmp_path_factory.mktemp("small")
    example.lay_out(folder, {})
    (folder / "docs").mkdir()
    (folder / "docs/about.md").write_text("# About\n\n[The call](calls/first-meeting.md#objective)\n", "utf-8")
    installed = folder / "installed/precall-0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: precall\nVersion: 0\n", "utf-8")
    (installed / "entry_points.txt").write_text(
        "[mkdocs.plugins]\nprecall = precall.hosts.mkdocs.plugin:PrecallPlugin\n", "utf-8"
    )
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    paths = f"{installed.parent}:{ROOT / 'hooks'}"
    ran = python("-m", "mkdocs", "build", "--strict", cwd=folder, env={"PYTHONPATH": paths})
    assert ran.code == 0, ran.out
    return folder


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    """The address at which it is served."""
    with served(root / "site") as url:
        yield url


@pytest.mark.browser
def test_every_page_is_right_and_no_script_fails(browser: Browser, address: str, root: Path) -> None:
    """Title, headings with permalinks and a table of contents; no attribute list is shown as text."""
    pages = list(make_pages(load(root).playbook, root))
    with tour(browser) as reader:
        page = reader.page()
        for made in pages:
            page.goto(address + made.address.path)
            article = page.locator("article.md-content__inner")
            assert article.locator("h1").count() == 1, made.address
            assert article.locator("h1#_top .headerlink").count() == 1, made.address
            words = article.inner_text()
            assert not [mark for mark in ("{ #", "{ .", "markdown=") if mark in words], made.address
            contents = page.locator(".md-sidebar--secondary .md-nav__link").count()
            if "toc" not in made.meta.get("hide", []):
                assert contents >= article.locator("h2[id]").count(), made.address
        page.goto(address + "/calls/first-meeting/")
        page.locator(".pc-actions a").first.click()
        page.wait_for_url("**/cards/first-meeting/**")
    assert reader.wrong == []
