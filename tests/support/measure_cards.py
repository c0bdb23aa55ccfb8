"""Measure the time and the memory of setting a deck.

Run `PYTHONPATH=hooks python tests/support/measure_cards.py CARDS SHEET [SPLIT]` in the repository's root.

The deck repeats our own calls under different ids, so that each has its own QR code.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from precall.cards.card import make_cards
from precall.cards.deck import write_deck
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import load_sheets
from precall.content.loader import load
from precall.core.session import Session


def main(count: int, name: str, split: int | None) -> str:
    """Set the deck once and print its time and memory."""
    ours = list(make_cards(load(Path()).playbook))
    cards = [replace(ours[each % len(ours)], id=f"{ours[each % len(ours)].id}-{each}") for each in range(count)]
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        written = list(
            write_deck(
                cards,
                load_sheets()[name],
                Path(folder) / "deck.pdf",
                setter=CardTypesetter.at(None),
                session=Session(),
                title="Measured",
                author="",
                site_url="https://playbook.example.com",
                split=split,
            )
        )
    own, parts = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        f"{count} cards on {name}, split {split}: {time.monotonic() - start:.1f} s, of a processor "
        f"{own.ru_utime + parts.ru_utime:.1f} s, largest process {max(own.ru_maxrss, parts.ru_maxrss) / 1024:.0f} MiB, "
        f"{sum(each.size for each in written) / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    sys.stdout.write(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None) + "\n")
