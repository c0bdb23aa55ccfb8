"""A folder of files becomes texts: found, never listed; read as UTF-8, or a Problem that says why not."""

from __future__ import annotations

import bisect
import codecs
import os
import re
import stat
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from precall.core.errors import PrecallError
from precall.core.problems import START, Problem, Span

CONTENT_FOLDER = "playbook"
"""The content's folder below the root."""

BUILTIN_TEMPLATES = Path(__file__).parent.parent / "render" / "templates"
"""The package's own templates."""

TEMPLATE_FOLDER = "templates"
"""The folder below the root in which a team keeps templates of its own, under the names of ours."""

MAX_FILE_SIZE = 5_000_000
"""Bytes that one file may have. A question bank of a thousand questions has about 400,000."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Source:
    """The text of one file."""

    path: str
    """From the root, with forward slashes."""
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines without their ends, split where YAML splits them."""
        return _LINE_END.split(self.text)

    @cached_property
    def digest(self) -> bytes:
        """What stands for the text."""
        return blake2b(self.text.encode(errors="surrogatepass"), digest_size=24).digest()

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """Where each line starts in the text, in characters from 0."""
        return array("I", (0, *(found.end() for found in _LINE_END.finditer(self.text))))

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column, from 1, of a character counted from 0."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Line `number` from 1, or nothing when the file is shorter."""
        starts = self.line_starts
        if not 0 < number <= len(starts):
            return ""
        return self.text[starts[number - 1] : starts[number] if number < len(starts) else None].rstrip("\r\n")

    def problem(self, span: Span, rule: str, message: str, hint: str = "") -> Problem:
        """An error at a place of this file, with the line it stands on."""
        return Problem(self.path, span, rule, message, hint, "error", self.line(span.line))


def spaced(words: str) -> re.Pattern[str]:
    """Finds words in a text whatever space is between them: YAML folds lines."""
    return re.compile(r"\s+".join(re.escape(part) for part in words.split()))


def find_files(root: Path, below: str = CONTENT_FOLDER) -> list[str]:
    """The paths of all files below `root/playbook`, sorted, hidden ones and editors' leavings passed over.

    `below` names another folder than that of the content. Raises PrecallError when there is no such folder.
    """
    folder = root / below
    if not folder.is_dir():
        raise PrecallError(
            f"There is no folder {below}/ in {root.resolve()}.",
            "Go to the folder that holds it, or name that folder with --root.",
        )
    return sorted(path.relative_to(root).as_posix() for path in _walk(folder, ()))


def is_named_in_utf8(path: str) -> bool:
    """Whether the file's name is text; Python keeps the bytes of one that is not as half characters."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk(folder: Path, above: tuple[str, ...]) -> Iterator[Path]:
    here = os.path.realpath(folder)
    try:
        # A link may lead back to a folder that it lies in.
        found = [] if here in above else sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError:
        found = []
        # A folder that cannot be opened is handed on as if it were a file: reading it says why.
        yield folder
    for item in found:
        if item.name.startswith(".") or item.name.endswith(_LEAVINGS) or item.name.lower() in _SYSTEM_FILES:
            continue
        path = Path(item.path)
        # What is named like content is meant as a file; as a folder it is a fault to be named, not entered.
        if item.is_dir() and path.suffix != ".yml":
            yield from _walk(path, (*above, here))
        else:
            yield path


def read_source(root: Path, path: str) -> Source | Problem:
    """The file as text, or the Problem that kept us from it."""
    try:
        found = (root / path).stat()
        if stat.S_ISREG(found.st_mode) and found.st_size > MAX_FILE_SIZE:
            return Problem(
                path,
                START,
                "unsafe-yaml",
                f"The file has {found.st_size / 1e6:.1f} MB; the most is {MAX_FILE_SIZE / 1e6:.0f} MB.",
                "Split it into smaller files, or move out what is no text.",
            )
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            # Reading a pipe would wait for ever.
            return _unreadable(path, "This is no file, but a pipe or a device.", "Put a text file in its place.")
        content = (root / path).read_bytes()
    except OSError as error:
        return _unreadable(path, *_WHY.get(type(error), (f"The file cannot be opened: {error.strerror}.", _CHECK)))
    return decode(path, content)


def _unreadable(path: str, message: str, hint: str) -> Problem:
    return Problem(path, START, "unreadable-file", message, hint)


def decode(path: str, content: bytes) -> Source | Problem:
    """Bytes as UTF-8, a byte order mark taken off; other encodings are named at the first byte that shows them."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Problem(path, START, "not-utf-8", "The file is saved as UTF-16, not as UTF-8.", _SAVE_AS)
    if b"\0" in content:
        return Problem(path, START, "not-utf-8", "The file is no text, or is saved as UTF-16.", _SAVE_AS)
    try:
        return Source(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        # The error counts from after the mark that `utf-8-sig` took off.
        body = content.removeprefix(codecs.BOM_UTF8)
        shown = body[error.start : error.start + 1].decode("cp1252", "replace")
        source = Source(path, body.decode("utf-8", "replace"))
        line, column = source.position(len(body[: error.start].decode("utf-8")))
        return source.problem(
            Span(line, column, line, column + 1),
            "not-utf-8",
            f'The file is not saved as UTF-8: "{shown}" here is in an older encoding.',
            _SAVE_AS,
        )


_LEAVINGS = ("~", ".swp", ".swo", ".bak", ".orig", ".tmp")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_SAVE_AS = 'In your editor choose "Save with encoding", then "UTF-8".'
_CHECK = "Check that it exists and that you may read it."
_WHY: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: (
        "This is a link to a file that does not exist.",
        "Put the file itself here, or delete the link.",
    ),
    IsADirectoryError: (
        "This is a folder with a name that only a file may have.",
        "Rename it, or put a file in its place.",
    ),
    PermissionError: ("You may not open this.", "Ask whoever keeps the folder to let you read it."),
}
