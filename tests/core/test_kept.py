"""What is kept between runs saves time and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from precall.coach import Judgement, judge_question, service
from precall.core.cache import NO_CACHE, Kept, kept, key_of, let_go, remembered, version_of
from tests.support.processes import python


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder, as a user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    kept.cache_clear()
    yield tmp_path / "cache" / "precall"
    kept.cache_clear()


def test_what_was_kept_is_there_for_the_next_run(folder: Path) -> None:
    """A value comes back as it was; another key and another version know nothing of it."""
    first = Kept("things", "v1")
    first.add(key_of("a", "b"), ["x", 1.5, None])
    first.write()
    assert Kept("things", "v1").get(key_of("a", "b")) == ["x", 1.5, None]
    assert Kept("things", "v1").get(key_of("ab")) is None
    assert Kept("things", "v2").get(key_of("a", "b")) is None


def test_a_new_version_clears_the_old_one_away(folder: Path) -> None:
    """The folder does not grow with every release."""
    for version in ("v1", "v2"):
        made = Kept("things", version)
        made.add("a", 1)
        made.write()
    assert [path.name for path in folder.iterdir()] == ["things-v2.json"]


def test_only_what_is_used_stays_when_there_is_too_much(folder: Path) -> None:
    """The folder does not grow with every edit either."""
    first = Kept("things", "v", most=3)
    for key in "abc":
        first.add(key, 1)
    first.write()
    second = Kept("things", "v", most=3)
    assert second.get("a") == 1
    second.add("d", 1)
    second.write()
    assert json.loads((folder / "things-v.json").read_text()) == {"a": 1, "d": 1}


@pytest.mark.parametrize("content", ["{ not json", "[1]", '{"a": {"b": 1}}', ""])
def test_a_broken_file_costs_time_and_nothing_else(folder: Path, content: str) -> None:
    """Whatever stands in the file, the coach says what it would have said."""
    said = service._judged(judge_question, "What has changed?")
    kept("coach", service._version()).write()
    (file,) = folder.iterdir()
    key = key_of("judge_question", "What has changed?")
    for text in (content, json.dumps({key: [1, 2]}), json.dumps({key: "words"})):
        file.write_text(text)
        kept.cache_clear()
        assert service._judged(judge_question, "What has changed?") == said


def test_a_kept_judgement_is_the_judgement(folder: Path) -> None:
    """Nothing of it is lost on the way to the disk and back, and it is not made twice."""
    asked: list[str] = []

    def judge(text: str) -> Judgement:
        asked.append(text)
        return Judgement(text, "steer", 0.9, ("Why", "so"), ((0, 2), (3, 4)), True, True, False, None, True)

    first = service._judged(judge, "So *what*?")
    kept("coach", service._version()).write()
    kept.cache_clear()
    assert service._judged(judge, "So *what*?") == first
    assert asked == ["So what?"]


def test_no_folder_is_needed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be, or is switched off, everything goes on without it."""
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in its place")
    made = Kept("things", "v")
    made.add("a", 1)
    made.write()
    folder.unlink()
    monkeypatch.setenv(NO_CACHE, "1")
    made.add("b", 1)
    made.write()
    assert not folder.exists()


def test_no_cache_says_the_same(lay_out: Callable[..., Path], folder: Path) -> None:
    """`precall check` finds the same before, with and without what is kept, and without it leaves nothing."""
    root = lay_out()
    env = {"XDG_CACHE_HOME": str(folder.parent)}
    without = python("-m", "precall", "check", "--no-cache", "--root", root, env=env)
    assert not folder.exists()
    first = python("-m", "precall", "check", "--root", root, env=env)
    assert list(folder.glob("coach-*.json"))
    second = python("-m", "precall", "check", "--root", root, env=env)
    assert without == first == second


def test_a_version_is_the_content_of_its_files(tmp_path: Path) -> None:
    """Neither a clock nor where the files lie changes it."""
    one, other = tmp_path / "a.py", tmp_path / "copy" / "a.py"
    other.parent.mkdir()
    for path in (one, other):
        path.write_text("1")
    assert version_of([one]) == version_of([other])
    other.write_text("2")
    assert version_of([one]) != version_of([other])


def test_what_is_let_go_is_found_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it stays in memory, and nothing is lost. A process that makes the same again lets nothing go."""
    asked: list[str] = []

    @remembered(10)
    def loud(word: str) -> str:
        asked.append(word)
        return word.upper()

    store = kept("things", "v")
    store.add("a", [1])
    loud("so")
    monkeypatch.setattr("precall.core.cache.is_live", lambda: True)
    let_go()
    assert (loud("so"), store._read, asked) == ("SO", {"a": [1]}, ["so"])
    monkeypatch.setattr("precall.core.cache.is_live", lambda: False)
    let_go()
    assert store._read is None
    assert (loud("so"), store.get("a"), asked) == ("SO", [1], ["so", "so"])
    monkeypatch.setenv(NO_CACHE, "1")
    store.add("b", [2])
    let_go()
    assert store.get("b") == [2]
