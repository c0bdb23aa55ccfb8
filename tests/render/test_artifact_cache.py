"""The artifact cache returns a stored artifact or nothing, even if its file is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from precall.core.cache import NO_CACHE
from precall.render.artifact_cache import FILE, ArtifactCache, Dependency, StoredArtifact
from precall.render.artifacts import digest_of

TODAY: dict[Dependency, str] = {("entry", "call", "first-meeting"): "a", ("day",): "b"}
CHANGED = {**TODAY, ("day",): "c"}


def put(cache: ArtifactCache, name: str, content: bytes) -> None:
    """Store an artifact that was made today."""
    cache.put(name, StoredArtifact(digest_of(content), ["Title"], TODAY), content)


def content(cache: ArtifactCache, name: str) -> bytes | None:
    """Return the content of an artifact that is up to date."""
    stored = cache.find(name, TODAY)
    return cache.content(name, stored.digest) if stored else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one artifact in its cache."""
    cache = ArtifactCache(tmp_path)
    put(cache, "page", b"made")
    cache.remove_unused()
    cache.close()
    return tmp_path


def test_an_artifact_is_valid_while_its_dependencies_are_equal(folder: Path) -> None:
    """Any different fingerprint makes the artifact out of date."""
    cache = ArtifactCache(folder)
    stored = cache.find("page", TODAY)
    assert stored
    assert stored.facts == ["Title"]
    assert content(cache, "page") == b"made"
    assert cache.find("page", CHANGED) is None
    assert cache.find("other", TODAY) is None
    cache.close()


@pytest.mark.parametrize("for_one_build", [False, True])
def test_a_build_does_not_hold_fingerprints_that_it_compared(folder: Path, for_one_build: bool) -> None:
    """Thousands of artifacts are in memory until the end of a build; it needs their fingerprints no more."""
    cache = ArtifactCache(folder, for_one_build=for_one_build)
    made = cache.put("new", StoredArtifact(digest_of(b"new"), ["New"], TODAY), b"new")
    found = cache.find("page", TODAY)
    assert found
    assert (made.facts, found.facts) == (["New"], ["Title"])
    expected = {} if for_one_build else TODAY
    assert (made.fingerprints, found.fingerprints) == (expected, expected)
    cache.close()


def test_unused_artifacts_are_evicted(folder: Path) -> None:
    """The file does not grow with pages that no longer exist."""
    cache = ArtifactCache(folder)
    put(cache, "new", b"new")
    cache.remove_unused()
    cache.close()
    again = ArtifactCache(folder)
    assert content(again, "new") == b"new"
    assert content(again, "page") is None
    again.close()


@pytest.mark.parametrize("corrupt", [b"", b"no database at all, but long enough to look like one" * 40])
def test_a_corrupt_file_is_replaced(folder: Path, corrupt: bytes) -> None:
    """The file may be deleted, truncated or overwritten at any time."""
    (folder / FILE).write_bytes(corrupt)
    cache = ArtifactCache(folder)
    assert cache.find("page", TODAY) is None
    put(cache, "page", b"again")
    cache.remove_unused()
    cache.close()
    once_more = ArtifactCache(folder)
    assert content(once_more, "page") == b"again"
    once_more.close()


@pytest.mark.parametrize("for_one_build", [False, True])
@pytest.mark.parametrize("corrupt", ["{ not json", "[]", '{"order": 1}', None])
def test_corrupt_rows_are_ignored(folder: Path, corrupt: str | None, for_one_build: bool) -> None:
    """Wrong rows in a valid database cause no traceback, and no page comes from them."""
    file = sqlite3.connect(folder / FILE)
    file.execute("UPDATE entries SET value = ? WHERE namespace = 'facts'", (corrupt,))
    file.commit()
    file.close()
    cache = ArtifactCache(folder, for_one_build=for_one_build)
    assert cache.find("page", TODAY) is None
    put(cache, "page", b"again")
    cache.close()
    once_more = ArtifactCache(folder)
    assert content(once_more, "page") == b"again"
    once_more.close()


def test_changed_content_is_not_returned(folder: Path) -> None:
    """A damaged disk or a person may have changed the stored content."""
    file = sqlite3.connect(folder / FILE)
    file.execute("UPDATE entries SET value = x'789c4b4c4a060002470127' WHERE namespace = 'contents'")
    file.commit()
    file.close()
    cache = ArtifactCache(folder)
    assert content(cache, "page") is None
    cache.close()


def test_artifacts_of_another_version_are_ignored(folder: Path) -> None:
    """An artifact of another version of Precall is not used."""
    file = sqlite3.connect(folder / FILE)
    file.execute("UPDATE version SET name = 'another'")
    file.commit()
    file.close()
    cache = ArtifactCache(folder)
    assert cache.find("page", TODAY) is None
    cache.close()


def test_two_builds_at_once_do_not_conflict(folder: Path) -> None:
    """The later build's artifacts stay; the other build makes its own again."""
    first, second = ArtifactCache(folder), ArtifactCache(folder)
    put(first, "page", b"first")
    first.write()
    put(second, "page", b"second")
    second.remove_unused()
    second.close()
    assert content(first, "page") is None
    first.close()
    third = ArtifactCache(folder)
    assert content(third, "page") == b"second"
    third.close()


def test_a_disabled_cache_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `PRECALL_NO_CACHE` or in a read-only folder the cache is in memory only."""
    monkeypatch.setenv(NO_CACHE, "1")
    cache = ArtifactCache(tmp_path / "off")
    put(cache, "page", b"made")
    assert content(cache, "page") == b"made"
    assert not (tmp_path / "off").exists()
    monkeypatch.delenv(NO_CACHE)
    (tmp_path / "file").write_text("in the way")
    in_the_way = ArtifactCache(tmp_path / "file")
    put(in_the_way, "page", b"made")
    assert content(in_the_way, "page") == b"made"


def test_a_single_build_frees_fingerprints_after_comparing_them(folder: Path) -> None:
    """An artifact is still found afterwards, and the file keeps its fingerprints."""
    cache = ArtifactCache(folder, for_one_build=True)
    put(cache, "other", b"other")
    assert [content(cache, name) for name in ("page", "other")] == [b"made", b"other"]
    assert [cache.find(name, CHANGED) is not None for name in ("page", "other")] == [True, True]
    cache.remove_unused()
    cache.close()
    again = ArtifactCache(folder)
    assert [again.find(name, CHANGED) for name in ("page", "other")] == [None, None]
    assert content(again, "other") == b"other"
    again.close()
