"""The wheel has everything that a team needs, and no content of our own playbook is in the wheel or the sdist."""

from __future__ import annotations

import os
import re
import shlex
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import hatch_build
import pytest

from tests.support.paths import ROOT
from tests.support.processes import Result, python, run

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and the sdist as in a release."""
    folder = tmp_path_factory.mktemp("dist")
    ran = python("-m", "hatchling", "build", "-d", folder)
    assert ran.code == 0, ran.out
    return folder


@pytest.fixture(scope="module")
def clean(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs a program in a new environment with only the wheel, from an empty folder.

    What the wheel depends on is taken from the environment of the tests, so that nothing is downloaded.
    """
    home = tmp_path_factory.mktemp("clean")
    environment = home / "environment"
    ran = python("-m", "venv", "--without-pip", environment)
    assert ran.code == 0, ran.out
    bin_ = environment / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = built.glob("*.whl")
    ran = python("-m", "pip", "--python", bin_ / "python", "install", "--quiet", "--no-index", "--no-deps", wheel)
    assert ran.code == 0, ran.out
    (packages,) = environment.rglob("site-packages")
    # A line of a .pth file is a folder to search after the environment's own.
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    work = home / "work"
    work.mkdir()

    def run_clean(line: str, folder: str = ".") -> Result:
        program, *arguments = shlex.split(line)
        command = [bin_ / program] if program != "mkdocs" else [bin_ / "python", "-m", "mkdocs"]
        own = {"PATH": os.defpath, "HOME": str(home), "NO_MKDOCS_2_WARNING": "1", "LANG": "C.UTF-8"}
        return run(*command, *arguments, cwd=work / folder, env=own, only=True)

    return run_clean


def test_a_team_can_start_with_the_wheel_alone(clean: Run) -> None:
    """The README's steps run without our sources: a site, a call, the check, a strict build and cards."""
    where = clean("python -c 'import precall, pathlib; print(pathlib.Path(precall.__file__), pathlib.Path.cwd())'")
    package, work = where.out.split()
    assert str(ROOT) not in package
    for line, folder in (
        ("precall new site our-playbook", "."),
        ('precall new call "Annual check-in"', "our-playbook"),
        ("precall new site --help", "our-playbook"),
        ("precall rules", "our-playbook"),
    ):
        ran = clean(line, folder)
        assert ran.code == 0, f"{line}\n{ran.out}"
    assert "empty-text" in clean("precall check", "our-playbook").out
    call = Path(work, "our-playbook/playbook/calls/annual-check-in.yml")
    blanks = {
        "stage:": "stage: grow",
        "channel:": "channel: meeting",
        "when:": "when: A year has passed since we began.",
        "minutes:": "minutes: 30",
        "objective:": "objective: The client knows what the year has brought them, and what they want from the next.",
        "  best:": "  best: A date for the next year's plan in our diary.",
        "  smallest:": "  smallest: A note of what they would change.",
        "draft: true": "",
    }
    lines = [blanks.get(line, line) for line in call.read_text(encoding="utf-8").splitlines()]
    call.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in ("precall check", "mkdocs build", "precall cards", "precall fmt --check", "precall schema"):
        ran = clean(line, "our-playbook")
        assert ran.code == 0, f"{line}\n{ran.out}"
    made = Path(work, "our-playbook")
    assert (made / "cards.pdf").read_bytes().startswith(b"%PDF")
    assert (made / "site/cards/annual-check-in/index.html").is_file()


def test_a_company_and_its_teams_need_the_wheel_alone(clean: Run) -> None:
    """Two teams extend one company, override and exclude entries, and build strict."""
    where = clean("python -c 'import pathlib; print(pathlib.Path.cwd())'").out.strip()
    for line in (
        "precall new site company --team Company",
        "precall new site north --team North --extends ../company",
        "precall new site south --team South --extends ../company --language de",
    ):
        ran = clean(line)
        assert ran.code == 0, f"{line}\n{ran.out}"
    changed = Path(where, "north/playbook/calls/review.yml")
    changed.parent.mkdir()
    changed.write_text("minutes: 15\n", encoding="utf-8")
    settings = Path(where, "south/playbook/playbook.yml")
    settings.write_text(f"{settings.read_text(encoding='utf-8')}hide: [calls/review]\n", encoding="utf-8")
    for team in ("north", "south"):
        for line in ("precall check --strict", "mkdocs build --strict"):
            ran = clean(line, team)
            assert ran.code == 0, f"{team}: {line}\n{ran.out}"
    assert "15 min" in Path(where, "north/site/calls/review/index.html").read_text(encoding="utf-8")
    assert not Path(where, "south/site/calls/review").exists()


