"""`precall check`: read the whole playbook and report all of its problems."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from precall.cli.group import Command, Day
from precall.cli.invocation import Invocation
from precall.cli.output import count, echo, paint, report
from precall.cli.selection import Selection, select

if TYPE_CHECKING:
    from precall.check.result_cache import Summary
    from precall.core.problems import Problem

LOOK = 0.3
"""Seconds between two polls for edits, with --watch."""

FORMATS = ("full", "concise", "json", "github", "sarif")


@click.command(
    "check",
    cls=Command,
    short_help="Report all problems of the playbook.",
    help="Report all problems of the playbook, each with its line and its fix.",
)
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    metavar="[PATH]...",
    help="Report only problems in these playbooks, or in these files and folders of a playbook (default: all).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="The format of the report.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option(
    "--today",
    type=Day(),
    metavar="DAY",
    help="The day to which reviews are counted, as in 2026-11-01 "
    "(default: the day of SOURCE_DATE_EPOCH, otherwise today).",
)
@click.option("--watch", is_flag=True, help="Check again after every edit, until Ctrl-C.")
@click.pass_obj
def command(
    invocation: Invocation, *, paths: tuple[Path, ...], format_: str, strict: bool, today: date | None, watch: bool
) -> int:
    """Print the problems. Return 1 for errors, or with --strict also for warnings, else 0."""
    parts = select(invocation, paths)
    from_here = bool(paths) or invocation.folder is None or len(parts) > 1

    def check() -> int:
        return _check(invocation, parts, format_, strict=strict, today=today, from_here=from_here, ends=not watch)

    return _watch(check, parts) if watch else check()


def _check(
    invocation: Invocation,
    parts: Sequence[Selection],
    format_: str,
    *,
    strict: bool,
    today: date | None,
    from_here: bool,
    ends: bool,
) -> int:
    from precall.check.reporters import FORMATS, full
    from precall.content.review_dates import epoch_day
    from precall.core.gc_pause import freeze_objects, gc_paused
    from precall.core.problems import in_order

    day = today or epoch_day() or date.today()
    summaries: dict[Path, Summary] = {}
    problems: list[Problem] = []
    # The objects of the playbook stay in memory until the program ends.
    with gc_paused():
        for part in parts:
            if part.root not in summaries:
                summaries[part.root] = _summary(invocation, part.root, day)
            found = [each for each in summaries[part.root].problems if each.path in part]
            # A code host needs paths from the repository's root, which is its current folder.
            is_for_host = format_ in ("github", "sarif") and not part.root.is_absolute()
            problems += [_seen_from_here(each, part.root) for each in found] if from_here or is_for_host else found
        if ends:
            # A garbage collection is wasted on a process that is about to end.
            freeze_objects()
    problems = in_order(problems)
    text = full(problems, paint) if format_ == "full" else FORMATS[format_](problems)
    if text:
        echo(text)
    elif format_ == "full":
        invocation.say(_all_right(summaries.values()))
    counted = ("error", "warning") if strict else ("error",)
    return 1 if any(each.severity in counted for each in problems) else 0


def _all_right(summaries: Collection[Summary]) -> str:
    """Return the line for a check without problems, such as "28 calls, 193 questions: no problems."."""
    calls = sum(each.calls for each in summaries)
    questions = sum(each.questions for each in summaries)
    return f"{count(calls, 'call')}, {count(questions, 'question')}: no problems."


def _watch(check: Callable[[], int], parts: Sequence[Selection]) -> int:
    """Check again after each change of a content file or template, until Ctrl-C."""
    code, seen, roots = 0, None, _roots(parts)
    try:
        while True:
            now = _files(roots)
            if now != seen:
                if seen is not None and sys.stdout.isatty():
                    click.clear()
                code, seen = check(), now
                # An edit may have changed `extends`.
                if roots != (roots := _roots(parts)):
                    seen = _files(roots)
                report("note", "Watching for edits. Ctrl-C ends it.")
            time.sleep(LOOK)
    except KeyboardInterrupt:
        return code


def _files(roots: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Return the modification time and the size of each file."""
    found: dict[Path, tuple[int, int]] = {}
    for folder in (root / name for root in roots for name in ("playbook", "templates")):
        for path in folder.rglob("*"):
            with suppress(OSError):
                state = path.stat()
                found[path] = (state.st_mtime_ns, state.st_size)
    return found


def _roots(parts: Sequence[Selection]) -> list[Path]:
    return sorted({root for part in parts for root in _stack(part.root)})


def _stack(root: Path) -> Iterator[Path]:
    """Yield a playbook's folder and the folders that it extends, as far as they exist."""
    from precall.content.inheritance import read_stack
    from precall.core.errors import PrecallError
    from precall.core.session import Session

    yield root
    with suppress(PrecallError):
        yield from (layer.root for layer in read_stack(root, None, Session()).layers[:-1] if not layer.is_packaged)


def _summary(invocation: Invocation, root: Path, day: date) -> Summary:
    """Return the result of one folder, from the cache or from a new check."""
    from precall.check.result_cache import ResultCache, Summary

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
    if (root / ".vscode" / "precall").is_dir():
        from precall.editing import schema

        schema.refresh(root, checked)
    return Summary.of(checked)


def _seen_from_here(problem: Problem, root: Path) -> Problem:
    path = os.path.normpath(root / problem.path)
    return replace(problem, path=Path(path if root.is_absolute() else os.path.relpath(path)).as_posix())
