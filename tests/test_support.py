"""Nothing that a test starts waits for ever or outlives it, also where the tests run in the background."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import python, started
from tests.support.shared import made_once

CHILD = "import time; print(1, flush=True); time.sleep(600)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"
"""A program whose child writes a line, and then keeps its output open."""


@pytest.fixture
def ignored_sigint() -> Iterator[None]:
    """SIGINT is ignored, as in what `nohup make test &` starts."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ignored_sigint")
def test_a_program_can_be_interrupted_where_the_tests_cannot() -> None:
    """Its own signal settings are those that it has in a terminal, and ours stay as they are."""
    code = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert python("-c", code).out == "True\n"
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_program_that_takes_too_long_is_killed_with_its_children() -> None:
    """Reading its output comes to an end, although nothing closes it."""
    with started(sys.executable, "-c", PARENT, limit=2, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.read() in ("1\n", "")
    assert process.returncode == -signal.SIGKILL
    with pytest.raises(subprocess.TimeoutExpired):
        python("-c", PARENT, limit=2)


def test_a_program_and_its_children_are_gone_when_its_test_is_over() -> None:
    """They are killed, and nobody holds the other end of the pipe."""
    with started(sys.executable, "-c", PARENT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "1\n"
        ours = os.dup(process.stdout.fileno())
    assert process.returncode == -signal.SIGKILL
    assert os.read(ours, 1) == b""
    os.close(ours)


def test_what_workers_share_is_made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder is filled by the first that asks; one that could not be filled is no folder."""
    made: list[Path] = []
    for _ in range(2):
        assert made_once(tmp_path_factory, "shared-once", made.append).is_dir()
    assert len(made) == 1

    def fail(_: Path) -> None:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            made_once(tmp_path_factory, "shared-never", fail)
