"""Write the playbook as pages for hosts without hooks, as JSON, a spreadsheet, an Anki deck, or a card's text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.check.runner import CheckResult
    from precall.content.model import Playbook

NAME = "export"
HELP = "write the playbook as Markdown pages, JSON, CSV, an Anki deck or a card's text"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall export` takes."""
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--markdown", type=Path, metavar="DIR", help="the folder to write Markdown pages to")
    form.add_argument("--json", type=Path, metavar="DIR", help="the folder to write api/v1/ to: JSON and its schema")
    form.add_argument(
        "--csv", type=Path, metavar="FILE", help="a spreadsheet of all questions, or with --kind of all calls"
    )
    form.add_argument("--anki", type=Path, metavar="FILE", help="a deck of calls, principles and barriers (.apkg)")
    form.add_argument("--text", metavar="CALL", help="print the card of a call as plain text, for pasting")
    parser.add_argument("--kind", choices=["questions", "calls"], default="questions", help="what goes into --csv")
    parser.add_argument("--owners", action="store_true", help="say who keeps each entry, in --json and --csv")
    parser.add_argument("--site-url", metavar="URL", help="the site's address, for what is printed on cards")


def run(options: argparse.Namespace) -> int:
    """Check, then write; 1 when the playbook has errors, and nothing is written."""
    from precall.check.reporters import full
    from precall.check.runner import check_folder
    from precall.content.review_dates import epoch_day

    checked = check_folder(options.root, epoch_day())
    if checked.problems:
        print(full(checked.problems), file=sys.stderr)
    if checked.errors:
        return 1
    if options.markdown:
        _markdown(checked, options)
    elif options.text:
        _text(checked.playbook, options.text)
    else:
        _files(checked.playbook, options)
    return 0


def _markdown(checked: CheckResult, options: argparse.Namespace) -> None:
    from precall.cards.site_url import read_site_url
    from precall.hosts.folder import write
    from precall.site.assemble import make_site
    from precall.site.history import history

    site = make_site(
        checked.playbook,
        options.root,
        checked.problems,
        site_url=options.site_url or read_site_url(options.root),
        pdfs=True,
        history=history(options.root, authors=checked.playbook.settings.publish.authors),
    )
    written = write(site, options.markdown, hand_written=options.root / "docs")
    print(f"{options.markdown}: {written.total} files, {written.changed} changed, {written.removed} removed.")
    for kind, uris in (("extra_css", site.style_sheets), ("extra_javascript", site.scripts)):
        if uris:
            print(f"{kind}: {', '.join(uris)}")


def _text(playbook: Playbook, name: str) -> None:
    from precall.core.errors import PrecallError
    from precall.core.problems import did_you_mean
    from precall.exports.text_export import card_text

    call = playbook.calls.get(name)
    if call is None:
        raise PrecallError(f'No call is called "{name}".', did_you_mean(name, playbook.calls))
    print(card_text(playbook, call), end="")


def _files(playbook: Playbook, options: argparse.Namespace) -> None:
    from precall.core.errors import cannot_write

    try:
        if options.json:
            from precall.exports.json_export import api_files
            from precall.hosts.folder import write
            from precall.render.artifacts import Site

            written = write(Site(files=tuple(api_files(playbook, owners=options.owners))), options.json)
            print(f"{options.json}: {written.total} files, {written.changed} changed, {written.removed} removed.")
        elif options.csv:
            from precall.exports.csv_export import csv_table

            options.csv.write_bytes(csv_table(playbook, options.kind, owners=options.owners))
            print(options.csv)
        else:
            from precall.exports.anki import anki_deck

            options.anki.write_bytes(anki_deck(playbook))
            print(options.anki)
    except OSError as error:
        raise cannot_write(error, options.csv or options.anki) from None
