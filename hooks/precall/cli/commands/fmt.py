"""Tidy the content files: keys in order, two spaces a level, long texts folded. Comments and meaning stay."""

from __future__ import annotations

import argparse
import sys

NAME = "fmt"
HELP = "tidy the content files"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall fmt` takes."""
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 when a file is not tidy")


def run(options: argparse.Namespace) -> int:
    """Tidy every file that can be read; 1 when one cannot, or with --check when one is not tidy."""
    from precall.check.reporters import full
    from precall.editing.edits import write_changes
    from precall.editing.tidy import format_folder

    found = format_folder(options.root)
    for path, reason in found.left.items():
        print(f"{path}: left as it is, because {reason}.", file=sys.stderr)
    if found.problems:
        print(full(found.problems), file=sys.stderr)
    if not options.check:
        write_changes(options.root, found.changes)
    for path in found.changes:
        print(f"{path}: {'is not tidy' if options.check else 'tidied'}")
    if not found.changes and not found.problems and not found.left:
        print(f"{found.total} files, all tidy.")
    return 1 if found.problems or found.left or (options.check and found.changes) else 0
