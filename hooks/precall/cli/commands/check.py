"""`precall check`: read the whole playbook and report everything that is wrong with it."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from precall.cli.group import Command, Day
from precall.cli.invocation import Invocation
from precall.cli.output import echo, paint

if TYPE_CHECKING:
    from precall.core.problems import Problem

FORMATS = ("full", "concise", "json", "github", "sarif")


@click.command(
    "check",
    cls=Command,
    short_help="Report everything that is wrong with the playbook.",
    help="Report everything that is wrong with the playbook, each problem with its line and how to fix it.",
)
@click.argument(
    "folders",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    metavar="[DIR]...",
    help="Check these folders, and name files as seen from here (default: the folder of --root).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="How to write the problems.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option(
    "--today",
    type=Day(),
    metavar="DAY",
    help="The day on which reviews are due or not, as in 2026-11-01 "
    "(default: that of SOURCE_DATE_EPOCH, otherwise today).",
)
@click.pass_obj
def command(invocation: Invocation, folders: tuple[Path, ...], format_: str, strict: bool, today: date | None) -> int:
    """Print the problems; 0 when none of them counts, else 1."""
    from precall.check.reporters import FORMATS, full
    from precall.content.review_dates import epoch_day
    from precall.core.gc_pause import gc_paused
    from precall.core.problems import in_order

    day = today or epoch_day() or date.today()
    problems: list[Problem] = []
    # What is read stays until the program ends.
    with gc_paused():
        for folder in folders or [invocation.root]:
            found = _problems(invocation, folder, day)
            # A code host places its marks by paths from the top of the repository, which is where it runs this.
            is_for_host = format_ in ("github", "sarif") and not folder.is_absolute()
            from_here = folders or is_for_host or invocation.folder is None
            problems += [_seen_from_here(each, folder) for each in found] if from_here else found
    problems = in_order(problems)
    report = full(problems, paint) if format_ == "full" else FORMATS[format_](problems)
    if report:
        echo(report)
    counted = ("error", "warning") if strict else ("error",)
    return 1 if any(each.severity in counted for each in problems) else 0


def _problems(invocation: Invocation, root: Path, day: date) -> tuple[Problem, ...]:
    """Return the problems of one folder, as known from an earlier check or found now."""
    from precall.check.result_cache import ResultCache

    results = ResultCache(invocation.session.cache, root, day)
    known = results.find()
    if known is not None:
        return known
    from precall.check.runner import check_folder
    from precall.content.yaml_parser import LIBYAML

    if not LIBYAML:
        invocation.note(
            "This PyYAML has no libyaml, so reading takes ten times as long. Install PyYAML from its wheel.",
        )
    checked = check_folder(root, day, invocation.session)
    results.store(checked)
    return checked.problems


def _seen_from_here(problem: Problem, folder: Path) -> Problem:
    return replace(problem, path=posixpath.normpath((folder / problem.path).as_posix()))
