"""`precall import`: show what a spreadsheet of questions or calls would become, row by row; with --write, do it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import count, echo, echo_error, paint, report

if TYPE_CHECKING:
    from precall.editing.import_plan import ImportPlan

STATUS_LABELS = {"new": "new", "empty": "empty", "duplicate": "there already", "unclear": "NOT TAKEN"}


@click.command(
    "import",
    cls=Command,
    short_help="Import questions or calls from a spreadsheet.",
    help="Show what a spreadsheet of questions or calls would become, row by row; with --write, write the files.",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE", help="A .csv or .xlsx file.")
@click.option(
    "--kind",
    type=click.Choice(["questions", "calls"]),
    help="What the rows are (default: what the headings say).",
)
@click.option("--bank", default="", metavar="NAME", help="The bank for all questions, a new one or one that exists.")
@click.option("--write", is_flag=True, help="Write the files; without it nothing is written.")
@click.pass_obj
def command(
    invocation: Invocation, file: Path, kind: Literal["questions", "calls"] | None, bank: str, write: bool
) -> int:
    """Print the plan, and execute it if requested. Return 1 and write nothing if the playbook has errors."""
    from precall.check.reporters import full
    from precall.content.loader import load
    from precall.core.problems import visible
    from precall.editing import import_changes
    from precall.editing.edits import write_changes
    from precall.editing.import_plan import plan_import
    from precall.editing.spreadsheet import read_spreadsheet

    table = read_spreadsheet(file)
    loaded = load(invocation.root, session=invocation.session)
    made = plan_import(table, loaded, file.stem, kind, bank)
    if loaded.errors:
        echo_error(full(loaded.errors, paint))
        if write:
            report("error", "Nothing was imported. Fix these problems first, so that nothing is imported twice.")
            return 1
        invocation.note("The rows below were not compared with entries that have these errors.")
    changes = import_changes.planned_changes(invocation.root, loaded, made)
    echo(f"{visible(str(file))}: {visible(table.description)}")
    _show(made)
    for path in changes:
        echo(f"{'Written' if write else 'Would be written'}: {path}")
    if write:
        write_changes(invocation.root, changes)
        invocation.say("precall check names what is left to be filled in.")
    elif changes:
        invocation.say("Nothing was written. Add --write to write these files.")
    return 0


def _show(made: ImportPlan) -> None:
    from precall.core.problems import visible

    lines = [f"\nColumns, read as {made.kind}:", *(f"  {visible(line)}" for line in made.columns.report), "\nRows:"]
    for row in made.rows:
        text = visible(row.text[:90])
        lines.append(
            f"  {row.number:>4}  {STATUS_LABELS[row.status]:13}  {row.ref}{': ' if row.ref and text else ''}{text}"
        )
        lines += [f"        - {visible(note)}" for note in row.notes]
    counts = Counter(STATUS_LABELS[row.status] for row in made.rows)
    total = ", ".join(f"{number} {fate}" for fate, number in counts.items())
    echo("\n".join([*lines, f"\n{count(len(made.rows), 'row')}{': ' if total else ''}{total}.\n"]))
