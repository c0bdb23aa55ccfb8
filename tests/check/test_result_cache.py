"""A second check of the same content says what the first said, at once; of any other content, what is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from precall.check import result_cache
from precall.check.rules import call_without_barriers
from precall.check.runner import check_folder
from tests.support.processes import python

DAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a-cache"))
    monkeypatch.setattr("sys.platform", "linux")
    result_cache._kept.cache_clear()
    yield
    result_cache._kept.cache_clear()


def later() -> None:
    """What another run would find."""
    result_cache._kept().write()
    result_cache._kept.cache_clear()


def test_what_was_found_is_known_later(lay_out: Callable[..., Path]) -> None:
    """Every problem is as it was, excerpt and order too."""
    root = lay_out(call_without_barriers.BAD)
    checked = check_folder(root, DAY)
    assert checked.problems
    assert result_cache.known(root, DAY) is None
    result_cache.keep(root, DAY, checked)
    later()
    known = result_cache.known(root, DAY)
    assert known == checked.problems
    assert [each.excerpt for each in known or ()] == [each.excerpt for each in checked.problems]


@pytest.mark.parametrize("change", ["edited", "added", "removed", "renamed", "day"])
def test_any_change_is_checked(lay_out: Callable[..., Path], change: str) -> None:
    """The content and the day decide, and no clock: a file that was only touched is the same."""
    root = lay_out()
    result_cache.keep(root, DAY, check_folder(root, DAY))
    later()
    call = root / "playbook/calls/first-meeting.yml"
    call.touch()
    assert result_cache.known(root, DAY) is not None
    if change == "edited":
        call.write_text(call.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "added":
        (root / "playbook/notes.txt").write_text("", encoding="utf-8")
    elif change == "removed":
        call.unlink()
    elif change == "renamed":
        call.rename(call.with_name("second-meeting.yml"))
    assert result_cache.known(root, date(2026, 11, 2) if change == "day" else DAY) is None


def test_what_is_edited_during_a_check_is_checked_again(lay_out: Callable[..., Path]) -> None:
    """What was found in the text from before is not what is wrong with the one that is there now."""
    root = lay_out()
    assert result_cache.known(root, DAY) is None
    checked = check_folder(root, DAY)
    call = root / "playbook/calls/first-meeting.yml"
    call.write_text(call.read_text(encoding="utf-8") + "unknown: key\n", encoding="utf-8")
    result_cache.keep(root, DAY, checked)
    later()
    assert result_cache.known(root, DAY) is None


def test_what_extends_another_is_checked_each_time(lay_out: Callable[..., Path], tmp_path: Path) -> None:
    """What it extends may change, come or go without a change to the playbook itself."""
    root = lay_out()
    settings = root / "playbook/playbook.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "extends: ../nowhere\n", encoding="utf-8")
    result_cache.keep(root, DAY, check_folder(root, DAY))
    assert result_cache.known(root, DAY) is None


def test_a_known_folder_needs_neither_the_model_nor_the_rules(lay_out: Callable[..., Path], tmp_path: Path) -> None:
    """Who checks what has not changed does not wait for what would check it."""
    root = lay_out()
    env = {"XDG_CACHE_HOME": str(tmp_path / "a-cache")}
    command = ("-X", "importtime", "-m", "precall", "check", "--root", root)
    assert "pydantic" in python(*command, env=env).out
    second = python(*command, env=env)
    assert second.code == 0
    assert not {"pydantic", "yaml", "jinja2", "typst", "mkdocs"} & set(second.out.replace("|", " ").split())
