"""Progress reporters: long tasks report their progress, and a terminal shows the remaining time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

import click

T = TypeVar("T")

DELAY = 0.7
"""Seconds before a task's progress is shown: most tasks are done by then."""


class Progress:
    """A reporter without output, for redirected output, CI, and programs that use Precall as a library."""

    def report(self, task: str, done: int, total: int) -> None:
        """Report that `done` of `total` is done; a task begins with `done` 0."""

    def end(self) -> None:
        """Report that a task has ended, whether complete or interrupted."""

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
    """Click's progress bar on a terminal: the task, its progress, and the remaining time."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._bar = click.progressbar(length=0, file=stream)
        self._started_at = 0.0
        self._is_shown = False

    def report(self, task: str, done: int, total: int) -> None:
        """Show the progress of a task that runs longer than a moment."""
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
