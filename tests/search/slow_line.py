"""Measure the first result on a bad line: slow 3G (400 ms, 50 KB/s) and a CPU four times slower.

`PYTHONPATH=.:hooks python -m tests.search.slow_line [SITE]` prints the milliseconds from navigation to the first result
of the field on home, cold and with a full cache, and the bytes of the files. A text is typed as soon as the field
exists, so that typing does not count. Files are sent compressed and may be cached, as hosts do.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from tests.search.sites import build
from tests.search.timing import SLOWER, crowding
from tests.support.browsers import launched

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

LATENCY = 400
BYTES_A_SECOND = 50 * 1024
LOADS = 3

FIRST = """window.firstResult = new Promise((found, missed) => {
  let done = false;
  new MutationObserver(() => {
    const field = document.querySelector(".pc-find input");
    if (field && !done) {
      done = true;
      field.value = "no budgt";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (document.querySelector(".pc-find ol a")) found(performance.now());
  }).observe(document, { childList: true, subtree: true });
  setTimeout(() => missed(new Error("no result within a minute")), 60_000);
})"""


@contextmanager
def compressed(folder: Path) -> Iterator[str]:
    """Serve a folder compressed, to be cached for an hour, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = folder / self.path.partition("?")[0].lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            content = gzip.compress(path.read_bytes(), 6) if path.is_file() else b""
            self.send_response(200 if path.is_file() else 404)
            self.send_header("Content-Type", guess_type(path.name)[0] or "application/octet-stream")
            self.send_header("Content-Length", str(len(content)))
            if content:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(60)


def first_result(context: BrowserContext, address: str) -> float:
    """Return the milliseconds from navigation to the first result, in a new tab."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    line = {
        "offline": False,
        "latency": LATENCY,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    session.send("Network.emulateNetworkConditions", line)
    page.add_init_script(FIRST)
    page.goto(address, wait_until="commit", timeout=120_000)
    milliseconds: float = page.evaluate("window.firstResult")
    page.close()
    return milliseconds


def main(folders: Sequence[str]) -> None:
    """Measure an existing site, or our own playbook's."""
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        site = Path(folders[0]) if folders else build(Path(temporary))
        times: dict[str, list[float]] = {"cold": [], "warm": []}
        before = crowding()
        with compressed(site) as address:
            for _ in range(LOADS):
                with browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block") as context:
                    times["cold"].append(first_result(context, address))
                    times["warm"].append(first_result(context, address))
        for name, milliseconds in times.items():
            each = ", ".join(f"{time:.0f}" for time in sorted(milliseconds))
            sys.stdout.write(f"{name}: first result after {min(milliseconds):.0f} ms ({each})\n")
        sys.stdout.write(f"crowding {before:.1f} before, {crowding():.1f} after\n")
        for path in sorted((site / "search").glob("*.*.js")):
            sys.stdout.write(f"{path.name.partition('.')[0]}: {len(gzip.compress(path.read_bytes(), 6)):,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