def names(built: Path) -> dict[str, bytes]:
    """Return the path of every file in the wheel and the sdist."""
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as opened:
        found = {name: opened.read(name) for name in opened.namelist()}
    with tarfile.open(sdist) as packed:
        for member in packed.getmembers():
            file = packed.extractfile(member)
            if file is not None:
                found[f"sdist/{member.name.partition('/')[2]}"] = file.read()
    return found


def test_the_distributions_have_the_package_and_none_of_our_content(built: Path) -> None:
    """They have all files of the package and its metadata, and no objective, outcome or principle of ours."""
    found = names(built)
    ours = {path.relative_to(ROOT / "hooks").as_posix() for path in (ROOT / "hooks/precall").rglob("*")}
    wanted = {name for name in ours if (ROOT / "hooks" / name).is_file() and "__pycache__" not in name}
    in_wheel = {name for name in found if not name.startswith("sdist/")}
    assert {name for name in in_wheel if not name.partition("/")[0].endswith(".dist-info")} == wanted
    in_sdist = {name.removeprefix("sdist/") for name in found if name.startswith("sdist/")}
    assert {name.removeprefix("hooks/") for name in in_sdist if name.startswith("hooks/")} == wanted
    rest = {name for name in in_sdist if not name.startswith("hooks/")}
    assert rest == {
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "pyproject.toml",
        "PKG-INFO",
        ".gitignore",
        "hatch_build.py",
    }
    our_texts = [
        line.partition(": ")[2].strip().encode()
        for path in sorted((ROOT / "playbook").rglob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("objective: ", "say: ", "best: "))
    ]
    assert len(our_texts) > 60
    for name, content in found.items():
        assert not [each for each in our_texts if len(each) > 30 and each in content], name


def test_the_sdist_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    """The wheels are equal byte for byte, so the sdist has every source."""
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        packed.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    ran = python("-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again", cwd=folder)
    assert ran.code == 0, ran.out
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_readme_of_the_package_has_only_links_that_work() -> None:
    """Links and pictures are absolute at the version's tag; without a known repository there are none."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = hatch_build.readme(text, "https://code.example.com/team/precall", "v9.9.9")
    found = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", linked)
    assert len(found) > 10
    for target in map("".join, found):
        assert target.startswith("https://code.example.com/team/precall/"), target
        kind, tag, path = target.removeprefix("https://code.example.com/team/precall/").split("/", 2)
        assert (kind in ("blob", "raw"), tag) == (True, "v9.9.9")
        assert (ROOT / path).exists(), target
    alone = hatch_build.readme(text, "", "v9.9.9")
    assert not re.search(r"\]\(|<img|<picture|\| +\|", alone)
    assert "pip install precall" in alone


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://code.example.com/team/precall.git", "https://code.example.com/team/precall"),
        ("https://someone:secret@code.example.com/team/precall", "https://code.example.com/team/precall"),
        ("git@code.example.com:team/precall.git", "https://code.example.com/team/precall"),
        ("ssh://git@code.example.com/team/precall/", "https://code.example.com/team/precall"),
        ("/srv/git/precall.git", ""),
    ],
)
def test_the_address_of_the_repository_is_public(
    written: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address for pushing becomes the one for readers, without credentials; a folder is none."""
    monkeypatch.setenv("PRECALL_REPOSITORY", written)
    assert hatch_build.repository_url(tmp_path) == expected
    assert bool(hatch_build.urls(expected, "v1")) == bool(expected)


def test_every_action_of_a_workflow_is_pinned() -> None:
    """A tag can be moved to other code, a commit cannot."""
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        for used in re.findall(r"uses: (\S+)", workflow.read_text(encoding="utf-8")):
            assert used.startswith("./") or re.search(r"@[0-9a-f]{40}$", used), f"{workflow.name}: {used}"
