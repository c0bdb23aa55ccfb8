"""A folder that has not changed since it was checked has the problems that it had then.

What a check depends on is hashed: every file of the content and of the team's templates, the day, all of Precall, and
what is installed beside it.
A playbook that extends another is checked anew each time, for what it extends may come to lie elsewhere.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from precall.content.source import TEMPLATE_FOLDER, find_files
from precall.core.cache import Kept, is_disabled, version
from precall.core.problems import Problem, Span

if TYPE_CHECKING:
    from precall.check.runner import CheckResult

MOST = 8
"""Folders and days in the file."""


_looked_up: dict[tuple[Path, date], str] = {}
"""The hash of each folder and day when it was last looked up, before the check that may follow."""


def known(root: Path, day: date) -> tuple[Problem, ...] | None:
    """The problems of the folder on a day; None when it has to be checked. Raises PrecallError as `load` does."""
    key = _looked_up[root, day] = _key(root, day)
    found = _kept().get(key) if key else None
    if found is None:
        return None
    # What somebody has spoilt is checked again.
    with suppress(TypeError, ValueError):
        return tuple(Problem(path, Span(*span), *rest) for path, span, *rest in found)
    return None


def keep(root: Path, day: date, checked: CheckResult) -> None:
    """Keep what came of a check, for `known`; nothing where a file was edited while it was read."""
    if checked.playbook.companies or any(each.rule == "cannot-extend" for each in checked.problems):
        return
    key = _key(root, day)
    if key and _looked_up.get((root, day), key) == key:
        _kept().add(key, [_plain(each) for each in checked.problems])


def _plain(problem: Problem) -> list[object]:
    span = problem.span
    place = [span.line, span.column, span.end_line, span.end_column]
    return [problem.path, place, problem.rule, problem.message, problem.hint, problem.severity, problem.excerpt]


def _key(root: Path, day: date) -> str:
    """The hash of the content and the day; nothing where some of it cannot be read, or nothing is to be kept."""
    if is_disabled():
        return ""
    made = sha256(day.isoformat().encode())
    try:
        for path in (
            *find_files(root),
            *(find_files(root, TEMPLATE_FOLDER) if (root / TEMPLATE_FOLDER).is_dir() else ()),
        ):
            made.update(path.encode() + b"\0" + sha256((root / path).read_bytes()).digest())
    except (OSError, UnicodeEncodeError):
        return ""
    return made.hexdigest()[:24]


@cache
def _kept() -> Kept:
    return Kept("checked", version(), MOST)
