"""The search files of a site are made when they are read, and their names tell their versions apart before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from precall.content.model import Settings
from precall.content.urls import Address
from precall.search import files as searching
from precall.search.documents import SearchDocument
from precall.search.index import make_index

CALL = SearchDocument("call", "Price talk", Address("calls/price"), lead=("On price.",))
BANK = SearchDocument("bank", "Why now", Address("questions/why-now"))


def settings(language: str = "en", synonyms: Sequence[tuple[str, ...]] = ()) -> Settings:
    """Return the settings of a playbook."""
    return Settings.model_construct(title="", team="", stages=(), language=language, synonyms=tuple(synonyms))


def names(
    documents: Iterable[SearchDocument] = (CALL, BANK), at: str = "/", given: Settings | None = None
) -> dict[str, str]:
    """Return the uris of the files by the first part of their names."""
    made = searching.search_files([given or settings()], documents, lambda document: at + document.address.path)
    return {file.uri.removeprefix("search/").partition(".")[0]: file.uri for file in made.files}


def test_equal_content_has_equal_names() -> None:
    """A browser's copy of yesterday is good while nothing has changed."""
    assert names() == names()
    assert set(names()) == {"worker", "index", "lines", "manual", "related"}
    assert "related" not in names(given=settings("de"))


@pytest.mark.parametrize(
    "changed",
    [
        names([CALL]),
        names([BANK, CALL]),
        names([CALL, SearchDocument("bank", "Why now?", Address("questions/why-now"))]),
        names(at="/playbook/"),
        names(given=settings(synonyms=[("price", "fee")])),
        names(given=settings("en-GB")),
    ],
)
def test_other_content_has_other_names(changed: dict[str, str]) -> None:
    """A browser must not combine an old index with new lines: documents, addresses and synonyms change all names."""
    assert not set(names().values()) & set(changed.values())


def test_no_file_but_the_worker_is_made_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edited page is shown, and a build writes its pages, before the index is made."""
    made: list[int] = []

    def counted(*arguments: Any) -> Any:
        made.append(1)
        return make_index(*arguments)

    monkeypatch.setattr(searching, "make_index", counted)
    files = searching.search_files([settings()], [CALL, BANK], lambda document: document.address.path)
    assert files.index.uri.removeprefix("search/").encode() in files.worker.content
    assert not made
    assert b"Price talk" in files.lines.content + files.index.content
    assert len(made) == 2, "one for reps and one for editors, for all files"
