"""Progress reporters: long work reports how far it is, and a terminal shows how much is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

import click

T = TypeVar("T")

DELAY = 0.7
"""Seconds of work before anything is shown: most work is done by then."""


class Progress:
    """A reporter that shows nothing: for files, CI, and programs that use Precall as a library."""

    def report(self, task: str, done: int, total: int) -> None:
        """Note that so much of a task is done; a task begins with `done` 0."""

    def end(self) -> None:
        """Note that a task has ended, done or interrupted."""

    def track(self, task: str, items: Iterable[T], total: int, size: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
        """Yield the items, and report before the first and after each; `size` is how much of `total` an item is."""
        done = 0
        self.report(task, done, total)
        try:
            for item in items:
                yield item
                done = min(total, done + size(item))
                self.report(task, done, total)
        finally:
            self.end()


class ProgressBar(Progress):
    """Click's bar on a terminal: the task, how far it is, and how long the rest takes."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._bar = click.progressbar(length=0, file=stream)
        self._started_at = 0.0
        self._is_shown = False

    def report(self, task: str, done: int, total: int) -> None:
        """Show how far a task is once it has taken a while."""
        if not done:
            self._bar = click.progressbar(length=total, label=task, file=self._stream, show_pos=True)
            self._started_at, self._is_shown = self._clock(), False
            return
        self._bar.make_step(done - self._bar.pos)
        self._is_shown |= done < total and self._clock() - self._started_at >= DELAY
        if self._is_shown:
            self._bar.render_progress()

    def end(self) -> None:
        """End the line of the bar and show the cursor again, which click hides."""
        if self._is_shown:
            self._bar.render_finish()
        self._is_shown = False
