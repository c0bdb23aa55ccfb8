"""A card has a character that no installed font can print.

The PDFs use fonts from installed packages, so that they look the same on every machine. These fonts have Latin with
all accents, Greek, Cyrillic and Arabic. They may lack characters of other scripts, and pictures such as emoji.
Precall makes no PDF of a card with such a character, because it would have an empty box; the card's page still prints
with the fonts of your own computer.

**How to fix it:** install a font that has the character, as a package whose name begins with `fontpkg-`, such as `pip
install fontpkg-noto-sans-thai` for Thai. Precall finds it without further settings. There are such packages for many
scripts; for Chinese, Japanese and Korean we know of none. You can also write the text without that character.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from precall.check.example import principles
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

if TYPE_CHECKING:
    from precall.cards.card import TextSource

SEVERITY = "warning"
MEASURES = True

BAD: Example = principles(say="Write what it does for them ⟦漢⟧ and what it does for us, and keep the two apart.")

GOOD: Example = principles(say="Пишите две строки. Γράψτε δύο γραμμές. Napište dvě věty. اكتب سطرين.")


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find the files with characters that no font has, each at its first such character on a card."""
    # The print engine takes a tenth of a second to import, and few rules need it.
    from precall.cards.card import editor_texts, make_cards  # noqa: PLC0415
    from precall.cards.missing_glyphs import list_characters, missing_glyphs  # noqa: PLC0415

    cards = list(make_cards(playbook))
    if not missing_glyphs(card.non_ascii for card in cards):
        return
    texts = {
        (source.entry.ref, source.loc): (source, text) for card in cards for source, text in editor_texts(card.blocks)
    }
    missing = missing_glyphs(text for _, text in texts.values())
    # A script without a font is one fault, not one for each of its characters.
    files: dict[str, dict[str, TextSource]] = {}
    for source, text in texts.values():
        letters = files.setdefault(source.entry.location.document.source.path, {})
        for letter in text:
            if letter in missing:
                letters.setdefault(letter, source)
    for letters in filter(None, files.values()):
        first, source = next(iter(letters.items()))
        yield Finding(
            source.entry,
            source.loc,
            f"There is no font for {list_characters(list(letters))} in this file, so cards that show it have no PDF.",
            'Install a font that has it (see "precall explain card-letters"), or write it without that character.',
            first,
        )
