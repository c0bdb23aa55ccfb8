"""Find the sides of cards that do not fit on a sheet. typst measures them, because it also prints them.

Measuring takes some ten milliseconds for each card and sheet, so heights are cached by content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

from precall.cards.card import Card, Side, TextSource, editor_texts, make_cards
from precall.cards.footer import Footer, make_footer
from precall.cards.height_bounds import HeightBounds, SideHeights
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import Sheet, load_sheets
from precall.content.model import Playbook
from precall.core.cache import Cache, key_of
from precall.core.session import Session

SAMPLE_SITE_URL = "https://playbook.a-name-of-usual-length.example"
"""A typical site address for the footer, because a rule does not know the real one."""

MARGIN = 1.5
"""Millimetres kept free on each side, because browsers break lines slightly differently from typst."""

_NAMESPACE = "card-heights"
_LIMIT = 50_000

TOLERANCE = 0.01
"""Millimetres by which a bound must be below the available height, because sums of lengths are not exact."""


@dataclass(frozen=True)
class Overflow:
    """One side of a card that does not fit on some sheets."""

    card: Card
    side: Side
    over: tuple[tuple[str, float], ...]
    """Names of sheets with the excess in millimetres, the largest first."""
    longest_text: TextSource | None
    """The source of the longest text on that side."""
    characters: int
    """Length of the longest text."""


def find_overflows(playbook: Playbook) -> Iterator[Overflow]:
    """Yield every side of every card that does not fit on some sheet."""
    cards = list(make_cards(playbook))
    if not cards:
        return
    for card, by_sheet in _over(cards, load_sheets(), playbook.session):
        sides: tuple[tuple[Side, int], ...] = (("front", 0), ("flap", 1))
        for side, which in sides:
            worse = ((name, by[which]) for name, by in by_sheet.items() if by[which] > 0)
            # The largest excess first; among equals, the larger sheet.
            worst = tuple(sorted(worse, key=lambda item: -item[1]))
            if worst:
                source, characters = longest_text(card.on(load_sheets()[worst[0][0]]), side)
                yield Overflow(card, side, worst, source, characters)


def _over(
    cards: Sequence[Card], on: Mapping[str, Sheet], session: Session
) -> Iterator[tuple[Card, dict[str, SideHeights]]]:
    """Yield each card that is too tall for some sheets, with the excess of its front and flap in millimetres.

    A card is not measured on a sheet if its height on a tighter sheet already fits.
    """
    first = {name: sheet for name, sheet in on.items() if tighter(sheet, on) is None}
    heights = {name: list(zip(cards, found, strict=True)) for name, found in _heights(cards, first, session).items()}
    for name in on.keys() - first.keys():
        other, room = tighter(on[name], first), _room(on[name])
        assert other is not None, "tighter() is transitive"
        unsure = [card for card, height in heights[other] if height[0] > room[0] or height[1] > room[1]]
        heights[name] = list(zip(unsure, _heights(unsure, {name: on[name]}, session)[name], strict=True))
    over: dict[str, dict[str, SideHeights]] = {}
    for name, sheet in on.items():
        room = _room(sheet)
        for card, height in heights[name]:
            if height[0] > room[0] or height[1] > room[1]:
                over.setdefault(card.id, {})[name] = (height[0] - room[0], height[1] - room[1])
    return ((card, over[card.id]) for card in cards if card.id in over)


def tighter(sheet: Sheet, others: Mapping[str, Sheet]) -> str | None:
    """Return the name of another sheet on which every card needs at least the height that it needs here; None if none.

    The other sheet has the same sections in the same type sizes and order, with the same or wider gaps, and is
    narrower: text on it takes as many lines or more.
    """
    for name, other in others.items():
        alike = all(getattr(sheet, key) == getattr(other, key) for key in _SAME) and all(
            getattr(getattr(sheet, side), key) == getattr(getattr(other, side), key)
            for side in ("front", "flap")
            for key in ("columns", "rows", "grow")
        )
        gaps = other.gap >= sheet.gap and other.answer >= sheet.answer
        least = other.front.least >= sheet.front.least and other.flap.least >= sheet.flap.least
        if alike and gaps and least and other.inner.width < sheet.inner.width:
            return name
    return None


_SAME = ("type", "questions", "cues", "jot", "write", "qr", "small", "shows")


def overflowing_cards(cards: Sequence[Card], sheet: Sheet, session: Session) -> frozenset[str]:
    """Return the ids of cards with a side that does not fit on a sheet, independently of the team's check settings."""
    (heights,) = _heights(cards, {"": sheet}, session).values()
    front, flap = _room(sheet)
    return frozenset(
        card.id for card, height in zip(cards, heights, strict=True) if height[0] > front or height[1] > flap
    )


def _room(sheet: Sheet) -> SideHeights:
    """Return the height that a sheet has for a card's front and flap, in millimetres."""
    return sheet.front_height - MARGIN, sheet.flap_height - MARGIN


