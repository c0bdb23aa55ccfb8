"""`precall cards`: write the cards of some or all calls as a PDF to print, with bookmarks and cutting marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from precall.cli.completion import complete_calls
from precall.cli.group import PAPER, Command, FilePath
from precall.cli.invocation import Invocation
from precall.cli.output import count, echo_error, paint, size

if TYPE_CHECKING:
    from precall.cards.card import Card
    from precall.content.model import Call, Playbook


@click.command(
    "cards",
    cls=Command,
    short_help="Write cards as a PDF to print.",
    help="Write the cards of the calls that you name, or of all calls, as a PDF to print.",
)
@click.argument(
    "calls",
    nargs=-1,
    metavar="[CALL]...",
    shell_complete=complete_calls,
    help="The ids of calls (default: every call, in order).",
)
@click.option(
    "--sheet",
    type=PAPER,
    help="The sheet to print on (default: the playbook's own).",
)
@click.option(
    "--out",
    type=FilePath(".pdf"),
    default=Path("cards.pdf"),
    show_default=True,
    metavar="FILE",
    help="The PDF to write.",
)
@click.option(
    "--split",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write several PDFs of at most N cards each, which limits the memory (default: 100).",
)
@click.option(
    "--site-url", metavar="URL", help="The site's address, for the QR codes (default: site_url in mkdocs.yml)."
)
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    calls: tuple[str, ...],
    sheet: str | None,
    out: Path,
    split: int | None,
    site_url: str | None,
) -> int:
    """Check, then write the cards of the calls without errors. Return 1 if a requested card is left out."""
    from precall.cards.deck import write_deck
    from precall.cards.pdf import CardTypesetter
    from precall.cards.sheet import find_sheet
    from precall.cards.site_url import read_site_url, site_url_problem
    from precall.check.reporters import full
    from precall.check.runner import check_folder
    from precall.cli.whole import lost_references, refuse_unknown_calls, stopping_problems, whole_calls

    root = invocation.root
    invocation.refuse(out)
    refuse_unknown_calls(root, calls, invocation.session)
    checked = check_folder(root, session=invocation.session)
    invocation.refuse(out, [company.folder for company in checked.playbook.companies])
    if stopping := stopping_problems(checked):
        echo_error(full(stopping, paint))
        return 1
    playbook = checked.published
    named, problems = whole_calls(checked, calls)
    if problems:
        echo_error(full(problems, paint))
        invocation.note("Cards of calls with errors are left out.")
    elif checked.errors:
        invocation.note(f"Other entries have {count(len(checked.errors), 'error')}: precall check lists them.")
    for line in (line for call in named for line in lost_references(checked, call)):
        invocation.note(line)
    if problems and not named:
        return 1
    cards = _cards(playbook, named)
    chosen = find_sheet(sheet or playbook.settings.cards.paper)
    address = site_url or read_site_url(root)
    if wrong := site_url_problem(address):
        invocation.note(f"{wrong} Or use --site-url.")
    for written in write_deck(
        cards,
        chosen,
        out,
        setter=CardTypesetter.at(root, playbook.companies),
        session=invocation.session,
        title=playbook.settings.title,
        author=playbook.settings.team,
        site_url=address,
        split=split,
    ):
        pages = f"{count(written.cards, 'card')} on {count(written.pages, 'page')}"
        invocation.say(f"{written.file}: {pages}, {chosen.title}, {size(written.size)}.")
    return 1 if problems else 0


def _cards(playbook: Playbook, calls: Sequence[Call]) -> list[Card]:
    from precall.cards.card import make_card
    from precall.core.errors import PrecallError

    if not calls:
        raise PrecallError("There is no call in this playbook.", "Write one in playbook/calls/.")
    return [make_card(playbook, call) for call in calls]
