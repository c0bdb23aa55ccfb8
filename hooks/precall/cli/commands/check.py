"""Read the whole playbook and report everything that is wrong with it."""

from __future__ import annotations

import argparse
import posixpath
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.core.problems import Problem

NAME = "check"
HELP = "report everything that is wrong with the playbook"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall check` takes."""
    parser.add_argument(
        "folders", type=Path, metavar="DIR", nargs="*", help="check these, and name files from here (default: --root)"
    )
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
    from precall.core.gc_pause import collector_off

    # What is read stays until the program ends.
    with collector_off():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    from precall.check.reporters import FORMATS
    from precall.content.review_dates import epoch_day
    from precall.core.problems import in_order

    day = options.today or epoch_day() or date.today()
    # A code host puts its marks by paths from the top of the repository, which is where it runs us.
    shown = options.folders or (options.format in ("github", "sarif") and not options.root.is_absolute())
    problems: list[Problem] = []
    for folder in options.folders or [options.root]:
        found = _problems(folder, day)
        problems += [_seen_from_here(each, folder) for each in found] if shown else found
    report = FORMATS[options.format](in_order(problems))
    if report:
        print(report)
    counted = ("error", "warning") if options.strict else ("error",)
    return 1 if any(each.severity in counted for each in problems) else 0


def _problems(root: Path, day: date) -> tuple[Problem, ...]:
    """Those of one folder, as known from an earlier check or found now."""
    from precall.check.result_cache import keep, known

    before = known(root, day)
    if before is not None:
        return before
    from precall.check.runner import check_folder
    from precall.content.yaml_parser import LIBYAML

    if not LIBYAML:
        print(
            "precall: PyYAML has no libyaml here, so reading takes ten times as long. Install PyYAML from its wheel.",
            file=sys.stderr,
        )
    checked = check_folder(root, day)
    keep(root, day, checked)
    return checked.problems


def _seen_from_here(problem: Problem, folder: Path) -> Problem:
    return replace(problem, path=posixpath.normpath((folder / problem.path).as_posix()))
