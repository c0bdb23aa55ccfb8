"""The Git history of the content becomes months: which files changed in each, and what they held before and after.

Commits lie on the branch's own line, where a merge counts as the day on which its work arrived. A month is compared as
a whole, its last state with the last one before it, so the work grows with months and not with commits.
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
"""Months that are looked at, the newest of those in which something changed."""

PATIENCE = 60
"""Seconds after which Git is given up; it takes less than one for thousands of commits."""

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
_OTHERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
_FILES = (b"100644", b"100755")


@dataclass(frozen=True)
class FileChange:
    """One file at the beginning and at the end of a month; None where there was none."""

    path: str
    """From the root."""
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class Month:
    """What one month did to the content."""

    first: date
    """Its first day."""
    files: tuple[FileChange, ...]
    authors: tuple[str, ...] = ()
    """The names of those who changed something, where they were asked for."""
    begins: bool = False
    """Whether there was no content before."""


@dataclass(frozen=True)
class History:
    """The months, the newest first."""

    months: tuple[Month, ...]
    since: date | None = None
    """Where the clone is shallow, the day of its oldest commit, before which nothing is known."""


@dataclass(frozen=True)
class _Stretch:
    """A month's last commit, and the one that the month is compared with."""

    first: date
    before: str
    after: str
    begins: bool


def history(root: Path, *, authors: bool = False) -> History | None:
    """Return the history of the content below `root`; None if there is no Git, no commit, or it cannot be read."""
    place = _git(root, "rev-parse", "--show-prefix", "--is-shallow-repository")
    told = (
        _git(root, "log", "--first-parent", "--format=%H %ct", "HEAD", "--", CONTENT_FOLDER)
        if place is not None
        else None
    )
    if not place or not told:
        return None
    try:
        return _read(root, place, told, authors=authors)
    except (ValueError, OverflowError, OSError, IndexError):
        # A date that no calendar holds, or output in an unknown form.
        return None


@lru_cache(maxsize=8)
def _read(root: Path, place: bytes, told: bytes, *, authors: bool) -> History:
    """The history of these commits, read once by whoever serves a playbook."""
    prefix, shallow = place.decode("utf-8", "surrogateescape").split("\n")[:2]
    commits = [(commit, _day(when)) for commit, when in map(str.split, reversed(told.decode().splitlines()))]
    since = commits[0][1] if shallow == "true" else None
    stretches = list(_stretches(root, commits, whole=since is None))[-MONTHS:]
    changed = {stretch.first: list(_changed(root, prefix, stretch)) for stretch in stretches}
    held = _contents(root, {blob for files in changed.values() for _, *blobs in files for blob in blobs if blob})
    months = [
        Month(
            stretch.first,
            tuple(
                FileChange(path, held.get(before), held.get(after)) for path, before, after in changed[stretch.first]
            ),
            tuple(_authors(root, stretch)) if authors else (),
            stretch.begins,
        )
        for stretch in reversed(stretches)
    ]
    return History(tuple(month for month in months if month.files), since)


def _stretches(root: Path, commits: Sequence[tuple[str, date]], *, whole: bool) -> Iterator[_Stretch]:
    """A stretch for each month with a commit, the oldest first. A clock that ran late does not turn months around."""
    ends: dict[date, str] = {}
    month = commits[0][1].replace(day=1)
    for commit, day in commits:
        month = max(month, day.replace(day=1))
        ends[month] = commit
    # The oldest commit of a shallow clone stands for all that was before it.
    before = _empty_tree(root) if whole else commits[0][0]
    begins = whole
    for first, commit in ends.items():
        yield _Stretch(first, before, commit, begins)
        before, begins = commit, False


def _changed(root: Path, prefix: str, stretch: _Stretch) -> Iterator[tuple[str, str, str]]:
    """Path from the root, and the names under which Git keeps the file before and after; empty where there is none."""
    options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--no-textconv")
    told = _git(root, "diff-tree", *options, stretch.before, stretch.after, "--", CONTENT_FOLDER)
    parts = (told or b"").split(b"\0")
    for about, path in zip(parts[::2], parts[1::2], strict=False):
        mode_before, mode_after, before, after, _ = about.removeprefix(b":").split(b" ")
        name = path.decode("utf-8", "surrogateescape").removeprefix(prefix)
        yield name, before.decode() if mode_before in _FILES else "", after.decode() if mode_after in _FILES else ""


def _contents(root: Path, blobs: Iterable[str]) -> Mapping[str, bytes]:
    """What Git keeps under these names; those it does not have are left out."""
    wanted = sorted(blobs)
    told = _git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in wanted).encode()) or b""
    held, start = {}, 0
    while start < len(told):
        end = told.index(b"\n", start)
        name, *kind = told[start:end].split(b" ")
        start = end + 1
        if len(kind) == 2:
            size = int(kind[1])
            held[name.decode()] = told[start : start + size]
            start += size + 1
    return held


def _authors(root: Path, stretch: _Stretch) -> list[str]:
    stretch_of = [stretch.after] if stretch.begins else [f"{stretch.before}..{stretch.after}"]
    told = _git(root, "log", "--no-merges", "--format=%aN", *stretch_of, "--", CONTENT_FOLDER) or b""
    return sorted(set(filter(None, told.decode("utf-8", "replace").splitlines())))


def _empty_tree(root: Path) -> str:
    return (_git(root, "hash-object", "-t", "tree", "--stdin") or b"").decode().strip()


def _day(seconds: str) -> date:
    return datetime.fromtimestamp(int(seconds), UTC).date()


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """Run Git and return its output; None if there is no Git, or it fails.

    No setting of the repository runs a program.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _OTHERS}
    settings = [word for name, value in _SAFE.items() for word in ("-c", f"{name}={value}")]
    try:
        done = subprocess.run(
            ["git", "--no-pager", "--no-optional-locks", "--literal-pathspecs", *settings, "-C", str(root), *arguments],
            input=given,
            capture_output=True,
            env={**environment, "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"},
            timeout=PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