def longest_text(card: Card, side: Side) -> tuple[TextSource | None, int]:
    """Return the source and length of the longest text from the content on a side of the card."""
    texts = editor_texts(block for section in card.side(side) for block in section.blocks)
    source, words = max(texts, key=lambda text: len(text[1]), default=(None, ""))
    return source, len(words)


def _heights(cards: Sequence[Card], on: Mapping[str, Sheet], session: Session) -> dict[str, list[SideHeights]]:
    """Return the heights of all cards on each sheet. For a card that fits, the height may be an upper bound."""
    found: dict[str, list[SideHeights]] = {}
    new: dict[str, list[Card]] = {}
    geometries = {name: sheet.model_dump_json() for name, sheet in on.items()}
    for name, geometry in geometries.items():
        new[name] = [card for card in cards if geometry not in card.kept]
    if any(new.values()):
        _measure(new, on, geometries, session)
    for name, geometry in geometries.items():
        found[name] = [card.kept[geometry] for card in cards]
    return found


def _measure(
    new: Mapping[str, Sequence[Card]], on: Mapping[str, Sheet], geometries: Mapping[str, str], session: Session
) -> None:
    """Store the heights of cards on sheets, by the sheets' names: from the cache, or measured now."""
    setter = CardTypesetter.at(None)
    all_new = {card.id: card for cards in new.values() for card in cards}
    feet = {id_: make_footer(card, SAMPLE_SITE_URL) for id_, card in all_new.items()}
    said = {id_: _said(card, feet[id_]) for id_, card in all_new.items()}
    keys = {
        name: [key_of(setter.version, said[card.id], geometries[name]) for card in cards] for name, cards in new.items()
    }
    stored = session.cache.get_json(_NAMESPACE, chain.from_iterable(keys.values()))
    heights = {key: height for key, value in stored.items() if (height := _height(value)) is not None}
    tasks: list[_Task] = []
    for name, cards in new.items():
        pairs = zip(keys[name], cards, strict=True)
        unknown = {key: (card, feet[card.id]) for key, card in pairs if key not in heights}
        if unknown:
            tasks.append(_Task(on[name], tuple(unknown), tuple(unknown.values())))
    if tasks:
        found, left = _bounded(setter, tasks, session.cache)
        found |= _measured(setter, left, session)
        heights |= found
        session.cache.put_json(_NAMESPACE, found, _LIMIT)
    for name, cards in new.items():
        for key, card in zip(keys[name], cards, strict=True):
            card.kept[geometries[name]] = heights[key]


def _bounded(
    setter: CardTypesetter, tasks: Sequence[_Task], cache: Cache
) -> tuple[dict[str, SideHeights], list[_Task]]:
    """Return the bounds that prove that cards fit, by key, and the cards that must be measured."""
    bounds = HeightBounds(
        tuple({card.id: (card, foot) for task in tasks for card, foot in task.cards}.values()), setter, cache
    )
    found: dict[str, SideHeights] = {}
    left: list[_Task] = []
    for task in tasks:
        heights = dict(zip(task.keys, bounds.heights(task.cards, task.sheet), strict=True))
        fitting = {key: height for key, height in heights.items() if height and _fits(height, task.sheet)}
        unclear = {key: pair for key, pair in zip(task.keys, task.cards, strict=True) if key not in fitting}
        if unclear:
            left.append(_Task(task.sheet, tuple(unclear), tuple(unclear.values())))
        found |= fitting
    return found, left


def _fits(bound: SideHeights, sheet: Sheet) -> bool:
    """Return whether a bound proves that the card fits."""
    return all(need + TOLERANCE <= room for need, room in zip(bound, _room(sheet), strict=True))


@dataclass(frozen=True)
class _Task:
    """Cards to measure on one sheet."""

    sheet: Sheet
    keys: tuple[str, ...]
    cards: tuple[tuple[Card, Footer], ...]


def _measured(setter: CardTypesetter, tasks: Sequence[_Task], session: Session) -> Iterator[tuple[str, SideHeights]]:
    """Yield the heights by their keys."""
    cards = sum(len(task.keys) for task in tasks)
    for task in session.progress.track("Measuring cards", tasks, cards, lambda task: len(task.keys)):
        yield from zip(task.keys, setter.heights(task.cards, task.sheet), strict=True)


def _said(card: Card, foot: Footer) -> str:
    """Return everything that a card's heights depend on besides the sheet, section by section."""
    sections = [
        (section.name, words, [block.role for block in section.blocks])
        for section, words in zip(card.sections, card.printed, strict=True)
    ]
    return repr((sections, foot.full, card.language))


def _height(value: Any) -> SideHeights | None:
    """Return a cached height; None if there is none or it is corrupt."""
    with suppress(TypeError, ValueError):
        front, flap = value
        return float(front), float(flap)
    return None
