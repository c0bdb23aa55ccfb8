"""A new site is valid, tidy and complete."""

from __future__ import annotations

import io
import os
import re
import sys
from email.message import Message
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from precall.check.runner import check_folder
from precall.cli.main import main
from precall.content.loader import load
from precall.core.cache import cache_folder
from precall.editing.formatter import LINE_WIDTH
from precall.editing.project_template import TEMPLATE_FOLDER, ProjectOptions, repository_above, site_files
from precall.render.i18n import DEFAULT
from precall.site.assemble import CACHE
from tests.support import site_cases
from tests.support.gits import git
from tests.support.paths import ROOT
from tests.support.processes import python, run

TEAM = 'Müller & "Söhne": {{ x }} <b>'


def written(folder: Path, *flags: str) -> Path:
    assert main(["new", "site", str(folder), *flags]) == 0
    return folder


MANUAL = ("tutorial.md", "how-to/editors.md")
LANGUAGES = sorted(path.name for path in TEMPLATE_FOLDER.iterdir() if (path / "playbook/playbook.yml.jinja").is_file())


@pytest.mark.parametrize("language", ["de-CH", "en", "nl"])
def test_a_new_site_passes_the_check_and_is_tidy(tmp_path: Path, language: str) -> None:
    """It has no error and no warning, is formatted as by `fmt`, and its schemas are up to date."""
    root = written(tmp_path / "site", "--team", TEAM, "--language", language, "--paper", "letter")
    for command in (["check", "--strict"], ["fmt", "--check"], ["schema", "--check"]):
        assert main([*command, "--root", str(root)]) == 0
    settings = load(root).playbook.settings
    assert (settings.team, settings.language, settings.cards.paper) == (TEAM, language, "letter")


