"""Read the Git history of the content month by month: the files that changed, before and after.

Only commits of the first-parent line count, so a change has the date of its merge. Each month's last commit is compared
with the last one of the month before, so the run time depends on the number of months, not of commits.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from precall.content.source import CONTENT_FOLDER

MONTHS = 12
"""Maximum number of months, the newest ones with changes."""

TIMEOUT = 60
"""Timeout in seconds for one run of Git, which needs less than one second for thousands of commits."""

_SAFE = {
    # Each of these settings could run a program or change the output that is parsed here.
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "gpg.program": "false",
    "log.showSignature": "false",
    "log.follow": "false",
    "log.mailmap": "true",
    "i18n.logOutputEncoding": "UTF-8",
    "diff.external": "",
    "color.ui": "false",
}
"""Git settings that override those of the repository, which may be hostile."""

# The variables of a running Git hook would point Git to another repository.
_REPOSITORY_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
_FILES = (b"100644", b"100755")


@dataclass(frozen=True)
class FileChange:
    """The content of one file at the beginning and at the end of a month; None if it did not exist."""

    path: str
    """Path from the root."""
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class Month:
    """The changes of one month."""

    first: date
    """Its first day."""
    files: tuple[FileChange, ...]
    authors: tuple[str, ...] = ()
    """The names of the authors, if the settings publish them."""
    begins: bool = False
    """Whether there was no content before this month."""


@dataclass(frozen=True)
class History:
    """The months, the newest first."""

    months: tuple[Month, ...]
    since: date | None = None
    """The day of the oldest commit in a shallow clone, which does not have the earlier history."""


@dataclass(frozen=True)
class _Range:
    """A month's last commit, and the commit to compare it with."""

    first: date
    before: str
    after: str
    begins: bool


def history(root: Path, *, authors: bool = False) -> History | None:
    """Return the history of the content below `root`; None if there is no Git, no commit, or it cannot be read."""
    location = _git(root, "rev-parse", "--show-prefix", "--is-shallow-repository")
    commits = (
        _git(root, "log", "--first-parent", "--format=%H %ct", "HEAD", "--", CONTENT_FOLDER)
        if location is not None
        else None
    )
    if not location or not commits:
        return None
    try:
        return _read(root, location, commits, authors=authors)
    except (ValueError, OverflowError, OSError, IndexError):
        # A date out of range, or output in an unknown form.
        return None


@lru_cache(maxsize=8)
def _read(root: Path, location: bytes, log: bytes, *, authors: bool) -> History:
    """Return the history of the commits in `log`. The cache is for `mkdocs serve`: few edits are committed."""
    prefix, shallow = location.decode("utf-8", "surrogateescape").split("\n")[:2]
    commits = [(commit, _day(when)) for commit, when in map(str.split, reversed(log.decode().splitlines()))]
    since = commits[0][1] if shallow == "true" else None
    ranges = list(_ranges(root, commits, whole=since is None))[-MONTHS:]
    changed = {range_.first: list(_changed(root, prefix, range_)) for range_ in ranges}
    contents = _contents(root, {blob for files in changed.values() for _, *blobs in files for blob in blobs if blob})
    months = [
        Month(
            range_.first,
            tuple(
                FileChange(path, contents.get(before), contents.get(after))
                for path, before, after in changed[range_.first]
            ),
            tuple(_authors(root, range_)) if authors else (),
            range_.begins,
        )
        for range_ in reversed(ranges)
    ]
    return History(tuple(month for month in months if month.files), since)


def _ranges(root: Path, commits: Sequence[tuple[str, date]], *, whole: bool) -> Iterator[_Range]:
    """Yield a range for each month with a commit, the oldest first; months stay in order even if a clock was wrong."""
    ends: dict[date, str] = {}
    month = commits[0][1].replace(day=1)
    for commit, day in commits:
        month = max(month, day.replace(day=1))
        ends[month] = commit
    # In a shallow clone the oldest commit includes all earlier changes.
    before = _empty_tree(root) if whole else commits[0][0]
    begins = whole
    for first, commit in ends.items():
        yield _Range(first, before, commit, begins)
        before, begins = commit, False


def _changed(root: Path, prefix: str, range_: _Range) -> Iterator[tuple[str, str, str]]:
    """Yield path, old blob and new blob of each changed file; a blob is empty if there is no such file."""
    options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--no-textconv")
    output = _git(root, "diff-tree", *options, range_.before, range_.after, "--", CONTENT_FOLDER)
    parts = (output or b"").split(b"\0")
    for about, path in zip(parts[::2], parts[1::2], strict=False):
        mode_before, mode_after, before, after, _ = about.removeprefix(b":").split(b" ")
        name = path.decode("utf-8", "surrogateescape").removeprefix(prefix)
        yield name, before.decode() if mode_before in _FILES else "", after.decode() if mode_after in _FILES else ""


def _contents(root: Path, blobs: Iterable[str]) -> Mapping[str, bytes]:
    """Return the contents of blobs. Missing blobs are left out."""
    wanted = sorted(blobs)
    output = _git(root, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in wanted).encode()) or b""
    contents, start = {}, 0
    while start < len(output):
        end = output.index(b"\n", start)
        name, *kind = output[start:end].split(b" ")
        start = end + 1
        if len(kind) == 2:
            size = int(kind[1])
            contents[name.decode()] = output[start : start + size]
            start += size + 1
    return contents


def _authors(root: Path, range_: _Range) -> list[str]:
    revisions = [range_.after] if range_.begins else [f"{range_.before}..{range_.after}"]
    output = _git(root, "log", "--no-merges", "--format=%aN", *revisions, "--", CONTENT_FOLDER) or b""
    return sorted(set(filter(None, output.decode("utf-8", "replace").splitlines())))


def _empty_tree(root: Path) -> str:
    return (_git(root, "hash-object", "-t", "tree", "--stdin") or b"").decode().strip()


def _day(seconds: str) -> date:
    return datetime.fromtimestamp(int(seconds), UTC).date()


def _git(root: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    """Run Git and return its output; None if there is no Git, or it fails.

    No setting of the repository runs a program.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _REPOSITORY_VARIABLES}
    settings = [word for name, value in _SAFE.items() for word in ("-c", f"{name}={value}")]
    try:
        done = subprocess.run(
            ["git", "--no-pager", "--no-optional-locks", "--literal-pathspecs", *settings, "-C", str(root), *arguments],
            input=stdin,
            capture_output=True,
            env={**environment, "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"},
            timeout=TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
