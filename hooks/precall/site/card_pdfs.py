"""Make PDF files of cards, in threads beside the work that needs Python."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Self, TypeAlias

from precall.cards.card import Card, make_cards
from precall.cards.footer import Footer, make_footer
from precall.cards.missing_glyphs import missing_glyphs
from precall.cards.overflow import overflowing_cards
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import load_sheets
from precall.content import urls
from precall.content.model import Call, Playbook
from precall.core.cache import key_of
from precall.core.errors import PrecallError
from precall.render.artifacts import Content, ReadyFile

_NAMESPACE = "card-pdfs"
_LIMIT = 2_000
_LOW_PRIORITY = 15


Result: TypeAlias = tuple[str, bytes, bool]
"""A PDF with its key, and whether it is new."""


class PdfCompiler:
    """Sets the PDFs of one playbook's cards: those that are not cached, in threads.

    A card has no PDF if no font has one of its characters, or if it does not fit on the team's sheet. The rules
    card-letters and card-overflow report such cards, but their severities do not matter here. typst releases the GIL,
    so the threads use the other cores. Each card is compiled by itself, which takes longer than a deck, so that a
    card's file does not depend on other cards.

    Use it as a context manager around everything that may still refuse the content: an error there cancels the PDFs
    that no thread has begun. Otherwise the threads end after the last PDF.
    """

    def __init__(self, playbook: Playbook, root: Path, site_url: str | None) -> None:
        """Start compiling. Printed URLs begin with `site_url`."""
        self._pool = ThreadPoolExecutor(os.cpu_count(), initializer=_give_way)
        setter, sheet = CardTypesetter.at(root, playbook.companies), load_sheets()[playbook.settings.cards.paper]
        geometry, team = sheet.model_dump_json(), playbook.settings.team
        self.keys: dict[str, str] = {}
        """The cache keys by the ids of the cards that have a PDF."""
        cards: dict[str, tuple[Card, Footer]] = {}
        for card in _cards_with_pdf(playbook):
            footer = make_footer(card, site_url)
            parts = (card.title, repr(card.sections), repr(footer), team, geometry, setter.version)
            key = self.keys[card.id] = key_of(card.language, *parts)
            cards[key] = card, footer
        self._known = playbook.session.cache.get_many(_NAMESPACE, cards)
        self._new: dict[str, Future[bytes]] = {
            key: self._pool.submit(partial(setter.pdf, [pair], sheet, title=pair[0].title, author=team))
            for key, pair in cards.items()
            if key not in self._known
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=error is not None)

    def results(self) -> Iterator[Result]:
        """Yield each PDF; wait for those that are being set.

        Raises PrecallError for an error in the team's own template.
        """
        for key, pdf in self._known.items():
            yield key, pdf, False
        for key in list(self._new):
            # All of them together would take more memory than the playbook.
            yield key, self._new.pop(key).result(), True


def _give_way() -> None:
    """Let this thread take only time of the processor that no other work wants: the site is complete without it."""
    # Elsewhere the priority is that of the whole process.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, 0, _LOW_PRIORITY)


class CardPdfs:
    """The PDFs of one playbook's cards, as files of its site.

    Args:
        playbook: The playbook.
        root: The folder that may contain the team's own template.
        keys: Returns `PdfCompiler.keys`; it may wait for them.
        results: As `PdfCompiler.results`, read when the first file is.

    """

    def __init__(
        self,
        playbook: Playbook,
        root: Path,
        keys: Callable[[], Mapping[str, str]],
        results: Iterator[Result],
    ) -> None:
        self._playbook = playbook
        self._has_own_template = not CardTypesetter.at(root, playbook.companies).is_ours
        self._keys = keys
        self._results = results
        self._known: dict[str, bytes] = {}
        self._arrived = 0

    @property
    def ids(self) -> Collection[str]:
        """The ids of the cards that have a PDF."""
        return self._keys().keys()

    def files(self) -> Iterator[ReadyFile]:
        """Yield the PDFs, whose content is waited for when it is read.

        Raises PrecallError for an error in the team's own template, for which all of its PDFs are waited for.
        """
        if self._has_own_template:
            self._wait()
        for ref, key in self._keys().items():
            call = self._playbook.calls[ref]
            # Equal inputs give equal bytes, so their hash stands for the digest of a file that is not there yet.
            content = Content(key, partial(self._read, key))
            yield ReadyFile(pdf_uri(call), content, call.location.document.source.path, is_late=True)

    def _read(self, key: str) -> bytes:
        """Return a PDF, which is in memory until then; afterwards it is read from the cache."""
        self._wait(key)
        pdf = self._known.pop(key, None) or self._playbook.session.cache.get(_NAMESPACE, key)
        if pdf is None:
            raise PrecallError("A PDF of a card is no longer in the cache.", "Build the site again.")
        return pdf

    def _wait(self, for_key: str = "") -> None:
        """Wait for one PDF, or for all."""
        if for_key in self._known:
            return
        for key, pdf, is_new in self._arriving:
            self._known[key] = pdf
            self._arrived += 1
            if is_new:
                self._playbook.session.cache.put(_NAMESPACE, key, pdf, _LIMIT)
            # After the last one, go on until the work has ended.
            if key == for_key and self._arrived < len(self._keys()):
                return

    @cached_property
    def _arriving(self) -> Iterator[Result]:
        return self._playbook.session.progress.track("Setting cards", self._results, len(self._keys()))


@contextmanager
def compiled_pdfs(playbook: Playbook, root: Path, site_url: str | None) -> Iterator[CardPdfs]:
    """Yield the PDFs of a playbook's cards, which threads of this process set."""
    with PdfCompiler(playbook, root, site_url) as compiler:
        yield CardPdfs(playbook, root, lambda: compiler.keys, compiler.results())


def _cards_with_pdf(playbook: Playbook) -> Iterator[Card]:
    cards = list(make_cards(playbook))
    gone = missing_glyphs(word for card in cards for word in card.words())
    spilling = overflowing_cards(cards, load_sheets()[playbook.settings.cards.paper], playbook.session)
    fitting = (card for card in cards if card.id not in spilling)
    return (card for card in fitting if gone.isdisjoint("".join(card.words())))


def pdf_uri(call: Call) -> str:
    """Return the uri of the PDF of a call's card, which is next to the card's page."""
    return f"{urls.card(call).folder}/{call.ref}.pdf"
