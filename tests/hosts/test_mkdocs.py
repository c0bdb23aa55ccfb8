"""MkDocs and ProperDocs build the same site, from a hook or a plugin, and never harm the last good one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from precall.check import example
from precall.check.registry import Example
from precall.content.loader import load
from precall.render.artifacts import anchors
from tests.support.made_pages import make_pages
from tests.support.paths import ROOT
from tests.support.processes import Result, environment, python, started
from tests.support.sites import copy_of_ours

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BAR = """
import sys
class Bar:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("mkdocs", "material", "properdocs"):
            raise ImportError("barred: " + name)
sys.meta_path.insert(0, Bar())
"""
RUN = """
from precall.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
FULL_DISK = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
from mkdocs.__main__ import cli
cli(["build", "-q"])
"""


BESIDE = """
from pathlib import Path
def on_page_markdown(markdown, page, config, files):
    return markdown + "\\nSaid *by another*.\\n" if page.file.src_uri == "method.md" else markdown
def on_page_content(html, page, config, files):
    return html + "<p>Shown by another.</p>" if page.file.src_uri == "barriers/index.md" else html
def on_env(env, config, files):
    Path("seen.html").write_text(files.get_file_from_path("calls/first-meeting.md").page.content)
    return env
"""


def build(
    folder: Path, program: str = "mkdocs", *options: str, site: str = "site", env: dict[str, str] | None = None
) -> Result:
    config = ["--config-file", "mkdocs.yml"] if program == "properdocs" else []
    return python(
        "-m", program, "build", "--strict", "--site-dir", folder / site, *config, *options, cwd=folder, env=env
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def break_content(folder: Path) -> None:
    call = folder / "playbook/calls/first-meeting.yml"
    call.write_text(call.read_text().replace("stage: understand", "stage: understnad"))


@pytest.fixture
def plugin(tmp_path: Path) -> dict[str, str]:
    """Return an environment with the plugin installed, as by pip."""
    installed = tmp_path / "installed" / "precall-0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: precall\nVersion: 0\n")
    (installed / "entry_points.txt").write_text(
        "[mkdocs.plugins]\nprecall = precall.hosts.mkdocs.plugin:PrecallPlugin\n"
    )
    return {"PYTHONPATH": f"{installed.parent}{os.pathsep}{ROOT / 'hooks'}"}


@pytest.mark.slow
def test_a_strict_build_of_our_playbook_says_nothing(ours: Path) -> None:
    """The build prints no warning of ours, of MkDocs or of Material."""
    ran = build(ours)
    assert ran.code == 0, ran.out
    assert not re.search("WARNING|ERROR", ran.out), ran.out


@pytest.mark.slow
def test_properdocs_builds_the_same_pages(ours: Path, built_site: Path) -> None:
    """The content of every page is the same under both hosts."""
    ran = build(ours, "properdocs")
    assert ran.code == 0, ran.out
    assert not re.search("WARNING|ERROR", ran.out), ran.out

    def articles(site: Path) -> dict[str, str]:
        pages = {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.html")}
        return {name: "".join(re.findall(r"<article.*?</article>", page, re.DOTALL)) for name, page in pages.items()}

    assert articles(ours / "site") == articles(built_site)


@pytest.mark.slow
def test_the_plugin_builds_what_the_hook_builds(ours: Path, built_site: Path, plugin: dict[str, str]) -> None:
    """The hook and the plugin build the same site, byte for byte."""
    config = ours / "mkdocs.yml"
    config.write_text(re.sub(r"hooks: \[.*\]", "", config.read_text()).replace("plugins:\n", "plugins:\n  - precall\n"))
    ran = build(ours, env=plugin)
    assert ran.code == 0, ran.out
    assert tree(ours / "site") == tree(built_site)


def test_plugin_and_hook_at_once_are_refused(ours: Path, plugin: dict[str, str]) -> None:
    """Using both the hook and the plugin is reported once, with its fix, because each page would be made twice."""
    config = ours / "mkdocs.yml"
    config.write_text(config.read_text().replace("plugins:\n", "plugins:\n  - precall\n"))
    ran = build(ours, env=plugin)
    assert ran.code != 0
    assert ran.out.count("named twice in mkdocs.yml") == 1
    assert "Traceback" not in ran.out


@pytest.mark.slow
def test_other_hooks_see_each_page_and_can_change_it(ours: Path, built_site: Path) -> None:
    """Markdown that another hook adds comes after our content; HTML that it changes stays changed."""
    (ours / "beside.py").write_text(BESIDE)
    config = ours / "mkdocs.yml"
    config.write_text(re.sub(r"hooks: \[(.*)\]", r"hooks: [\1, beside.py]", config.read_text()))
    ran = build(ours)
    assert ran.code == 0, ran.out
    before, after = tree(built_site), tree(ours / "site")
    assert b"<p>Said <em>by another</em>.</p>" in after["method/index.html"]
    assert b"<p>Shown by another.</p>" in after["barriers/index.html"]
    # The names of the search's scripts differ, because the search indexes the added text. Home has them in its article.
    articles = [
        {
            name: re.findall(rb"<article.*?</article>", re.sub(rb"search/\w+\.\w+\.js", b"", page), re.DOTALL)
            for name, page in site.items()
        }
        for site in (before, after)
    ]
    differing = {name for name in before if name.endswith(".html") and articles[0][name] != articles[1].get(name)}
    assert differing == {"method/index.html", "barriers/index.html"}
    assert (ours / "seen.html").read_text().strip() in after["calls/first-meeting/index.html"].decode()


@pytest.mark.slow
def test_two_builds_are_the_same_byte_for_byte(ours: Path, tmp_path: Path) -> None:
    """The built site does not depend on the clock, the folder or the time zone."""
    other = copy_of_ours(tmp_path / "elsewhere" / "deeper")
    assert build(ours, env={"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}).code == 0
    time.sleep(1.1)
    assert build(other, env={"TZ": "America/Lima", "PYTHONHASHSEED": "2"}).code == 0
    first, second = tree(ours / "site"), tree(other / "site")
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


@pytest.mark.slow
def test_what_the_last_site_has_is_taken_from_there(ours: Path) -> None:
    """Files with the same content are hard links, files with other content never, and the last site is unchanged."""
    site, last = ours / "site", ours / "last"
    assert build(ours).code == 0
    damaged = [path for path in sorted(site.rglob("*.json")) if path.stat().st_size > 2][::3]
    for path in damaged:
        # The same size, and a modification time that is not older.
        path.write_bytes(path.read_bytes()[:-2] + b"!}")
    before = tree(site)
    shutil.copytree(site, last, copy_function=os.link)
    call = ours / "playbook/calls/first-meeting.yml"
    call.write_text(call.read_text().replace("objective: ", "objective: Truly, "))
    assert build(ours).code == 0
    assert tree(last) == before
    linked = [path for path in site.rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    assert len(linked) > 50
    assert not set(linked) & set(damaged)
    for each in linked:
        assert each.read_bytes() == before[each.relative_to(site).as_posix()]
    over, fresh = tree(site), ours / "fresh"
    assert build(ours, site="fresh").code == 0
    assert over == tree(fresh)


def test_a_build_with_faults_leaves_the_last_site(ours: Path, built_site: Path) -> None:
    """The faults are reported with their places, and no file of the site changes."""
    before = tree(shutil.copytree(built_site, ours / "site"))
    break_content(ours)
    ran = build(ours)
    assert ran.code != 0
    assert 'playbook/calls/first-meeting.yml:2:8: error[unknown-reference] No stage is called "understnad".' in ran.out
    assert "Traceback" not in ran.out
    assert tree(ours / "site") == before


@pytest.mark.slow
def test_a_strict_build_with_warnings_leaves_the_last_site(ours: Path, built_site: Path) -> None:
    """MkDocs refuses such a build only after it has written it."""
    before = tree(shutil.copytree(built_site, ours / "site"))
    (ours / "docs/extra.md").write_text("[gone](nowhere.md)\n")
    ran = build(ours)
    assert ran.code != 0
    assert "nowhere.md" in ran.out
    assert tree(ours / "site") == before


@pytest.mark.slow
@pytest.mark.parametrize("when", ["early", "late"])
def test_ctrl_c_leaves_the_last_site(ours: Path, when: str, built_site: Path) -> None:
    """An error at any step of the build leaves the last site."""
    before = tree(shutil.copytree(built_site, ours / "site"))
    command = [sys.executable, "-m", "mkdocs", "build"]
    with started(
        *command, cwd=ours, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while not any(ours.glob(".site-building-*" if when == "early" else ".site-building-*/**/*.html")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode != 0
    assert tree(ours / "site") == before
    assert list(ours.glob(".site-*")) == []


@pytest.mark.slow
def test_a_disk_that_takes_no_more_leaves_the_last_site(ours: Path, built_site: Path) -> None:
    """A failed write stops the build, and the files written so far are removed."""
    shutil.copytree(built_site, ours / "site")
    # The last site differs from the next one in every file, so that a file written into it is noticed.
    for path in filter(Path.is_file, (ours / "site").rglob("*")):
        path.write_bytes(path.read_bytes() + b"\n")
    before = tree(ours / "site")
    # No file may pass 64 kB: the first larger one fails as on a full disk.
    ran = python("-c", FULL_DISK, cwd=ours)
    assert ran.code != 0, ran.out
    # The message has the file's path in the site, not in the staging folder.
    message = r"ours/site/\S+ cannot be written: file too large. The last good site is unchanged"
    assert re.search(message, ran.out), ran.out
    assert "Traceback" not in ran.out
    assert tree(ours / "site") == before
    assert sorted(path.name for path in ours.iterdir() if path.name.startswith(".site")) == []


def test_a_hand_written_page_at_a_generated_address_is_a_problem(ours: Path) -> None:
    """Neither of the two pages would be right."""
    (ours / "docs/calls").mkdir()
    (ours / "docs/calls/first-meeting.md").write_text("# Mine\n")
    ran = build(ours)
    assert ran.code != 0
    assert "docs/calls/first-meeting.md:1:1: error[address-taken]" in ran.out


def test_the_edit_link_opens_the_source_of_a_page(built_site: Path) -> None:
    """The edit link of a generated page opens its YAML file, which is next to docs/ and not in it."""
    base = "https://git.example.com/sales/playbook/edit/main"
    for page, source in {
        "calls/first-meeting": "playbook/calls/first-meeting.yml",
        "questions/why-now": "playbook/questions/why-now.yml",
        "barriers/price": "playbook/barriers.yml",
        "principles/two-lines": "playbook/principles.yml",
        "stages/understand": "playbook/playbook.yml",
    }.items():
        assert f'href="{base}/{source}"' in (built_site / page / "index.html").read_text(), page


def test_entries_stay_out_of_the_navigation(built_site: Path) -> None:
    """A navigation with every call in it makes the build's cost grow with its square."""
    page = (built_site / "calls/first-meeting/index.html").read_text()
    named = re.findall(r'class="md-nav__link[^"]*"[^>]*href="([^"#]+)"|href="([^"#]+)"[^>]*class="md-nav__link', page)
    links = {a or b for a, b in named}
    assert len(links) >= 3
    entries = [link for link in links if re.search(r"\.\./(calls|questions|barriers|principles|stages)/[\w-]+/$", link)]
    assert entries == []


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Path]]:
    """A running `mkdocs serve`: its address and the file that its output goes to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder.parent / "serve.log"
    command = [sys.executable, "-u", "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with (
        log.open("w") as out,
        started(*command, cwd=folder, env=environment(), stdout=out, stderr=subprocess.STDOUT) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_until(holds: object, seconds: float = 60) -> None:
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def page_says(address: str, words: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return words in answer.read().decode()
    except OSError:
        return False


@pytest.mark.slow
def test_serve_keeps_the_last_good_page_and_shows_the_next_right_edit(ours: Path) -> None:
    """After a wrong edit, the terminal reports the error and the page stays; the corrected edit is served."""
    call = ours / "playbook/calls/first-meeting.yml"
    right = call.read_text()
    with serving(ours) as (address, log):
        page = f"{address}/calls/first-meeting/"
        wait_until(lambda: page_says(page, "First meeting"))
        time.sleep(0.5)
        call.write_text(right.replace("stage: understand", "stage: understnad"))
        wait_until(lambda: "error[unknown-reference]" in log.read_text())
        assert "Traceback" not in log.read_text()
        assert page_says(page, "First meeting")
        # A second server at the same address prints a sentence without a traceback.
        taken = python("-m", "mkdocs", "serve", "--dev-addr", address.removeprefix("http://"), cwd=ours)
        assert taken.code == 1
        assert "Another program serves at" in taken.out
        assert "Traceback" not in taken.out
        call.write_text(right.replace("title: First meeting", "title: First hour"))
        wait_until(lambda: page_says(page, "First hour"))


@pytest.mark.slow
def test_every_served_page_names_an_icon_that_exists(ours: Path) -> None:
    """Browsers need not request /favicon.ico, and no icon is missing."""
    with serving(ours) as (address, _):
        wait_until(lambda: page_says(f"{address}/", "Sales playbook"))
        for path in (
            "",
            "calls/first-meeting/",
            "cards/first-meeting/",
            "call/first-meeting/",
            "agenda/first-meeting/",
        ):
            with urllib.request.urlopen(f"{address}/{path}", timeout=20) as answer:
                found = re.search(r'<link rel="(?:shortcut )?icon" href="([^"]+)"', answer.read().decode())
            assert found, path
            with urllib.request.urlopen(urljoin(f"{address}/{path}", found[1]), timeout=20) as icon:
                assert icon.status == 200


@pytest.mark.slow
@pytest.mark.browser
def test_an_open_page_shows_an_edit_by_itself(ours: Path, browser: Browser) -> None:
    """An open page shows the new words without a manual reload, and only files that depend on them are rebuilt."""
    call = ours / "playbook/calls/first-meeting.yml"
    with serving(ours) as (address, log):
        wait_until(lambda: page_says(f"{address}/calls/first-meeting/", "First meeting"))
        page = browser.new_page()
        page.goto(f"{address}/calls/first-meeting/")
        expect(page.locator("#_top")).to_contain_text("First meeting")
        call.write_text(call.read_text().replace("title: First meeting", "title: First hour"))
        expect(page.locator("#_top")).to_contain_text("First hour", timeout=30_000)
        wait_until(lambda: "Updated " in log.read_text())
        page.close()


THEIRS = '</title></p>"><x-theirs onclick="a()">B & C</x-theirs><script>alert(1)</script> {{ 7 * 7 }}'
HOSTILE: Example = {
    "playbook.yml": f"""\
