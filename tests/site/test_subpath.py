"""A site in a subfolder of a host works like one at the root."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.cards.site_url import new_site_url_problem, site_url_problem
from precall.core.cache import Cache
from tests.support.processes import python
from tests.support.served import quiet, served, tour, type_search, wait_until_offline
from tests.support.shared import made_once
from tests.support.sites import copy_of_ours

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEAM = "/intranet/team"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the root of a host that has our site in a subfolder."""
    return made_once(tmp_path_factory, "subpath", _build) / "host"


def _build(to: Path) -> None:
    folder = copy_of_ours(to / "ours")
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("https://playbook.example.com/", f"https://sales.acme.de{TEAM}/"), encoding="utf-8")
    call = folder / "playbook/calls/first-meeting.yml"
    call.write_text(call.read_text(encoding="utf-8") + "aliases: [old-meeting]\n", encoding="utf-8")
    root = folder.parent / "host"
    ran = python("-m", "mkdocs", "build", "--strict", "--site-dir", root / TEAM.strip("/"), cwd=folder)
    assert ran.code == 0, ran.out
    assert "example address" not in ran.out


@pytest.fixture(scope="module")
def address(host: Path) -> Iterator[str]:
    """Return the site's address."""
    with served(host) as url:
        yield url


@pytest.mark.slow
@pytest.mark.browser
def test_a_site_works_in_a_subfolder(browser: Browser, address: str) -> None:
    """Search, calls, cards and redirects: every request stays in the folder and succeeds."""
    with tour(browser, viewport={"width": 1280, "height": 800}) as reader:
        page = reader.page()
        failed: list[str] = []
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{address}{TEAM}/")
        type_search(page, "budget")
        page.click(".md-search-result__link")
        page.wait_for_url(lambda now: now.split("#")[0].split("?")[0] != f"{address}{TEAM}/")
        page.goto(f"{address}{TEAM}/cards/old-meeting/?sheet=a6#r=1234")
        page.wait_for_url(f"**{TEAM}/cards/first-meeting/**")
        quiet(page)
        for path in (
            "/calls/old-meeting/",
            "/debrief/first-meeting/",
            "/agenda/first-meeting/",
            "/call/first-meeting/",
        ):
            page.goto(f"{address}{TEAM}{path}")
            quiet(page)
        assert page.goto(f"{address}{TEAM}/api/v1/calls/first-meeting.json")
    assert failed == []
    assert {url for url in reader.asked if not url.startswith((f"{address}{TEAM}/", "data:", "blob:"))} == set()


@pytest.mark.browser
def test_offline_the_worker_serves_only_its_folder(browser: Browser, host: Path) -> None:
    """The worker ignores other pages of the host, and shows its own page for missing addresses."""
    (host / "index.html").write_text("<title>The intranet</title>", encoding="utf-8")
    with tour(browser, viewport={"width": 1280, "height": 800}) as reader:
        page = reader.page()
        with served(host) as url:
            page.goto(f"{url}{TEAM}/")
            wait_until_offline(page)
        for path in ("/", "/calls/first-meeting/", "/cards/first-meeting/"):
            page.goto(f"{url}{TEAM}{path}")
            assert page.evaluate("[...document.styleSheets].every((each) => each.cssRules.length > 0)"), path
        page.goto(f"{url}{TEAM}/")
        type_search(page, "budget")
        lost = page.goto(f"{url}{TEAM}/nothing/here/")
        assert lost
        assert lost.status == 404
        assert page.evaluate("[...document.styleSheets].every((each) => each.cssRules.length > 0)")
        assert page.evaluate("path => fetch(path).then(() => true, () => false)", f"{url}/") is False


def test_absolute_addresses_follow_site_url(host: Path) -> None:
    """These are the address on a card, the sitemap, and the preview of a link."""
    site = host / TEAM.strip("/")
    card = (site / "cards/first-meeting/index.html").read_text(encoding="utf-8")
    assert f"sales.acme.de{TEAM}/cards/first-meeting" in re.sub("<wbr>", "", card)
    assert f"<loc>https://sales.acme.de{TEAM}/calls/</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")
    call = (site / "calls/first-meeting/index.html").read_text(encoding="utf-8")
    assert f'"https://sales.acme.de{TEAM}/assets/precall/picture.png"' in call


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (None, "has no site_url"),
        ("", "has no site_url"),
        ("https://playbook.example.com/", "is an example address"),
        ("https://x.example/a/", "is an example address"),
        ("https://sales.acme.de/", ""),
        ("https://example.com.acme.de/", ""),
        ("https://counterexample.com/", ""),
    ],
)
def test_a_missing_or_example_site_url_is_reported(url: str | None, message: str) -> None:
    """The address is missing, or still the example address."""
    assert message in site_url_problem(url) if message else site_url_problem(url) == ""


def test_a_wrong_address_is_reported_once(tmp_path: Path) -> None:
    """A build reports it again only for another site, or when the address is another and wrong too."""
    with Cache() as cache:
        first = [new_site_url_problem("https://playbook.example.com/", tmp_path, cache) for _ in range(3)]
        assert ["is an example address" in each for each in first] == [True, False, False]
        assert "no site_url" in new_site_url_problem(None, tmp_path, cache)
        assert new_site_url_problem("https://playbook.example.com/", tmp_path / "other", cache)
        assert new_site_url_problem("https://sales.acme.de/", tmp_path, cache) == ""
