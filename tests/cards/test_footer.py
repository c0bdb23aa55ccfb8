"""The QR code in the footer of a card links to the card's page."""

from __future__ import annotations

import io
import re
from random import Random
from string import ascii_lowercase, digits

import segno

from precall.cards.footer import QR_MASK, QR_QUIET_ZONE, Footer

MOVE = re.compile(r"([Mm])(-?\d+) ([-.\d]+)h(\d+)")


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules of an SVG image, by column and row."""
    modules: set[tuple[int, int]] = set()
    path = re.search(r'd="([^"]+)"', svg)
    assert path
    x = y = 0.0
    for _, right, down, length in MOVE.findall(path[1].replace("M0 .5m", "m").replace("M", "m")):
        x, y = x + int(right), y + float(down)
        modules |= {(round(x) + each, int(y)) for each in range(int(length))}
        x += int(length)
    return modules


def test_the_qr_code_equals_that_of_the_library() -> None:
    """For addresses of any length, our image has the same dark modules as the library's."""
    rng = Random(8)
    for length in (1, 20, 40, 80, 160, 320):
        address = "https://" + "".join(rng.choices(ascii_lowercase + digits + "/#=.-", k=length))
        theirs = io.BytesIO()
        segno.make(address, error="m", micro=False, mask=QR_MASK).save(
            theirs, kind="svg", border=QR_QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
        )
        ours, library = Footer((), (), address).qr, theirs.getvalue().decode()
        assert ours is not None
        assert dark_modules(ours) == dark_modules(library)
        assert re.search(r'viewBox="[^"]+"', ours)[0] in library  # type: ignore[index]  # it is there, or this fails


def test_without_an_address_there_is_no_code() -> None:
    """A card without the site's address prints a sentence in place of the QR code."""
    assert Footer((), (), "").qr is None
