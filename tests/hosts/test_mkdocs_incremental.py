"""After an edit, `mkdocs serve` has the same files as a full build, but rebuilds only changed pages and files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from precall.check.runner import check_folder
from precall.hosts.mkdocs.incremental import ServedSite
from precall.search import files as search_files
from tests.support.generate import generate
from tests.support.paths import ROOT
from tests.support.random_editor import RandomEditor

EDITS = 60
EVERY = 5
"""Edits between two comparisons with a full build. A page that was wrongly not rebuilt is still wrong then."""

SETTINGS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


class Serving:
    """`mkdocs serve` without its server: the test reports edits directly."""

    def __init__(self, root: Path, name: str, hooks: Sequence[str] = (), extra: str = "") -> None:
        self.root, self.site = root, root.parent / f"{name}-site"
        self.builds = 0
        door = root.parent / f"{name}.py"
        door.write_text((ROOT / "hooks" / "playbook.py").read_text(encoding="utf-8"), encoding="utf-8")
        self.settings = root / f"{name}.yml"
        settings = _settings([door, *(root.parent / each for each in hooks)])
        self.settings.write_text(settings + extra, encoding="utf-8")
        config = self.config()
        config.plugins.on_startup(command="serve", dirty=False)
        self.build(config)
        self.server = LiveReloadServer(self.build, "127.0.0.1", 0, str(self.site))
        self.server.watch(config.docs_dir)
        self.server.watch(str(self.settings))
        config.plugins.on_serve(self.server, config=config, builder=self.build)

    def end(self) -> None:
        """Serve no longer."""
        self.server.server_close()
        shutil.rmtree(self.site)

    def config(self) -> MkDocsConfig:
        """The settings, read as `mkdocs serve` reads them before each build."""
        # On a port that is free: a site may be served while the tests run.
        return load_config(str(self.settings), site_dir=str(self.site), dev_addr="127.0.0.1:0")

    def build(self, config: MkDocsConfig | None = None) -> None:
        """A whole build."""
        self.builds += 1
        build(config or self.config(), serve_url="http://127.0.0.1:8000/")

    def edited(self) -> None:
        """Run the server's callback for a changed file."""
        self.server.builder()

    def files(self) -> dict[str, bytes]:
        """Return all served files."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes() for path in self.site.rglob("*") if path.is_file()
        }


def _settings(hooks: Sequence[Path]) -> str:
    """Return our own site's settings, without the hand-written pages."""
    text = re.sub(r"^(nav|watch):.*\n(  .*\n)*", "", SETTINGS, flags=re.MULTILINE)
    text += "nav: [{All calls: calls/index.md}, {Asking: questions/index.md}, {Written: written.md}]\n"
    return text.replace("hooks/playbook.py", ", ".join(hook.as_posix() for hook in hooks))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Write a small playbook with a hand-written page."""
    folder = generate(tmp_path / "edited", 7, 24, 3)
    text = (folder / "playbook/playbook.yml").read_text(encoding="utf-8")
    checks = "cards: {questions: 3}\nchecks:\n  card-overflow: {severity: off}\n"
    (folder / "playbook/playbook.yml").write_text(text + checks, encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs/written.md").write_text("# Written\n\nSee [a bank](questions/bank-0.md).\n", encoding="utf-8")
    return folder


def words_of(root: Path, path: str, before: str, after: str) -> None:
    """Change a file's words."""
    text = (root / path).read_text(encoding="utf-8")
    assert before in text
    (root / path).write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.slow
def test_what_is_served_is_what_a_whole_build_makes(root: Path) -> None:
    """Over sixty edits: words, adds, removals, renames, moves, settings, broken files and repaired ones."""
    served, editor = Serving(root, "served"), RandomEditor(root, 11)
    first = served.builds
    kinds, wrong = list[str](), 0
    for number in range(EDITS):
        kinds.append(editor.edit())
        is_wrong = bool(check_folder(root).errors)
        before = served.files() if is_wrong else {}
        served.edited()
        if is_wrong:
            wrong += 1
            assert served.files() == before, "an edit with errors leaves what is served"
        elif number % EVERY == 0 or number == EDITS - 1:
            whole = Serving(root, "whole")
            here, there = served.files(), whole.files()
            whole.end()
            assert here.keys() == there.keys(), kinds[-EVERY:]
            assert [uri for uri in here if here[uri] != there[uri]] == [], kinds[-EVERY:]
    assert len(set(kinds)) >= 12
    assert 0 < wrong < EDITS / 2
    # Most edits change only words.
    assert kinds.count("reworded") > EDITS / 3
    assert served.builds - first < EDITS - kinds.count("reworded")
    served.end()


