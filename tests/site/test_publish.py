"""A published site runs only its own scripts, requests nothing from other hosts, and works offline."""

from __future__ import annotations

import json
import re
import shutil
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from precall.render.i18n import language, languages
from precall.site.publish import finish, offline
from precall.site.publish.files import uris
from precall.site.publish.head import Head, Offer
from precall.site.publish.offline import offline_files
from precall.site.publish.policy import frame_scripts, header_file, inline_scripts, policy
from tests.support.paths import ROOT
from tests.support.served import KINDS, quiet, served, tour, type_search, until, wait_until_offline

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CARD, BUILDER, CALL = "/cards/first-meeting/", "/call/first-meeting/", "/agenda/first-meeting/"


def site(folder: Path, **pages: str) -> Path:
    """Write a folder with nothing but pages."""
    for name, body in pages.items():
        path = folder / name / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'<!doctype html><html><head><meta charset="utf-8"><title>{name}</title></head>{body}</html>')
    return folder


def finished(folder: Path) -> Path:
    finish(folder, site_name="Ours", site_url="https://playbook.example.com/sub/", code="en")
    return folder


# The policy.


def test_a_policy_has_no_hole() -> None:
    """The policy allows no inline code, no evaluation and no other host."""
    made = policy(["one()", "two()", "one()"])
    assert "unsafe" not in made
    assert "http" not in made
    assert "*" not in made
    assert made.count("'sha256-") == 2
    assert "default-src 'none'" in made


def test_the_hash_of_a_script_is_that_of_the_standard() -> None:
    """The example is the standard's: base64 of SHA-256 of the text between the tags."""
    assert "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='" in policy(["alert('Hello, world.');"])


@pytest.mark.parametrize(
    ("markup", "runs"),
    [
        ("<script>a()</script>", ["a()"]),
        ('<script type="module">a()</script>', ["a()"]),
        ("<SCRIPT\n>a()</SCRIPT >", ["a()"]),
        ('<script src="a.js"></script>', []),
        ('<script type="application/json">{}</script>', []),
        ('<script data-src="x">a()</script>', ["a()"]),
    ],
)
def test_only_scripts_that_a_browser_runs_are_found(markup: str, runs: list[str]) -> None:
    """An inline element with a script's type counts."""
    assert inline_scripts(markup) == runs


def test_the_policy_allows_no_script_of_the_content() -> None:
    """The policy allows only the theme's own scripts."""
    assert frame_scripts("<script>ours()</script><article><script>theirs()</script></article>") == ["ours()"]


