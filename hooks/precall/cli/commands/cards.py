"""Set the cards of some calls or all as a PDF to print: imposed, with bookmarks, and with marks to cut along."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.cards.card import Card
    from precall.content.model import Playbook

NAME = "cards"
HELP = "set cards as a PDF to print"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall cards` takes."""
    parser.add_argument("calls", metavar="CALL", nargs="*", help="the calls' ids (default: every call, in order)")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet to print on (default: the playbook's own)")
    parser.add_argument(
        "--out", type=Path, default=Path("cards.pdf"), metavar="FILE", help="the PDF to write (default: cards.pdf)"
    )
    parser.add_argument(
        "--split",
        type=_count,
        metavar="N",
        help="write PDFs of at most N cards each (default: 100, so that many cards need no more memory than these)",
    )
    parser.add_argument(
        "--site-url", metavar="URL", help="the site's address, for the QR codes (default: site_url in mkdocs.yml)"
    )


def _count(words: str) -> int:
    if not words.isdecimal() or int(words) < 1:
        raise argparse.ArgumentTypeError(f'"{words}" is no whole number from 1')
    return int(words)


def run(options: argparse.Namespace) -> int:
    """Check, then set the cards; 1 when the playbook has errors, and nothing is written."""
    from precall.cards.deck import write_deck
    from precall.cards.pdf import CardTypesetter
    from precall.cards.sheet import find_sheet
    from precall.cards.site_url import read_site_url, site_url_problem
    from precall.check.reporters import full
    from precall.check.runner import check_folder

    checked = check_folder(options.root)
    if checked.errors:
        print(full(checked.errors), file=sys.stderr)
        return 1
    playbook = checked.playbook
    cards = _chosen(playbook, options.calls)
    name = options.sheet or playbook.settings.cards.paper
    chosen = find_sheet(name)
    address = options.site_url or read_site_url(options.root)
    if wrong := site_url_problem(address):
        print(f"precall: {wrong} Or name it with --site-url.", file=sys.stderr)
    for each in write_deck(
        cards,
        chosen,
        options.out,
        setter=CardTypesetter.at(options.root, playbook.companies),
        title=playbook.settings.title,
        author=playbook.settings.team,
        site_url=address,
        split=options.split,
    ):
        pages = f"{_many(each.cards, 'card')} on {_many(each.pages, 'page')}"
        print(f"{each.file}: {pages}, {chosen.title}, {_size(each.size)}.")
    return 0


def _chosen(playbook: Playbook, calls: Sequence[str]) -> list[Card]:
    from precall.cards.card import make_card, make_cards
    from precall.core.errors import PrecallError
    from precall.core.problems import did_you_mean

    for call in calls:
        if call not in playbook.calls:
            raise PrecallError(f'No call has the id "{call}".', did_you_mean(call, playbook.calls))
    cards = [make_card(playbook, playbook.calls[call]) for call in calls] or list(make_cards(playbook))
    if not cards:
        raise PrecallError("There is no call in this playbook.", "Write one below playbook/calls/.")
    return cards


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"
