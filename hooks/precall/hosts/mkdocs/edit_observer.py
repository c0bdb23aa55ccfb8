"""Notice edits at once where the system reports them, and by polling where it does not."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from watchdog.events import EVENT_TYPE_CLOSED_NO_WRITE, EVENT_TYPE_OPENED, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch
from watchdog.observers.polling import PollingObserver

_READS = (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE)


class EditObserver(PollingObserver):
    """Polls, and on Linux also gets the system's notifications (inotify), which arrive within a millisecond.

    A notification never comes for a file on a network drive or for one that a container's host has edited. So polling
    goes on, and reports what has not been reported.

    Args:
        timeout: Seconds between two polls.
        notified: Whether to use notifications.

    """

    def __init__(self, timeout: float, *, notified: bool = sys.platform == "linux") -> None:
        super().__init__(timeout=timeout)
        self._notified = Observer() if notified else None
        self._reports = Reports()

    def schedule(self, event_handler: FileSystemEventHandler, path: str | Path, **options: Any) -> ObservedWatch:
        """Call a handler for each edit of a file in a folder."""
        once = EachEditOnce(event_handler, self._reports)
        if self._notified is not None:
            self._notified.schedule(once, path, **options)
        return super().schedule(once, path, **options)

    def unschedule(self, watch: ObservedWatch) -> None:
        """Stop watching a folder."""
        if self._notified is not None:
            self._notified.unschedule(watch)
        super().unschedule(watch)

    def start(self) -> None:
        """Start watching."""
        if self._notified is not None:
            # A system has a limit of watched folders.
            with suppress(OSError):
                self._notified.start()
        super().start()

    def stop(self) -> None:
        """Stop watching."""
        if self._notified is not None and self._notified.is_alive():
            self._notified.stop()
        super().stop()


class Reports:
    """The states in which files were reported."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[int, ...]] = {}
        self._lock = Lock()

    def are_new(self, paths: Iterable[str]) -> bool:
        """Return whether one of these files has changed since its last report, and note their states now."""
        states = {path: _state(path) for path in paths}
        with self._lock:
            are_new = any(self._states.get(path) != state for path, state in states.items())
            self._states |= states
            return are_new


def _state(path: str) -> tuple[int, ...]:
    """Return what changes with each edit of a file; nothing for a file that does not exist."""
    with suppress(OSError):
        found = Path(path).stat()
        return found.st_mtime_ns, found.st_size, found.st_ino
    return ()


class EachEditOnce(FileSystemEventHandler):
    """Passes on an edit that was not reported before: both ways of watching report it."""

    def __init__(self, handler: FileSystemEventHandler, reports: Reports) -> None:
        self._handler, self._reports = handler, reports

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Pass on an event."""
        if event.is_directory or event.event_type in _READS:
            return
        if self._reports.are_new(str(path) for path in (event.src_path, event.dest_path) if path):
            self._handler.dispatch(event)
