"""A cache saves time and never changes a result, even if its file is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.core.cache import FILE, NO_CACHE, Cache, cache_folder, key_of, user_cache, version_of
from tests.support.processes import python


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a cache file with the keys `a` and `b`."""
    path = tmp_path / "cache" / FILE
    with Cache(path) as cache:
        cache.put_many("things", {"a": b"1", "b": b"2"})
    return path


def test_the_next_run_finds_the_values(file: Path) -> None:
    """Each value belongs to one namespace and one version."""
    with Cache(file) as cache:
        assert cache.get_many("things", ["a", "b", "c"]) == {"a": b"1", "b": b"2"}
        assert cache.get_all("things") == {"a": b"1", "b": b"2"}
        assert cache.get("other", "a") is None
        cache.remove("things", ["a"])
        assert cache.get("things", "a") is None
    with Cache(file, version="2") as cache:
        assert cache.get_all("things") == {}


def test_values_can_be_read_before_they_are_written(file: Path) -> None:
    """One call reads more keys than one query can name, and any JSON value."""
    many = {f"key-{number}": number for number in range(1_200)}
    with Cache(file) as cache:
        cache.put_json("numbers", many)
        cache.put_json("things", {"a": ["x", 1.5, None, "\ud800"]})
        for _ in range(2):
            assert cache.get_json("numbers", many) == many
            assert cache.get_json("things", ["a"]) == {"a": ["x", 1.5, None, "\ud800"]}
            cache.write()
        cache.put("things", "a", b"not JSON")
        assert cache.get_json("things", ["a", "b"]) == {"b": 2}


def test_the_least_recently_used_values_are_evicted(file: Path) -> None:
    """The file does not grow with releases or edits; another namespace keeps its values."""
    with Cache(file, clock=lambda: 4e9) as cache:
        assert cache.get("things", "a") == b"1"
        cache.put("things", "c", b"3", limit=2)
        cache.put("other", "d", b"4")
    with Cache(file) as cache:
        assert cache.get_all("things") == {"a": b"1", "c": b"3"}
        assert cache.get_all("other") == {"d": b"4"}


NO_DATABASE = b"no database at all, but long enough to look like one" * 100


def _overwrite(file: Path) -> None:
    file.write_bytes(NO_DATABASE)


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    file.write_bytes(content)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _change_rows(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE entries SET value = x'00', last_used = 'soon'")
    database.close()


def _change_types(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE entries SET value = 'text', digest = 7")
    database.close()


def _change_columns(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("DROP TABLE entries")
        database.execute("CREATE TABLE entries (name TEXT)")
    database.close()


@pytest.mark.parametrize(
    "spoil", [_overwrite, _truncate, _damage, _empty, _change_rows, _change_types, _change_columns]
)
def test_a_corrupt_file_is_ignored_and_written_again(file: Path, spoil: Callable[[Path], None]) -> None:
    """A damaged file causes no wrong value and no traceback, and a later run has a cache again."""
    spoil(file)
    for _ in range(2):
        with Cache(file) as cache:
            assert cache.get_many("things", ["a", "b"]) == {}
            cache.put("things", "c", b"3")
            assert cache.get("things", "c") == b"3"
            cache.remove("things", ["c"])
    with Cache(file) as cache:
        cache.put("things", "c", b"3")
    with Cache(file) as cache:
        assert cache.get("things", "c") == b"3"


def test_a_locked_file_is_ignored_and_unchanged(file: Path) -> None:
    """The program that locks the file loses nothing."""
    holder = sqlite3.connect(file)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("DELETE FROM entries WHERE key = 'b'")
    with Cache(file) as cache:
        cache.put("things", "c", b"3")
        assert cache.get("things", "c") == b"3"
    holder.commit()
    holder.close()
    with Cache(file) as cache:
        assert cache.get_all("things") == {"a": b"1"}


def test_two_runs_share_a_file(file: Path) -> None:
    """Each run finds the values that the other has written."""
    with Cache(file) as one, Cache(file) as other:
        one.put("things", "c", b"3")
        other.put("things", "d", b"4")
        one.write()
        other.write()
        assert one.get_all("things") == other.get_all("things")
        assert len(one.get_all("things")) == 4


def test_a_read_only_file_is_ignored(file: Path) -> None:
    """The cache ignores a folder of another user and a file in the folder's place."""
    for path in (file / FILE, Path("/proc") / FILE):
        with Cache(path) as cache:
            cache.put("things", "c", b"3")
            assert cache.get_all("things") == {"c": b"3"}
    assert sorted(file.parent.iterdir()) == [file.parent / ".gitignore", file]


def test_git_ignores_a_cache(file: Path) -> None:
    """A new cache folder has a .gitignore of its own; an existing folder of the user is not changed."""
    assert (file.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    with Cache(file.parent.parent / FILE) as cache:
        cache.put("things", "c", b"3")
    assert not (file.parent.parent / ".gitignore").exists()


def test_a_disabled_cache_writes_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `PRECALL_NO_CACHE`, existing values are not used and not changed."""
    before = file.read_bytes()
    monkeypatch.setenv(NO_CACHE, "1")
    for path in (file, file.parent / "off" / FILE):
        with Cache(path) as cache:
            cache.put("things", "c", b"3")
            assert cache.get_all("things") == {"c": b"3"}
    assert file.read_bytes() == before
    assert sorted(file.parent.iterdir()) == [file.parent / ".gitignore", file]


def test_a_user_without_a_home_folder_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some containers have no HOME and no entry in the password file."""
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert cache_folder() is None
    with user_cache() as cache:
        cache.put("things", "a", b"1")
        assert cache.get("things", "a") == b"1"
    assert not Path("~").exists()


def test_no_cache_reports_the_same_problems(lay_out: Callable[..., Path], tmp_path: Path) -> None:
    """`precall check` prints the same with and without the cache, and `--no-cache` leaves no file."""
    root, folder = lay_out(), tmp_path / "user" / "precall"
    env = {"XDG_CACHE_HOME": str(folder.parent)}
    without = python("-m", "precall", "check", "--no-cache", "--root", root, env=env)
    assert not folder.exists()
    first = python("-m", "precall", "check", "--root", root, env=env)
    assert folder.exists()
    second = python("-m", "precall", "check", "--root", root, env=env)
    assert without == first == second


def test_a_key_depends_on_the_order_of_its_parts() -> None:
    """A key also depends on where one part ends and the next begins."""
    assert len({key_of("a", "b"), key_of("b", "a"), key_of("ab"), key_of("ab", "")}) == 4


def test_a_version_depends_only_on_the_content_of_files(tmp_path: Path) -> None:
    """Times and folders do not change a version."""
    one, other = tmp_path / "a.py", tmp_path / "copy" / "a.py"
    other.parent.mkdir()
    for path in (one, other):
        path.write_text("1")
    assert version_of([one]) == version_of([other])
    other.write_text("2")
    assert version_of([one]) != version_of([other])
