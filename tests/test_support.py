"""No program that a test starts runs for ever or outlives the test, also where the tests run in the background."""

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
    """Ignore SIGINT, as `nohup make test &` does."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ignored_sigint")
def test_a_program_can_be_interrupted_where_the_tests_cannot() -> None:
    """The program has the default signal settings, and those of the tests stay unchanged."""
    code = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert python("-c", code).out == "True\n"
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_program_that_takes_too_long_is_killed_with_its_children() -> None:
    """Reading its output ends although no process closes it."""
    with started(sys.executable, "-c", PARENT, limit=2, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.read() in ("1\n", "")
    assert process.returncode == -signal.SIGKILL
    with pytest.raises(subprocess.TimeoutExpired):
        python("-c", PARENT, limit=2)


def test_a_program_and_its_children_end_with_their_test() -> None:
    """They are killed, and no process keeps the pipe open."""
    with started(sys.executable, "-c", PARENT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "1\n"
        ours = os.dup(process.stdout.fileno())
    assert process.returncode == -signal.SIGKILL
    assert os.read(ours, 1) == b""
    os.close(ours)


def test_a_shared_folder_is_made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The first worker fills the folder; a folder whose function failed is made again."""
    made: list[Path] = []
    for _ in range(2):
        assert made_once(tmp_path_factory, "shared-once", made.append).is_dir()
    assert len(made) == 1

    def fail(_: Path) -> None:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            made_once(tmp_path_factory, "shared-never", fail)
