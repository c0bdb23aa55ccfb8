"""Commands refuse to write over sources and Git's data before they write anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import company
from precall.cli.main import main
from tests.support.processes import python

SETTINGS = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [search, precall]\n"


@pytest.fixture
def root(lay_out: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a playbook that extends the one in `company`, under version control, as the current folder."""
    folder = lay_out(company())
    settings = folder / "playbook/playbook.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "extends: ./company\n", encoding="utf-8")
    for name in (".git", "templates", "docs"):
        (folder / name).mkdir()
    (folder / "docs/about.md").write_text("# About\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts}


@pytest.mark.parametrize(
    "command",
    [
        "cards --out playbook/cards.pdf",
        "cards --out company/cards.pdf",
        "export --markdown docs",
        "export --markdown .",
        "export --json playbook",
        "export --json company",
        "export --csv .git/questions.csv",
        "export --anki templates/deck.apkg",
        "admin docs",
        "admin playbook/admin",
        "schema --out playbook/calls",
        "build --offline --out playbook/site.zip",
        "new site playbook/ours",
        "new site .git/ours",
    ],
)
def test_a_command_refuses_a_target_with_sources(command: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 2, the message has the reason, and every file is unchanged."""
    before = files(root)
    assert main(command.split()) == 2
    error = capsys.readouterr().err
    assert "Nothing was written. Name another place." in error
    assert files(root) == before


@pytest.mark.parametrize("site", ["playbook", "playbook/calls", "templates", ".git", "company"])
def test_mkdocs_build_refuses_a_target_with_sources(site: str, root: Path) -> None:
    """The message has the reason, the exit code is 1, and every file is unchanged."""
    before = files(root)
    ran = python("-m", "mkdocs", "build", "-q", "-d", site, cwd=root)
    assert ran.code == 1, ran.out
    assert "Nothing was written. Name another place." in ran.out
    assert files(root) == before
