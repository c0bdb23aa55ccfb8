"""`precall build` builds the site or a zip file of it, or prints why it cannot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.cli.main import main
from tests.support.processes import python
from tests.support.sites import copy_of_ours

SITE = {
    "mkdocs.yml": "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [search, precall]\n",
    "docs/about.md": "# About\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the smallest playbook with a site's settings."""
    from precall.check import example

    root = tmp_path / "root"
    example.lay_out(root, {})
    for name, text in SITE.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.slow
def test_build_writes_the_same_site_as_mkdocs(built_site: Path, tmp_path: Path) -> None:
    """The files equal those of `mkdocs build`, in the folder that mkdocs.yml names."""
    root = copy_of_ours(tmp_path / "ours")
    ran = python("-m", "precall", "build", "--strict", "--root", root)
    assert ran.code == 0, ran.out
    assert "Material" not in ran.out
    made = root / "site"
    files = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    theirs = {path.relative_to(built_site): path.read_bytes() for path in built_site.rglob("*") if path.is_file()}
    assert files.keys() == theirs.keys()
    assert [name for name, content in files.items() if content != theirs[name]] == []


def test_offline_writes_one_reproducible_zip_file(
    small: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It begins with the home page's folder, is the same twice, and keeps the addresses of printed cards."""
    settings = small / "mkdocs.yml"
    settings.write_text(settings.read_text() + "use_directory_urls: false\n")
    made = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for out in made:
        assert main(["build", "--offline", "--root", str(small), "--out", str(out)]) == 0
    assert "Unpack it all, then open index.html." in capfd.readouterr().out
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as archived:
        assert {"index.html", "about/index.html", "calls/index.html"} <= set(archived.namelist())
    assert not (small / "site").exists()


def test_a_content_error_stops_the_build(small: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The problem is printed as by the check, the exit code is 1, and no file is written."""
    next((small / "playbook" / "calls").glob("*.yml")).write_text("title: A\nstage: nowhere\n", encoding="utf-8")
    assert main(["build", "--offline", "--root", str(small), "--out", str(tmp_path / "a.zip")]) == 1
    assert "error[unknown-reference]" in capfd.readouterr().err
    assert list(tmp_path.glob("*.zip")) == []


def test_strict_stops_at_a_warning(small: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A broken link is reported, and stops only a strict build."""
    (small / "docs" / "about.md").write_text("# About\n\n[x](gone.md)\n", encoding="utf-8")
    out = tmp_path / "a.zip"
    command = ["build", "--offline", "--root", str(small), "--out", str(out)]
    assert main([*command, "--strict"]) == 1
    assert "warning: Doc file 'about.md' contains a link 'gone.md'" in capfd.readouterr().err
    assert not out.exists()
    assert main(command) == 0
    assert out.exists()


BROKEN: dict[str, Callable[[Path], object]] = {
    "no settings": lambda root: (root / "mkdocs.yml").unlink(),
    "not named": lambda root: (root / "mkdocs.yml").write_text("site_name: Ours\n"),
    "no YAML": lambda root: (root / "mkdocs.yml").write_text("site_name: [\n"),
    "no theme": lambda root: (root / "mkdocs.yml").write_text("site_name: Ours\ntheme: gone\nplugins: [precall]\n"),
    "no playbook": lambda root: (root / "playbook").rename(root / "elsewhere"),
    "nothing": lambda root: None,
}


@pytest.mark.parametrize(
    ("broken", "arguments", "message"),
    [
        ("nothing", "--out a.zip", "--out needs --offline."),
        ("nothing", "--offline --out .", '"." must end in .zip'),
        ("nothing", "--offline --out gone/a.zip", "There is no folder gone to write a.zip to."),
        ("no settings", "", "mkdocs.yml does not exist, so there is no site to build."),
        ("not named", "", "mkdocs.yml does not name Precall, so the site would lack its playbook."),
        ("no YAML", "", "mkdocs.yml cannot be read: "),
        ("no theme", "", "mkdocs.yml has an invalid setting, listed above."),
        ("no playbook", "", "There is no folder playbook/ in "),
    ],
)
def test_an_impossible_build_is_reported_with_a_hint(small: Path, broken: str, arguments: str, message: str) -> None:
    """The message is one sentence with a fix, the exit code is 2, and nothing is written."""
    BROKEN[broken](small)
    ran = python("-m", "precall", "build", *arguments.split(), cwd=small)
    assert ran.code == 2
    assert message in ran.out
    assert "Traceback" not in ran.out
    assert not list(small.glob("*.zip"))
    assert not (small / "site").exists()


def test_a_problem_in_a_build_has_its_severity_once(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A warning is printed as the checker prints it, with nothing before its file."""
    allowed = "- {id: two-lines, title: A, say: B, allow: [{rule: dead-link, reason: x}]}\n"
    (small / "playbook" / "principles.yml").write_text(allowed, encoding="utf-8")
    assert main(["build", "--root", str(small)]) == 0
    assert "\nplaybook/principles.yml:1:" in f"\n{capfd.readouterr().err}"
