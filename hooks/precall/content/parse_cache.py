"""A file's text becomes the Document that it became in an earlier run: from one run to the next most are the same.

Only what nothing was wrong with is kept, in the user's cache folder, by the text alone. What is read is compared with
its digest; a store that another program holds, or that is spoilt, is done without.
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from precall.content import yaml_parser
from precall.content.source import Source
from precall.content.source_map import Document
from precall.core.cache import cache_folder, is_disabled, version
from precall.core.problems import Problem

NAME = "composed"

MOST = 20_000
"""Files in the store. Beyond that only those stay that the last run read."""


@contextmanager
def at_hand() -> Iterator[None]:
    """While the block runs, `compose` knows what earlier runs have read, and keeps what it reads for later ones."""
    store = _Store()
    _open.append(store)
    try:
        yield
    finally:
        _open.remove(store)
        store.close()


def compose(source: Source) -> tuple[Document | None, tuple[Problem, ...]]:
    """What `nodes.compose` makes of a file, or made of its text before."""
    store = _open[-1] if _open else None
    before = store.find(source) if store else None
    if before is not None:
        return before, ()
    document, problems = yaml_parser.compose(source)
    if store and document is not None and not problems:
        store.add(document)
    return document, tuple(problems)


class _Store:
    """The documents of earlier runs. It is opened when it is first asked for one."""

    def __init__(self) -> None:
        self._path = (cache_folder() or Path(os.devnull)) / f"{NAME}-{version()}.sqlite"
        self._file: sqlite3.Connection | None = None
        self._is_off = is_disabled()
        self._asked: list[bytes] = []
        self._has_new = False

    def find(self, source: Source) -> Document | None:
        """The document of a text; None where there is none, or somebody has spoilt it."""
        file, key = self._opened(), source.digest
        self._asked.append(key)
        row = None
        if file is not None:
            try:
                row = file.execute("SELECT value, places, digest FROM composed WHERE text = ?", (key,)).fetchone()
            except sqlite3.DatabaseError as error:
                self._give_up(error)
        with suppress(TypeError, ValueError):
            if row is not None and row[2] == _digest(key, *row[:2]):
                places = array("I")
                places.frombytes(row[1])
                return Document(source, json.loads(row[0]), places)
        return None

    def add(self, document: Document) -> None:
        """Keep a document for later runs."""
        file, key = self._opened(), document.source.digest
        if file is not None:
            value = json.dumps(document.value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
            row = (key, value, document.offsets.tobytes())
            try:
                file.execute("INSERT OR REPLACE INTO composed VALUES (?, ?, ?, ?)", (*row, _digest(*row)))
            except sqlite3.DatabaseError as error:
                self._give_up(error)
            self._has_new = True

    def close(self) -> None:
        """Write what was added, and let others have the file. Where there is too much, what nobody read is left out."""
        if self._file is None:
            return
        try:
            if self._has_new:
                self._tidy(self._file)
            self._file.commit()
            self._file.close()
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def _tidy(self, file: sqlite3.Connection) -> None:
        (count,) = file.execute("SELECT count(*) FROM composed").fetchone()
        if count > MOST:
            file.execute("CREATE TEMP TABLE asked (text BLOB PRIMARY KEY)")
            file.executemany("INSERT OR IGNORE INTO asked VALUES (?)", ((key,) for key in self._asked))
            file.execute("DELETE FROM composed WHERE text NOT IN (SELECT text FROM asked)")

    def _opened(self) -> sqlite3.Connection | None:
        if self._file is None and not self._is_off:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._begin()
            except OSError:
                self._is_off = True
            except sqlite3.DatabaseError as error:
                self._give_up(error)
        return self._file

    def _begin(self) -> None:
        is_new = not self._path.exists()
        self._file = sqlite3.connect(self._path, timeout=0)
        # What a machine that fails leaves half written is found out by its digest.
        for setting in ("synchronous = OFF", "journal_mode = MEMORY"):
            self._file.execute(f"PRAGMA {setting}")
        columns = "text BLOB PRIMARY KEY, value BLOB, places BLOB, digest BLOB"
        self._file.execute(f"CREATE TABLE IF NOT EXISTS composed ({columns}) WITHOUT ROWID")
        if is_new:
            for path in self._path.parent.glob(f"{NAME}-*"):
                if not path.name.startswith(self._path.name):
                    path.unlink(missing_ok=True)

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        """Do without the store; where it is not only held by another, begin it anew next time."""
        self._is_off = True
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.close()
            self._file = None
        if not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink()


_open: list[_Store] = []
"""The stores of the blocks that are running."""


def _digest(key: bytes, value: bytes, places: bytes) -> bytes:
    """What stands for a row. Raises TypeError for one whose parts are no bytes."""
    made = blake2b(key, digest_size=8)
    made.update(len(value).to_bytes(8, "big") + value + places)
    return made.digest()
