"""The documentation is correct and complete: commands run, examples pass, and no command, field or rule is missing."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from precall import __version__
from precall.check import example
from precall.check.registry import all_rules
from precall.check.runner import check_folder
from precall.cli.main import app, main
from precall.content.loader import load
from precall.content.model import FILES, Question, Stage, fields_by_key
from precall.exports import json_export
from tests.support import command_reference
from tests.support.floors import FLOORS
from tests.support.gits import git
from tests.support.made_pages import make_pages
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.sites import copy_of_ours

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("[CRS]*.md")])
COMMANDS_PAGE = ROOT / "docs/manual/reference/commands.md"
TUTORIAL = ROOT / "docs/manual/tutorial.md"
COMPANY_PAGE = ROOT / "docs/manual/how-to/company.md"
ENTRIES_PAGE = ROOT / "docs/manual/reference/entries.md"

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_HERE = (".", "pip", "npm", "tar", "mv", "python3", "cd", "git", "make", "mkdocs", "properdocs")
"""Programs of a block of `sh`: they install, or go on until they are stopped, and are for the reader's own machine."""


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def commands() -> dict[str, click.Command]:
    """Return every command and its parser, by the words of the command line."""
    found: dict[str, click.Command] = {}

    def walk(words: str, here: click.Command) -> None:
        if not isinstance(here, click.Group):
            return
        context = click.Context(here)
        for name in here.list_commands(context):
            below = here.get_command(context, name)
            assert below is not None
            found[f"{words} {name}".strip()] = below
            walk(f"{words} {name}".strip(), below)

    walk("", app)
    return found


def options(of: click.Command) -> set[str]:
    return {name for option in of.get_params(click.Context(of)) for name in option.opts if name.startswith("--")}


CONSOLES = [
    pytest.param(typed, id=f"{page.stem}-{number}")
    for page in PAGES
    if page != TUTORIAL
    for number, typed in enumerate(blocks(page, "console"))
]


