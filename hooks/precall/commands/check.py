"""Read the whole playbook and report everything that is wrong with it."""

from __future__ import annotations

import argparse
import sys
from datetime import date

NAME = "check"
HELP = "report everything that is wrong with the playbook"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall check` takes."""
    parser.add_argument(
        "--format",
        choices=["full", "concise", "json", "github", "sarif"],
        default="full",
        help="how problems are written (default: full)",
    )
    parser.add_argument("--strict", action="store_true", help="count warnings as problems too")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="DAY",
        help="the day from which reviews are counted, as 2026-11-01 (default: that of SOURCE_DATE_EPOCH, else today)",
    )


def run(options: argparse.Namespace) -> int:
    """Print the problems; 0 when there are none that count, else 1."""
    from precall.checker import check_folder
    from precall.formats import FORMATS
    from precall.freshness import epoch_day
    from precall.nodes import LIBYAML

    if not LIBYAML:
        print(
            "precall: PyYAML has no libyaml here, so reading takes ten times as long. Install PyYAML from its wheel.",
            file=sys.stderr,
        )
    checked = check_folder(options.root, options.today or epoch_day() or date.today())
    report = FORMATS[options.format](checked.problems)
    if report:
        print(report)
    return 1 if checked.errors or (options.strict and checked.problems) else 0
