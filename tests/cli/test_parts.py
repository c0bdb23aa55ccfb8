"""Commands work on a part of the playbook, from any folder in it, and can preview their changes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import call
from precall.cli.main import main
from tests.support.processes import environment, started

UNTIDY = {
    **call(minutes="45\nowner:   Kim"),
    "questions/why-now.yml": "purpose: P.\ntitle: Why now\nquestions:\n- {id: what-changed, ask: What has changed?}\n",
}
FAULTY = {**call(stage="nowhere"), "principles.yml": "- {id: two-lines, title: A}\n"}


@pytest.fixture
def lay(lay_out: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a playbook and change to its folder."""

    def write(files: dict[str, str]) -> Path:
        root = lay_out(files)
        monkeypatch.chdir(root)
        return root

    return write


def test_the_playbook_is_found_upward(
    lay: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command runs in a subfolder, and prints paths relative to it."""
    monkeypatch.chdir(lay(FAULTY) / "playbook/calls")
    assert main(["check", "--format", "concise"]) == 1
    named = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert named == ["../principles.yml", "first-meeting.yml"]


def test_root_is_accepted_before_and_after_the_command(
    lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both positions mean the same."""
    root = str(lay(FAULTY))
    assert main(["--root", root, "check"]) == main(["check", "--root", root]) == 1
    out = capsys.readouterr().out
    assert out[: len(out) // 2] == out[len(out) // 2 :]


@pytest.mark.parametrize("part", ["playbook/principles.yml", "playbook/calls", "."])
def test_a_check_of_a_part_prints_its_problems_only(
    part: str, lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The part is a file or a folder."""
    lay(FAULTY)
    assert main(["check", part, "--format", "concise"]) == 1
    named = {line.split(":")[0] for line in capsys.readouterr().out.splitlines()}
    expected = {"playbook/principles.yml", "playbook/calls/first-meeting.yml"}
    assert named == {path for path in expected if part == "." or path.startswith(part)}


def test_a_path_outside_the_playbook_is_an_error(lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The message has the path and the playbook's folder."""
    root = lay({})
    (root / "notes.txt").touch()
    assert main(["check", "notes.txt"]) == 2
    assert "There is no folder playbook/ in notes.txt, and it is not inside one." in capsys.readouterr().err
    assert main(["fmt", "gone.yml"]) == 2
    assert "gone.yml" in capsys.readouterr().err


def test_fmt_formats_only_the_given_file(lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Other files stay as they were."""
    root = lay(UNTIDY)
    other = (root / "playbook/calls/first-meeting.yml").read_bytes()
    assert main(["fmt", "playbook/questions/why-now.yml"]) == 0
    assert capsys.readouterr().out == "playbook/questions/why-now.yml: tidied\n"
    assert (root / "playbook/questions/why-now.yml").read_text().startswith("title: Why now\n")
    assert (root / "playbook/calls/first-meeting.yml").read_bytes() == other


def test_fmt_diff_prints_a_patch_and_changes_nothing(
    lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Git applies the patch, and then the files are tidy."""
    root = lay(UNTIDY)
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    assert main(["fmt", "--diff"]) == 0
    patch = capsys.readouterr().out
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before
    assert main(["fmt", "--diff", "--check"]) == 1
    subprocess.run(["git", "apply", "-"], input=patch, text=True, cwd=root, check=True, timeout=30)
    assert main(["fmt", "--check"]) == 0


def test_a_rename_can_be_previewed(lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """--dry-run lists each location and changes nothing; ids may have their kind."""
    root = lay({})
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    assert main(["rename", "calls/first-meeting", "intro", "--dry-run"]) == 0
    assert "first-meeting.yml -> playbook/calls/intro.yml" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before


def test_watch_checks_after_each_edit(lay: Callable[..., Path]) -> None:
    """With --watch the problems are printed after each edit, until the program is stopped."""
    root = lay(FAULTY)
    command = [sys.executable, "-m", "precall", "check", "--watch", "--format", "concise"]
    with started(
        *command, cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout
        first = {running.stdout.readline().split(":")[0], running.stdout.readline().split(":")[0]}
        assert first == {"playbook/calls/first-meeting.yml", "playbook/principles.yml"}
        for name, content in call().items():
            (root / "playbook" / name).write_text(content, encoding="utf-8")
        assert running.stdout.readline().startswith("playbook/principles.yml:")
