"""Programs that tests start. Each has its own signal settings and a time limit, and ends with its test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT


@dataclass(frozen=True)
class Result:
    """The exit code and the output of a command."""

    code: int
    out: str
    """Its output, with its errors unless they are captured separately."""
    errors: str = ""


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a program that imports the package from this repository."""
    inherited = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    return {**inherited, "PYTHONPATH": str(ROOT / "hooks"), "NO_MKDOCS_2_WARNING": "1", **(changes or {})}


@contextmanager
def started(*command: str | Path, limit: float = 120, **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a program in its own process group, and kill the whole group at the end.

    SIGINT has its default effect in the program even where the tests run with SIGINT ignored, as they do under `nohup`.

    Args:
        command: the program and its arguments.
        limit: seconds after which the group is killed, so that reading its output always ends.
        options: those of `subprocess.Popen`.

    """
    # An ignored signal stays ignored in a child. One with a handler has its default effect there.
    main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.default_int_handler) if main_thread else None
    try:
        process = subprocess.Popen(list(map(str, command)), start_new_session=True, **options)
    finally:
        if main_thread:
            signal.signal(signal.SIGINT, before)
    timer = threading.Timer(limit, _kill, [process])
    timer.daemon = True
    timer.start()
    try:
        yield process
    finally:
        timer.cancel()
        _kill(process)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with suppress(OSError):
                    stream.close()
        process.wait(30)


def _kill(process: subprocess.Popen[Any]) -> None:
    """Kill a program and all that it started, if any of them is left."""
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def run(
    *command: str | Path,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    only: bool = False,
    limit: float = 240,
    **options: Any,
) -> Result:
    """Run a command to its end, as a user would, with the package of this repository.

    Args:
        command: the program and its arguments.
        cwd: the folder to run it in.
        env: changes to our environment.
        only: whether `env` is the whole environment instead.
        limit: seconds that it may take; if it takes more, it is killed with its children and the test fails.
        options: those of `subprocess.Popen`. `stderr=subprocess.PIPE` keeps errors apart from the output.

    """
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **options}
    with started(
        *command,
        limit=limit + 10,
        cwd=cwd,
        env=env if only else environment(env),
        text=True,
        encoding="utf-8",
        **streams,
    ) as process:
        out, errors = process.communicate(timeout=limit)
    return Result(process.returncode, out, errors or "")


def python(*arguments: str | Path, **options: Any) -> Result:
    """Run this Python, with the options of `run`."""
    return run(sys.executable, *arguments, **options)
