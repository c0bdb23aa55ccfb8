"""Find the characters that no installed font has. A PDF would show an empty box for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import typst

from precall.cards.pdf import load_fonts

_MAX_LISTED = 5


def missing_glyphs(words: Iterable[str]) -> frozenset[str]:
    """Return the characters of words that no font has. ASCII is in every font."""
    characters = {character for word in words for character in word if not character.isspace()}
    return _missing("".join(sorted(character for character in characters if not character.isascii())))


def list_characters(letters: Sequence[str]) -> str:
    """Return a list of characters for a message: the first few, and the number of others."""
    shown = ", ".join(f'"{letter}" (U+{ord(letter):04X})' for letter in letters[:_MAX_LISTED])
    more = len(letters) - _MAX_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


@lru_cache(maxsize=256)
def _missing(letters: str) -> frozenset[str]:
    """Return the characters that typst refuses, by halving: PDF/UA-1 allows no character without a glyph."""
    if not letters or _can_set(letters):
        return frozenset()
    if len(letters) == 1:
        return frozenset(letters)
    middle = len(letters) // 2
    return _missing(letters[:middle]) | _missing(letters[middle:])


def _can_set(letters: str) -> bool:
    text = "".join(f"#str.from-unicode({ord(letter)}) " for letter in letters)
    families, loaded = load_fonts()
    names = ", ".join(f'"{name}"' for name in families)
    source = f'#set document(title: "letters")\n#set text(font: ({names}))\n{text}'
    try:
        typst.compile(source.encode(), font_paths=loaded, pdf_standards="ua-1")
    except typst.TypstError:
        return False
    return True
