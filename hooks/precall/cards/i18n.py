"""A language code becomes the words that stand on every card, with English where a language has none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from precall.render.i18n import language


def card_words(code: str) -> Mapping[str, str]:
    """The card's own words by their key, in the language or its nearest relative: de-CH, de, then English."""
    return language(code).part("card")


@cache
def card_labels(code: str, client: str) -> Mapping[str, str]:
    """The same with the team's own word for the client in them."""
    return {key: word.replace("{client}", client) for key, word in card_words(code).items()}
