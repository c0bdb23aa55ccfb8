"""Progress reporters: long work reports how far it is, and a terminal shows how much is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

DELAY = 0.7
"""Seconds of work before anything is shown: most work is done by then."""
INTERVAL = 0.1
"""Seconds between two updates of the bar."""
WIDTH = 24


class Progress:
    """A reporter that shows nothing: for files, CI, and programs that use Precall as a library."""

    def report(self, task: str, done: int, total: int) -> None:
        """Note that so much of a task is done; a task begins with `done` 0."""

    def track(self, task: str, items: Iterable[T], total: int, size: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
        """Yield the items, and report before the first and after each; `size` is how much of `total` an item is."""
        done = 0
        self.report(task, done, total)
        for item in items:
            yield item
            done = min(total, done + size(item))
            self.report(task, done, total)


class ProgressBar(Progress):
    """One line of a terminal: a bar, how far the task is, and about how many seconds are left."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._task = ""
        self._started_at = self._shown_at = 0.0
        self._is_shown = False
        self._blocks = "█░"
        try:
            self._blocks.encode(stream.encoding or "ascii")
        except UnicodeEncodeError:
            self._blocks = "#."

    def report(self, task: str, done: int, total: int) -> None:
        """Show how far a task is once it has taken a while; remove the line when it is done."""
        now = self._clock()
        if not done:
            self._task, self._started_at = task, now
        elif done >= total:
            self._clear()
        elif now - self._started_at >= DELAY and now - self._shown_at >= INTERVAL:
            self._shown_at = now
            self._show(done, total, (now - self._started_at) / done * (total - done))

    def _show(self, done: int, total: int, left: float) -> None:
        filled = WIDTH * done // total
        bar = self._blocks[0] * filled + self._blocks[1] * (WIDTH - filled)
        self._stream.write(f"\r\x1b[K{self._task} {bar} {done:,} of {total:,}, about {max(1, round(left))} s left")
        self._stream.flush()
        self._is_shown = True

    def _clear(self) -> None:
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._is_shown = False
