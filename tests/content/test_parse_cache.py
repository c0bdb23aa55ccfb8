"""A file that was read in an earlier run is what it would be read as now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from precall.content import parse_cache, yaml_parser
from precall.content.parse_cache import at_hand, compose
from precall.content.source import Source
from precall.content.source_map import Document, Loc, Value
from precall.core.cache import NO_CACHE
from precall.core.problems import Problem
from tests.support.messy import Messy

Read = tuple[Document | None, tuple[Problem, ...]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path / "cache" / "precall"


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Source]], tuple[list[Read], list[str]]]:
    """Read files as another run does: what comes of it, and the paths of those that YAML was asked about."""
    asked: list[str] = []
    fresh = yaml_parser.compose

    def noted(source: Source) -> tuple[Document | None, list[Problem]]:
        asked.append(source.path)
        return fresh(source)

    monkeypatch.setattr(yaml_parser, "compose", noted)

    def read(sources: list[Source]) -> tuple[list[Read], list[str]]:
        asked.clear()
        with at_hand():
            return list(map(compose, sources)), list(asked)

    return read


def messy(seed: int) -> list[Source]:
    """Files written in all the ways that YAML allows."""
    return [Source(path, text) for path, text in Messy(seed).files().items()]


FAULTY = [
    Source("twice.yml", "a: 1\na: 2\n"),
    Source("broken.yml", "a: [1\n"),
    Source("tag.yml", "a: !x 1\n"),
    Source("lost.yml", "a: b #c\n"),
]
ODD = [
    Source("empty.yml", ""),
    Source("alias.yml", "a: &x [1, {b: 2}]\nc: *x\nd: *x\n"),
    Source("text.yml", "only a text\n"),
    Source("codes.yml", 'a: "\\x41 \\u263a \\n"\n'),
]


def places(value: Value, loc: Loc = ()) -> Iterator[Loc]:
    """Every way into a value."""
    yield loc
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from places(part, (*loc, step))


@pytest.mark.parametrize("seed", range(6))
def test_what_was_read_before_is_what_would_be_read(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], seed: int
) -> None:
    """Values, the places of all of them and of their keys; and YAML is asked no more, but for files with faults."""
    sources = [*messy(seed), *ODD, *FAULTY]
    first, asked = again(sources)
    assert len(asked) == len(sources)
    second, asked = again(sources)
    assert asked == [each.path for each in FAULTY]
    assert second == first
    for (one, _), (other, _) in zip(first, second, strict=True):
        if one is None or other is None:
            continue
        for loc in places(one.value):
            assert (other.span(loc), other.span(loc, key=True)) == (one.span(loc), one.span(loc, key=True))


def test_the_text_decides(again: Callable[[list[Source]], tuple[list[Read], list[str]]]) -> None:
    """A file of the same text under another name is known, and knows its own name; another text is not."""
    again([Source("a.yml", "a: b\n")])
    (((document, _),), asked) = again([Source("b.yml", "a: b\n")])
    assert asked == []
    assert document is not None
    assert document.problem("x", "X").path == "b.yml"
    assert again([Source("a.yml", "a: b \n")])[1] == ["a.yml"]


@pytest.mark.parametrize("column", ["value", "places", "digest"])
def test_what_is_spoilt_is_read_again(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], folder: Path, column: str
) -> None:
    """A bit that has turned, in the values or in where they stand, is found out."""
    sources, chance = messy(1), Random(column)
    first, _ = again(sources)
    (path,) = folder.iterdir()
    for spoil in (lambda row: bytes([row[0] ^ 1]) + row[1:], lambda _: "words", lambda _: None, lambda _: b""):
        with sqlite3.connect(path) as file:
            rows = file.execute(f"SELECT text, {column} FROM composed").fetchall()
            for key, row in chance.sample(rows, 3):
                file.execute(f"UPDATE composed SET {column} = ? WHERE text = ?", (spoil(row), key))
        file.close()
        second, asked = again(sources)
        assert second == first
        assert asked


def test_a_file_that_is_no_store_is_begun_anew(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], folder: Path
) -> None:
    """Once it was done without; and a store of another version is cleared away."""
    sources = messy(2)
    first, _ = again(sources)
    (path,) = folder.iterdir()
    (folder / f"{parse_cache.NAME}-older.sqlite").write_bytes(b"")
    path.write_bytes(b"")
    assert again(sources) == (first, [each.path for each in sources])
    path.write_bytes(b"no store at all" * 500)
    assert again(sources) == (first, [each.path for each in sources])
    assert again(sources) == (first, [each.path for each in sources])
    assert again(sources) == (first, [])
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_a_store_that_another_program_holds_is_done_without(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], folder: Path
) -> None:
    """It waits for nobody, and the store is there again afterwards."""
    sources = messy(3)
    first, _ = again(sources)
    (path,) = folder.iterdir()
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    assert again(sources) == (first, [each.path for each in sources])
    other.close()
    assert again(sources) == (first, [])


def test_without_a_folder_all_is_read(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is switched off nothing is written; where there can be none, nothing is missed."""
    sources = messy(4)
    everything = [each.path for each in sources]
    monkeypatch.setenv(NO_CACHE, "1")
    first, _ = again(sources)
    assert again(sources) == (first, everything)
    assert not folder.exists()
    monkeypatch.delenv(NO_CACHE)
    folder.parent.mkdir()
    folder.write_text("a file in its place", encoding="utf-8")
    assert again(sources) == (first, everything)


def test_only_what_is_read_stays_when_there_is_too_much(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store does not grow with every edit."""
    monkeypatch.setattr(parse_cache, "MOST", 4)
    before, now = ([Source(f"{number}.yml", f"a: {number}\n") for number in numbers] for numbers in ((1, 2, 3), (3, 4)))
    again(before)
    again([*now, Source("5.yml", "a: 5\n")])
    assert again(now)[1] == []
    assert again(before)[1] == ["1.yml", "2.yml"]
