"""A terminal shows the progress of long work; a file or a pipe does not."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from precall.core.progress import Progress, ProgressBar
from tests.support.generate import generate
from tests.support.paths import ROOT
from tests.support.processes import environment, run, started


class Reports(Progress):
    """A reporter that stores each report."""

    def __init__(self) -> None:
        self.reports: list[tuple[str, int, int]] = []

    def report(self, task: str, done: int, total: int) -> None:
        """Store a report."""
        self.reports.append((task, done, total))


def test_each_step_is_reported() -> None:
    """The items pass through unchanged, and the number of steps never exceeds the total."""
    progress = Reports()
    assert list(progress.track("Counting", "abc", 3)) == ["a", "b", "c"]
    assert progress.reports == [("Counting", 0, 3), ("Counting", 1, 3), ("Counting", 2, 3), ("Counting", 3, 3)]
    progress.reports.clear()
    list(progress.track("Weighing", ["aa", "bbb"], 4, len))
    assert progress.reports == [("Weighing", 0, 4), ("Weighing", 2, 4), ("Weighing", 4, 4)]


class Terminal(io.StringIO):
    """A text stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


def shown(seconds: float, stop_after: int = 10) -> str:
    """Return what a bar prints for ten steps of this many seconds each; the work can fail before."""
    now, stream = [0.0], Terminal()
    bar = ProgressBar(stream, lambda: now[0])
    with contextlib.suppress(InterruptedError):
        for done in bar.track("Measuring cards", range(10), 1000, lambda _: 100):
            if done == stop_after:
                raise InterruptedError
            now[0] += seconds
    return stream.getvalue()


def test_short_work_shows_nothing() -> None:
    """Work that ends within the delay prints nothing."""
    assert shown(0.01) == ""


def test_long_work_shows_a_bar() -> None:
    """The bar has the task, the count and the total, and ends its line when the work is done."""
    output = shown(1)
    assert "Measuring cards" in output
    assert "500/1000" in output
    assert "1000/1000" in output
    assert output.endswith("\n")
    output.encode("ascii")


def test_interrupted_work_ends_its_line() -> None:
    """Output after an error or Ctrl-C starts on a new line, and the cursor is visible again."""
    output = shown(1, stop_after=5)
    assert "500/1000" in output
    assert "600/1000" not in output
    assert output.endswith("\x1b[?25h\n")


IMPATIENT = """
import time
from precall.cli import main
from precall.core import progress
now, start = time.time, time.time()
time.time = lambda: start + 1000 * (now() - start)
progress.DELAY = 0
main.run()
"""
"""Shows progress at once, on a clock a thousand times as fast: click knows the time that is left only after a second,
and the output must not depend on the speed of this machine."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to test with")
def test_progress_is_shown_on_terminals_only(tmp_path: Path) -> None:
    """A terminal shows a bar with the time that is left; a file or a pipe contains none."""
    root = generate(tmp_path / "many", 20, 2_500, 4)
    command = [sys.executable, "-c", IMPATIENT, "check", "--no-cache", "--root", str(root), "--format", "concise"]
    ours, theirs = pty.openpty()
    with started(*command, cwd=ROOT, env=environment(), stderr=theirs, stdout=subprocess.DEVNULL) as running:
        os.close(theirs)
        output = "".join(_read(ours))
        running.wait(120)
    os.close(ours)
    assert "Judging sentences" in output
    assert re.search(r"\d+/\d+ +\d\d:\d\d:\d\d", output)
    piped = run(*command)
    assert piped.code in (0, 1), piped.out
    assert "Judging" not in piped.out


def _read(terminal: int) -> Iterator[str]:
    """Yield the output on a terminal until its last writer closes it, which Linux reports as an error."""
    with contextlib.suppress(OSError):
        while output := os.read(terminal, 65_536):
            yield output.decode(errors="replace")