def test_a_site_with_errors_and_drafts_is_served_from_the_start(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Valid entries and drafts are shown; after a corrected edit, all entries are. A build has no draft."""
    call = next(iter(sorted((root / "playbook/calls").glob("*.yml"))))
    text = call.read_text(encoding="utf-8")
    call.write_text(f"nonsense: 1\n{text}", encoding="utf-8")
    (root / "playbook/calls/new-call.yml").write_text("title: A new call\nstage:\ndraft: true\n", encoding="utf-8")
    served = Serving(root, "served")
    assert "leaves out entries with errors until you fix them" in caplog.text
    assert not (served.site / f"calls/{call.stem}/index.html").exists()
    page = (served.site / "calls/new-call/index.html").read_text(encoding="utf-8")
    assert "pc-draft" in page
    assert "minutes" in page.partition("pc-draft")[2].partition("</p>")[0]
    assert "pc-draft-mark" in (served.site / "calls/index.html").read_text(encoding="utf-8")
    assert b"new-call" not in (served.site / "api/v1/playbook.json").read_bytes()
    call.write_text(text, encoding="utf-8")
    served.edited()
    assert (served.site / f"calls/{call.stem}/index.html").is_file()
    config = served.config()
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    assert not (served.site / "calls/new-call").exists()
    assert not [path for path in served.site.rglob("*.html") if b"A new call" in path.read_bytes()]
    served.end()


def test_an_edit_makes_only_what_it_changes(root: Path) -> None:
    """An edit of a question changes its bank, the calls with it, their cards and views, and lists; no other file."""
    served = Serving(root, "served")
    bank = (root / "playbook/questions/bank-0.yml").read_text(encoding="utf-8")
    calls = {path.stem: path.read_text(encoding="utf-8") for path in (root / "playbook/calls").glob("*.yml")}
    asked = {
        words: {name for name, text in calls.items() if re.search(rf"bank-0/{id_}\b", text)}
        for id_, words in re.findall(r'- id: ([\w-]+)\n    ask: "(.*)"', bank)
    }
    words, users = next((words, users) for words, users in asked.items() if users and users != set(calls))
    others = calls.keys() - users
    before = {path: path.stat().st_mtime_ns for path in served.site.rglob("*") if path.is_file()}
    words_of(root, "playbook/questions/bank-0.yml", words, f"And now? {words}")
    served.edited()
    written = {
        path.relative_to(served.site).as_posix()
        for path in served.site.rglob("*")
        if path.is_file() and before.get(path) != path.stat().st_mtime_ns
    }
    assert {"questions/bank-0/index.html", *(f"calls/{name}/index.html" for name in users)} <= written
    assert served.builds == 1
    others = calls.keys() - users
    assert others
    assert (
        not {f"{place}/{name}/index.html" for place in ("calls", "cards", "call", "debrief") for name in others}
        & written
    )
    assert not [uri for uri in written if uri.startswith(("editors/rules", "stages", "principles", "assets", "agenda"))]
    served.end()


@pytest.mark.parametrize("edited", ["docs/written.md", "docs/new.md", "templates/agenda.html", "served.yml"])
def test_what_is_no_content_is_built_whole(root: Path, edited: str) -> None:
    """A hand-written page, a template of the team and the settings of MkDocs may affect any page."""
    (root / "templates").mkdir()
    (root / "templates/agenda.html").write_text("<p>Ours</p>", encoding="utf-8")
    served = Serving(root, "served")
    served.edited()
    path = root / edited
    text = path.read_text(encoding="utf-8") if path.exists() else "# New"
    path.write_text(text.replace("Ours", "Yours").replace("site_name: S", "site_name: T") + "\n", encoding="utf-8")
    builds = served.builds
    served.edited()
    assert served.builds == builds + 1
    words_of(root, "playbook/barriers.yml", "title: Barrier 0", "title: Barrier nought")
    served.edited()
    assert served.builds == builds + 1, "and an edit of content after it is set in again"
    served.end()


def test_in_a_site_of_several_playbooks_an_edit_is_set_into_its_own(tmp_path: Path) -> None:
    """An edit of one team changes that team's pages and the common search, as a full build would."""
    root = tmp_path / "edited"
    for team, seed in (("north", 4), ("south", 5)):
        settings = generate(root / team, 4, 12, seed) / "playbook/playbook.yml"
        text = (
            settings.read_text(encoding="utf-8") + "cards: {questions: 3}\nchecks:\n  card-overflow: {severity: off}\n"
        )
        settings.write_text(text, encoding="utf-8")
    (root / "docs").mkdir()
    served = Serving(root, "served", extra="extra: {precall: {playbooks: [north, south]}}\n")
    before = served.files()
    words_of(root, "south/playbook/barriers.yml", "title: Barrier 0", "title: Barrier nought")
    served.edited()
    after = served.files()
    changed = {uri for uri in after if before.get(uri) != after[uri]}
    assert served.builds == 1
    assert "south/barriers/barrier-0/index.html" in changed
    assert {uri.split("/")[0] for uri in changed} == {"south", "search"}
    whole = Serving(root, "whole", extra="extra: {precall: {playbooks: [north, south]}}\n")
    assert after == whole.files()
    whole.end()
    served.end()


@pytest.mark.parametrize("event", ["on_files(files, config)", "on_post_build(config)"])
def test_beside_a_plugin_that_sees_the_whole_site_all_is_built(root: Path, event: str) -> None:
    """A plugin that sees the whole site may change any page, so every edit needs a full build."""
    (root.parent / "counting.py").write_text(f"def {event}:\n    pass\n", encoding="utf-8")
    served = Serving(root, "served", hooks=["counting.py"])
    words_of(root, "playbook/barriers.yml", "title: Barrier 0", "title: Barrier nought")
    served.edited()
    assert served.builds == 2
    served.end()


def test_a_warning_that_only_moves_is_not_told_again(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A warning whose line number changed is not logged again."""
    path = "playbook/questions/bank-0.yml"
    words_of(root, path, 'ask: "', 'ask: "Shall I send the proposal over, so that you can sign it today? ')
    served = Serving(root, "served")
    assert f"{path}:" in caplog.text
    caplog.clear()
    words_of(root, path, "title:", "# A note to ourselves.\ntitle:")
    served.edited()
    assert f"{path}:" not in caplog.text
    words_of(root, path, "sign it today?", "sign it tomorrow?")
    served.edited()
    assert f"{path}:" in caplog.text
    served.end()


def test_a_whole_build_of_a_served_site_repeats_no_problem(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It logs only what is new; a problem that was fixed is new when it returns."""
    path = "playbook/questions/bank-0.yml"
    right, wrong = 'ask: "', 'ask: "Shall I send the proposal over, so that you can sign it today? '
    words_of(root, path, right, wrong)
    served = Serving(root, "served")
    for before, after, is_logged in (("", "", False), (wrong, right, False), (right, wrong, True)):
        caplog.clear()
        words_of(root, path, before, after)
        served.build()
        assert (f"{path}:" in caplog.text) == is_logged
    served.end()


def test_a_page_is_shown_before_the_search_is_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edited page is shown before the search files are made; both are complete at the end of the edit."""
    served = Serving(root, "served")
    bank = served.site / "questions/bank-0/index.html"
    seen: list[bool] = []
    make = search_files.search_files

    def searched(*arguments: Any) -> Any:
        seen.append("Quite another" in bank.read_text(encoding="utf-8"))
        return make(*arguments)

    monkeypatch.setattr(search_files, "search_files", searched)
    words_of(root, "playbook/questions/bank-0.yml", 'ask: "', 'ask: "Quite another: ')
    served.edited()
    assert seen == [True]
    (index,) = (served.site / "search").glob("index.*.js")
    assert "Quite another" in index.read_text(encoding="utf-8")
    assert served.builds == 1
    served.end()


def test_an_edit_that_fails_is_logged_with_its_cause_and_built_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After an error of ours, or a disk that is full for a moment, the log has the cause and the site is right."""
    served = Serving(root, "served")

    def fail(*_: object) -> None:
        raise OSError("no room for the page")

    with monkeypatch.context() as patch:
        patch.setattr(ServedSite, "update_pages", fail)
        words_of(root, "playbook/barriers.yml", "title: Barrier 0", "title: Barrier nought")
        served.edited()
    assert "built again" in caplog.text
    assert "no room for the page" in caplog.text
    assert served.builds == 2
    assert "Barrier nought" in (served.site / "barriers/barrier-0/index.html").read_text(encoding="utf-8")
    served.end()
