"""Adapt MkDocs' development server: report a port in use, notice edits at once, and survive an edit with errors."""

from __future__ import annotations

import errno
import logging
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

BUILD_DELAY = 0.02
"""Seconds without another edit before a build, which is short because one poll reports all edits at once."""

POLL_INTERVAL = 0.1
"""Seconds between two polls for edits, if there are few files."""

log = logging.getLogger("mkdocs.plugins.precall")


def refuse_port_in_use(host: str, port: int) -> None:
    """Raise Abort if the port is in use; MkDocs would fail only after the first build, with a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # Like MkDocs' server, reuse a port that was closed a moment ago.
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
                f"Another program serves at {host}:{port}, perhaps an earlier one of yours. End it, or "
                f"name another address: precall serve --address {other}, mkdocs serve --dev-addr {other} or "
                f"make serve ADDRESS={other}."
            ) from None


def watch_closely(server: LiveReloadServer) -> list[str]:
    """Let a server notice edits at once, or poll for them more than twice a second, with at most a tenth of a core.

    Returns:
        The watched paths.

    """
    # A build needs neither the server nor this.
    from precall.hosts.mkdocs.edit_observer import EditObserver  # noqa: PLC0415

    paths = dict(server._watched_paths)
    start = time.monotonic()
    count = sum(1 for path in paths for _ in Path(path).rglob("*"))
    interval = max(POLL_INTERVAL, 10 * (time.monotonic() - start)) if count else POLL_INTERVAL
    for path, times in paths.items():
        for _ in range(times):
            server.unwatch(path)
    server.observer = EditObserver(interval)
    server.build_delay = BUILD_DELAY
    for path in paths:
        server.watch(path)
    return list(paths)


def reload_pages(server: LiveReloadServer) -> None:
    """Serve the files that a build has written so far: answer waiting requests, and reload open pages."""
    with server._epoch_cond:
        server._visible_epoch = server._wanted_epoch
        server._epoch_cond.notify_all()


def without_abort(builder: Callable[..., None], report: Callable[[Abort], None]) -> Callable[..., None]:
    """Return a builder that logs and reports Abort instead of raising it.

    Otherwise MkDocs would let requests wait for a successful build. With this builder it reloads the open pages.
    """

    def build(*arguments: Any) -> None:
        try:
            builder(*arguments)
        except Abort as abort:
            log.error("%s Waiting for the next edit.", abort)
            report(abort)

    return build
