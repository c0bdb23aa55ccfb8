"""What a person who serves a site while editing it is told: that the port is taken, and what is wrong with an edit."""

from __future__ import annotations

import errno
import logging
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserver

SETTLED = 0.02
"""Seconds without another edit after which one is built: a look tells of all that it has seen at once."""

OFTEN = 0.1
"""Seconds between two looks for edits, where there is little to look at."""

log = logging.getLogger("mkdocs.plugins.precall")


def refuse_taken(host: str, port: int) -> None:
    """Stop when another program serves there; MkDocs would find out after the first build, with a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As MkDocs' server does: a port that was left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise Abort(f"A site cannot be served at {host}:{port}: the highest port is 65535.") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = (error.strerror or str(error)).lower()
                raise Abort(
                    f"A site cannot be served at {host}:{port}: {reason}. Name another address, as in 127.0.0.1:8000."
                ) from None
            other = f"{host}:{port + 1}"
            raise Abort(
                f"Another program serves at {host}:{port} already, perhaps one of yours from before. End it, or "
                f"name another address: precall serve --address {other}, mkdocs serve --dev-addr {other} or "
                f"make serve ADDRESS={other}."
            ) from None


def look_often(server: LiveReloadServer) -> list[str]:
    """Let a server look for edits as often as a tenth of a core allows, where MkDocs looks twice a second.

    What it watches is returned.
    """
    paths = dict(server._watched_paths)
    start = time.monotonic()
    count = sum(1 for path in paths for _ in Path(path).rglob("*"))
    every = max(OFTEN, 10 * (time.monotonic() - start)) if count else OFTEN
    for path, times in paths.items():
        for _ in range(times):
            server.unwatch(path)
    server.observer = PollingObserver(timeout=every)
    server.build_delay = SETTLED
    for path in paths:
        server.watch(path)
    return list(paths)


def shown(server: LiveReloadServer) -> None:
    """Let those who wait for a build have what it has written so far, and open pages show it."""
    with server._epoch_cond:
        server._visible_epoch = server._wanted_epoch
        server._epoch_cond.notify_all()


def kept_going(builder: Callable[..., None]) -> Callable[..., None]:
    """A builder whose refusals do not stop the server: MkDocs would let every request wait for the next good build."""

    def build(*arguments: Any) -> None:
        try:
            builder(*arguments)
        except Abort as refusal:
            log.error("%s Waiting for the next edit.", refusal)

    return build
