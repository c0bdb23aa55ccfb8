"""`precall import`: show the entries that a spreadsheet would add, row by row; with --write, add them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import count, echo, echo_error, paint, report

if TYPE_CHECKING:
    from precall.content.columns import Kind
    from precall.editing.import_plan import ImportPlan

KINDS: tuple[Kind, ...] = ("questions", "calls", "barriers")

STATUS_LABELS = {"new": "new", "empty": "empty", "duplicate": "there already", "unclear": "NOT TAKEN"}


class Mapping(click.ParamType[tuple[str, str]]):
    """A heading and the key of its column, as in "Frage=ask"."""

    name = "mapping"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return the two parts, or fail if the text has no equals sign or no known key."""
        from precall.content.columns import known_headings

        heading, sign, key = str(value).rpartition("=")
        known = sorted({key for kind in KINDS for key in known_headings(kind)})
        if not sign or not heading.strip():
            self.fail(f'"{value}" has no heading and key. Write it as in "Frage=ask".', param, ctx)
        if key.strip() not in known:
            self.fail(f'"{key}" is not a key of an entry. Known: {", ".join(known)}.', param, ctx)
        return heading.strip(), key.strip()


@click.command(
    "import",
    cls=Command,
    short_help="Import questions, calls or objections from a spreadsheet.",
    help="Show the entries that a spreadsheet of questions, calls or objections would add, row by row; with "
    "--write, write the files.",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE", help="A .csv or .xlsx file.")
@click.option("--kind", type=click.Choice(KINDS), help="The kind of the rows (default: detected from the headings).")
@click.option("--bank", default="", metavar="NAME", help="The bank for all questions, new or existing.")
@click.option(
    "--map",
    "mapping",
    type=Mapping(),
    multiple=True,
    metavar="HEADING=KEY",
    help='What a column is, as in "Frage=ask". Can be given several times.',
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME",
    help="A sheet of the workbook (default: all that have known headings). It can be used several times.",
)
@click.option("--hidden", is_flag=True, help="Read hidden sheets, rows and columns too.")
@click.option("--write", is_flag=True, help="Write the files. Without it, the command only shows the plan.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    file: Path,
    kind: Kind | None,
    bank: str,
    mapping: tuple[tuple[str, str], ...],
    sheets: tuple[str, ...],
    hidden: bool,
    write: bool,
) -> int:
    """Print the plan, and execute it with --write. Return 1 and write nothing if the playbook has errors."""
    from precall.check.reporters import full
    from precall.content.loader import load
    from precall.core.problems import visible
    from precall.editing import import_changes, schema
    from precall.editing.edits import write_changes
    from precall.editing.import_plan import plan_sheets
    from precall.editing.spreadsheet import read_sheets

    tables = read_sheets(file, sheets, hidden=hidden)
    loaded = load(invocation.root, session=invocation.session)
    plans, left_out = plan_sheets(tables, loaded, file.stem, kind, bank, mapping=dict(mapping))
    if loaded.errors:
        echo_error(full(loaded.errors, paint))
        if write:
            report("error", "Nothing was imported. Fix these problems first, so that nothing is imported twice.")
            return 1
        invocation.note("The rows below were not compared with entries that have these errors.")
    # The plans of several sheets share their entries.
    changes = import_changes.planned_changes(invocation.root, loaded, plans[-1])
    by_name = {table.name: table for table in tables}
    for made in plans:
        echo(f"{visible(str(file))}: {visible(by_name[made.sheet].description)}")
        _show(made)
    lines = [line for table in tables for line in table.left_out]
    for line in (*(f"{line}; --hidden reads it too" for line in lines), *left_out):
        echo(f"Left out: {visible(line)}")
    for path in changes:
        echo(f"{'Written' if write else 'Would be written'}: {path}")
    if write:
        write_changes(invocation.root, changes)
        schema.refresh(invocation.root, load(invocation.root, session=invocation.session))
        invocation.say("precall check lists the blanks that you still have to fill in.")
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
