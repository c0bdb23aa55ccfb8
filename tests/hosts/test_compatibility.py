"""A site with common settings works, or the build reports the reason before it starts, with the line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.core.errors import PrecallError
from precall.hosts.settings_file import SettingsFile
from precall.site.publish.blocked import blocked, is_allowed
from precall.site.publish.policy import allowed_sources, policy
from tests.support import site_cases
from tests.support.paths import ROOT
from tests.support.served import served, tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORKING = [name for name in site_cases.names() if not site_cases.expected(name)]
REFUSED = [name for name in site_cases.names() if site_cases.expected(name)]

I18N = """\
from mkdocs.plugins import BasePlugin


class I18n(BasePlugin):
    config_scheme = (("languages", __import__("mkdocs").config.config_options.Type(list)),
                     ("docs_structure", __import__("mkdocs").config.config_options.Type(str)))

    def on_files(self, files, config):
        for file in files:
            assert file.abs_src_path is not None
        return files
"""
"""A fake of mkdocs-static-i18n, which fails on generated files."""


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKING)
def test_a_site_with_common_settings_works(name: str, tmp_path: Path, browser: Browser) -> None:
    """A strict build succeeds; pages have our look, no error and no broken link, and the search finds."""
    folder = site_cases.lay_out(name, tmp_path / "site")
    built = site_cases.build(folder, site_cases.plugin(tmp_path / "installed"))
    assert built.code == 0, built.out
    site_cases.check_in_browser(browser, folder / "site")


@pytest.mark.parametrize("name", REFUSED)
def test_a_site_that_would_not_work_is_refused(name: str, tmp_path: Path) -> None:
    """A strict build stops, and reports the reason and the line."""
    folder = site_cases.lay_out(name, tmp_path / "site")
    built = site_cases.build(folder, site_cases.plugin(tmp_path / "installed"))
    assert built.code == 1, built.out
    assert [line for line in site_cases.expected(name) if line not in built.out] == [], built.out
    assert "Traceback" not in built.out
    assert not (folder / "site").exists()


def test_a_plugin_that_fails_on_generated_files_is_refused(tmp_path: Path) -> None:
    """The message names the line of the plugin and another way."""
    folder = site_cases.lay_out("i18n", tmp_path / "site")
    environment = site_cases.plugin(tmp_path / "installed")
    points = tmp_path / "installed/precall-0.dist-info/entry_points.txt"
    points.write_text(site_cases.ENTRY_POINT + "i18n = mkdocs_static_i18n:I18n\n", encoding="utf-8")
    (tmp_path / "installed/mkdocs_static_i18n.py").write_text(I18N, encoding="utf-8")
    built = site_cases.build(folder, environment)
    assert built.code == 1
    assert [line for line in site_cases.expected("i18n") if line not in built.out] == [], built.out


@pytest.mark.browser
def test_a_diagram_is_drawn(tmp_path: Path, browser: Browser) -> None:
    """With its own copy of Mermaid and the styles that it writes allowed, a page shows a diagram."""
    folder = site_cases.lay_out("mermaid", tmp_path / "site")
    assert site_cases.build(folder, site_cases.plugin(tmp_path / "installed")).code == 0
    with served(folder / "site") as url, tour(browser) as reader:
        page = reader.page()
        page.goto(f"{url}/process/")
        page.wait_for_selector("div.mermaid", state="attached")
        assert reader.wrong == []


@pytest.mark.browser
def test_the_code_host_is_not_called(tmp_path: Path, browser: Browser) -> None:
    """A page links to `repo_url`, and does not call the host for its stars."""
    folder = site_cases.lay_out("own-look", tmp_path / "site")
    assert site_cases.build(folder, site_cases.plugin(tmp_path / "installed")).code == 0
    with served(folder / "site") as url, tour(browser) as reader:
        page = reader.page()
        page.goto(url)
        assert page.locator("a.md-source").first.get_attribute("href") == "https://github.com/acme/sales"
        page.wait_for_timeout(500)
        assert [asked for asked in reader.asked if not asked.startswith((url, "data:", "blob:"))] == []


DOCUMENTED = [
    pytest.param(body, id=f"{page.stem}-{number}")
    for page in sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
    for number, body in enumerate(
        re.findall(r"^```yaml\n(# mkdocs\.yml\n.*?)^```$", page.read_text("utf-8"), re.M | re.S)
    )
]


@pytest.mark.slow
@pytest.mark.parametrize("settings", DOCUMENTED)
def test_every_documented_configuration_works(settings: str, tmp_path: Path, browser: Browser) -> None:
    """The documented settings are a complete file: a strict build with them works in a browser."""
    named = re.findall(r"\.\./(\w+)", settings)
    for team in named:
        site_cases.lay_out_files({}, tmp_path / team)
    local = {f"docs/{path}": "" for path in re.findall(r"\[(assets/[\w.]+)\]", settings)}
    folder = site_cases.lay_out_files({"mkdocs.yml": settings, **local}, tmp_path / "site")
    about = "# About\n" if named else site_cases.ABOUT
    (folder / "docs/about.md").write_text(about, encoding="utf-8")
    built = site_cases.build(folder, site_cases.plugin(tmp_path / "installed"))
    assert built.code == 0, built.out
    site_cases.check_in_browser(browser, folder / "site", at=f"{named[0]}/" if named else "")


# The policy.


def test_allowed_hosts_are_in_the_policy() -> None:
    """They are added to what a page may load; a browser would ignore 'unsafe-inline' next to a hash."""
    allowed = allowed_sources({"script-src": "https://cdn.acme.de", "style-src": ["'unsafe-inline'"]})
    made = policy(["a()"], ["b {}"], allowed)
    assert made.startswith("script-src 'self' https://cdn.acme.de 'sha256-")
    assert "style-src 'self' 'unsafe-inline';" in made
    assert "style-src 'self' 'sha256-" in policy([], ["b {}"])
    assert "frame-src 'self' https://v.de" in policy([], [], allowed_sources({"frame-src": "https://v.de"}))


@pytest.mark.parametrize(
    "option",
    [
        [],
        "https://cdn.acme.de",
        {"script-sources": "https://cdn.acme.de"},
        {"script-src": "'unsafe-inline'"},
        {"script-src": "'unsafe-eval'"},
        {"script-src": "data:"},
        {"script-src": "https://*"},
        {"script-src": "https:"},
        {"script-src": "cdn.acme.de"},
        {"script-src": "https://cdn.acme.de; frame-src *"},
        {"img-src": ["https://cdn.acme.de 'unsafe-inline'"]},
        {"img-src": [3]},
        {"img-src": None},
        {"base-uri": "https://cdn.acme.de"},
    ],
)
def test_a_setting_that_would_undo_the_policy_is_refused(option: object) -> None:
    """Only hosts can be allowed; a value cannot end its directive."""
    with pytest.raises(PrecallError) as raised:
        allowed_sources(option)
    assert "extra.precall.policy" in str(raised.value)


@pytest.mark.parametrize(
    ("source", "url", "is_covered"),
    [
        ("https://cdn.acme.de", "https://cdn.acme.de/a.js", True),
        ("https://cdn.acme.de", "//cdn.acme.de/a.js", True),
        ("https://cdn.acme.de", "http://cdn.acme.de/a.js", False),
        ("http://cdn.acme.de", "https://cdn.acme.de/a.js", True),
        ("https://cdn.acme.de", "https://cdn.acme.de.evil.org/a.js", False),
        ("https://*.acme.de", "https://cdn.acme.de/a.js", True),
        ("https://*.acme.de", "https://acme.de/a.js", False),
        ("https://*.acme.de", "https://evilacme.de/a.js", False),
        ("https://cdn.acme.de:8443", "https://cdn.acme.de/a.js", False),
        ("https://cdn.acme.de/team/", "https://cdn.acme.de/team/a.js", True),
        ("https://cdn.acme.de/team/", "https://cdn.acme.de/other/a.js", False),
        ("https://cdn.acme.de/a.js", "https://cdn.acme.de/a.js?v=1", True),
    ],
)
def test_a_source_covers_what_a_browser_says_it_does(source: str, url: str, is_covered: bool) -> None:
    """The rules are those of the standard (Content Security Policy Level 3)."""
    assert is_allowed(url, "script-src", {"script-src": [source]}) == is_covered


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('<script src="https://cdn.acme.de/a.js"></script>', "a script from https://cdn.acme.de/a.js"),
        ('<script type="module">import m from "https://cdn.acme.de/m.mjs"; m()</script>', "https://cdn.acme.de/m.mjs"),
        ('<link rel="stylesheet" href="//cdn.acme.de/a.css">', "a style sheet from //cdn.acme.de/a.css"),
        ('<link rel="shortcut icon" href="https://cdn.acme.de/a.png">', "an icon from"),
        (
            '<img src="a.png" srcset="a.png 1x, https://cdn.acme.de/b.png 2x">',
            "an image from https://cdn.acme.de/b.png",
        ),
        ('<IMG SRC="HTTPS://cdn.acme.de/a.png">', "an image from"),
        ('<iframe src="slides.html"></iframe>', "a frame, slides.html"),
        ('<object data="plan.pdf"></object>', "an embedded object, plan.pdf"),
        ('<video poster="https://cdn.acme.de/p.png"><source src="https://cdn.acme.de/v.mp4"></video>', "v.mp4"),
        ('<p onclick="go()">x</p>', "a script in onclick="),
        ('<p style="color: red">x</p>', "a style attribute"),
        ("<article><style>p {}</style></article>", "a style element"),
        ("<article><script>go()</script></article>", "contains a script"),
    ],
)
def test_what_the_policy_blocks_is_found(markup: str, words: str) -> None:
    """Scripts, styles, images, frames, objects, media, handlers and style attributes."""
    found = blocked(markup, {})
    assert any(words in each.what for each in found), found
    assert all(each.hint for each in found)


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="a.js"></script><img src="a.png"><img src="data:image/png;base64,AA"><video src="v.mp4"></video>',
        '<a href="https://cdn.acme.de/">x</a><link rel="canonical" href="https://sales.acme.de/">',
        '<script type="application/json">{"a": "import x from \'https://cdn.acme.de\'"}</script>',
        "<style>theme {}</style><script>theme()</script>",
        '<pre><code>&lt;iframe src="https://cdn.acme.de"&gt;</code></pre>',
        '<img src="https://sales.acme.de/a.png">',
    ],
)
def test_what_the_policy_allows_is_not_reported(markup: str) -> None:
    """Files of the site, links, data, and what the theme itself writes."""
    assert blocked(markup, {}, "https://sales.acme.de/") == []


# The lines of settings.


def test_a_setting_is_found_in_its_file_or_the_one_it_inherits_from(tmp_path: Path) -> None:
    """The nearest file wins; the line of a list's item is that of the item; comments do not count."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base/base.yml").write_text("theme:\n  name: material\n  font: {text: Lato}\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "# https://cdn.acme.de\nINHERIT: base/base.yml\nsite_name: x\nplugins:\n  - search\n  - tags: {}\n"
        "extra_css:\n  - https://cdn.acme.de\nmarkdown_extensions: [a: !!python/name:a.b ]\n",
        encoding="utf-8",
    )
    settings = SettingsFile(tmp_path / "mkdocs.yml")
    assert settings.place("site_name") == "mkdocs.yml:3"
    assert settings.place("theme", "font") == "base/base.yml:3"
    assert settings.place("extra", "analytics") == "mkdocs.yml"
    assert settings.place_of_item("plugins", "search") == "mkdocs.yml:5"
    assert settings.place_of_item("plugins", "tags") == "mkdocs.yml:6"
    assert settings.place_of_item("plugins", "blog") == "mkdocs.yml:4"
    assert settings.place_of_text("https://cdn.acme.de") == "mkdocs.yml:8"
    assert not settings.has("theme", "palette")


def test_settings_that_inherit_in_a_circle_are_read_once(tmp_path: Path) -> None:
    """MkDocs reports such files; the search for a line still ends."""
    (tmp_path / "mkdocs.yml").write_text("INHERIT: mkdocs.yml\nsite_name: x\n", encoding="utf-8")
    assert SettingsFile(tmp_path / "mkdocs.yml").place("theme") == "mkdocs.yml"