def test_every_page_and_the_header_have_one_policy(built_site: Path) -> None:
    """With instant navigation the first page's policy stays, so all pages and the host need the same one."""
    found = set()
    for path in built_site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        at = [each.start() for each in re.finditer('<meta http-equiv="Content-Security-Policy"', page)]
        assert len(at) == 1, path
        assert at[0] < page.index("<script") if "<script" in page else True
        found.add(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
        assert page.count('<meta name="referrer" content="no-referrer">') == 1, path
    assert len(found) == 1
    headers = (built_site / "_headers").read_text(encoding="utf-8")
    assert f"  Content-Security-Policy: {found.pop()}; frame-ancestors 'none'\n" in headers
    assert "Referrer-Policy: no-referrer" in headers


def test_the_page_on_publishing_names_every_header() -> None:
    """Its table and its two configurations have the headers of `_headers`, except for the page's own policy."""
    guide = (ROOT / "docs/manual/how-to/publish.md").read_text(encoding="utf-8")
    made = header_file("default-src 'none'").decode().replace("default-src 'none'; ", "")
    lines = [line.strip().split(": ", 1) for line in made.splitlines() if line.startswith("  ")]
    assert len(lines) == 6
    for name, value in lines:
        assert re.search(rf"^\| `{name}`.*\| `{re.escape(value)}` \|", guide, re.MULTILINE), name
        assert f'Header always set {name} "{value}"' in guide or f'Header set {name} "{value}"' in guide
        assert f'add_header {name} "{value}" always;' in guide or name == "Cache-Control"


def test_files_with_a_digest_are_cached_for_ever(built_site: Path) -> None:
    """The name of such a file changes with its content; no other file is cached for ever."""
    headers = (built_site / "_headers").read_text(encoding="utf-8")
    immutable = re.findall(r"^/(\S+)\n  Cache-Control: public, max-age=31536000, immutable$", headers, re.MULTILINE)
    assert {re.sub(r"[0-9a-f]{8,}", "X", uri) for uri in immutable} >= {
        "assets/javascripts/bundle.X.min.js",
        "assets/stylesheets/main.X.min.css",
        "search/worker.X.js",
        "search/index.X.js",
    }
    assert all((built_site / uri).is_file() for uri in immutable)
    assert "precall/site" not in " ".join(immutable)


def test_a_script_in_docs_is_reported(ours: Path) -> None:
    """The message explains why the script does not run."""
    from tests.support.processes import python

    page = ours / "docs" / "manual" / "how-to" / "reps.md"
    page.write_text("# Reps\n\n<script>alert(1)</script>\n", encoding="utf-8")
    ran = python("-m", "mkdocs", "build", "--site-dir", ours / "out", cwd=ours)
    assert ran.code == 0, ran.out
    assert "docs/manual/how-to/reps.md:3: contains a script, which the site's policy does not allow" in ran.out


# A page's head.


def test_addresses_in_the_head_lead_to_the_root(tmp_path: Path) -> None:
    """Addresses are relative, so a site works in any folder; the page for missing addresses has absolute ones."""
    head = Head("p", "Ours", "https://playbook.example.com/sub/", Offer("a", "b", "c", "d", "e"))
    page = "<head><title>T</title></head>"
    for uri, root in (("index.html", ""), ("a/index.html", "../"), ("a/b/index.html", "../../"), ("404.html", "/sub/")):
        assert f'src="{root}assets/precall/offline.js"' in head.complete(page, uri)
    assert head.complete("<p>no head</p>", "x.html") == "<p>no head</p>"


def test_a_page_has_a_preview_for_other_programs(built_site: Path) -> None:
    """A call's preview has its title, its objective, one picture and the whole address; a card has none."""
    page = (built_site / "calls" / "first-meeting" / "index.html").read_text(encoding="utf-8")
    preview = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', page))
    description = re.search(r'<meta name="description" content="([^"]*)"', page)
    assert description
    assert preview["og:description"] == description[1]
    assert preview["og:url"] == "https://playbook.example.com/calls/first-meeting/"
    assert preview["og:image"] == "https://playbook.example.com/assets/precall/picture.png"
    assert (built_site / "assets" / "precall" / "picture.png").is_file()
    assert "First meeting" in preview["og:title"]
    assert "og:" not in (built_site / CARD.strip("/") / "index.html").read_text(encoding="utf-8")


# Offline files.


def test_all_files_of_a_site_are_listed_in_order(tmp_path: Path) -> None:
    """Hidden files and links to files are listed; folders and links to folders are not."""
    for uri in ("b/index.html", "a.js", "b/.hidden/x.txt", "b/c/d/e.css"):
        (tmp_path / "site" / uri).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / uri).write_text(uri)
    (tmp_path / "site/b/link.js").symlink_to(tmp_path / "site/a.js")
    (tmp_path / "site/c").symlink_to(tmp_path / "site/b")
    assert uris(tmp_path / "site") == ["a.js", "b/.hidden/x.txt", "b/c/d/e.css", "b/index.html", "b/link.js"]
    assert uris(tmp_path / "nowhere") == []


def test_pages_are_processed_one_at_a_time(tmp_path: Path) -> None:
    """The memory for finishing a site does not grow with the number of its pages."""
    folder = site(tmp_path / "s", **{f"p{number}": f"<body>{number} {'x' * 300_000}</body>" for number in range(40)})
    tracemalloc.start()
    finished(folder)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 6_000_000