title: '{THEIRS}'
team: '{THEIRS}'
stages:
  - {{id: understand, title: '{THEIRS}', client_is: '{THEIRS}'}}
checks: {{card-overflow: "off"}}
""",
    **example.call(
        title=f"'{THEIRS}'", when=f"'{THEIRS}'", objective=f"'{THEIRS}'", owner=f"'{THEIRS}'", notes=f"'{THEIRS}'"
    ),
    "questions/why-now.yml": f"""\
title: '{THEIRS}'
purpose: '{THEIRS}'
questions:
  - {{id: what-changed, ask: '{THEIRS}'}}
""",
    "principles.yml": f"- {{id: two-lines, title: '{THEIRS}', say: '{THEIRS}'}}\n",
    "barriers.yml": f"- {{id: burned-before, title: '{THEIRS}', sounds_like: ['{THEIRS}']}}\n",
    "sources.yml": f"- {{id: book, title: '{THEIRS}', author: '{THEIRS}'}}\n",
}
SETTINGS = """\
site_name: Playbook
theme: {name: material, font: false, features: [navigation.footer, navigation.tabs]}
markdown_extensions: [admonition]
"""


class Tags(HTMLParser):
    """The names of all elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the names of one element."""
        self.found |= {tag, *(name for name, _ in attrs)}


@pytest.mark.parametrize("program", ["mkdocs", "zensical"])
def test_no_markup_of_the_content_is_an_element_of_any_page(lay_out: Callable[..., Path], program: str) -> None:
    """Markup in the content is shown as text in a page's article, head and navigation, and no script in it runs."""
    root = lay_out(HOSTILE)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(f"{SETTINGS}hooks: [{ROOT / 'hooks/playbook.py'}]\n")
    if program == "zensical":
        exported = python("-m", "precall", "export", "--markdown", root / "pages", "--root", root)
        assert exported.code == 0, exported.out
        (root / "mkdocs.yml").write_text(f"{SETTINGS}docs_dir: pages\n")
    ran = python("-m", program, "build", cwd=root)
    assert ran.code == 0, ran.out
    pages = {path: path.read_text(encoding="utf-8") for path in (root / "site").rglob("*.html")}
    assert len(pages) > 10
    assert {path for path, page in pages.items() if {"x-theirs", "onclick"} & Tags(page).found} == set()
    # The hash of its script, by which a policy would let it run.
    assert {path for path, page in pages.items() if "bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=" in page} == set()
    assert "B &amp; C&lt;/x-theirs&gt;" in pages[root / "site/calls/first-meeting/index.html"]


