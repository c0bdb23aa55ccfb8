"""Work that takes long is done in processes of its own: a file of ours that reads JSON, and writes JSON.

A process for each piece gives back the memory that it took. Nothing of the program that asks is started again in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

MOST = 4
"""Processes at once. Each takes some hundred megabytes."""


def at_once() -> int:
    """How many processes are asked at once: one for each core, up to MOST."""
    return min(MOST, os.cpu_count() or 1)


class CannotAskError(Exception):
    """No other process can be had, or it came to an end before its work."""


def done_apart(script: Path, pieces: Iterable[str]) -> Iterator[str]:
    """What the file of Python makes of each piece, in order: a piece goes to its input, its output is what it made.

    Pieces are taken a few at a time. Raises CannotAskError.
    """
    _find_python()
    waiting = iter(pieces)
    with ThreadPoolExecutor(at_once()) as workers:
        running: deque[Future[str]] = deque()
        try:
            for piece in waiting:
                running.append(workers.submit(_made, script, piece))
                if len(running) > MOST:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for each in running:
                each.cancel()


@contextmanager
def begun_apart(script: Path, pieces: Iterable[str]) -> Iterator[Iterator[str]]:
    """The same, begun at once for all pieces: while the block runs they are worked on, and it may ask for each.

    What nobody asked for is given up when the block ends. Raises CannotAskError.
    """
    _find_python()
    with ThreadPoolExecutor(at_once()) as workers:
        running = [workers.submit(_made, script, piece) for piece in pieces]
        try:
            yield (each.result() for each in running)
        finally:
            for each in running:
                each.cancel()


def _find_python() -> None:
    if not sys.executable:
        raise CannotAskError("Python does not know where it is.")


def _made(script: Path, piece: str) -> str:
    # Its own folder is not to be looked into for modules: some of ours are called as some of Python's.
    command = [sys.executable, "-P", str(script)]
    try:
        ran = subprocess.run(command, input=piece.encode(), capture_output=True, check=False)
    except OSError as error:
        raise CannotAskError(str(error)) from error
    if ran.returncode:
        raise CannotAskError(ran.stderr.decode(errors="replace")[-500:])
    return ran.stdout.decode()
