"""Persistent cache: one SQLite file of values by namespace and key.

A key is a hash of everything that its value is computed from, so a stored value is never out of date. The file may be
deleted at any time. A file that is locked, corrupt, read-only or cannot be created is ignored: the run takes longer.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Self

NO_CACHE = "PRECALL_NO_CACHE"
"""Environment variable: if it is set, no cache file is read or written."""

FILE = "cache.sqlite"
LIMIT = 100_000
"""Maximum number of values in a namespace; the least recently used are evicted."""

_SCHEMA = "1"
_TIMEOUT = 1.0
"""Seconds to wait for another process that is writing."""
_HOUR = 3_600
"""Seconds in which a value's time of use is not written again: most runs only read."""
_BUFFER = 4_000_000
"""Bytes that are buffered before they are written in one transaction."""
_MANY = 500
"""Maximum number of keys in one query."""
_OUTSIDE_CAUSES = frozenset(
    [
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY),
        *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM),
    ]
)
"""SQLite errors that the file did not cause. After any other error the file is deleted."""


def is_disabled() -> bool:
    """Return whether the user wants no cache files."""
    return bool(os.environ.get(NO_CACHE))


def cache_folder() -> Path | None:
    """Return the user's cache folder for Precall; None where the user has no home folder."""
    # Most runs that need no cache should not import it.
    from platformdirs import user_cache_path  # noqa: PLC0415

    # Without HOME and an entry in the password file newer versions raise, and older ones leave "~" as it is.
    with suppress(RuntimeError):
        folder = user_cache_path("precall", appauthor=False)
        return folder if folder.is_absolute() else None
    return None


def user_cache() -> Cache:
    """Open the cache that all of the user's playbooks share."""
    folder = cache_folder()
    if folder is not None and not is_disabled():
        _remove_old_files(folder)
    return Cache(folder / FILE if folder else None)


def _remove_old_files(folder: Path) -> None:
    """Remove the files in which earlier versions kept their values."""
    with suppress(OSError):
        for pattern in ("*.json", "*.part", "composed-*.sqlite*"):
            for path in folder.glob(pattern):
                path.unlink()


def key_of(*parts: str) -> str:
    """Return the hash of some texts, in their order."""
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:24]


def version_of(files: Iterable[Path]) -> str:
    """Return the hash of some files' names and content."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def version() -> str:
    """Return the hash of Precall's files, of the running Python, and of the installed distributions."""
    return key_of(sys.version, own_version(), *sorted(_installed()))


@cache
def own_version() -> str:
    """Return the hash of Precall's files."""
    # Walking is faster than a pattern, and every run needs this.
    walked = os.walk(Path(__file__).parent.parent)
    return version_of(Path(folder, name) for folder, _, names in walked for name in names if not name.endswith(".pyc"))


def _installed() -> Iterator[str]:
    """Yield the names and versions of installed distributions, such as typst and the fonts."""
    for folder in filter(None, sys.path):
        with suppress(OSError):
            yield from (path.name for path in Path(folder).iterdir() if path.suffix == ".dist-info")


