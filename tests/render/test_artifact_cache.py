"""A shelf gives back what was put there, or nothing; whatever happens to its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from precall.core.cache import NO_CACHE
from precall.render.artifact_cache import FILE, Shelf

ASKED = {"call first-meeting": "a", "order": "b"}


def answers(**changed: str) -> Callable[[str], str]:
    """What a playbook answers."""
    return lambda question: {**ASKED, **changed}[question]


def put(shelf: Shelf, name: str, asked: Mapping[str, str], content: bytes) -> None:
    """Put something on a shelf, as whoever makes it."""
    shelf.take(shelf.packed(name, asked, content))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one thing on its shelf."""
    shelf = Shelf(tmp_path)
    put(shelf, "page", ASKED, b"made")
    shelf.tidy()
    shelf.close()
    return tmp_path


def test_what_was_made_is_found_while_all_answers_are_the_same(folder: Path) -> None:
    """Another answer to any question, and it is to be made anew."""
    shelf = Shelf(folder)
    assert shelf.find("page", answers())
    assert shelf.content("page") == b"made"
    assert shelf.find("page", answers(order="c")) is None
    assert shelf.find("other", answers()) is None
    shelf.close()


def test_what_nobody_asks_for_is_taken_away(folder: Path) -> None:
    """The file does not grow with pages that are gone."""
    shelf = Shelf(folder)
    put(shelf, "new", {}, b"new")
    shelf.tidy()
    shelf.close()
    again = Shelf(folder)
    assert again.content("new") == b"new"
    assert again.content("page") is None
    again.close()


@pytest.mark.parametrize("spoilt", [b"", b"no database at all, but long enough to look like one" * 40])
def test_a_spoilt_file_is_begun_anew(folder: Path, spoilt: bytes) -> None:
    """It may be deleted, cut off or overwritten at any time."""
    (folder / FILE).write_bytes(spoilt)
    shelf = Shelf(folder)
    assert shelf.find("page", answers()) is None
    put(shelf, "page", ASKED, b"again")
    shelf.tidy()
    shelf.close()
    once_more = Shelf(folder)
    assert once_more.content("page") == b"again"
    once_more.close()


@pytest.mark.parametrize("for_one_build", [False, True])
@pytest.mark.parametrize("spoilt", ["{ not json", "[]", '{"order": 1}', None])
def test_spoilt_questions_are_begun_anew(folder: Path, spoilt: str | None, for_one_build: bool) -> None:
    """The database is one, and what stands in it is not what was put there: no traceback, and no page from it."""
    file = sqlite3.connect(folder / FILE)
    file.execute("UPDATE entries SET value = ? WHERE namespace = 'dependencies'", (spoilt,))
    file.commit()
    file.close()
    shelf = Shelf(folder, for_one_build=for_one_build)
    assert shelf.find("page", answers()) is None
    put(shelf, "page", ASKED, b"again")
    shelf.close()
    once_more = Shelf(folder)
    assert once_more.content("page") == b"again"
    once_more.close()


def test_content_that_is_not_what_was_put_there_is_not_given(folder: Path) -> None:
    """A disk may forget, and people may edit what they should not."""
    file = sqlite3.connect(folder / FILE)
    file.execute("UPDATE entries SET value = x'789c4b4c4a060002470127' WHERE namespace = 'contents'")
    file.commit()
    file.close()
    shelf = Shelf(folder)
    assert shelf.content("page") is None
    shelf.close()


def test_another_version_begins_anew(folder: Path) -> None:
    """What another Precall has made is not ours."""
    file = sqlite3.connect(folder / FILE)
    file.execute("UPDATE version SET name = 'another'")
    file.commit()
    file.close()
    shelf = Shelf(folder)
    assert shelf.find("page", answers()) is None
    shelf.close()


def test_two_builds_at_once_harm_nothing(folder: Path) -> None:
    """The later one wins; the other makes again what is not its own any more."""
    first, second = Shelf(folder), Shelf(folder)
    put(first, "page", ASKED, b"first")
    first.write()
    put(second, "page", ASKED, b"second")
    second.tidy()
    second.close()
    assert first.content("page") is None
    first.close()
    third = Shelf(folder)
    assert third.content("page") == b"second"
    third.close()


def test_with_nothing_kept_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`PRECALL_NO_CACHE` and a folder that cannot be written to leave the shelf in memory."""
    monkeypatch.setenv(NO_CACHE, "1")
    shelf = Shelf(tmp_path / "off")
    put(shelf, "page", ASKED, b"made")
    assert shelf.content("page") == b"made"
    assert not (tmp_path / "off").exists()
    monkeypatch.delenv(NO_CACHE)
    (tmp_path / "file").write_text("in the way")
    in_the_way = Shelf(tmp_path / "file")
    put(in_the_way, "page", ASKED, b"made")
    assert in_the_way.content("page") == b"made"


def test_in_a_single_build_questions_are_forgotten_once_they_are_asked(folder: Path) -> None:
    """What was found or made is found again, unless it is made of other things beside the playbook."""
    shelf = Shelf(folder, for_one_build=True)
    put(shelf, "other", {**ASKED, "given x": ""}, b"other")
    shelf.settled("other")
    assert [shelf.find(name, answers(**{"given x": ""})) is not None for name in ("page", "other")] == [True, True]
    assert [shelf.answered(name, "order") for name in ("page", "other")] == [None, None]
    assert (shelf.answered("other", "given x"), shelf.answered("other", "given y")) == ("", None)
    assert [shelf.content(name) for name in ("page", "other")] == [b"made", b"other"]
    shelf.tidy()
    shelf.close()
    again = Shelf(folder)
    assert again.find("other", answers(**{"given x": "", "order": "c"})) is None
    assert again.find("other", answers(**{"given x": ""})) is not None
    again.close()
