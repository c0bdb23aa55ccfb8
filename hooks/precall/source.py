"""A folder of files becomes texts: found, never listed; read as UTF-8, or a Problem that says why not."""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from precall.errors import PrecallError
from precall.problems import START, Problem, Span

FOLDER = "playbook"
"""The content's folder below the root."""

LARGEST = 5_000_000
"""Bytes that one file may have. A question bank of a thousand questions has about 400,000."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True)
class Source:
    """The text of one file."""

    path: str
    """From the root, with forward slashes."""
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends, split where YAML splits them."""
        return _LINE_END.split(self.text)

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line starts in the text, in characters from 0."""
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column, from 1, of a character counted from 0."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Line `number` from 1, or nothing when the file is shorter."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def problem(self, span: Span, rule: str, message: str, hint: str = "") -> Problem:
        """An error at a place of this file, with the line it stands on."""
        return Problem(self.path, span, rule, message, hint, "error", self.line(span.line))


def find(root: Path) -> list[str]:
    """The paths of all files below `root/playbook`, sorted, hidden ones and editors' leavings passed over.

    Raises PrecallError when there is no such folder.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        raise PrecallError(
            f"There is no folder {FOLDER}/ in {root}.",
            "Go to the folder that holds it, or name that folder with --root.",
        )
    return sorted(path.relative_to(root).as_posix() for path in _walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError:
        # A folder that cannot be opened is handed on as if it were a file: reading it says why.
        yield folder
        return
    for item in found:
        if item.name.startswith(".") or item.name.endswith(("~", ".swp", ".swo")):
            continue
        if item.is_dir(follow_symlinks=False) or (item.is_dir() and not item.is_symlink()):
            yield from _walk(Path(item.path))
        else:
            yield Path(item.path)


def read(root: Path, path: str) -> Source | Problem:
    """The file as text, or the Problem that kept us from it."""
    try:
        size = (root / path).stat().st_size
        if size > LARGEST:
            return Problem(
                path,
                START,
                "unsafe-yaml",
                f"The file has {size / 1e6:.1f} MB; the most is {LARGEST / 1e6:.0f} MB.",
                "Split it into smaller files, or move out what is no text.",
            )
        content = (root / path).read_bytes()
    except OSError as error:
        return Problem(
            path,
            START,
            "unreadable-file",
            f"The file cannot be opened: {(error.strerror or 'unknown reason').lower()}.",
            "Check that it exists and that you may read it.",
        )
    return decode(path, content)


def decode(path: str, content: bytes) -> Source | Problem:
    """Bytes as UTF-8, a byte order mark taken off; other encodings are named at the first byte that shows them."""
    mark = _BYTE_ORDER_MARKS.get(content[:2])
    if mark is not None:
        return Problem(path, START, "not-utf-8", f"The file is saved as {mark}, not as UTF-8.", _SAVE_AS)
    try:
        return Source(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        # The error counts from after the mark that `utf-8-sig` took off.
        body = content.removeprefix(b"\xef\xbb\xbf")
        before = body[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        shown = bytes([body[error.start]]).decode("cp1252", "replace")
        excerpt = body.decode("cp1252", "replace").split("\n")[line - 1].rstrip("\r")
        return Problem(
            path,
            Span(line, column, line, column + 1),
            "not-utf-8",
            f'The file is not saved as UTF-8: "{shown}" here is in an older encoding.',
            _SAVE_AS,
            "error",
            excerpt,
        )


_SAVE_AS = 'In your editor choose "Save with encoding", then "UTF-8".'
