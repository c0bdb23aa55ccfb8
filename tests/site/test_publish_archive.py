"""An unpacked zip file of the site can be read, searched and printed from the disk."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from precall.site.publish.archive import archive, with_file_links
from tests.support.served import quiet, tour, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

URIS = frozenset({"index.html", "calls/index.html", "calls/first/index.html", "cards/first/index.html", "a.pdf"})


@pytest.fixture(scope="module")
def unpacked(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return our own site, zipped and unpacked."""
    folder = tmp_path_factory.mktemp("zip")
    archive(built_site, folder / "playbook.zip")
    with zipfile.ZipFile(folder / "playbook.zip") as made:
        made.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("../", "../index.html"),
        ("../..", "../../index.html"),
        (".", "./index.html"),
        ("../../cards/first/", "../../cards/first/index.html"),
        ("../first/?a=1&amp;b=2#questions", "../first/index.html?a=1&amp;b=2#questions"),
        ("../../a.pdf", "../../a.pdf"),
        ("#questions", "#questions"),
        ("../gone/", "../gone/"),
        ("/calls/", "/calls/"),
        ("//elsewhere/calls/", "//elsewhere/calls/"),
        ("https://example.com/calls/", "https://example.com/calls/"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("http://[", "http://["),
    ],
)
def test_a_link_to_a_folder_leads_to_its_page(link: str, leads: str) -> None:
    """A link to a folder with a page becomes a link to the page; all other links stay."""
    page = '<p title="../"><a class="x" href="{}">../</a></p>'
    assert with_file_links(page.format(link), "calls/first/index.html", URIS) == page.format(leads)


def test_redirects_lead_to_files() -> None:
    """The canonical address and the refresh of a redirect page name a file."""
    page = '<link rel="canonical" href="../{0}"><meta http-equiv="refresh" content="0; url=../{0}">'
    assert with_file_links(page.format("first/"), "calls/old/index.html", URIS) == page.format("first/index.html")


def test_every_link_leads_to_a_file(unpacked: Path) -> None:
    """No link leads to a folder, to a missing file or to the disk's root."""
    lost = set()
    for page in unpacked.rglob("*.html"):
        for found in re.finditer(r'<[^>]*?\s(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            parts = urlsplit(found[1].replace("&#45;", "-"))
            if not parts.scheme and parts.path and not (page.parent / unquote(parts.path)).is_file():
                lost.add((page.relative_to(unpacked).as_posix(), found[1]))
    assert lost == set()


def test_the_archive_has_no_file_for_hosts(unpacked: Path) -> None:
    """It has PDFs, but no service worker, headers, sitemap, source maps, stemmers or files for programs."""
    uris = [path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()]
    needless = re.compile(r"\.map$|sitemap|^(sw\.js|_headers|404\.html)$|^api/|/lunr/")
    assert [uri for uri in uris if needless.search(uri)] == []
    assert len([uri for uri in uris if uri.endswith(".pdf")]) == 28


def test_the_same_site_is_the_same_file(built_site: Path, tmp_path: Path) -> None:
    """The zip file does not depend on time or name."""
    made = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for out in made:
        archive(built_site, out)
    assert made[0].read_bytes() == made[1].read_bytes()


def test_a_full_disk_leaves_the_last_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The earlier file is intact, and no temporary file is left."""
    site, out = tmp_path / "site", tmp_path / "out" / "playbook.zip"
    site.mkdir()
    out.parent.mkdir()
    (site / "index.html").write_text("<p>new</p>")
    out.write_bytes(b"the last good one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space left"):
        archive(site, out)
    assert [path.name for path in out.parent.iterdir()] == ["playbook.zip"]
    assert out.read_bytes() == b"the last good one"


@pytest.fixture
def home(unpacked: Path) -> str:
    """Return the address of the first page on the disk."""
    return (unpacked / "index.html").as_uri()


@pytest.mark.browser
def test_the_site_works_from_the_disk(browser: Browser, unpacked: Path, home: str) -> None:
    """Home, a call, its view, its card and a search with a typing error work without an error or a request."""
    with tour(browser, viewport={"width": 1280, "height": 800}) as reader:
        page = reader.page()
        page.goto(home)
        page.click(".md-tabs__link[href*='calls']")
        page.click("article a[href*='first-meeting']")
        page.wait_for_url("**/calls/first-meeting/index.html")
        page.click("article a[href*='call/first-meeting']")
        page.wait_for_url("**/call/first-meeting/index.html")
        page.click("a[href*='cards/first-meeting']")
        page.wait_for_url("**/cards/first-meeting/index.html")
        page.wait_for_selector("[data-measured]", state="attached")
        assert page.inner_text("h1").startswith("First meeting")
        page.goto(home)
        page.click(".md-search__input")
        until(page, "() => !!document.activeElement?.matches('.md-search__input')")
        page.keyboard.type("gatekeper")
        page.click(".md-search-result__link >> nth=0")
        page.wait_for_url("**/barriers/gatekeeper/index.html*")
        for path in (
            "agenda/first-meeting",
            "debrief/first-meeting",
            "questions/why-now",
            "calls",
            "practice",
            "editors",
        ):
            page.goto((unpacked / path / "index.html").as_uri() + "#first-meeting")
            quiet(page)
    assert reader.wrong == []
    assert [url for url in reader.asked if not url.startswith((unpacked.as_uri(), "data:", "blob:"))] == []
