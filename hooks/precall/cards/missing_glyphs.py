"""The letters of a text become those that no font here has: a PDF would show an empty box for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import typst

from precall.cards.pdf import load_fonts

_NAMED = 5


def missing_glyphs(words: Iterable[str]) -> frozenset[str]:
    """The letters of these words that cannot be set."""
    letters = {letter for word in words for letter in word if not letter.isspace()}
    # What every font of ours has is not worth asking for.
    return _missing("".join(sorted(letter for letter in letters if not letter.isascii())))


def list_characters(letters: Sequence[str]) -> str:
    """Letters as a message names them: the first few, and how many more there are."""
    shown = ", ".join(f'"{letter}" (U+{ord(letter):04X})' for letter in letters[:_NAMED])
    more = len(letters) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


@lru_cache(maxsize=256)
def _missing(letters: str) -> frozenset[str]:
    """Halves the letters until those are alone that the engine refuses: PDF/UA-1 takes no letter without a glyph."""
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
