"""Write cards as one or several PDF files, imposed on sheets, with a bookmark for every card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from precall.cards.card import Card
from precall.cards.footer import make_footer
from precall.cards.missing_glyphs import list_characters, missing_glyphs
from precall.cards.overflow import overflowing_cards
from precall.cards.pdf import CardTypesetter, compile_pdf, free_memory
from precall.cards.sheet import Sheet
from precall.core.errors import PrecallError
from precall.core.files import write_atomic
from precall.core.session import Session

CARDS_PER_PDF = 100
"""Cards in one PDF by default: typst uses one or two megabytes of memory for each."""


@dataclass(frozen=True)
class DeckFile:
    """One PDF that was written."""

    file: Path
    cards: int
    pages: int
    size: int
    """Bytes."""


def write_deck(
    cards: Sequence[Card],
    sheet: Sheet,
    out: Path,
    *,
    setter: CardTypesetter,
    session: Session,
    title: str,
    author: str,
    site_url: str | None,
    split: int | None = None,
) -> Iterator[DeckFile]:
    """Set and write the cards as one PDF, or as several of `split` cards each, one after the other.

    More than CARDS_PER_PDF cards are always split, so that the memory does not grow with their number.

    Raises PrecallError if a character has no font, a card does not fit on the sheet, or a file cannot be written.
    """
    gone = missing_glyphs(word for card in cards for word in card.words())
    if gone:
        raise PrecallError(
            f"No font here has {list_characters(sorted(gone))}.",
            "precall check says where; precall explain card-letters how to help.",
        )
    spilling = overflowing_cards(cards, sheet, session)
    if spilling:
        titles = ", ".join(card.title for card in cards if card.id in spilling)
        raise PrecallError(
            f"Too high for {sheet.title}: {titles}.",
            "precall check says by how much and which text is the longest; or name another sheet.",
        )
    size = split or (len(cards) if len(cards) <= CARDS_PER_PDF else CARDS_PER_PDF)
    parts = [cards[start : start + size] for start in range(0, len(cards), size)]
    for number, part in enumerate(session.progress.track("Setting cards", parts, len(cards), len), 1):
        file = out if len(parts) == 1 else out.with_stem(f"{out.stem}-{number:0{len(str(len(parts)))}}")
        pairs = [(card, make_footer(card, site_url)) for card in part]
        name = part[0].title if len(part) == 1 else title
        words = setter.words(pairs, sheet, title=name, author=author)
        made = compile_pdf(setter.template, words, setter.said)
        # The memory needed is that of the largest part.
        free_memory()
        try:
            write_atomic(file, made)
        except OSError as error:
            raise PrecallError(f"{file} cannot be written: {(error.strerror or 'unknown reason').lower()}.") from error
        yield DeckFile(file, len(part), -(-len(part) // len(sheet.places)), len(made))
