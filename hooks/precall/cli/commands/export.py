"""`precall export`: write the playbook as pages for other site generators, or its content for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from precall.cli.completion import complete_calls
from precall.cli.group import Command, FilePath
from precall.cli.invocation import Invocation
from precall.cli.output import echo, echo_error, paint

if TYPE_CHECKING:
    from precall.check.runner import CheckResult
    from precall.content.model import Playbook

FORMS = ("markdown", "json", "csv", "anki", "text")


@click.command(
    "export",
    cls=Command,
    short_help="Write pages for other hosts, JSON, CSV, an Anki deck or a card's text.",
    help="Write the playbook in one of five forms: pages for hosts that run no hooks, JSON, CSV, an Anki deck, or the "
    "text of one card.",
)
@click.option(
    "--markdown",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the pages to this folder, for hosts that run no hooks.",
)
@click.option(
    "--json",
    "json_",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write api/v1/ to this folder: the content as JSON, and its schema.",
)
@click.option(
    "--csv",
    "csv_",
    type=FilePath(".csv"),
    metavar="FILE",
    help="Write a spreadsheet of all questions, or of all calls with --kind calls.",
)
@click.option(
    "--anki", type=FilePath(".apkg"), metavar="FILE", help="Write an Anki deck of calls, principles and barriers."
)
@click.option("--text", metavar="CALL", shell_complete=complete_calls, help="Print the card of a call as plain text.")
@click.option(
    "--kind",
    type=click.Choice(["questions", "calls"]),
    default="questions",
    show_default=True,
    help="The kind of entries in --csv.",
)
@click.option("--owners", is_flag=True, help="Include the owner of each entry in --json and --csv.")
@click.option("--site-url", metavar="URL", help="The site's address, which is printed on cards.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    markdown: Path | None,
    json_: Path | None,
    csv_: Path | None,
    anki: Path | None,
    text: str | None,
    kind: Literal["questions", "calls"],
    owners: bool,
    site_url: str | None,
) -> int:
    """Check, then write the entries without errors. Return 1 if an entry was left out."""
    forms = [name for name, value in zip(FORMS, (markdown, json_, csv_, anki, text), strict=True) if value]
    if len(forms) != 1:
        named = " and ".join(f"--{name}" for name in forms)
        raise click.UsageError(
            f"{named} cannot be combined. Choose one of them."
            if forms
            else f"Choose one of {', '.join(f'--{name}' for name in FORMS[:-1])} or --{FORMS[-1]}."
        )
    from precall.check.reporters import full
    from precall.check.runner import check_folder
    from precall.cli.whole import refuse_unknown_calls, stopping_problems
    from precall.content.review_dates import epoch_day

    target = markdown or json_ or csv_ or anki
    if target:
        invocation.refuse(target)
    refuse_unknown_calls(invocation.root, [text] if text else [], invocation.session)
    checked = check_folder(invocation.root, epoch_day(), invocation.session)
    if target:
        invocation.refuse(target, [company.folder for company in checked.playbook.companies])
    if text and not stopping_problems(checked):
        return _text(invocation, checked, text)
    if checked.problems:
        echo_error(full(checked.problems, paint))
    if stopping_problems(checked):
        return 1
    if checked.errors:
        invocation.note("Entries with errors are left out.")
    if markdown:
        _markdown(invocation, checked, markdown, site_url)
    elif json_:
        _json(invocation, checked.published, json_, owners=owners)
    elif csv_:
        from precall.exports.csv_export import csv_table

        _file(invocation, csv_, csv_table(checked.published, kind, owners=owners))
    elif anki:
        from precall.exports.anki import anki_deck

        _file(invocation, anki, anki_deck(checked.published))
    return 1 if checked.errors else 0


def _markdown(invocation: Invocation, checked: CheckResult, folder: Path, url: str | None) -> None:
    from precall.cards.site_url import read_site_url
    from precall.hosts.folder import write
    from precall.site.assemble import make_site
    from precall.site.card_pdfs import compiled_pdfs
    from precall.site.history import history

    root, site_url = invocation.root, url or read_site_url(invocation.root)
    with compiled_pdfs(checked.published, root, site_url) as card_pdfs:
        site = make_site(
            checked.published,
            root,
            checked.problems,
            site_url=site_url,
            card_pdfs=card_pdfs,
            history=history(root, authors=checked.playbook.settings.publish.authors),
        )
    written = write(site, folder, hand_written=root / "docs")
    invocation.say(f"{folder}: {written.total} files, {written.changed} changed, {written.removed} removed.")
    for setting, uris in (("extra_css", site.style_sheets), ("extra_javascript", site.scripts)):
        if uris:
            echo(f"{setting}: {', '.join(uris)}")


def _text(invocation: Invocation, checked: CheckResult, name: str) -> int:
    """Print the card of a call. If the call has errors, print these instead and return 1."""
    from precall.check.reporters import full
    from precall.cli.whole import lost_references, whole_calls
    from precall.exports.text_export import card_text

    calls, problems = whole_calls(checked, [name])
    if problems:
        echo_error(full(problems, paint))
        return 1
    for line in lost_references(checked, calls[0]):
        invocation.note(line)
    echo(card_text(checked.published, calls[0]), end="")
    return 0


def _json(invocation: Invocation, playbook: Playbook, folder: Path, *, owners: bool) -> None:
    from precall.core.errors import cannot_write
    from precall.exports.json_export import api_files
    from precall.hosts.folder import write
    from precall.render.artifacts import Site

    try:
        written = write(Site(files=tuple(api_files(playbook, owners=owners))), folder)
    except OSError as error:
        raise cannot_write(error, folder) from None
    invocation.say(f"{folder}: {written.total} files, {written.changed} changed, {written.removed} removed.")


def _file(invocation: Invocation, path: Path, content: bytes) -> None:
    from precall.core.errors import cannot_write
    from precall.core.files import write_atomic

    try:
        write_atomic(path, content)
    except OSError as error:
        raise cannot_write(error, path) from None
    invocation.say(str(path))
