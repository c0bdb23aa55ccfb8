"""Do work in a copy of this process, on another core, while this process goes on with something else.

A copy (fork) has everything that is in memory, so it begins within milliseconds. A new process would need as long as a
small build takes, to import and load the same.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any, NoReturn

from precall.core.progress import Progress
from precall.core.session import Session

Work = Callable[[], Generator[Any, None, None]]
"""Yields its results. Each of them can be pickled, and is the same whenever the work is done."""

_WAITING = 8
"""Results that may wait for the original before the work does, because they take memory."""


def can_fork() -> bool:
    """Return whether a copy of this process can work on another core: on Linux, while it has one thread.

    A copy lacks all other threads, and typst would wait for its own forever.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return False
    with suppress(OSError):
        return len(list(Path("/proc/self/task").iterdir())) == 1
    return False


def in_background(work: Work, session: Session) -> Generator[Any, None, None]:
    """Start the work in a copy of this process, and yield its results, each of which is waited for.

    What the work stores in the session's cache is in this process's cache too, when the result after it is there. If
    the copy fails or is killed, this process does the rest of the work itself, and so raises the error in it.
    """
    reading, writing = os.pipe()
    # A connection to SQLite must not be used in a copy.
    session.cache.disconnect()
    try:
        child = os.fork()
    except OSError:
        # The system has no room for another process.
        os.close(reading)
        os.close(writing)
        return work()
    if not child:
        os.close(reading)
        _work_and_exit(work, session, writing)
    os.close(writing)
    return _results(os.fdopen(reading, "rb"), child, work, session)


def _results(pipe: IO[bytes], child: int, work: Work, session: Session) -> Generator[Any, None, None]:
    received = 0
    try:
        with pipe:
            while True:
                is_result, result, changes = pickle.load(pipe)
                session.cache.apply(changes)
                if not is_result:
                    return
                received += 1
                yield result
    except (EOFError, OSError, pickle.UnpicklingError):
        yield from islice(work(), received, None)
    finally:
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _work_and_exit(work: Work, session: Session, writing: int) -> NoReturn:
    """Write each result to a pipe, then end the process without the clean-up that is the original's."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        session.progress = Progress()
        session.cache.record_changes()
        messages: Queue[bytes] = Queue(_WAITING)
        # The original may read late: this thread waits for it, and the work goes on.
        sender = Thread(target=_send, args=(messages, writing))
        sender.start()
        for result in work():
            messages.put(pickle.dumps((True, result, session.cache.take_changes())))
        messages.put(pickle.dumps((False, None, session.cache.take_changes())))
        messages.put(b"")
        sender.join()
        status = 0
    finally:
        os._exit(status)


def _send(messages: Queue[bytes], writing: int) -> None:
    """Write messages to a pipe until an empty one. If nobody reads them any more, end the process."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            while message := messages.get():
                pipe.write(message)
                pipe.flush()
    except OSError:
        os._exit(1)
