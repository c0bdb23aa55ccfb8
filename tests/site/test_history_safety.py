"""The history can be read from any repository, and no setting of the repository runs a program."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from precall.site.history import history
from tests.support.gits import commit, git


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log.showSignature", "true"),
        ("log.follow", "true"),
        ("log.showRoot", "false"),
        ("color.ui", "always"),
        ("core.quotePath", "true"),
        ("core.abbrev", "7"),
        ("diff.noprefix", "true"),
        ("format.pretty", "fuller"),
        ("i18n.logOutputEncoding", "ISO-2022-JP"),
        ("log.date", "relative"),
        ("log.decorate", "full"),
    ],
)
def test_settings_for_git_log_do_not_change_the_history(tmp_path: Path, name: str, value: str) -> None:
    """The settings change how `git log` prints."""
    first = tmp_path / "first"
    first.mkdir()
    commit(first, "2026-01-05", sources="a", calls__wärme="b")
    commit(first, "2026-02-05", sources="c")
    before = history(first, authors=True)
    git(first, "config", name, value)
    # In another folder no cached history is used.
    assert history(first.rename(tmp_path / "moved"), authors=True) == before
    assert before
    assert len(before.months) == 2


PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand", "credential.helper"),
    *("diff.external", "diff.evil.command", "diff.evil.textconv", "interactive.diffFilter"),
    *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
    *("gpg.program", "gpg.ssh.program", "pager.log", "pager.diff-tree"),
)
"""Settings whose value is a program that Git may run."""


def test_no_setting_of_a_hostile_repository_runs_a_program(tmp_path: Path) -> None:
    """Each program in the settings and hooks would leave a file; none does."""
    commit(tmp_path, "2026-01-05", sources="a")
    commit(tmp_path, "2026-02-05", sources="b")
    trace, program = tmp_path / "trace", tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {trace}\nexec cat\n")
    program.chmod(0o755)
    (tmp_path / ".git/hooks").mkdir(exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(program, tmp_path / ".git/hooks" / hook)
    (tmp_path / ".gitattributes").write_text("*.yml diff=evil filter=evil\n")
    for name in PROGRAMS:
        git(tmp_path, "config", name, str(program))
    git(tmp_path, "config", "log.showSignature", "true")
    sign_newest(tmp_path)
    trace.unlink(missing_ok=True)
    found = history(tmp_path, authors=True)
    assert found
    assert len(found.months) == 2
    assert not trace.exists()


SIGNATURE = b"""gpgsig -----BEGIN SSH SIGNATURE-----
 U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTk=
 -----END SSH SIGNATURE-----
"""


def rewrite_newest(root: Path, change: Callable[[bytes], bytes]) -> None:
    """Replace the newest commit by one with a changed text."""
    shown = ["git", "-C", str(root), "cat-file", "commit", "HEAD"]
    text = subprocess.run(shown, capture_output=True, check=True).stdout
    write = ["git", "-C", str(root), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(write, input=change(text), capture_output=True, check=True).stdout
    (root / ".git/refs/heads/main").write_bytes(made)


def sign_newest(root: Path) -> None:
    """Add a signature to the newest commit."""
    rewrite_newest(root, lambda text: text.replace(b"\n\n", b"\n" + SIGNATURE + b"\n", 1))


def test_a_signed_commit_is_read(tmp_path: Path) -> None:
    """Git may print the state of a signature between the lines of its output."""
    commit(tmp_path, "2026-01-05", sources="a")
    git(tmp_path, "config", "log.showSignature", "true")
    git(tmp_path, "config", "gpg.format", "ssh")
    sign_newest(tmp_path)
    found = history(tmp_path)
    assert found
    assert [month.first for month in found.months] == [date(2026, 1, 1)]


@pytest.mark.parametrize("seconds", [b"99999999999999", b"9223372036854775807", b"253402300800"])
def test_an_invalid_date_gives_no_history(tmp_path: Path, seconds: bytes) -> None:
    """The build continues without the page of changes."""
    commit(tmp_path, "2026-01-05", sources="a")
    rewrite_newest(tmp_path, lambda text: re.sub(rb"(committer .*> )\d+", rb"\g<1>" + seconds, text))
    assert history(tmp_path) is None
