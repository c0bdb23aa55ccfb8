"""`precall fmt`: tidy the content files. Keys in order, two spaces a level, long texts folded; comments stay."""

from __future__ import annotations

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import echo, echo_error, paint


@click.command(
    "fmt",
    cls=Command,
    short_help="Tidy the content files.",
    help="Tidy the content files: put keys in order, indent by two spaces, fold long texts. Comments and meaning stay.",
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when a file is not tidy.")
@click.pass_obj
def command(invocation: Invocation, check: bool) -> int:
    """Tidy every file that can be read; 1 when one cannot, or with --check when one is not tidy."""
    from precall.check.reporters import full
    from precall.editing.edits import write_changes
    from precall.editing.formatter import format_folder

    result = format_folder(invocation.root)
    for path, reason in result.skipped.items():
        echo_error(f"{path}: left as it is, because {reason}.")
    if result.problems:
        echo_error(full(result.problems, paint))
    if not check:
        write_changes(invocation.root, result.changes)
    for path in result.changes:
        if check:
            echo(f"{path}: is not tidy")
        else:
            invocation.say(f"{path}: tidied")
    if not result.changes and not result.problems and not result.skipped:
        invocation.say(f"{result.total} files, all tidy.")
    return 1 if result.problems or result.skipped or (check and result.changes) else 0
