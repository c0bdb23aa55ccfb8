"""Each edit of a watched folder is noticed, by the system's notifications or by polling, and is passed on once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from watchdog.events import FileModifiedEvent, FileSystemEvent, FileSystemEventHandler

from precall.hosts.mkdocs.edit_observer import EachEditOnce, EditObserver, Reports

PATIENCE = 60
"""Seconds after which a test fails instead of waiting."""


class Collector(FileSystemEventHandler):
    """Collects the names of edited files."""

    def __init__(self) -> None:
        self.names: SimpleQueue[str] = SimpleQueue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Add the names."""
        for path in filter(None, (event.src_path, event.dest_path)):
            self.names.put(Path(str(path)).name)

    def wait_for(self, name: str) -> list[str]:
        """Return the names up to this one."""
        seen: list[str] = []
        while name not in seen:
            try:
                seen.append(self.names.get(timeout=PATIENCE))
            except Empty:
                pytest.fail(f"{name} was not noticed, only {seen}")
        return seen


@contextmanager
def watching(folder: Path, interval: float, *, notified: bool) -> Iterator[Collector]:
    """Watch a folder."""
    observer = EditObserver(interval, notified=notified)
    collector = Collector()
    observer.schedule(collector, str(folder), recursive=True)
    observer.start()
    try:
        yield collector
    finally:
        observer.stop()
        observer.join(PATIENCE)


def write(folder: Path) -> None:
    """Write a file in place."""
    (folder / "calls/a.yml").write_text("changed")


def replace(folder: Path) -> None:
    """Write a file as most editors do: a new file gets the name of the old one."""
    (folder / "calls/.a.tmp").write_text("changed")
    (folder / "calls/.a.tmp").replace(folder / "calls/a.yml")


def delete(folder: Path) -> None:
    """Delete a file."""
    (folder / "calls/a.yml").unlink()


def move(folder: Path) -> None:
    """Move a file out of the watched folder, as a file manager's waste bin does."""
    (folder / "calls/a.yml").replace(folder.parent / "a.yml")


def add_in_a_new_folder(folder: Path) -> None:
    """Create a folder with a file."""
    (folder / "new").mkdir()
    (folder / "new/a.yml").write_text("new")


@pytest.mark.parametrize("edit", [write, replace, delete, move, add_in_a_new_folder])
@pytest.mark.parametrize(
    ("interval", "notified"),
    [
        pytest.param(
            PATIENCE * 10, True, marks=pytest.mark.skipif(sys.platform != "linux", reason="others are polled only")
        ),
        (0.05, False),
    ],
)
def test_an_edit_is_noticed(tmp_path: Path, edit: Callable[[Path], None], interval: float, *, notified: bool) -> None:
    """By notifications alone, and by polling alone."""
    folder = tmp_path / "playbook"
    (folder / "calls").mkdir(parents=True)
    (folder / "calls/a.yml").write_text("first")
    with watching(folder, interval, notified=notified) as collector:
        edit(folder)
        collector.wait_for("a.yml")


def test_reading_is_no_edit(tmp_path: Path) -> None:
    """A build reads all files, and must not lead to the next build."""
    (tmp_path / "read.yml").write_text("first")
    with watching(tmp_path, 0.05, notified=True) as collector:
        assert (tmp_path / "read.yml").read_text() == "first"
        (tmp_path / "edited.yml").write_text("second")
        assert "read.yml" not in collector.wait_for("edited.yml")


def test_an_edit_is_passed_on_once(tmp_path: Path) -> None:
    """Both ways of watching report it, and the pages should reload once."""
    path = tmp_path / "a.yml"
    reports, collector = Reports(), Collector()
    for content, passed_on in (("first", 1), ("second", 2), ("third!", 3)):
        path.write_text(content)
        for handler in (EachEditOnce(collector, reports), EachEditOnce(collector, reports)):
            handler.dispatch(FileModifiedEvent(str(path)))
        assert collector.names.qsize() == passed_on
