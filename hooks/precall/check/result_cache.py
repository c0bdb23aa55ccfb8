"""Cache the result of checking a folder.

The key is a hash of all content and template files, the day, Precall itself and the installed packages. The result of
a playbook that extends another is not cached, because its company's files may change.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from precall.content.source import TEMPLATE_FOLDER, find_files, read_file
from precall.core.cache import Cache, key_of, version
from precall.core.problems import Problem, Span

if TYPE_CHECKING:
    from precall.check.runner import CheckResult

_NAMESPACE = "check-results"
_LIMIT = 100


@dataclass(frozen=True)
class Summary:
    """The result of a check: its problems, and the number of checked entries, including inherited ones."""

    problems: tuple[Problem, ...]
    calls: int
    questions: int

    @classmethod
    def of(cls, checked: CheckResult) -> Summary:
        """Return the summary of a result."""
        return cls(checked.problems, len(checked.playbook.calls), len(checked.playbook.questions))


class ResultCache:
    """The cached result of one folder on one day. The constructor raises PrecallError if there is no content."""

    def __init__(self, cache: Cache, root: Path, day: date) -> None:
        self._cache, self._root, self._day = cache, root, day
        self._key = self._hash()

    def find(self) -> Summary | None:
        """Return the folder's result, or None if the folder must be checked."""
        with suppress(TypeError, ValueError, KeyError):
            values, calls, questions = self._cache.get_json(_NAMESPACE, [self._key])[self._key]
            problems = tuple(Problem(path, Span(*span), *rest) for path, span, *rest in values)
            return Summary(problems, int(calls), int(questions))
        return None

    def store(self, checked: CheckResult) -> None:
        """Store a result, unless a file was edited during the check."""
        if checked.playbook.companies or any(problem.rule == "cannot-extend" for problem in checked.problems):
            return
        if self._key and self._hash() == self._key:
            found = Summary.of(checked)
            value = [list(map(_values, found.problems)), found.calls, found.questions]
            self._cache.put_json(_NAMESPACE, {self._key: value}, _LIMIT)

    def _hash(self) -> str:
        """Return the cache key, or an empty string if a file cannot be read."""
        digest = sha256(self._day.isoformat().encode())
        try:
            for path in (
                *find_files(self._root),
                *(find_files(self._root, TEMPLATE_FOLDER) if (self._root / TEMPLATE_FOLDER).is_dir() else ()),
            ):
                content = read_file(self._root, path)
                if isinstance(content, Problem):
                    return ""
                digest.update(path.encode() + b"\0" + sha256(content).digest())
        except UnicodeEncodeError:
            return ""
        return key_of(version(), digest.hexdigest())


def _values(problem: Problem) -> list[object]:
    span = problem.span
    place = [span.line, span.column, span.end_line, span.end_column]
    return [problem.path, place, problem.rule, problem.message, problem.hint, problem.severity, problem.excerpt]
