"""Assertions about a printed card."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from precall.cards.card import Card
from precall.cards.sheet import MIN_FLAP_POINTS, MIN_FRONT_POINTS, Sheet
from tests.support import printed
from tests.support.printed import Box, Sign


def card_boxes(sheet: Sheet) -> Iterator[Box]:
    """Return the rectangles of the cards on the paper."""
    for place in sheet.places:
        yield Box(place.x, place.y, place.x + sheet.card.width, place.y + sheet.card.height)


def check_card(card: Card, sheet: Sheet, page: printed.Sheet, place: Box) -> None:
    """Assert that a printed card is complete and legible."""
    shown = card.on(sheet)
    signs = page.within(place)
    words = printed.find(signs, shown.words())
    assert [word for word, found in words if not found] == [], (card.id, "not on the paper, or not in the card's order")
    fold = place.top + sheet.fold
    front = sum(len(section.words()) for section in shown.side("front"))
    for index, (word, found) in enumerate(words):
        for sign in found:
            if index < front:
                assert sign.box.bottom < fold, (card.id, word, "reaches the fold")
                assert sign.size >= MIN_FRONT_POINTS - 0.01, (card.id, word, sign.size)
            else:
                assert sign.box.top > fold, (card.id, word, "lies above the fold")
                assert sign.size >= MIN_FLAP_POINTS - 0.01, (card.id, word, sign.size)
    boxes = [box for _, found in words for box in printed.lines(found)] + printed.lines(footer_signs(signs, words))
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), (card.id, one, other)


def footer_signs(signs: tuple[Sign, ...], words: list[tuple[str, tuple[Sign, ...]]]) -> list[Sign]:
    """Return the characters of a card outside of its sections: the footer and the label of the fold."""
    known = {sign for _, found in words for sign in found}
    return [sign for sign in signs if sign not in known and sign.text.isalnum()]
