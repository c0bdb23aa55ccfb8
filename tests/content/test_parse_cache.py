"""A file from the cache equals the same file parsed now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from precall.content import yaml_parser
from precall.content.parse_cache import Parser
from precall.content.source import Source
from precall.content.source_map import Document, Loc, Value
from precall.core.cache import Cache
from precall.core.problems import Problem
from precall.core.session import Session
from tests.support.messy import Messy

Read = tuple[Document | None, tuple[Problem, ...]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a cache file."""
    return tmp_path / "cache.sqlite"


@pytest.fixture
def again(file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Source]], tuple[list[Read], list[str]]]:
    """Parse files in another run; return the results, and the paths of the files that the YAML parser read."""
    asked: list[str] = []
    fresh = yaml_parser.compose

    def noted(source: Source) -> tuple[Document | None, list[Problem]]:
        asked.append(source.path)
        return fresh(source)

    monkeypatch.setattr(yaml_parser, "compose", noted)

    def read(sources: list[Source]) -> tuple[list[Read], list[str]]:
        asked.clear()
        with Session(Cache(file)) as session:
            documents = [(document, tuple(problems)) for document, problems in map(Parser(session).parse, sources)]
            return documents, list(asked)

    return read


def messy(seed: int) -> list[Source]:
    """Return files in every style that YAML allows."""
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
    """Yield the keys and indexes of every value in a value."""
    yield loc
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from places(part, (*loc, step))


@pytest.mark.parametrize("seed", range(6))
def test_a_cached_file_equals_a_parsed_one(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], seed: int
) -> None:
    """Values and all their places. The parser runs only for files with faults."""
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


def test_the_text_is_the_cache_key(again: Callable[[list[Source]], tuple[list[Read], list[str]]]) -> None:
    """A file with the same text and another name is cached, with its own name; one with another text is not."""
    again([Source("a.yml", "a: b\n")])
    (((document, _),), asked) = again([Source("b.yml", "a: b\n")])
    assert asked == []
    assert document is not None
    assert document.problem("x", "X").path == "b.yml"
    assert again([Source("a.yml", "a: b \n")])[1] == ["a.yml"]


@pytest.mark.parametrize("column", ["value", "digest"])
def test_a_corrupt_document_is_parsed_again(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], file: Path, column: str
) -> None:
    """A flipped bit in the values or in their places is detected."""
    sources, chance = messy(1), Random(column)
    first, _ = again(sources)
    for spoil in (lambda row: bytes([row[0] ^ 1]) + row[1:], lambda _: "words", lambda _: None, lambda _: b""):
        with sqlite3.connect(file) as database:
            rows = database.execute(f"SELECT key, {column} FROM entries").fetchall()
            for key, row in chance.sample(rows, 3):
                database.execute(f"UPDATE entries SET {column} = ? WHERE key = ?", (spoil(row), key))
        database.close()
        second, asked = again(sources)
        assert second == first
        assert asked


@pytest.mark.parametrize("value", [b"", b"short", b"\xff" * 40, (2).to_bytes(8, "big") + b"{]" + b"\0" * 8])
def test_a_value_of_another_form_is_parsed_again(
    again: Callable[[list[Source]], tuple[list[Read], list[str]]], file: Path, value: bytes
) -> None:
    """The result does not depend on what the cache holds."""
    sources = messy(2)
    first, _ = again(sources)
    with Cache(file) as cache:
        cache.put_many("documents", dict.fromkeys(cache.get_all("documents"), value))
    assert again(sources) == (first, [each.path for each in sources])
