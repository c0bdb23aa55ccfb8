"""Load the interface words of cards in a language; English is the fallback for each missing word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from precall.render.i18n import language


def card_words(code: str) -> Mapping[str, str]:
    """Return the words by key, in the language or its nearest relative: de-CH, de, then English."""
    return language(code).part("card")


@cache
def card_labels(code: str, client: str) -> Mapping[str, str]:
    """Return the words by key, with the team's word for its clients."""
    return {key: word.replace("{client}", client) for key, word in card_words(code).items()}
