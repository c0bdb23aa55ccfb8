"""Work on what is in memory is shared out among copies of this process, where the system can copy one.

A copy knows all that this process knew, and only says what it made. Where there can be none, or one comes to an end
before its work, the work is done here: with copies or without, what is made is the same, and so are its faults.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import IO, Any, TypeVar

from precall.core.progress import listen, told
from precall.core.subprocesses import at_once

P = TypeVar("P")
M = TypeVar("M")

MANY = 100
"""Pieces from which on there are copies: each piece takes milliseconds, and a copy some tens of them."""


def shared_out(what: str, pieces: Sequence[P], make: Callable[[P], M]) -> Iterator[tuple[P, M]]:
    """What is made of each piece, in no order. `what` tells people what is being done.

    What `make` returns is to be plain values, and what else it does is lost where a copy does it.
    """
    if not pieces:
        return
    # What the first needs is then there for all: templates that are read once, and the like.
    yield pieces[0], make(pieces[0])
    rest = pieces[1:]
    copies = at_once() if len(rest) >= MANY and _can_copy() else 1
    own, *others = (rest[first::copies] for first in range(copies))
    with ExitStack() as ended:
        working = [(share, _Copy(share, make, ended)) for share in others]
        for piece in told(what, own, len(rest), lambda _: copies):
            yield piece, make(piece)
        for share, copy in working:
            done = 0
            for made in copy.made():
                yield share[done], made
                done += 1
            # A fault in a piece is met again, and told as if there had been no copy.
            yield from ((piece, make(piece)) for piece in share[done:])


def _can_copy() -> bool:
    """Whether a copy would be sound: it has one thread, whichever locks the others held."""
    return sys.platform == "linux" and threading.active_count() == 1


class _Copy:
    """A copy of this process, which works on its share and writes what it made to a file without a name."""

    def __init__(self, share: Sequence[P], make: Callable[[P], M], ended: ExitStack) -> None:
        self._process = 0
        self._file: IO[bytes] | None = None
        # Without room for a file or a process, the share is done by who asked.
        with suppress(OSError), warnings.catch_warnings():
            self._file = ended.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # `ended` closes it
            # Python warns of threads of others, too; the engine's sleep, and a copy does not ask it.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
            if not self._process:
                _work(share, make, self._file)
            ended.callback(self._end)

    def made(self) -> Iterator[Any]:
        """What it made, once it is at its end."""
        if self._file is None or not self._process:
            return
        os.waitpid(self._process, 0)
        self._process = 0
        self._file.seek(0)
        # The last may be written in part.
        with suppress(EOFError, pickle.UnpicklingError):
            while True:
                yield pickle.load(self._file)

    def _end(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def _work(share: Sequence[P], make: Callable[[P], M], file: IO[bytes]) -> None:
    """What a copy does with its life. Nothing of what the process does at its end is done twice."""
    try:
        # Where Ctrl-C ends the process, it ends its copies without a word.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        listen(None)
        for piece in share:
            pickle.dump(make(piece), file, pickle.HIGHEST_PROTOCOL)
        file.flush()
    finally:
        os._exit(0)
