"""Find the files below a folder and read each as text or as a Problem."""

from __future__ import annotations

import bisect
import codecs
import errno
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
"""The folder below the root that holds the content."""

TEMPLATE_FOLDER = "templates"
"""The folder below the root that holds a team's own templates, under the names of the built-in ones."""

BUILTIN_TEMPLATES = Path(__file__).parent.parent / "render" / "templates"
"""The package's own templates."""

MAX_FILE_SIZE = 5_000_000
"""Maximum size of one file in bytes. A question bank of a thousand questions has about 400,000."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Source:
    """The text of one file."""

    path: str
    """Path from the root, with forward slashes."""
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines without line ends, split as YAML splits them."""
        return _LINE_END.split(self.text)

    @cached_property
    def digest(self) -> bytes:
        """A hash of the text."""
        return blake2b(self.text.encode(errors="surrogatepass"), digest_size=24).digest()

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset of the first character of each line."""
        return array("I", (0, *(end.end() for end in _LINE_END.finditer(self.text))))

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column, from 1, of the character at an offset from 0."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line by its number from 1; empty if the file is shorter."""
        starts = self.line_starts
        if not 0 < number <= len(starts):
            return ""
        return self.text[starts[number - 1] : starts[number] if number < len(starts) else None].rstrip("\r\n")

    def problem(self, span: Span, rule: str, message: str, hint: str = "") -> Problem:
        """Return an error at a place of this file, with the source line."""
        return Problem(self.path, span, rule, message, hint, "error", self.line(span.line))


def spaced(words: str) -> re.Pattern[str]:
    """Return a pattern that finds words with any white space between them, because YAML folds lines."""
    return re.compile(r"\s+".join(re.escape(part) for part in words.split()))


def find_files(root: Path, below: str = CONTENT_FOLDER) -> list[str]:
    """Return the paths of all files in a folder below the root, sorted; hidden and temporary files are ignored.

    A folder that cannot be opened is returned like a file, and `read_file` then reports the reason.

    Raises PrecallError if there is no such folder, or if it is a link to a folder outside the root.
    """
    folder = root / below
    if not folder.is_dir():
        raise PrecallError(
            f"There is no folder {below}/ in {root.resolve()}.",
            "Go to the folder that holds it, or name that folder with --root.",
        )
    if _leaves(folder, root):
        raise PrecallError(
            f"{folder} is a link to a folder outside {root}, so it is not read.",
            "Put the folder itself there, or name its root with --root.",
        )
    return sorted(path.relative_to(root).as_posix() for path in _walk(folder, root, ()))


def is_named_in_utf8(path: str) -> bool:
    """Return whether a file's name is valid UTF-8; Python uses lone surrogates for other bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk(folder: Path, root: Path, parents: tuple[str, ...]) -> Iterator[Path]:
    real = os.path.realpath(folder)
    try:
        leads_back = any(Path(parent).is_relative_to(real) for parent in parents)
        items = None if leads_back else sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError:
        items = None
    if items is None:
        # The folder cannot be opened, or it is a link to a folder that contains it.
        yield folder
        return
    for item in items:
        if item.name.startswith(".") or item.name.endswith(_TEMPORARY) or item.name.lower() in _SYSTEM_FILES:
            continue
        path = Path(item.path)
        # A folder with the name of a content file is reported as a fault, so its files are not listed.
        if path.is_dir() and path.suffix != ".yml" and not (item.is_symlink() and _leaves(path, root)):
            yield from _walk(path, root, (*parents, real))
        else:
            yield path


def _leaves(path: Path, root: Path) -> bool:
    """Return whether a path is a link to a file or folder outside the root."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def read_source(root: Path, path: str) -> Source | Problem:
    """Return a file as text, or a Problem if it cannot be read."""
    content = read_file(root, path)
    return content if isinstance(content, Problem) else decode(path, content)


def read_file(root: Path, path: str) -> bytes | Problem:
    """Return the content of a file below the root, or a Problem if it cannot be read.

    All files that a team wrote are read with this function. It never waits for a pipe, reads no device and no file
    above MAX_FILE_SIZE, and follows no link out of the root.
    """
    file = root / path
    try:
        status = file.stat()
        is_file, is_folder = stat.S_ISREG(status.st_mode), stat.S_ISDIR(status.st_mode)
        if not (is_file or is_folder):
            return _unreadable(path, "This is a pipe or a device, not a file.", "Put a text file in its place.")
        if file.is_symlink() and _leaves(file, root):
            return _unreadable(
                path,
                f"This link leads out of the folder, to {os.path.realpath(file)}, so it is not read.",
                "Copy the file here. To build on another playbook, name its folder under extends.",
            )
        if is_folder:
            if file.is_symlink() and Path(os.path.realpath(file.parent)).is_relative_to(os.path.realpath(file)):
                return _unreadable(path, "This link leads back to a folder that contains it.", "Delete the link.")
            next(file.iterdir(), None)
            raise IsADirectoryError
        if status.st_size > MAX_FILE_SIZE:
            return Problem(
                path,
                START,
                "unsafe-yaml",
                f"The file has {status.st_size / 1e6:,.1f} MB; the limit is {MAX_FILE_SIZE / 1e6:.0f} MB.",
                "Split it into smaller files, or move everything that is not text elsewhere.",
            )
        return file.read_bytes()
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _unreadable(path, "This link leads to itself.", _REPLACE_LINK)
        return _unreadable(path, *_REASONS.get(type(error), (f"The file cannot be opened: {error.strerror}.", _CHECK)))


def _unreadable(path: str, message: str, hint: str) -> Problem:
    return Problem(path, START, "unreadable-file", message, hint)


def decode(path: str, content: bytes) -> Source | Problem:
    """Return bytes as text, without a byte order mark, or a Problem at the first byte that is not UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Problem(path, START, "not-utf-8", "The file is saved as UTF-16, not as UTF-8.", _SAVE_AS)
    # One NUL is a stray character, which the parser reports; many NULs are a sign of UTF-16.
    if content.count(b"\0") > max(1, len(content) // 20):
        return Problem(path, START, "not-utf-8", "The file is not text, or it is saved as UTF-16.", _SAVE_AS)
    try:
        return Source(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        # The position in the error does not include the byte order mark that `utf-8-sig` removed.
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


_TEMPORARY = ("~", ".swp", ".swo", ".bak", ".orig", ".tmp")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_SAVE_AS = 'In your editor choose "Save with encoding", then "UTF-8".'
_CHECK = "Check that it exists and that you may read it."
_REPLACE_LINK = "Put the file itself here, or delete the link."
_REASONS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("This is a link to a file that does not exist.", _REPLACE_LINK),
    IsADirectoryError: ("This is a folder with a name that only a file may have.", "Rename the folder."),
    PermissionError: ("You are not allowed to open this.", "Ask the owner of the folder to let you read it."),
}