def _make_folder(folder: Path) -> None:
    """Make a cache folder that Git ignores, regardless of the repository's own .gitignore."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


@dataclass
class Changes:
    """What a copy of a process has done with its cache."""

    values: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """New values by namespace and key."""
    limits: dict[str, int] = field(default_factory=dict)
    """The maximum number of values of each namespace."""
    used: set[tuple[str, str]] = field(default_factory=set)
    """Values, by namespace and key, whose time of use is to be written."""


class Cache:
    """One cache file, or a cache in memory if there is no path or the file cannot be used.

    Args:
        path: the file.
        version: a file that was written for another version is emptied.
        clock: seconds since the epoch, for the order of eviction.

    """

    def __init__(self, path: Path | None = None, version: str = "", clock: Callable[[], float] = time.time) -> None:
        self._path = None if is_disabled() else path
        self._version = f"{_SCHEMA} {version}"
        self._now = int(clock())
        self._pending: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._pending_bytes = 0
        self._limits: dict[str, int] = {}
        """The namespaces that have new values."""
        self._used: set[tuple[str, str]] = set()
        """Values whose time of use is to be written."""
        self._connection: sqlite3.Connection | None = None
        self._changes: Changes | None = None
        """What is new since the last `take_changes`, if this is the cache of a copy, which writes nothing itself."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get_many(self, namespace: str, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the stored values of some keys; a key without a value, or with a corrupt one, is left out."""
        found: dict[str, bytes] = {}
        pending = self._pending[namespace]
        wanted: list[str] = []
        for key in dict.fromkeys(keys):
            if key in pending:
                found[key] = pending[key]
            else:
                wanted.append(key)
        rest = iter(wanted)
        while part := list(islice(rest, _MANY)):
            marks = ",".join("?" * len(part))
            query = f"SELECT key, value, digest, last_used FROM entries WHERE namespace = ? AND key IN ({marks})"
            found.update(self._valid(namespace, self._rows(query, (namespace, *part))))
        return found

    def get(self, namespace: str, key: str) -> bytes | None:
        """Return one stored value; None if there is none."""
        return self.get_many(namespace, (key,)).get(key)

    def get_all(self, namespace: str) -> dict[str, bytes]:
        """Return all values of a namespace."""
        query = "SELECT key, value, digest, last_used FROM entries WHERE namespace = ?"
        return {**dict(self._valid(namespace, self._rows(query, (namespace,)))), **self._pending[namespace]}

    def put_many(self, namespace: str, values: Mapping[str, bytes], limit: int = LIMIT) -> None:
        """Store values; when the cache is written, a namespace with more than `limit` values is evicted down to it."""
        if not values:
            return
        self._pending[namespace].update(values)
        self._pending_bytes += sum(map(len, values.values()))
        self._limits[namespace] = limit
        if self._changes is not None:
            self._changes.values.setdefault(namespace, {}).update(values)
            self._changes.limits[namespace] = limit
        elif self._pending_bytes > _BUFFER:
            self._write_pending()

    def put(self, namespace: str, key: str, value: bytes, limit: int = LIMIT) -> None:
        """Store one value."""
        self.put_many(namespace, {key: value}, limit)

    def get_json(self, namespace: str, keys: Iterable[str]) -> dict[str, Any]:
        """Return the values of some keys that `put_json` stored."""
        found: dict[str, Any] = {}
        for key, value in self.get_many(namespace, keys).items():
            with suppress(ValueError):
                found[key] = json.loads(value.decode(errors="surrogatepass"))
        return found

    def put_json(self, namespace: str, values: Mapping[str, Any], limit: int = LIMIT) -> None:
        """Store values that JSON can hold."""
        self.put_many(namespace, {key: _json(value) for key, value in values.items()}, limit)

    def remove(self, namespace: str, keys: Iterable[str]) -> None:
        """Delete the values of some keys."""
        gone = list(keys)
        for key in gone:
            self._pending[namespace].pop(key, None)
        self._change("DELETE FROM entries WHERE namespace = ? AND key = ?", ((namespace, key) for key in gone))

    def evict(self, namespace: str, limit: int) -> None:
        """Delete the least recently used values of a namespace, down to `limit`."""
        counted = self._rows("SELECT count(*) FROM entries WHERE namespace = ?", (namespace,))
        excess = counted[0][0] - limit if counted else 0
        if excess > 0:
            oldest = "SELECT rowid FROM entries WHERE namespace = ? ORDER BY last_used, rowid LIMIT ?"
            self._change(f"DELETE FROM entries WHERE rowid IN ({oldest})", [(namespace, excess)])

    def write(self) -> None:
        """Write all buffered values, and evict the values beyond each namespace's limit."""
        self._write_pending()
        used = [(self._now, *each) for each in sorted(self._used)]
        self._used.clear()
        self._change("UPDATE entries SET last_used = ? WHERE namespace = ? AND key = ?", used)
        for namespace, limit in self._limits.items():
            self.evict(namespace, limit)
        self._limits.clear()

    def close(self) -> None:
        """Write everything, and close the file. It is opened again when it is needed again."""
        self.write()
        self._drop_connection()

    def disconnect(self) -> None:
        """Close the file until it is needed again. A cache in memory stays as it is."""
        if self._path is not None:
            self._drop_connection()

    def record_changes(self) -> None:
        """Collect all changes for `take_changes` from now on, and write none: this is the cache of a copy."""
        self._changes, self._used = Changes(), set()

    def take_changes(self) -> Changes:
        """Return the changes since the last call."""
        assert self._changes is not None, "record_changes comes first"
        taken, taken.used = self._changes, self._used
        self._changes, self._used = Changes(), set()
        return taken

    def apply(self, changes: Changes) -> None:
        """Store the changes of a copy."""
        self._used |= changes.used
        for namespace, values in changes.values.items():
            self.put_many(namespace, values, changes.limits[namespace])

    def _drop_connection(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    @property
    def _file(self) -> sqlite3.Connection:
        """The file, opened when it is first needed."""
        if self._connection is None:
            self._connection = self._open()
            # A program that uses Precall as a library may never close the file, and Python 3.13 warns about that.
            weakref.finalize(self, self._connection.close)
        return self._connection

    def _valid(self, namespace: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, bytes]]:
        """Yield the keys and values of rows whose digest matches."""
        for key, value, digest, last_used in rows:
            if not isinstance(value, bytes) or digest != _digest(namespace, key, value):
                continue
            if not isinstance(last_used, int) or abs(self._now - last_used) > _HOUR:
                self._used.add((namespace, key))
            yield key, value

    def _write_pending(self) -> None:
        rows = (
            (namespace, key, value, _digest(namespace, key, value), self._now)
            for namespace, values in self._pending.items()
            for key, value in values.items()
        )
        self._change("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", rows)
        self._pending.clear()
        self._pending_bytes = 0

    def _open(self) -> sqlite3.Connection:
        """Open the file; create it if it is missing or corrupt."""
        if self._path is not None:
            for _ in range(2):
                try:
                    _make_folder(self._path.parent)
                    return _connect(str(self._path), self._version)
                except OSError:
                    break
                except sqlite3.Error as error:
                    if not self._delete_if_corrupt(error):
                        break
            self._path = None
        return _connect(":memory:", self._version)

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._file.execute(query, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
        return []

    def _change(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement for all rows, in one transaction."""
        first = next(rows := iter(rows), None)
        if first is None:
            return
        try:
            with self._file:
                self._file.execute("BEGIN IMMEDIATE")
                self._file.execute(statement, first)
                self._file.executemany(statement, rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on with an empty cache in memory."""
        self._drop_connection()
        self._delete_if_corrupt(error)
        self._path = None

    def _delete_if_corrupt(self, error: sqlite3.Error) -> bool:
        """Delete the file unless the error has another cause; return whether it is gone."""
        if self._path is None or getattr(error, "sqlite_errorcode", 0) & 0xFF in _OUTSIDE_CAUSES:
            return False
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError:
            return False
        return True


def _connect(path: str, version: str) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=_TIMEOUT, isolation_level=None, check_same_thread=False)
    try:
        # Writing is not synchronous: a row that a failing machine wrote only in part has the wrong digest.
        for setting in ("journal_mode = WAL", "synchronous = OFF"):
            file.execute(f"PRAGMA {setting}")
        (tables,) = file.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('entries', 'version')").fetchone()
        if tables != 2 or file.execute("SELECT name FROM version").fetchall() != [(version,)]:
            _create(file, version)
    except sqlite3.Error:
        file.close()
        raise
    return file


def _create(file: sqlite3.Connection, version: str) -> None:
    columns = "namespace TEXT, key TEXT, value BLOB, digest BLOB, last_used INTEGER"
    with file:
        file.execute("BEGIN IMMEDIATE")
        file.execute("DROP TABLE IF EXISTS version")
        file.execute("DROP TABLE IF EXISTS entries")
        file.execute("CREATE TABLE version (name TEXT)")
        file.execute("INSERT INTO version VALUES (?)", (version,))
        file.execute(f"CREATE TABLE entries ({columns}, PRIMARY KEY (namespace, key))")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def _digest(namespace: str, key: str, value: bytes) -> bytes:
    digest = hashlib.blake2b(f"{namespace}\0{key}\0".encode(errors="surrogatepass"), digest_size=8)
    digest.update(value)
    return digest.digest()
