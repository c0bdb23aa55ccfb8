"""Git's history of the content by month, or None."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from precall.site.history import FileChange, history
from tests.support.gits import ADDRESS, AUTHOR, commit, git
from tests.support.processes import run

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


def test_without_git_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no repository, no commit, no content under Git, or no Git program."""
    (tmp_path / "playbook").mkdir()
    assert history(tmp_path) is None
    git(tmp_path, "init", "-q")
    assert history(tmp_path) is None
    (tmp_path / "other").write_text("")
    commit(tmp_path, "2026-01-05")
    assert history(tmp_path) is None
    commit(tmp_path, "2026-01-06", sources="a")
    assert history(tmp_path) is not None
    monkeypatch.setenv("PATH", "")
    assert history(tmp_path) is None


def test_a_month_compares_its_last_state_with_the_last_before(tmp_path: Path) -> None:
    """Changes undone within a month are omitted; the newest month is first; other folders do not count."""
    commit(tmp_path, "2026-01-05", barriers="one", sources="s")
    commit(tmp_path, "2026-02-01", barriers="two", calls__passing="here")
    commit(tmp_path, "2026-02-20", barriers="three", calls__passing=None, sources=None)
    (tmp_path / "elsewhere").write_text("")
    commit(tmp_path, "2026-03-01")
    found = history(tmp_path)
    assert found
    assert found.since is None
    february, january = found.months
    assert (february.first, january.first, february.begins, january.begins) == (FEBRUARY, JANUARY, False, True)
    assert february.files == (
        FileChange("playbook/barriers.yml", b"one", b"three"),
        FileChange("playbook/sources.yml", b"s", None),
    )
    assert january.files[0] == FileChange("playbook/barriers.yml", None, b"one")


def test_months_are_in_the_order_of_commits(tmp_path: Path) -> None:
    """A commit that is dated before its parent belongs to the parent's month."""
    commit(tmp_path, "2026-01-05", sources="a")
    commit(tmp_path, "2026-03-05", sources="b")
    commit(tmp_path, "2026-02-05", sources="c")
    found = history(tmp_path)
    assert found
    assert [(month.first, month.files[0].after) for month in found.months] == [(MARCH, b"c"), (JANUARY, b"a")]


def test_months_are_in_utc(tmp_path: Path) -> None:
    """A commit's month does not depend on its time zone or on that of the build."""
    commit(tmp_path, "2026-01-05", sources="a")
    commit(tmp_path, "2026-02-28T23:30:00-05:00", sources="b")
    found = history(tmp_path)
    assert found
    assert found.months[0].first == MARCH


def test_a_branch_belongs_to_the_month_of_its_merge(tmp_path: Path) -> None:
    """Commits on the branch may be older."""
    commit(tmp_path, "2026-01-05", sources="a")
    git(tmp_path, "checkout", "-q", "-b", "work")
    commit(tmp_path, "2026-01-10", sources="b")
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge", "work", day="2026-03-02")
    found = history(tmp_path)
    assert found
    assert [month.first for month in found.months] == [MARCH, JANUARY]


def test_the_history_of_a_shallow_clone_has_a_start(tmp_path: Path) -> None:
    """Its oldest commit is the start of the history, not a month in which everything is new."""
    origin = tmp_path / "origin"
    origin.mkdir()
    for month in (1, 2, 3):
        commit(origin, f"2026-0{month}-05", sources=str(month))
    for depth, months in ((1, 0), (2, 1)):
        clone = tmp_path / f"clone{depth}"
        git(tmp_path, "clone", "-q", "--depth", str(depth), origin.as_uri(), str(clone))
        found = history(clone)
        assert found
        assert found.since == date(2026, 4 - depth, 5)
        assert len(found.months) == months
        assert not any(month.begins for month in found.months)


def test_a_playbook_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """Paths are relative to the playbook's root, and other folders are omitted."""
    for name in ("ours", "theirs"):
        (tmp_path / name / "playbook").mkdir(parents=True)
        (tmp_path / name / "playbook/sources.yml").write_text(name)
    commit(tmp_path, "2026-01-05")
    found = history(tmp_path / "ours")
    assert found
    assert found.months[0].files == (FileChange("playbook/sources.yml", None, b"ours"),)


def test_authors_are_optional_and_have_no_email_address(tmp_path: Path) -> None:
    """Names are included only on request."""
    commit(tmp_path, "2026-01-05", sources="a")
    assert AUTHOR not in repr(history(tmp_path))
    asked = history(tmp_path, authors=True)
    assert asked
    assert asked.months[0].authors == (AUTHOR,)
    assert ADDRESS not in repr(asked)


def test_environment_variables_of_a_git_hook_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a hook, Git's variables refer to another repository."""
    commit(tmp_path, "2026-01-05", sources="a")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert history(tmp_path) is not None


def test_the_work_grows_with_months_and_not_with_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For two hundred commits in ten months, Git runs as often and reads as many files as for ten."""

    def repository(name: str, each: int) -> Path:
        root = tmp_path / name
        root.mkdir()
        git(root, "init", "-q")
        parts = []
        for number in range(10 * each):
            when = int(time.mktime((2026, 1 + number // each, 2, 12, 0, number % each, 0, 0, 0)))
            text = f"number {number}\n"
            parts.append(
                f"commit refs/heads/main\ncommitter A <a@example.com> {when} +0000\ndata 1\nx\n"
                f"M 100644 inline playbook/sources.yml\ndata {len(text)}\n{text}\n"
            )
        commands = tmp_path / f"{name}.commands"
        commands.write_text("".join(parts), encoding="utf-8")
        with commands.open() as given:
            assert run("git", "-C", root, "fast-import", "--quiet", stdin=given).code == 0
        return root

    def asked(root: Path) -> list[str]:
        # Git writes each of its runs here, with its arguments.
        notes = root.with_suffix(".trace")
        monkeypatch.setenv("GIT_TRACE2_EVENT", str(notes))
        found = history(root)
        assert found
        assert len(found.months) == 10
        assert sum(len(month.files) for month in found.months) == 10
        events = map(json.loads, notes.read_text(encoding="utf-8").splitlines())
        return [event["argv"][5] for event in events if event["event"] == "start"]

    assert asked(repository("many", 20)) == asked(repository("few", 1))
