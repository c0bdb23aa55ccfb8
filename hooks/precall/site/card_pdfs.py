"""Make PDF files of cards, in other threads while the main thread makes pages."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self

from precall.cards.card import Card, make_cards
from precall.cards.footer import make_footer
from precall.cards.missing_glyphs import missing_glyphs
from precall.cards.overflow import overflowing_cards
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import load_sheets
from precall.content.model import Playbook
from precall.core.cache import key_of
from precall.render.artifacts import Content, ReadyFile

_NAMESPACE = "card-pdfs"
_LIMIT = 2_000


class CardPdfs:
    """The PDFs of one playbook's cards, from the cache or compiled now.

    A card has no PDF if no font has one of its characters, or if it does not fit on the team's sheet. The rules
    card-letters and card-overflow report such cards, but their severities do not matter here. typst releases the GIL,
    so the threads use the other cores. Each card is compiled by itself, which takes longer than a deck, so that a
    card's file does not depend on other cards.

    Use it as a context manager around everything that may still refuse the content: an error there cancels the PDFs
    that no thread has begun. Otherwise the threads end after the last PDF.
    """

    def __init__(self, playbook: Playbook, root: Path, site_url: str | None) -> None:
        """Start compiling the PDFs that are not cached. Printed URLs begin with `site_url`."""
        self._session = playbook.session
        self._pool = ThreadPoolExecutor(os.cpu_count())
        setter, sheet = CardTypesetter.at(root, playbook.companies), load_sheets()[playbook.settings.cards.paper]
        self._setter = setter
        geometry = sheet.model_dump_json()
        self._cards: dict[str, tuple[Card, str]] = {}
        """The cards by id, each with its cache key."""
        for card in _cards_with_pdf(playbook):
            team, footer = playbook.settings.team, make_footer(card, site_url)
            parts = (card.title, repr(card.sections), repr(footer), team, geometry, setter.version)
            self._cards[card.id] = card, key_of(card.language, *parts)
        self._known = self._session.cache.get_many(_NAMESPACE, (key for _, key in self._cards.values()))
        self._new: dict[str, Future[bytes]] = {}
        for card, key in self._cards.values():
            if key not in self._known:
                pair, team = (card, make_footer(card, site_url)), playbook.settings.team
                self._new[key] = self._pool.submit(partial(setter.pdf, [pair], sheet, title=card.title, author=team))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=error is not None)

    @property
    def ids(self) -> Collection[str]:
        """The ids of the cards that have a PDF."""
        return self._cards.keys()

    def files(self) -> Iterator[ReadyFile]:
        """Yield the PDFs, whose content is waited for when it is read.

        Raises PrecallError for an error in the team's own template, for which all of its PDFs are waited for.
        """
        if not self._setter.is_ours:
            self._wait()
        for card, key in self._cards.values():
            # Equal inputs give equal bytes, so their hash stands for the digest of a file that is not there yet.
            yield ReadyFile(
                pdf_uri(card), Content(key, partial(self._read, key)), card.call.location.document.source.path
            )

    def _read(self, key: str) -> bytes:
        self._wait()
        return self._known[key]

    def _wait(self) -> None:
        """Wait for all PDFs."""
        new = tuple(self._new)
        for key in self._session.progress.track("Setting cards", new, len(new)) if new else ():
            self._known[key] = self._new.pop(key).result()
            self._session.cache.put(_NAMESPACE, key, self._known[key], _LIMIT)


def _cards_with_pdf(playbook: Playbook) -> Iterator[Card]:
    cards = list(make_cards(playbook))
    gone = missing_glyphs(word for card in cards for word in card.words())
    spilling = overflowing_cards(cards, load_sheets()[playbook.settings.cards.paper], playbook.session)
    fitting = (card for card in cards if card.id not in spilling)
    return (card for card in fitting if gone.isdisjoint("".join(card.words())))


def pdf_uri(card: Card) -> str:
    """Return the uri of a card's PDF, which is next to its page."""
    return f"{card.address.folder}/{card.id}.pdf"
