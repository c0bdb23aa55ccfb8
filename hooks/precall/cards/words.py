"""A language code becomes the words that stand on every card, with English where a language has none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from precall import nodes
from precall.source import Source


@cache
def card_words(language: str) -> Mapping[str, str]:
    """The card's own words by their key, in the language or its nearest relative: de-CH, de, then English."""
    words = dict(_file("en") or {})
    for code in (language.split("-", maxsplit=1)[0], language):
        words.update(_file(code) or {})
    return words


def speaks(language: str) -> str:
    """The code of the language that `card_words` gives: the asked one when there is a file for it, else English."""
    return next((code for code in (language, language.split("-", maxsplit=1)[0]) if _file(code) is not None), "en")


@cache
def _file(code: str) -> dict[str, str] | None:
    name = f"cards.{code}.yml"
    found = resources.files("precall") / "languages" / name
    if not found.is_file():
        return None
    document, problems = nodes.compose(Source(f"languages/{name}", found.read_text("utf-8")))
    assert document is not None, problems
    assert not problems, problems
    assert isinstance(document.value, dict)
    return {key: str(value) for key, value in document.value.items()}
