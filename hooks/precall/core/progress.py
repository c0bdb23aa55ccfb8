"""Work that takes long tells how far it is, and whoever has a terminal shows what is left.

Where nobody listens, nobody is told: nothing is written to a file or in CI.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

Listener = Callable[[str, int, int], None]
"""Takes what is done, how much of it is done, and how much there is in all."""

_listeners: list[Listener] = []

PATIENCE = 0.7
"""Seconds of work before which nothing is shown: most is done by then."""
PAUSE = 0.1
"""Seconds between two looks of the bar."""
WIDTH = 24


def listen(listener: Listener | None) -> None:
    """Tell this listener from now on, and no other; with None nobody."""
    _listeners[:] = [listener] if listener else []


def told(what: str, items: Iterable[T], total: int, each: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
    """The items; before and after each is told how many of all are done. One stands for as many as `each` says."""
    done = 0
    _tell(what, done, total)
    for item in items:
        yield item
        done = min(total, done + each(item))
        _tell(what, done, total)


def _tell(what: str, done: int, total: int) -> None:
    for listener in _listeners:
        listener(what, done, total)


class Bar:
    """One line of a terminal: a bar, how far the work is, and about how many seconds are left."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._what = ""
        self._began = self._shown_at = 0.0
        self._is_shown = False
        self._signs = "█░"
        try:
            self._signs.encode(stream.encoding or "ascii")
        except UnicodeEncodeError:
            self._signs = "#."

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far the work is, once it has shown to be long; take the line away when it is done."""
        now = self._clock()
        if not done:
            self._what, self._began = what, now
        elif done >= total:
            self._clear()
        elif now - self._began >= PATIENCE and now - self._shown_at >= PAUSE:
            self._shown_at = now
            self._show(done, total, (now - self._began) / done * (total - done))

    def _show(self, done: int, total: int, left: float) -> None:
        filled = WIDTH * done // total
        bar = self._signs[0] * filled + self._signs[1] * (WIDTH - filled)
        self._stream.write(f"\r\x1b[K{self._what} {bar} {done:,} of {total:,}, about {max(1, round(left))} s left")
        self._stream.flush()
        self._is_shown = True

    def _clear(self) -> None:
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._is_shown = False
