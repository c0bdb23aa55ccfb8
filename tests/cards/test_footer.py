"""The foot of a card leads from paper to the card's page."""

from __future__ import annotations

import io
import re
from random import Random
from string import ascii_lowercase, digits

import segno

from precall.cards.footer import QR_MASK, QR_QUIET_ZONE, Footer

MOVE = re.compile(r"([Mm])(-?\d+) ([-.\d]+)h(\d+)")


def drawn(svg: str) -> set[tuple[int, int]]:
    """The dark modules of a picture, by column and row."""
    modules: set[tuple[int, int]] = set()
    path = re.search(r'd="([^"]+)"', svg)
    assert path
    x = y = 0.0
    for _, right, down, length in MOVE.findall(path[1].replace("M0 .5m", "m").replace("M", "m")):
        x, y = x + int(right), y + float(down)
        modules |= {(round(x) + each, int(y)) for each in range(int(length))}
        x += int(length)
    return modules


def test_the_code_is_drawn_as_the_library_draws_it() -> None:
    """Every module dark or light as there, at the same place, for addresses of any length."""
    rng = Random(8)
    for length in (1, 20, 40, 80, 160, 320):
        address = "https://" + "".join(rng.choices(ascii_lowercase + digits + "/#=.-", k=length))
        theirs = io.BytesIO()
        segno.make(address, error="m", micro=False, mask=QR_MASK).save(
            theirs, kind="svg", border=QR_QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
        )
        ours, library = Footer((), (), address).qr, theirs.getvalue().decode()
        assert ours is not None
        assert drawn(ours) == drawn(library)
        assert re.search(r'viewBox="[^"]+"', ours)[0] in library  # type: ignore[index]  # it is there, or this fails


def test_without_an_address_there_is_no_code() -> None:
    """A card that does not know its site says so in words."""
    assert Footer((), (), "").qr is None
