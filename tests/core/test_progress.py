"""A terminal shows the progress of long work; a file or a pipe does not."""

from __future__ import annotations

import contextlib
import io
import os
import pty
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
    """A listener that stores each report."""

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
    """A text stream with a chosen encoding."""

    encoding = "utf-8"


def shown(seconds: float, encoding: str = "utf-8") -> str:
    """Return what a bar prints for ten steps of this many seconds each."""
    now, stream = [0.0], Terminal()
    stream.encoding = encoding
    bar = ProgressBar(stream, lambda: now[0])
    for done in range(11):
        bar.report("Measuring cards", done * 100, 1000)
        now[0] += seconds
    return stream.getvalue()


def test_short_work_shows_nothing() -> None:
    """Work that ends within the delay prints nothing."""
    assert shown(0.01) == ""


def test_long_work_shows_a_bar_and_clears_its_line() -> None:
    """The bar has the count, the total and the remaining time; at the end the line is empty."""
    output = shown(1)
    assert "Measuring cards" in output
    assert "500 of 1,000, about 5 s left" in output
    assert output.endswith("\r\x1b[K")


def test_an_ascii_terminal_has_a_bar_too() -> None:
    """The bar uses only characters of the stream's encoding."""
    assert "##" in shown(1, "ascii")
    shown(1, "ascii").encode("ascii")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to test with")
def test_progress_is_shown_on_terminals_only(tmp_path: Path) -> None:
    """A terminal shows a bar that clears itself; a file or a pipe contains none."""
    root = generate(tmp_path / "many", 20, 2_500, 4)
    # Neither the speed of this machine nor its cores decide what is shown.
    impatient = (
        "from precall.cli import main; from precall.core import progress; "
        "progress.DELAY = progress.INTERVAL = 0; main.run()"
    )
    command = [sys.executable, "-c", impatient, "check", "--no-cache", "--root", str(root), "--format", "concise"]
    ours, theirs = pty.openpty()
    with started(*command, cwd=ROOT, env=environment(), stderr=theirs, stdout=subprocess.DEVNULL) as running:
        os.close(theirs)
        output = "".join(_read(ours))
        running.wait(120)
    os.close(ours)
    assert "Judging sentences" in output
    assert "s left" in output
    assert output.endswith("\x1b[K")
    piped = run(*command)
    assert piped.code in (0, 1), piped.out
    assert "Judging" not in piped.out


def _read(terminal: int) -> Iterator[str]:
    """What is written to a terminal until the last who has it open is gone, which Linux tells as an error."""
    with contextlib.suppress(OSError):
        while output := os.read(terminal, 65_536):
            yield output.decode(errors="replace")
