"""A second check of the same content has the cached result; a check of other content does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from precall.check.result_cache import ResultCache, Summary
from precall.check.rules import call_without_barriers
from precall.check.runner import check_folder
from precall.core.cache import Cache
from tests.support.processes import python

DAY = date(2026, 11, 1)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    """A cache file of the test's own."""
    with Cache(tmp_path / "a-cache" / "cache.sqlite") as opened:
        yield opened


def check(cache: Cache, root: Path) -> None:
    """Check a folder, as a run of the command."""
    ResultCache(cache, root, DAY).store(check_folder(root, DAY))
    cache.write()


def test_a_stored_result_is_found(lay_out: Callable[..., Path], cache: Cache) -> None:
    """Every problem is the same, with its excerpt and in the same order."""
    root = lay_out(call_without_barriers.BAD)
    checked = check_folder(root, DAY)
    assert checked.problems
    assert ResultCache(cache, root, DAY).find() is None
    check(cache, root)
    known = ResultCache(cache, root, DAY).find()
    assert known == Summary(checked.problems, calls=1, questions=1)
    assert [each.excerpt for each in known.problems] == [each.excerpt for each in checked.problems]


@pytest.mark.parametrize("change", ["edited", "added", "removed", "renamed", "day"])
def test_any_change_is_checked(lay_out: Callable[..., Path], cache: Cache, change: str) -> None:
    """The key depends on the content and the day, and not on times of files."""
    root = lay_out()
    check(cache, root)
    call = root / "playbook/calls/first-meeting.yml"
    call.touch()
    assert ResultCache(cache, root, DAY).find() is not None
    if change == "edited":
        call.write_text(call.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "added":
        (root / "playbook/notes.txt").write_text("", encoding="utf-8")
    elif change == "removed":
        call.unlink()
    elif change == "renamed":
        call.rename(call.with_name("second-meeting.yml"))
    assert ResultCache(cache, root, date(2026, 11, 2) if change == "day" else DAY).find() is None


def test_content_that_was_edited_during_a_check_is_checked_again(lay_out: Callable[..., Path], cache: Cache) -> None:
    """The problems of the old text are not stored for the new one."""
    root = lay_out()
    results = ResultCache(cache, root, DAY)
    assert results.find() is None
    checked = check_folder(root, DAY)
    call = root / "playbook/calls/first-meeting.yml"
    call.write_text(call.read_text(encoding="utf-8") + "unknown: key\n", encoding="utf-8")
    results.store(checked)
    assert ResultCache(cache, root, DAY).find() is None


def test_a_playbook_that_extends_another_is_checked_each_time(lay_out: Callable[..., Path], cache: Cache) -> None:
    """The extended playbook may change without a change to this one."""
    root = lay_out()
    settings = root / "playbook/playbook.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "extends: ../nowhere\n", encoding="utf-8")
    check(cache, root)
    assert ResultCache(cache, root, DAY).find() is None


@pytest.mark.parametrize("value", [1, "ab", [1], [["a", [1], "b"]], None, {"a": 1}])
def test_a_corrupt_result_is_checked_again(lay_out: Callable[..., Path], cache: Cache, value: object) -> None:
    """The result does not depend on what the cache holds."""
    root = lay_out(call_without_barriers.BAD)
    check(cache, root)
    (key,) = cache.get_all("check-results")
    cache.put_json("check-results", {key: value})
    assert ResultCache(cache, root, DAY).find() is None


def test_a_cached_check_imports_neither_the_model_nor_the_rules(lay_out: Callable[..., Path], tmp_path: Path) -> None:
    """A check of unchanged content is fast."""
    root = lay_out()
    env = {"XDG_CACHE_HOME": str(tmp_path / "a-cache")}
    command = ("-X", "importtime", "-m", "precall", "check", "--root", root)
    assert "pydantic" in python(*command, env=env).out
    second = python(*command, env=env)
    assert second.code == 0
    assert not {"pydantic", "yaml", "jinja2", "typst", "mkdocs"} & set(second.out.replace("|", " ").split())
