"""Show what a spreadsheet of questions or calls would become, row by row; with --write, take it over."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.editing.import_plan import ImportPlan

NAME = "import"
HELP = "take over a spreadsheet of questions or calls"

FATES = {"new": "new", "empty": "empty", "duplicate": "there already", "unclear": "NOT TAKEN"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall import` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .xlsx file")
    parser.add_argument(
        "--kind", choices=["questions", "calls"], help="what its rows are (default: seen from the headings)"
    )
    parser.add_argument("--bank", default="", metavar="NAME", help="the bank for all questions, new or there already")
    parser.add_argument("--write", action="store_true", help="write the files; without it nothing is")


def run(options: argparse.Namespace) -> int:
    """Show the plan and, when asked, carry it out; 1 when the playbook itself cannot be read."""
    from precall.check.reporters import full
    from precall.content.loader import load
    from precall.editing import import_changes
    from precall.editing.edits import write_changes
    from precall.editing.import_plan import plan_import
    from precall.editing.spreadsheet import read_spreadsheet

    loaded = load(options.root)
    if loaded.problems:
        print(full(loaded.problems), file=sys.stderr)
        print("precall: Mend this first, so that nothing is imported twice.", file=sys.stderr)
        return 1
    table = read_spreadsheet(options.file)
    made = plan_import(table, loaded, options.file.stem, options.kind, options.bank)
    changes = import_changes.planned_changes(options.root, loaded, made)
    print(f"{options.file}: {table.told}")
    _show(made)
    for path in changes:
        print(f"{'Written' if options.write else 'Would be written'}: {path}")
    if options.write:
        write_changes(options.root, changes)
        print("precall check names what is left to be filled in.")
    elif changes:
        print("Nothing has been written. The same with --write does it.")
    return 0


def _show(made: ImportPlan) -> None:
    print(f"\nColumns, read as {made.kind}:")
    for line in made.columns.told:
        print(f"  {line}")
    print("\nRows:")
    for row in made.rows:
        print(
            f"  {row.number:>4}  {FATES[row.fate]:13}  {row.ref}{': ' if row.ref and row.said else ''}{row.said[:90]}"
        )
        for note in row.notes:
            print(f"        - {note}")
    counts = Counter(FATES[row.fate] for row in made.rows)
    print(f"\n{len(made.rows)} rows: " + ", ".join(f"{count} {fate}" for fate, count in counts.items()) + ".\n")
