"""What was made of a playbook is kept on a shelf, with what was asked for it, for builds to come.

The shelf is a file beside the playbook, or the memory of one process. It may be deleted at any time. What is read from
it is compared with its digest; a shelf that another program holds, or that is spoilt, is done without.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from sys import intern

from precall.core.cache import switched_off, version

FILE = "made.sqlite"


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that was made."""

    asked: Mapping[str, str]
    """The questions it was made from, with their answers."""
    digest: str
    """Of its content."""


@dataclass(frozen=True, slots=True)
class Made:
    """One thing as it comes upon a shelf."""

    name: str
    kept: Kept
    content: bytes
    """As the shelf holds it."""


def digest_of(content: bytes) -> str:
    """Sixteen signs that stand for some bytes."""
    return blake2b(content, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Packed:
    """Bytes as a shelf holds them: what is large and is read now and then stands so in memory."""

    content: bytes
    is_compressed: bool = True

    def read(self) -> bytes:
        """The bytes."""
        return zlib.decompress(self.content) if self.is_compressed else self.content


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are read when they are wanted: a large playbook's pages do not all stand in memory."""

    digest: str
    read: Callable[[], bytes]
    packed: Callable[[], Packed | None] = lambda: None
    """As the shelf holds them, where it does, unread."""

    def held(self) -> tuple[bytes, Packed]:
        """The bytes now, and as they may be kept to be read again."""
        packed = self.packed()
        if packed is not None:
            with suppress(zlib.error):
                content = packed.read()
                if digest_of(content) == self.digest:
                    return content, packed
        content = self.read()
        return content, Packed(content, is_compressed=False)


class Shelf:
    """What was made, by name; in memory alone unless a folder is given.

    One that is for a single build asks a thing's questions once, and forgets them then.
    """

    def __init__(self, folder: Path | None = None, *, for_one_build: bool = False) -> None:
        self._for_one_build = for_one_build
        self._found: dict[str, Kept] = {}
        self._unread: dict[str, str] = {}
        """The questions of what was found, with their answers, as the file has them, until somebody asks."""
        self._contents: dict[str, bytes] = {}
        """Of what is on no file."""
        self._used: set[str] = set()
        self._file: sqlite3.Connection | None = None
        if folder is not None and not switched_off():
            # Who cannot have the file goes without it.
            with suppress(OSError, sqlite3.Error):
                self._open(folder)

    def _open(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        try:
            self._file = _opened(path)
            self._list(self._file)
        except sqlite3.OperationalError:
            self._found.clear()
            self.close()
            raise
        except (sqlite3.DatabaseError, ValueError, TypeError, AttributeError):
            # What is spoilt anywhere is begun anew.
            self._found.clear()
            self.close()
            path.unlink()
            self._file = _opened(path)

    def _list(self, file: sqlite3.Connection) -> None:
        """Learn what is in the file, without its content."""
        for name, asked, digest in file.execute("SELECT name, asked, digest FROM made"):
            if self._for_one_build:
                self._unread[name] = asked
                self._found[name] = Kept({}, digest)
            else:
                self._found[name] = Kept(_interned(json.loads(asked)), digest)

    def _kept(self, name: str) -> Kept | None:
        """What has a name, with its questions; nothing where somebody has spoilt these."""
        if name in self._unread and name in self._found:
            asked = None
            with suppress(ValueError, TypeError):
                asked = json.loads(self._unread.pop(name))
            if not isinstance(asked, dict):
                self._forget(name)
                return None
            self._found[name] = Kept(asked, self._found[name].digest)
        return self._found.get(name)

    def find(self, name: str, answers: Callable[[str], str]) -> Kept | None:
        """What was made under a name, if every question has the same answer today."""
        kept = self._kept(name)
        self._used.add(name)
        for question, answer in kept.asked.items() if kept is not None else ():
            if answers(question) != answer:
                return None
        return kept and self.settled(name)

    def settled(self, name: str) -> Kept:
        """A thing that was found or made. Its questions are forgotten, where they are asked once."""
        kept = self._found[name]
        if self._for_one_build:
            # What it was made of beside the playbook is not the same all through a build: it has no answer, or no name.
            asked = {question: answer for question, answer in kept.asked.items() if not (question and answer)}
            kept = self._found[name] = Kept(asked, kept.digest)
        return kept

    def answered(self, name: str, question: str) -> str | None:
        """The answer that something was made from; None where nothing has that name, or it did not ask."""
        kept = self._kept(name)
        return None if kept is None else kept.asked.get(question)

    def packed(self, name: str, asked: Mapping[str, str], content: bytes) -> Made:
        """Something that was made, ready for `take`; nothing is kept by this."""
        kept = Kept(asked, digest_of(content))
        return Made(name, kept, content if self._file is None else zlib.compress(content, 1))

    def take(self, made: Made) -> Kept:
        """Keep something in the place of what had its name."""
        name, asked = made.name, made.kept.asked
        self._unread.pop(name, None)
        kept = made.kept if self._for_one_build else Kept(_interned(asked), made.kept.digest)
        self._used.add(name)
        self._found[name] = kept
        if self._file is None:
            self._contents[name] = made.content
            return kept
        try:
            row = (name, json.dumps(asked, separators=(",", ":")), kept.digest, made.content)
            self._file.execute("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", row)
        except sqlite3.Error:
            self._contents[name] = zlib.decompress(made.content)
        return kept

    def content(self, name: str) -> bytes | None:
        """What was made; None where it is not to be had any more."""
        packed, kept = self.as_packed(name), self._found.get(name)
        if packed is None or kept is None:
            return None
        with suppress(zlib.error):
            content = packed.read()
            return content if digest_of(content) == kept.digest else None
        return None

    def as_packed(self, name: str) -> Packed | None:
        """Likewise, unread and not compared with its digest."""
        content = self._contents.get(name)
        if content is not None:
            return Packed(content, is_compressed=False)
        if self._file is not None:
            with suppress(sqlite3.Error):
                row = self._file.execute("SELECT content FROM made WHERE name = ?", (name,)).fetchone()
                return Packed(row[0]) if row else None
        return None

    def tidy(self) -> None:
        """Take away what nobody has asked for since the last time, and write what was put there."""
        for name in self._found.keys() - self._used:
            self._forget(name)
        self._used.clear()
        self.write()

    def write(self) -> None:
        """Write what was put there."""
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.commit()

    def _forget(self, name: str) -> None:
        del self._found[name]
        self._unread.pop(name, None)
        self._contents.pop(name, None)
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.execute("DELETE FROM made WHERE name = ?", (name,))

    def close(self) -> None:
        """Let other programs have the file."""
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.commit()
                self._file.close()
            self._file = None


def _interned(asked: Mapping[str, str]) -> dict[str, str]:
    """Thousands of pages ask the same, and have the same answers: each text stands in memory once."""
    return {intern(question): intern(answer) for question, answer in asked.items()}


def _opened(path: Path) -> sqlite3.Connection:
    """The file, ours alone as long as it is open; empty where it was of another version."""
    file = sqlite3.connect(path, timeout=0)
    try:
        _prepare(file)
    except sqlite3.Error:
        file.close()
        raise
    return file


def _prepare(file: sqlite3.Connection) -> None:
    # What a machine that fails leaves half written is found out by its digest.
    for setting in ("locking_mode = EXCLUSIVE", "synchronous = OFF", "journal_mode = TRUNCATE"):
        file.execute(f"PRAGMA {setting}")
    # From here on it is ours alone, not only from the first write.
    file.execute("BEGIN EXCLUSIVE")
    file.execute("CREATE TABLE IF NOT EXISTS version (name TEXT)")
    if file.execute("SELECT name FROM version").fetchall() != [(version(),)]:
        file.execute("DROP TABLE IF EXISTS made")
        file.execute("DELETE FROM version")
        columns = "name TEXT PRIMARY KEY, asked TEXT, digest TEXT, content BLOB"
        file.execute(f"CREATE TABLE made ({columns}) WITHOUT ROWID")
        file.execute("INSERT INTO version VALUES (?)", (version(),))
    file.commit()
