"""Give an entry another id, and change every reference and link to it; the old id's address leads to the new one."""

from __future__ import annotations

import argparse
import sys

NAME = "rename"
HELP = "change an id and every reference to it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall rename` takes."""
    parser.add_argument(
        "old", metavar="OLD", help="the id; a question's as bank/question; call:ID where several kinds have it"
    )
    parser.add_argument("new", metavar="NEW", help="the id it is to have")


def run(options: argparse.Namespace) -> int:
    """Change all files or none; 1 when the playbook cannot be read whole, for a reference might be missed."""
    from precall.check.reporters import full
    from precall.content.loader import load
    from precall.editing.edits import write_changes
    from precall.editing.rename import plan_rename

    loaded = load(options.root)
    faults = [problem for problem in loaded.problems if problem.rule != "unknown-reference"]
    if faults:
        print(full(faults), file=sys.stderr)
        print("precall: Nothing was changed. Mend this first, so that no reference is missed.", file=sys.stderr)
        return 1
    renaming = plan_rename(options.root, loaded, options.old, options.new)
    write_changes(options.root, renaming.changes)
    for line in renaming.told:
        print(line)
    return 0
