"""Make the footer of a card: it identifies the card and gives the address of its current version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from precall.cards.card import Card

QR_MASK = 3
"""One of the eight masks of a QR code, each of which is valid. Trying all of them takes five times as long."""

QR_QUIET_ZONE = 2
"""Light modules around the code. Two are enough, because the paper around it is white."""

_DARK = re.compile(rb"\x01+")

FooterLine: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs of a label and its words."""


@dataclass(frozen=True)
class Footer:
    """The footer of a card."""

    full: tuple[FooterLine, ...]
    """All lines."""
    short: tuple[FooterLine, ...]
    """The lines for small sheets: revision and address."""
    address: str
    """The content of the QR code; empty without a site's address."""

    @cached_property
    def qr(self) -> str | None:
        """The QR code as SVG. It is drawn on first use, because that takes some milliseconds."""
        return _qr(self.address) if self.address else None


def make_footer(card: Card, site_url: str | None) -> Footer:
    """Return the footer of a card. Without `site_url`, a note replaces the QR code."""
    label = card.labels
    facts = [
        (label["card"], card.id),
        (label["revision"], card.revision),
        *([(label["reviewed"], card.reviewed.isoformat())] if card.reviewed else []),
        *([(label["owner"], card.owner)] if card.owner else []),
    ]
    identity, short = tuple(facts), tuple(facts[1:2])
    if not site_url:
        return Footer((identity, (("", label["current-unknown"]),)), (tuple(facts[:2]),), "")
    page = site_url.rstrip("/") + card.address.path
    shown = page.removeprefix("https://").removeprefix("http://")
    address = f"{page}#r={card.revision}"
    return Footer((identity, ((label["current"], shown),)), (short, (("", shown),)), address)


@lru_cache(maxsize=2_000)
def _qr(address: str) -> str:
    """Return the QR code as SVG; a card's page and its PDF share it."""
    # Measuring cards needs no QR code.
    import segno  # noqa: PLC0415

    rows = segno.make(address, error="m", micro=False, mask=QR_MASK).matrix
    runs = ((x.start(), x.end(), y) for y, row in enumerate(rows) for x in _DARK.finditer(row))
    moves, end, line = [], -QR_QUIET_ZONE, -QR_QUIET_ZONE
    for start, stop, row in runs:
        moves.append(f"m{start - end} {row - line}h{stop - start}")
        end, line = stop, row
    size = len(rows) + 2 * QR_QUIET_ZONE
    # A stroke is drawn along its middle, so the first one is at half a module.
    path = f'<path stroke="#000" d="M0 .5{"".join(moves)}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{path}</svg>'