@pytest.mark.slow
def test_zensical_builds_the_exported_pages_with_contents_and_anchors(tmp_path: Path, built_site: Path) -> None:
    """For hosts that run no hooks: no page and no anchor is missing, with any Markdown extensions."""
    exported = python("-m", "precall", "export", "--markdown", tmp_path / "pages")
    assert exported.code == 0, exported.out
    guide = (ROOT / "docs/manual/how-to/engineers.md").read_text(encoding="utf-8")
    recipe = re.search(r"^```yaml\n(# zensical\.yml\n.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert recipe
    for line in exported.out.splitlines():
        name, _, uris = line.partition(": ")
        assert not line.startswith("extra_") or f"{name}: [{uris}]" in recipe[1]
    (tmp_path / "zensical.yml").write_text(recipe[1], encoding="utf-8")
    ran = python("-m", "zensical", "build", "-f", "zensical.yml", cwd=tmp_path)
    assert ran.code == 0, ran.out
    wanted = {path.relative_to(built_site).as_posix() for path in built_site.rglob("*.html")}
    made = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    assert sorted(wanted - made) == []
    for uri in (page.address.html_uri for page in make_pages(load(ROOT).playbook, ROOT)):
        page, ours = ((folder / uri).read_text(encoding="utf-8") for folder in (tmp_path / "site", built_site))
        article = re.search(r"<article.*?</article>", ours, re.DOTALL)
        assert article
        assert anchors(article[0]) <= anchors(page), uri
        assert "{ #" not in page
        listed = re.findall(r'<a href="#([^"]+)" class="md-nav__link"', page)
        assert len(listed) >= len(re.findall(r"<h2", article[0])), uri


def test_core_checker_and_folder_host_run_without_mkdocs(tmp_path: Path) -> None:
    """If mkdocs cannot be imported, the playbook can still be checked and exported."""
    ran = python("-c", BAR + RUN, "check", "--strict")
    assert (ran.code, ran.out.endswith("no problems.\n")) == (0, True), ran.out
    ran = python("-c", BAR + RUN, "export", "--markdown", tmp_path / "pages")
    assert ran.code == 0, ran.out
    assert (tmp_path / "pages/calls/first-meeting.md").is_file()
    assert "barred: mkdocs" in python("-c", BAR + "import precall.hosts.mkdocs.plugin").out


def test_the_hook_file_names_every_event_of_the_host() -> None:
    """A hook gets only the events that its module names."""
    host = (ROOT / "hooks/precall/hosts/mkdocs/plugin.py").read_text(encoding="utf-8")
    hook = (ROOT / "hooks/playbook.py").read_text(encoding="utf-8")
    assert set(re.findall(r"def (on_\w+)", host)) == set(re.findall(r"^(on_\w+) =", hook, re.MULTILINE))
