"""A card and the site's address become the foot: which card this paper is, and where it says whether it is current."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from precall.cards.card import Card

QR_MASK = 3
"""Of the eight patterns that a code may be laid under. To try them all takes five times as long as the code itself, and
each code says which it has."""

QR_QUIET_ZONE = 2
"""Light modules around the code. They need not be more: the paper around it is white."""

_DARK = re.compile(rb"\x01+")

FooterLine: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Footer:
    """What stands at the bottom of a card."""

    full: tuple[FooterLine, ...]
    """Line by line, pairs of a label and its words."""
    short: tuple[FooterLine, ...]
    """The same for sheets with no room: which card, which revision, where."""
    address: str
    """What the QR code holds; empty without a site's address."""

    @cached_property
    def qr(self) -> str | None:
        """The QR code as SVG; drawn when somebody asks, for it takes some milliseconds."""
        return _qr(self.address) if self.address else None


def make_footer(card: Card, site_url: str | None) -> Footer:
    """The foot of a card; without `site_url` it has no QR code and says why."""
    label = card.labels
    known = [
        (label["card"], card.id),
        (label["revision"], card.revision),
        *([(label["reviewed"], card.reviewed.isoformat())] if card.reviewed else []),
        *([(label["owner"], card.owner)] if card.owner else []),
    ]
    which, short = tuple(known), tuple(known[1:2])
    if not site_url:
        return Footer((which, (("", label["current-unknown"]),)), (tuple(known[:2]),), "")
    page = site_url.rstrip("/") + card.address.path
    shown = page.removeprefix("https://").removeprefix("http://")
    address = f"{page}#r={card.revision}"
    return Footer((which, ((label["current"], shown),)), (short, (("", shown),)), address)


def _qr(address: str) -> str:
    # Who only measures cards draws no code.
    import segno  # noqa: PLC0415

    rows = segno.make(address, error="m", micro=False, mask=QR_MASK).matrix
    runs = ((x.start(), x.end(), y) for y, row in enumerate(rows) for x in _DARK.finditer(row))
    drawn, end, line = [], -QR_QUIET_ZONE, -QR_QUIET_ZONE
    for start, stop, row in runs:
        drawn.append(f"m{start - end} {row - line}h{stop - start}")
        end, line = stop, row
    size = len(rows) + 2 * QR_QUIET_ZONE
    # A line is drawn along its middle.
    path = f'<path stroke="#000" d="M0 .5{"".join(drawn)}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{path}</svg>'
