"""Git's history of the content, told month by month, or not at all."""

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


def test_without_git_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No repository, no commit, content that is not under Git, no program: each is a plain no."""
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


def test_a_month_is_its_last_state_beside_the_last_before(tmp_path: Path) -> None:
    """What came and went within a month is not told; the newest month is first; other folders do not count."""
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


def test_a_late_clock_turns_no_months_around(tmp_path: Path) -> None:
    """A commit that claims to be older than the one before it belongs to that one's month."""
    commit(tmp_path, "2026-01-05", sources="a")
    commit(tmp_path, "2026-03-05", sources="b")
    commit(tmp_path, "2026-02-05", sources="c")
    found = history(tmp_path)
    assert found
    assert [(month.first, month.files[0].after) for month in found.months] == [(MARCH, b"c"), (JANUARY, b"a")]


def test_months_are_those_of_one_clock(tmp_path: Path) -> None:
    """A commit made late on a last day in one zone counts for the day it was at Greenwich, wherever the build runs."""
    commit(tmp_path, "2026-01-05", sources="a")
    commit(tmp_path, "2026-02-28T23:30:00-05:00", sources="b")
    found = history(tmp_path)
    assert found
    assert found.months[0].first == MARCH


def test_a_merge_counts_when_it_arrives(tmp_path: Path) -> None:
    """Work from a branch belongs to the month in which it was merged."""
    commit(tmp_path, "2026-01-05", sources="a")
    git(tmp_path, "checkout", "-q", "-b", "work")
    commit(tmp_path, "2026-01-10", sources="b")
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge", "work", day="2026-03-02")
    found = history(tmp_path)
    assert found
    assert [month.first for month in found.months] == [MARCH, JANUARY]


def test_a_shallow_clone_says_from_when_it_knows(tmp_path: Path) -> None:
    """Its oldest commit is where telling begins, and not a month in which everything was new."""
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
    """Paths are from the playbook's root, and a neighbour's content is not told."""
    for name in ("ours", "theirs"):
        (tmp_path / name / "playbook").mkdir(parents=True)
        (tmp_path / name / "playbook/sources.yml").write_text(name)
    commit(tmp_path, "2026-01-05")
    found = history(tmp_path / "ours")
    assert found
    assert found.months[0].files == (FileChange("playbook/sources.yml", None, b"ours"),)


def test_names_are_told_only_when_asked_for_and_addresses_never(tmp_path: Path) -> None:
    """Whoever wants names in the page says so."""
    commit(tmp_path, "2026-01-05", sources="a")
    assert AUTHOR not in repr(history(tmp_path))
    asked = history(tmp_path, authors=True)
    assert asked
    assert asked.months[0].authors == (AUTHOR,)
    assert ADDRESS not in repr(asked)


def test_a_hook_of_git_does_not_lead_it_astray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a hook Git's own variables name another repository."""
    commit(tmp_path, "2026-01-05", sources="a")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert history(tmp_path) is not None


def test_the_work_grows_with_months_and_not_with_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two hundred commits in ten months Git is asked as seldom, and for as many files, as of ten."""

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
        # Git notes each of its runs here, with its arguments.
        notes = root.with_suffix(".trace")
        monkeypatch.setenv("GIT_TRACE2_EVENT", str(notes))
        found = history(root)
        assert found
        assert len(found.months) == 10
        assert sum(len(month.files) for month in found.months) == 10
        events = map(json.loads, notes.read_text(encoding="utf-8").splitlines())
        return [event["argv"][5] for event in events if event["event"] == "start"]

    assert asked(repository("many", 20)) == asked(repository("few", 1))