def test_files_for_reading_are_stored_offline(built_site: Path) -> None:
    """All pages are; source maps, PDFs, JSON indexes and unused stemmers are not."""
    stored = set(offline_files(built_site))
    everything = {path.relative_to(built_site).as_posix() for path in built_site.rglob("*") if path.is_file()}
    assert {uri for uri in everything if uri.endswith((".html", ".css", ".js"))} - stored == {
        uri for uri in everything if uri.startswith("assets/javascripts/lunr/") or uri == "sw.js"
    }
    assert not [uri for uri in stored if uri.endswith((".map", ".pdf", ".gz"))]
    listed = re.search(r"self.precallSite = (.*);\n", (built_site / "sw.js").read_text(encoding="utf-8"))
    assert listed
    assert json.loads(listed[1])["files"] == offline_files(built_site)


def test_the_stemmer_of_the_search_language_is_stored_offline(tmp_path: Path) -> None:
    """The search in another language works offline too."""
    lunr = tmp_path / "assets" / "javascripts" / "lunr" / "min"
    lunr.mkdir(parents=True)
    for name in ("lunr.de.min.js", "lunr.fr.min.js", "lunr.stemmer.support.min.js"):
        (lunr / name).write_text("")
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "search_index.json").write_text(json.dumps({"config": {"lang": ["en", "de"]}, "docs": []}))
    names = {uri.rpartition("/")[2] for uri in offline_files(tmp_path)}
    assert {"lunr.de.min.js", "lunr.stemmer.support.min.js"} <= names
    assert "lunr.fr.min.js" not in names


def test_the_sites_version_depends_on_its_content(tmp_path: Path) -> None:
    """Two builds of the same pages have one version; one changed word changes it."""
    made = [
        (finished(site(tmp_path / name, a=body)) / "sw.js").read_bytes()
        for name, body in zip("xyz", "112", strict=True)
    ]
    assert made[0] == made[1] != made[2]


