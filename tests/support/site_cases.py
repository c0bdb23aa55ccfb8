"""The sites in `tests/cases/sites`: each is laid out with a small playbook, built strict, and read in a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from precall.editing.project_template import ProjectOptions, site_files
from tests.support.gits import commit
from tests.support.paths import ROOT
from tests.support.processes import Result, python, run
from tests.support.served import served, tour, type_search

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

CASES = ROOT / "tests/cases/sites"
ABOUT = "# About\n\nText. [The call](calls/first-meeting.md#objective)\n"
ENTRY_POINT = "[mkdocs.plugins]\nprecall = precall.hosts.mkdocs.plugin:PrecallPlugin\n"
SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})


def names(*, with_requirements: bool = False) -> list[str]:
    """Return the names of the cases that need no plugins from elsewhere, or of those that do."""
    cases = sorted(path.parent for path in CASES.glob("*/mkdocs.yml"))
    return [case.name for case in cases if (case / "requirements.txt").is_file() == with_requirements]


def expected(name: str) -> list[str]:
    """Return what the output of a case's build contains; nothing if the build succeeds."""
    path = CASES / name / "expected.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def lay_out(name: str, folder: Path) -> Path:
    """Write the site of a case with a small playbook into a new folder under version control, and return it."""
    return lay_out_files({}, shutil.copytree(CASES / name, folder))


def lay_out_files(files: Mapping[str, str], folder: Path) -> Path:
    """Write some files of a site and a small playbook into a folder under version control, and return it."""
    made = {
        path: content
        for path, content in site_files(ProjectOptions("Our team")).items()
        if path.startswith("playbook/")
    }
    texts = {**made, **{path: text.encode() for path, text in files.items()}}
    for path, content in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "docs").mkdir(exist_ok=True)
    if not (folder / "docs/about.md").exists():
        (folder / "docs/about.md").write_text(ABOUT, encoding="utf-8")
    commit(folder, "2026-11-01")
    return folder


def plugin(folder: Path) -> dict[str, str]:
    """Return the environment of a program that finds Precall as an installed plugin, with its metadata in a folder."""
    installed = folder / "precall-0.dist-info"
    installed.mkdir(parents=True, exist_ok=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: precall\nVersion: 0\n", encoding="utf-8")
    (installed / "entry_points.txt").write_text(ENTRY_POINT, encoding="utf-8")
    return {"PYTHONPATH": f"{folder}:{ROOT / 'hooks'}"}


def build(folder: Path, environment: Mapping[str, str], program: Path | None = None) -> Result:
    """Build a site with `mkdocs build --strict`, by this Python or by another one."""
    arguments = ("-m", "mkdocs", "build", "--strict")
    if program is None:
        return python(*arguments, cwd=folder, env=environment)
    return run(program, *arguments, cwd=folder, env=environment)


def check_in_browser(browser: Browser, site: Path, pictures: Path | None = None, at: str = "") -> None:
    """Read a built site as a person does: pages have our look, no error and no broken link, and the search finds.

    Args:
        browser: The browser.
        site: The folder of the built site.
        pictures: A folder for pictures of the pages.
        at: The address of the playbook below that of the site, with a slash at its end.

    """
    assert broken_links(site) == []
    about = "/about.html" if (site / "about.html").is_file() else "/about/"
    for size, scheme in zip(SIZES, ("dark", "light"), strict=True):
        with served(site) as url, tour(browser, viewport=size, color_scheme=scheme) as reader:
            # Allowed hosts do not exist, and are not asked.
            reader.context.route(re.compile(f"^(?!{re.escape(url)})"), _answer_for_others)
            page = reader.page()
            for path in (f"/{at}calls/first-meeting/", f"/{at}cards/first-meeting/", about, "/"):
                page.goto(url + path)
                if "/calls/" in path:
                    panel = page.locator(".pc-objective").first
                    ground = panel.evaluate("(each) => getComputedStyle(each).backgroundColor")
                    ink = panel.evaluate("(each) => getComputedStyle(each.querySelector('p')).color")
                    assert ground not in ("rgba(0, 0, 0, 0)", "transparent", ink)
                if pictures:
                    shown = path.strip("/").replace("/", "-") or "home"
                    page.screenshot(path=pictures / f"{shown}-{size['width']}-{scheme}.png")
            # On a phone the theme's field is behind a button.
            if size is SIZES[-1]:
                type_search(page, "first meeting")
            assert [error for error in reader.wrong if "versions.json" not in error] == []


def _answer_for_others(route: Route) -> None:
    """Answer in place of another host with an empty file of the right kind."""
    kind = route.request.resource_type
    route.fulfill(
        body="", content_type={"stylesheet": "text/css", "script": "text/javascript"}.get(kind, "image/svg+xml")
    )


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def broken_links(site: Path) -> list[tuple[str, str]]:
    """Return each page with a link to a file that the site does not have. Links of 404.html are absolute."""
    broken: list[tuple[str, str]] = []
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":
            continue
        parser = _Links()
        parser.feed(path.read_text(encoding="utf-8"))
        for link in parser.found:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = path.parent / unquote(parts.path)
            if not (target / "index.html" if target.is_dir() else target).is_file():
                broken.append((path.relative_to(site).as_posix(), link))
    return broken