def shape(folder: Path) -> dict[str, object]:
    """Return the number of entries of each kind in a playbook."""
    playbook = load(folder).playbook
    return {
        "counts": [
            len(playbook.of_kind(kind)) for kind in ("stage", "call", "bank", "question", "principle", "barrier")
        ],
        "calls": sorted(
            [call.channel, call.minutes, *(len(getattr(call, key)) for key in ("questions", "barriers", "principles"))]
            for call in playbook.calls.values()
        ),
        "synonyms": [len(group) for group in playbook.settings.synonyms],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_site_is_written_in_its_language(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every language has the same small playbook, and its README and pages have no sentence of another language."""
    root, english = written(tmp_path / "site", "--language", language), written(tmp_path / "en")
    assert "example content" not in capsys.readouterr().out
    assert shape(root) == shape(english)
    assert language == DEFAULT or not sentences(root) & sentences(english)


def sentences(root: Path) -> set[str]:
    """Return the longer lines of all prose of a site."""
    files = [root / "README.md", *(root / "docs").iterdir(), *(root / "playbook").rglob("*.yml")]
    return {line for path in files for line in path.read_text(encoding="utf-8").split("\n") if len(line) > 50}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_site_says_where_its_name_is(language: str, tmp_path: Path) -> None:
    """The README, the page for editors and a comment in the settings name the key; the manual does too."""
    root = written(tmp_path / "site", "--language", language)
    (page,) = (path for path in (root / "docs").glob("*.md") if path.name != "index.md")
    for path in (root / "README.md", page, *(ROOT / "docs/manual" / name for name in MANUAL)):
        assert "`site_name` in `mkdocs.yml`" in path.read_text(encoding="utf-8")
    comment, name = (root / "mkdocs.yml").read_text(encoding="utf-8").splitlines()[:2]
    assert (comment[0], name.partition(":")[0]) == ("#", "site_name")


def test_a_language_without_an_example_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The content is in English, and a message explains this."""
    root = written(tmp_path / "site", "--language", "nl")
    assert 'The example content is in English: there is none in "nl" yet.' in capsys.readouterr().out
    assert sentences(root) == sentences(written(tmp_path / "en"))


def test_a_new_site_builds_strict_with_the_installed_plugin(tmp_path: Path) -> None:
    """`mkdocs build --strict` builds the site with its calls."""
    root = written(tmp_path / "site", "--team", TEAM)
    # The entry point that pip would write, by which MkDocs finds the plugin.
    installed = tmp_path / "installed" / "precall-0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: precall\nVersion: 0\n")
    (installed / "entry_points.txt").write_text(
        "[mkdocs.plugins]\nprecall = precall.hosts.mkdocs.plugin:PrecallPlugin\n"
    )
    path = {"PYTHONPATH": f"{ROOT / 'hooks'}:{installed.parent}"}
    ran = python("-m", "mkdocs", "build", "--strict", "--quiet", cwd=root, env=path)
    assert ran.code == 0, ran.out
    assert (root / "site/calls/first-meeting/index.html").is_file()


def test_a_new_site_lists_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the path of each file that it writes."""
    root = written(tmp_path / "site")
    listed = {line for line in capsys.readouterr().out.split("\n") if line.startswith(str(root))}
    assert listed == {str(path) for path in root.rglob("*") if path.is_file()}


def test_a_new_site_leaves_the_files_of_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its own README goes to another file; what stays is named with what to add; all else is written."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    git(theirs, "init", "-q")
    for name in ("README.md", ".gitignore", "mkdocs.yml"):
        (theirs / name).write_text("theirs", encoding="utf-8")
    assert main(["new", "site", str(theirs)]) == 0
    out = capsys.readouterr().out
    assert "README.md (our text is in PLAYBOOK.md)" in out
    assert "mkdocs.yml (name precall under plugins:)" in out
    assert ".gitignore (add .cache/ and site/)" in out
    assert {(theirs / name).read_text("utf-8") for name in ("README.md", ".gitignore", "mkdocs.yml")} == {"theirs"}
    assert "For editors" in (theirs / "PLAYBOOK.md").read_text(encoding="utf-8")
    assert (theirs / ".github/workflows/playbook.yml").is_file()
    assert main(["check", "--strict", "--root", str(theirs)]) == 0
    # Git ignores the cache, although the repository's own .gitignore does not list it.
    assert ".cache" not in git(theirs, "status", "--short", "--untracked-files=all")


def test_a_new_site_overwrites_no_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One existing content file prevents all others."""
    (tmp_path / "theirs/playbook").mkdir(parents=True)
    (tmp_path / "theirs/playbook/sources.yml").write_text("[]", encoding="utf-8")
    assert main(["new", "site", str(tmp_path / "theirs")]) == 2
    assert "playbook/sources.yml exists already" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["playbook"]


def test_several_playbooks_of_a_repository_share_its_workflows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The workflows are at the top, where code hosts read them, and their commands check and build every playbook."""
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    for words in (("company",), ("north", "--extends", "../company")):
        assert main(["new", "site", *words]) == 0
    assert not [
        path for team in ("company", "north") for path in (tmp_path / team).rglob("*.y*ml") if ".git" in str(path)
    ]
    assert main(["check", "--strict", "--format", "concise"]) == 0
    call = tmp_path / "north/playbook/calls/review.yml"
    call.parent.mkdir()
    call.write_text("minuts: 3\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "--format", "github"]) == 1
    assert "file=north/playbook/calls/review.yml,line=1" in capsys.readouterr().out
    call.unlink()
    github = yaml.safe_load((tmp_path / ".github/workflows/playbooks.yml").read_text(encoding="utf-8"))
    gitlab = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    loops = [step["run"] for step in github["jobs"]["build"]["steps"] if "mkdocs" in step.get("run", "")]
    loops += [line for line in gitlab[".playbook"]["script"] if "mkdocs" in line]
    assert len(loops) == 2
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "mkdocs").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mkdocs "$@"\n', encoding="utf-8")
    (installed / "mkdocs").chmod(0o755)
    environment = {**site_cases.plugin(installed), "PATH": f"{installed}:{os.environ['PATH']}"}
    ran = run("bash", "-e", "-c", loops[0], cwd=tmp_path, env=environment)
    assert ran.code == 0, ran.out
    assert (tmp_path / "public/company/calls/index.html").is_file()
    assert (tmp_path / "public/north/calls/index.html").is_file()
    call.write_text("minuts: 3\n", encoding="utf-8")
    for loop in loops:
        assert run("bash", "-e", "-c", loop, cwd=tmp_path, env=environment).code != 0


def test_without_version_control_a_team_and_its_company_share_workflows(tmp_path: Path) -> None:
    """The top is the folder that contains both."""
    assert repository_above(tmp_path / "north", "../company") == tmp_path
    assert repository_above(tmp_path / "north") is None
    assert repository_above(tmp_path / "north", "acme-playbook") is None
    git(tmp_path, "init", "-q")
    assert repository_above(tmp_path / "teams/north") == tmp_path
    assert repository_above(tmp_path) is None


def test_the_settings_of_other_tools_agree_with_fmt(tmp_path: Path) -> None:
    """The output of `precall fmt` follows `.yamllint` and `.editorconfig`."""
    root = written(tmp_path / "site")
    lint = yaml.safe_load((root / ".yamllint").read_text(encoding="utf-8"))["rules"]
    assert lint["indentation"] == {"spaces": 2, "indent-sequences": True}
    assert lint["line-length"]["max"] >= LINE_WIDTH
    editor = (root / ".editorconfig").read_text(encoding="utf-8")
    assert "indent_size = 2" in editor
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".yml", ".yaml", ".json")):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n"), path
        for line in text.splitlines():
            assert len(line) <= lint["line-length"]["max"] or path.suffix == ".json", path
            assert line == line.rstrip(), path


def test_missing_options_are_asked_at_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invalid answer is asked again, and an empty answer means the default in the language that was chosen."""
    answers = io.StringIO("Deutsch\nde\n\n\npostcard\n\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    settings = load(written(tmp_path / "site")).playbook.settings
    assert (settings.team, settings.title, settings.language, settings.cards.paper) == (
        "Unser Team",
        "Vertriebs-Playbook",
        "de",
        "a4",
    )


def test_a_new_site_can_extend_a_companys_playbook(tmp_path: Path) -> None:
    """It has one valid content file and inherits everything; without the company's playbook nothing is written."""
    written(tmp_path / "company", "--team", "Company", "--language", "de")
    root = written(tmp_path / "north", "--team", TEAM, "--extends", "../company")
    assert [path.name for path in (root / "playbook").rglob("*")] == ["playbook.yml"]
    for command in (["check", "--strict"], ["fmt", "--check"], ["schema", "--check"]):
        assert main([*command, "--root", str(root)]) == 0
    playbook = load(root).playbook
    assert (playbook.settings.team, playbook.settings.language) == (TEAM, "de")
    assert playbook.calls.keys() == load(tmp_path / "company").playbook.calls.keys()
    assert "Für die Technik" in (root / "README.md").read_text(encoding="utf-8")
    assert main(["new", "site", str(tmp_path / "south"), "--extends", "../compny"]) == 2
    assert not (tmp_path / "south").exists()


def test_new_workflows_check_before_they_publish(tmp_path: Path) -> None:
    """They check, then build strict, from the whole history, with pinned actions and minimal permissions."""
    root = written(tmp_path / "site")
    github = yaml.safe_load((root / ".github/workflows/playbook.yml").read_text(encoding="utf-8"))
    build, publish = github["jobs"]["build"], github["jobs"]["publish"]
    commands = [step["run"] for step in build["steps"] if "run" in step and "id" not in step]
    assert commands == ["pip install -r requirements.txt", "precall check --format github", "mkdocs build --strict"]
    assert build["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert github["permissions"] == {"contents": "read"}
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    # Without GitHub Pages the first run checks and is green.
    assert "needs.build.outputs.pages" in publish["if"]
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["needs"] == "build"
    used = [step["uses"] for job in github["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(used) == 5
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", each) for each in used)
    gitlab = yaml.safe_load((root / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    script = gitlab[".playbook"]["script"]
    assert script == ["pip install -r requirements.txt", "precall check", "mkdocs build --strict --site-dir public"]
    assert gitlab["variables"]["GIT_DEPTH"] == "0"
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]
    assert {gitlab[job]["extends"] for job in ("check", "pages")} == {".playbook"}


def test_new_workflows_cache_precalls_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On both hosts the next run has the site's cache folder and the user's."""
    root = written(tmp_path / "site")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", "/home/runner")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    github = yaml.safe_load((root / ".github/workflows/playbook.yml").read_text(encoding="utf-8"))
    (step,) = (each for each in github["jobs"]["build"]["steps"] if "actions/cache@" in each.get("uses", ""))
    cached = {Path(path).expanduser() for path in step["with"]["path"].split()}
    assert cached == {Path(CACHE), cache_folder()}
    # The key changes with the content, so an old cache is never overwritten; the newest one is restored.
    assert "hashFiles('playbook/**'" in step["with"]["key"]
    assert step["with"]["key"].startswith(step["with"]["restore-keys"])
    gitlab = yaml.safe_load((root / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    monkeypatch.setenv("XDG_CACHE_HOME", gitlab["variables"]["XDG_CACHE_HOME"].replace("$CI_PROJECT_DIR", "/builds"))
    folder = cache_folder()
    assert folder is not None
    assert {CACHE, folder.relative_to("/builds").as_posix()} <= set(gitlab[".playbook"]["cache"]["paths"])


def test_pre_commit_hooks_are_existing_commands(tmp_path: Path) -> None:
    """The hooks of a new site, and those that this repository offers, succeed in a new site."""
    root = written(tmp_path / "site")
    local = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in local] == [hook["id"] for hook in offered] == ["precall-check", "precall-fmt"]
    for hook in (*local, *offered):
        program, *words = hook["entry"].split()
        assert program == "precall"
        assert main([*words, "--root", str(root)]) == 0
        assert re.search(hook["files"], "playbook/calls/first-meeting.yml")
        assert not hook["pass_filenames"]


@pytest.mark.parametrize("flags", [("--language", "German"), ("--language", "e\n")])
def test_an_invalid_language_is_refused(flags: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing is written."""
    assert main(["new", "site", str(tmp_path / "site"), *flags]) == 2
    assert not (tmp_path / "site").exists()


def test_a_new_site_has_no_text_of_our_playbook(tmp_path: Path) -> None:
    """Its calls, objectives, questions and principles differ from ours."""
    root = written(tmp_path / "site")
    ours, theirs = check_folder(ROOT).playbook, check_folder(root).playbook
    assert not {call.objective for call in ours.calls.values()} & {call.objective for call in theirs.calls.values()}
    assert not {each.say for each in ours.principles.values()} & {each.say for each in theirs.principles.values()}


def test_the_same_choices_make_the_same_files() -> None:
    """The files are equal byte for byte."""
    assert site_files(ProjectOptions("A")) == site_files(ProjectOptions("A"))


def test_a_new_site_links_to_the_manual_of_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README has the address that the package's metadata has; without one it has no link."""
    url = "https://code.example.com/team/precall/blob/v0.1.0/docs/manual/index.md"
    for given, language in ((("Source, https://x.example.com", f"Documentation, {url}"), "en"), ((), "de")):
        facts = Message()
        for each in given:
            facts["Project-URL"] = each
        monkeypatch.setattr(metadata, "metadata", lambda _name, facts=facts: facts)
        text = site_files(ProjectOptions("Team", language=language), tmp_path)["README.md"].decode()
        assert (f"({url})" in text) == bool(given)
        assert ("anual](" in text) == bool(given)
