"""What takes long to find out is kept between runs, in the user's cache folder, under a hash of all that it depends on.

Nothing kept is ever wrong: a key is a hash of what went in, a file's name one of what worked on it. The folder may be
deleted at any time, and a run without it, or one that may not write there, only takes longer.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SWITCHED_OFF = "PRECALL_NO_CACHE"
"""An environment variable: with anything in it nothing is read from the folder, and nothing written there."""


def cache_folder() -> Path:
    """The user's folder for what can be made again, as the operating system has it."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "precall" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "precall"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "precall"


def switched_off() -> bool:
    """Whether nothing is to be kept, and nothing that was kept is to be used."""
    return bool(os.environ.get(SWITCHED_OFF))


_lives: list[bool] = []


def live() -> None:
    """Say that this process will make the same again after edits: what it finds out is then worth its memory."""
    _lives[:] = [True]


def is_live() -> bool:
    """Whether that was said."""
    return bool(_lives)


_to_let_go: list[Callable[[], None]] = []


def on_let_go(forget: Callable[[], None]) -> None:
    """Say how something is forgotten that was found out on the way, and can be found out again."""
    _to_let_go.append(forget)


def remembered(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Lets a function remember what it last said, for so many different askers, until `let_go`."""

    def made(function: Callable[P, T]) -> Callable[P, T]:
        known = lru_cache(maxsize=most)(function)
        on_let_go(known.cache_clear)
        return known  # type: ignore[return-value]  # mypy knows no lru_cache that takes what its function takes

    return made


def let_go() -> None:
    """Give back the memory of what was found out on the way, unless this process will make the same again."""
    if not is_live():
        for forget in _to_let_go:
            forget()


def key_of(*parts: str) -> str:
    """The hash of some texts, in their order."""
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:24]


def version_of(files: Iterable[Path]) -> str:
    """The hash of some files' content: what they compute changes with it."""
    made = hashlib.sha256()
    for path in sorted(files):
        made.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()[:16]


@cache
def version() -> str:
    """The hash of all of Precall, of the Python that runs it, and of what is installed beside it."""
    ours = (path for path in Path(__file__).parent.parent.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return key_of(sys.version, version_of(ours), *sorted(_installed()))


def _installed() -> Iterator[str]:
    """The names and versions of what is installed: the engine that measures cards, and its fonts."""
    for folder in filter(None, sys.path):
        with suppress(OSError):
            yield from (path.name for path in Path(folder).iterdir() if path.suffix == ".dist-info")


MOST = 200_000
"""Values in a file. Beyond that only those stay that the last run asked for."""


class Kept:
    """Values of JSON by their keys, in one file for each version of what made them."""

    def __init__(self, name: str, version: str, most: int = MOST) -> None:
        self._folder = cache_folder()
        self._name, self._version, self._most = name, version, most
        self._read: dict[str, Any] | None = None
        self._asked: set[str] = set()
        self._new = False

    @property
    def _values(self) -> dict[str, Any]:
        if self._read is None:
            found = None
            # What cannot be read is found out again.
            with suppress(OSError, ValueError):
                found = {} if switched_off() else json.loads(self._file.read_bytes())
            self._read = found if isinstance(found, dict) else {}
        return self._read

    def rest(self) -> None:
        """Write what was added, and hold nothing until it is asked for again."""
        if not switched_off():
            self.write()
            self._read = None

    @property
    def _file(self) -> Path:
        return self._folder / f"{self._name}-{self._version}.json"

    def get(self, key: str) -> Any:
        """What was kept, or None."""
        value = self._values.get(key)
        if value is not None:
            self._asked.add(key)
        return value

    def add(self, key: str, value: Any) -> None:
        """Keep something for later runs; it is written when the program ends."""
        if not self._new:
            self._new = True
            atexit.register(self.write)
        self._values[key] = value
        self._asked.add(key)

    def write(self) -> None:
        """Write what was added. Where there is too much of it, only what was asked for in this run stays."""
        if not self._new or switched_off():
            return
        self._new = False
        atexit.unregister(self.write)
        values = self._values
        if len(values) > self._most:
            values = {key: value for key, value in values.items() if key in self._asked}
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: two runs may stand side by side, and either may be stopped.
            half = self._file.with_suffix(f".{os.getpid()}.part")
            half.write_text(json.dumps(values, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            half.replace(self._file)
            self._clear()

    def _clear(self) -> None:
        """Take away the files of other versions."""
        for path in self._folder.glob(f"{self._name}-*.json"):
            if path != self._file:
                path.unlink(missing_ok=True)


@cache
def kept(name: str, version: str, most: int = MOST) -> Kept:
    """What is kept under a name, read once in a process."""
    store = Kept(name, version, most)
    on_let_go(store.rest)
    return store