def test_a_phone_can_install_the_site(built_site: Path) -> None:
    """The manifest has the site's name, and existing icons of the declared sizes."""
    from PIL import Image

    manifest = json.loads((built_site / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["name"] == "Sales playbook"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        path = built_site / icon["src"]
        if icon["type"] == "image/png":
            with Image.open(path) as picture:
                assert "x".join(map(str, picture.size)) == icon["sizes"]
        else:
            assert ElementTree.parse(path).getroot().tag.endswith("svg")


@pytest.mark.parametrize("code", [code for code in languages() if "." not in code])
def test_the_update_offer_is_in_the_sites_language(tmp_path: Path, code: str) -> None:
    """The page has its words, escaped."""
    finish(site(tmp_path, a=""), site_name='A "B" & C', site_url=None, code=code)
    page = (tmp_path / "a" / "index.html").read_text(encoding="utf-8")
    assert f'data-ready="{language(code).say("offline.ready")}"' in page
    assert 'content="A &quot;B&quot; &amp; C"' in page


# In a browser.


@pytest.mark.browser
def test_no_page_breaks_the_policy_or_sets_a_cookie(browser: Browser, built_site: Path, address: str) -> None:
    """The tour covers every kind of page, search, instant navigation, colours, card and builder."""
    sitemap = (built_site / "sitemap.xml").read_text(encoding="utf-8")
    sitemap = sitemap.replace("https://playbook.example.com", address)
    with tour(browser, viewport={"width": 1280, "height": 800}) as reader:
        page = reader.page()
        # Instant navigation uses the sitemap, which has the address of the published site.
        page.route("**/sitemap.xml", lambda route: route.fulfill(body=sitemap, content_type="application/xml"))
        page.goto(address + "/")
        quiet(page)
        page.evaluate("window.kept = true")
        page.click(".md-tabs__link[href*='calls']")
        page.wait_for_url("**/calls/")
        page.click("article a[href*='first-meeting']")
        page.wait_for_url("**/calls/first-meeting/")
        assert page.evaluate("window.kept") is True, "navigation was not instant"
        before = page.get_attribute("body", "data-md-color-scheme")
        page.click("label.md-header__button[for^=__palette]:visible")
        assert page.get_attribute("body", "data-md-color-scheme") != before
        type_search(page, "budget")
        page.click(".md-search-result__link")
        for path in (*KINDS.values(), CARD, BUILDER, CALL, "/debrief/first-meeting/"):
            page.goto(address + path)
            quiet(page)
        assert reader.context.cookies() == []
    assert reader.wrong == []
    assert {url for url in reader.asked if not url.startswith((address + "/", "data:", "blob:"))} == set()


@pytest.mark.browser
def test_the_policy_blocks_an_injected_script(browser: Browser, address: str) -> None:
    """A script that was added to a page does not run."""
    with tour(browser) as reader:
        page = reader.page()
        page.goto(address + "/calls/")
        page.evaluate(
            """() => { const made = document.createElement("script"); made.textContent = "window.ran = true";
                       document.body.append(made); }"""
        )
        assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in each for each in reader.wrong)


LACKING = """
  async (paths) => {
    const lacking = [];
    const known = new Set();
    const ask = async (address, from) => {
      if (known.has(address)) return undefined;
      known.add(address);
      const answer = await fetch(address).catch(() => undefined);
      if (!answer?.ok) lacking.push(`${address} on ${from}`);
      return answer;
    };
    for (const path of paths) {
      const here = new URL(path, location.origin);
      const answer = await ask(here.href, "the sitemap");
      if (!answer) continue;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const each of page.querySelectorAll("link[rel=stylesheet], link[rel~=icon], script[src], img[src]")) {
        await ask(new URL(each.getAttribute("src") ?? each.getAttribute("href"), here).href, path);
      }
    }
    return lacking;
  }
"""
"""Return the pages that fail to load, and their files that fail to load."""


@pytest.mark.browser
def test_the_whole_site_works_offline(browser: Browser, built_site: Path) -> None:
    """After one visit every page opens without the host, cards too, and the search works.

    Every address of the sitemap, every card and page of a call, with each style sheet, script and picture it names.
    """
    sitemap = (built_site / "sitemap.xml").read_text(encoding="utf-8")
    named = {urlsplit(each).path for each in re.findall(r"<loc>([^<]*)</loc>", sitemap)}
    paths = [
        "/" + path.relative_to(built_site).as_posix().removesuffix("index.html")
        for path in built_site.rglob("index.html")
    ]
    assert named <= set(paths)
    with tour(browser, viewport={"width": 1280, "height": 800}) as reader:
        page = reader.page()
        with served(built_site) as url:
            page.goto(url + "/")
            wait_until_offline(page)
        # The host does not respond.
        assert page.evaluate(LACKING, paths) == []
        for path in (
            *KINDS.values(),
            CARD,
            BUILDER,
            CALL,
            "/debrief/first-meeting/",
            "/calls/first-meeting/index.html",
            "/",
        ):
            page.goto(url + path)
            styled = page.evaluate("[...document.styleSheets].every((each) => each.cssRules.length > 0)")
            assert styled, path
        # The check for an update fails.
        assert [each for each in reader.wrong if "sw.js" not in each] == []
        type_search(page, "budget")
        page.click(".md-search-result__link")
        page.wait_for_url(lambda now: now.split("#")[0].split("?")[0] != url + "/")
        lost = page.goto(url + "/nothing/here/")
        assert lost
        assert lost.status == 404
        # A PDF is not stored offline; the card's page is, and prints.
        page.goto(url + "/cards/first-meeting/first-meeting.pdf")
        page.wait_for_selector(".told:not(:empty)")
        assert "The PDF needs a connection" in page.inner_text(".told")
        assert page.url == url + "/cards/first-meeting/"
        lost = page.goto(url + "/nothing/here/at-all.pdf")
        assert lost
        assert lost.status == 404
    assert len(paths) > 200


@pytest.mark.browser
def test_an_update_is_offered_and_breaks_nothing(browser: Browser, tmp_path: Path) -> None:
    """The reader stays on the old version until the update is accepted; open pages keep their old files."""
    folder = site(tmp_path / "site", a="<body>first</body>", b="<body>first</body>")
    (folder / "old.js").write_text("1")
    finished(folder)
    with served(folder) as url, tour(browser) as reader:
        page, other = reader.page(), reader.page()
        page.goto(url + "/a/")
        wait_until_offline(page)
        other.goto(url + "/b/")
        (folder / "old.js").unlink()
        shutil.rmtree(folder / "a")
        finished(site(folder, a="<body>second</body>", b="<body>second</body>"))
        page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
        page.wait_for_selector(".precall-offer button")
        page.goto(url + "/b/")
        assert "first" in page.inner_text("body")
        page.wait_for_selector(".precall-offer button")
        page.click(".precall-offer button:first-of-type")
        until(page, "() => !!document.body.innerText.includes('second')")
        assert "first" in other.inner_text("body")
        assert other.evaluate("fetch('/old.js').then((each) => each.text())") == "1"


DEAR = "Object.defineProperty(navigator, 'connection', {value: %s})"


@pytest.mark.browser
@pytest.mark.parametrize("line", ["{saveData: true, effectiveType: '4g'}", "{saveData: false, effectiveType: '2g'}"])
def test_nothing_is_kept_on_a_dear_line_before_it_is_wanted(browser: Browser, tmp_path: Path, line: str) -> None:
    """The reader is asked once; no request for the copy is made before."""
    folder = finished(site(tmp_path / "site", a="<body>a</body>", b="<body>b</body>"))
    with served(folder) as url, tour(browser) as reader:
        reader.context.add_init_script(DEAR % line)
        page = reader.page()
        page.goto(url + "/a/")
        page.wait_for_selector(".precall-offer button")
        workers = "() => navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        assert page.evaluate(workers) == 0
        assert not [each for each in reader.asked if "/b/" in each or "sw.js" in each]
        page.click(".precall-offer button:last-of-type")
        page.goto(url + "/b/")
        page.wait_for_timeout(2_000)
        assert (page.evaluate(workers), page.locator(".precall-offer button").count()) == (0, 0)
        page.evaluate("localStorage.clear()")
        page.goto(url + "/a/")
        page.click(".precall-offer button:first-of-type")
        wait_until_offline(page)


@pytest.mark.browser
def test_the_rest_of_a_large_site_is_kept_when_it_is_read(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that a rep needs on the way are cached at once, other pages when they are read, in the current version."""
    monkeypatch.setattr(offline, "WHOLE_LIMIT", 0)
    folder = site(tmp_path / "site", **{"calls/one": "<body>call</body>", "method": "<body>old</body>"})
    finished(site(folder, debrief="<body>never read</body>"))
    with tour(browser) as reader:
        page = reader.page()
        with served(folder) as url:
            page.goto(url + "/calls/one/")
            wait_until_offline(page)
            kept = "() => caches.keys().then((all) => caches.open(all.at(-1))).then((one) => one.keys())"
            kept += ".then((all) => all.map((each) => new URL(each.url).pathname).filter((path) => path.endsWith('/')))"
            assert page.evaluate(kept) == ["/calls/one/"]
            page.goto(url + "/method")
            assert sorted(page.evaluate(kept)) == ["/calls/one/", "/method/"]
            finished(site(folder, method="<body>new</body>"))
            page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
            page.click(".precall-offer button:first-of-type")
            until(page, "() => !!document.body.innerText.includes('new')")
        for path, words in (("/calls/one/", "call"), ("/method/", "new")):
            page.goto(url + path)
            assert page.inner_text("body").startswith(words)


def test_a_large_sites_first_copy_is_small(tmp_path: Path) -> None:
    """If a site exceeds the limit, only the folders of calls, cards, search and questions are cached at once."""
    folder = finished(site(tmp_path / "site", a="<body>a</body>"))
    files = offline_files(folder)
    assert offline.fetched_first(folder, files) == ()
    (folder / "a" / "index.html").write_bytes(b" " * offline.WHOLE_LIMIT)
    assert offline.fetched_first(folder, files) == offline.FIRST