@pytest.mark.parametrize("typed", CONSOLES)
def test_every_command_of_a_console_runs(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run the commands of each page in order in a copy of our playbook, or in an empty folder; each exits with 0."""
    if typed.startswith("$ git init"):
        folder = tmp_path / "empty"
        folder.mkdir()
    else:
        folder = copy_of_ours(tmp_path / "ours")
    monkeypatch.chdir(folder)
    lines = [line[2:] for line in typed.splitlines() if line.startswith("$ ")]
    assert lines
    for line in lines:
        program, *arguments = shlex.split(line, comments=True)
        if program == "precall":
            assert main(arguments) == 0, f"{line}\n{capsys.readouterr().err}"
        elif program == "git":
            git(folder, *arguments)
        else:
            ran = python("-m", program, *arguments, cwd=folder)
            assert ran.code == 0, f"{line}\n{ran.out}"


def test_the_tutorial_leads_to_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Follow it in an empty folder: write its files, type its commands, and find the output that it shows."""
    monkeypatch.chdir(tmp_path)
    followed, printed = 0, ""
    for language, body in FENCE.findall(TUTORIAL.read_text(encoding="utf-8")):
        if language == "yaml":
            named = re.match(r"# (playbook/\S+)\n", body)
            assert named
            assert Path(named[1]).is_file()
            Path(named[1]).write_text(body, encoding="utf-8")
        for line in body.splitlines() if language == "console" else ():
            if line.startswith("$ cd "):
                monkeypatch.chdir(line[5:])
            elif line.startswith("$ precall "):
                assert main(shlex.split(line)[2:]) == 0, f"{line}\n{capsys.readouterr().err}"
                printed = capsys.readouterr().out
                followed += 1
            else:
                assert line in printed
    assert followed == 5
    assert Path("cards.pdf").read_bytes().startswith(b"%PDF")


def mentions() -> Iterator[tuple[str, str]]:
    """Yield every command in a line or in a block that is not run, with its page."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for line in [line for body in blocks(page, "sh") for line in body.splitlines()]:
            yield page.name, line
        for found in re.findall(r"`(precall [^`\n]*)`", FENCE.sub("", text)):
            yield page.name, found
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        for found in re.findall(r"^\s*(?:- run: )?(precall .*)$", workflow.read_text(encoding="utf-8"), re.MULTILINE):
            yield workflow.name, found


def test_every_command_that_is_mentioned_exists() -> None:
    """The options in the text exist too."""
    known = commands()
    assert len(list(mentions())) > 40
    for page, line in mentions():
        words = shlex.split(line.replace("\\|", "|"), comments=True)
        if not words or words[0] in NOT_HERE:
            continue
        assert words[0] == "precall", f"{page}: {line}"
        plain = words[1 : next((number for number, word in enumerate(words) if word.startswith("-")), len(words))]
        given = {word.split("=")[0].strip("[]") for word in words if word.startswith("--")}
        named = [name for name in (" ".join(plain[:2]), " ".join(plain[:1])) if name in known or "|" in name]
        assert named or not plain, f"{page} names a command that does not exist: {line}"
        if plain and named[0] in known:
            assert given <= options(known[named[0]]) | options(known[plain[0]]), f"{page}: {line}"


def test_every_command_and_option_is_documented() -> None:
    """The page of the commands has every command and option of the command line."""
    text = COMMANDS_PAGE.read_text(encoding="utf-8")
    for_all, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    shared = set.intersection(*(options(of) for name, of in commands().items() if " " not in name))
    assert all(f"`{option}" in for_all for option in shared)
    for name, of in commands().items():
        about = [section for section in sections if f"precall {name.split()[0]}" in section.partition("\n")[0]]
        assert about, f"{COMMANDS_PAGE} has no section on precall {name}"
        shown = " ".join(about)
        assert f"precall {name}" in shown, f"{COMMANDS_PAGE} does not show precall {name}"
        for option in options(of) - shared:
            assert re.search(rf"{option}\b", shown), f"{COMMANDS_PAGE} does not show {option} of precall {name}"


def test_the_reference_of_options_is_that_of_the_command_line() -> None:
    """The page is what `make reference` writes today."""
    written = command_reference.FILE.read_text(encoding="utf-8")
    assert written == command_reference.reference(), "Run `make reference`, and commit the page."


def example_files(page: Path) -> dict[str, str]:
    """Return the examples that name their file in the first line, by their path below `playbook/`."""
    named = (re.match(r"# playbook/(\S+)\n", body) for body in blocks(page, "yaml"))
    return {found[1]: found.string for found in named if found}


def test_the_examples_of_entries_are_a_valid_playbook(tmp_path: Path) -> None:
    """The check prints no warning, and every suppression is needed."""
    for path, content in example_files(ENTRIES_PAGE).items():
        file = tmp_path / "playbook" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    found = check_folder(tmp_path).problems
    assert [(problem.path, problem.rule, problem.message) for problem in found] == []


def test_the_example_of_a_team_extends_a_company(tmp_path: Path) -> None:
    """Every file is valid over the smallest playbook, and makes the described changes."""
    example.lay_out(tmp_path / "company", {})
    for body in blocks(COMPANY_PAGE, "yaml"):
        named = re.match(r"# (north/\S+)\n", body)
        if named:
            (tmp_path / named[1]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / named[1]).write_text(body, encoding="utf-8")
    checked = check_folder(tmp_path / "north")
    assert [(each.rule, each.severity) for each in checked.problems] == [("lost-reference", "notice")]
    call = checked.playbook.calls["first-meeting"]
    assert (call.minutes, call.barriers, call.title) == (20, (), "First meeting")


def test_the_examples_of_entries_have_every_field() -> None:
    """The examples cover every kind of file and every group in one."""
    shown = "\n".join([*blocks(ENTRIES_PAGE, "yaml"), *blocks(COMPANY_PAGE, "yaml")])
    for model in (*(kind.model for kind in FILES), Question, Stage):
        for key in fields_by_key(model):
            assert re.search(rf"^\s*(- )?{key}:", shown, re.MULTILINE), f"{model.__name__}.{key}"


def test_every_field_and_rule_is_on_the_site() -> None:
    """The field reference has every key with its description, and the list of rules every rule."""
    pages = {page.address.folder: html.unescape(page.html) for page in make_pages(load(ROOT).playbook, ROOT)}
    for model in (*(kind.model for kind in FILES), Question, Stage):
        for key, field in fields_by_key(model).items():
            assert field.description
            assert f">{key}<" in pages["editors/fields"], key
    for rule in all_rules():
        assert f'href="{rule}/"' in pages["editors/rules"]
        assert rule in pages[f"editors/rules/{rule}"]


def test_every_example_of_settings_is_valid(tmp_path: Path) -> None:
    """The examples of `playbook.yml` on all pages are valid settings."""
    shown = [
        (page, body)
        for page in PAGES
        if page != ENTRIES_PAGE
        for body in blocks(page, "yaml")
        if body.startswith("# playbook/playbook.yml")
    ]
    assert shown
    for number, (page, body) in enumerate(shown):
        root = tmp_path / str(number)
        example.lay_out(root, {"playbook.yml": example.SETTINGS + body})
        assert check_folder(root).errors == [], page


def test_the_example_of_a_template_extends_ours(tmp_path: Path) -> None:
    """With the engineers' example, every barrier's page has our content and the line below it."""
    (shown,) = blocks(ROOT / "docs/manual/how-to/engineers.md", "jinja")
    name = re.match(r"\{# (templates/\S+) #\}\n", shown)
    assert name
    example.lay_out(tmp_path, {})
    file = tmp_path / name[1]
    file.parent.mkdir(parents=True)
    file.write_text(shown, encoding="utf-8")
    pages = {page.address.folder: page.html for page in make_pages(load(tmp_path).playbook, tmp_path)}
    assert "We tried that two years ago" in pages["barriers/burned-before"]
    assert "sales-barriers" in pages["barriers/burned-before"]


def test_the_example_of_a_rule_works(tmp_path: Path) -> None:
    """The contributors' example rule reports its wrong example and not its right one."""
    (shown,) = blocks(ROOT / "docs/manual/how-to/contributors.md", "python")
    rule: dict[str, object] = {}
    exec(compile(shown, "free_lunch.py", "exec"), rule)  # our own page
    for name, found in (("BAD", 1), ("GOOD", 0)):
        marked = example.lay_out(tmp_path / name, rule[name])  # type: ignore[arg-type]
        findings = list(rule["check"](load(tmp_path / name).playbook))  # type: ignore[operator]
        assert len(findings) == len(marked) == found


def test_the_picture_shows_every_package_in_its_floor() -> None:
    """The picture has one box for each package, in the rows of `tests/support/floors.py`."""
    page = (ROOT / "docs/manual/how-to/contributors.md").read_text(encoding="utf-8")
    picture = page[page.index("<svg") : page.index("</svg>")]
    boxes = re.findall(r'<text x="[\d.]+" y="(\d+)" class="pc-floors__name">(\w+)<', picture)
    rows = sorted({int(y) for y, _ in boxes})
    assert {name: rows.index(int(y)) + 1 for y, name in boxes} == FLOORS
    described = picture[picture.index("<desc") : picture.index("</desc>")]
    assert all(name in described for _, name in boxes)


def test_the_documented_export_addresses_exist() -> None:
    """The page for other programs names files that a site has."""
    page = (ROOT / "docs/manual/how-to/export.md").read_text(encoding="utf-8")
    uris = {file.uri for file in json_export.api_files(load(ROOT).playbook)}
    for named in re.findall(r"`(api/v1/[\w/.-]+\.json)`", page):
        assert named in uris or "/ID" in named or "BANK" in named, named


def test_the_readme_names_every_command_and_existing_pages() -> None:
    """Its links lead to existing pages."""
    for page in ROOT.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)\)|(?:src|srcset)=\"([^\"]+)\"", text):
            assert (ROOT / "".join(link)).exists(), f"{page.name} leads to {''.join(link)}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in commands():
        assert f"precall {name.split()[0]}" in readme, f"README.md does not name precall {name}"
    assert "pip install precall" in readme[:1000]
    assert "precall new site" in readme[:1000]


def test_the_walk_through_the_code_names_files_that_exist() -> None:
    """Every path in the walk through the code is a file or folder of the package or the repository."""
    page = (ROOT / "docs/manual/explanation/understanding.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([\w/-]+(?:/|\.\w+))`", page) if "/" in name and not name.startswith("/")}
    assert len(named) > 20
    missing = {name for name in named if not any((base / name).exists() for base in (ROOT, ROOT / "hooks/precall"))}
    assert missing == set()


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    """Unreleased comes first, then each version with its day, the newest first; the package's own version is there."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert first == "[Unreleased]"
    found = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", each) for each in versions]
    numbers = [tuple(map(int, each.groups()[:3])) for each in found if each]
    assert len(numbers) == len(versions)
    assert numbers == sorted(numbers, reverse=True)
    assert f"## [{__version__}] - " in text
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds
