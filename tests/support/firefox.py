"""Drive Firefox through WebDriver BiDi: open pages, run functions in them, print them."""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
STARTS_WITHIN = 60.0
"""Seconds."""
ANSWERS_WITHIN = 60.0
"""Seconds."""

PREFERENCES = """\
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("print.always_print_silent", true);
"""

# Firefox may call a page loaded while the one before is still there.
LOADED = """async (url) => {
  const here = () => location.href.split("#")[0] === url.split("#")[0] && document.readyState === "complete";
  for (let frames = 0; !here() && frames < 600; frames += 1) await new Promise(requestAnimationFrame);
}"""


def find_firefox() -> str | None:
    """Return the path of a Firefox: the one that PRECALL_FIREFOX names, else one on the PATH, else None."""
    return os.environ.get("PRECALL_FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """A running Firefox with one tab."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._ids = itertools.count(1)
        self._command("session.new", capabilities={})
        tree = self._command("browsingContext.getTree")
        self._tab: str = tree["contexts"][0]["context"]

    def open(self, url: str) -> None:
        """Open an address and wait until its page is loaded, and not only the one before it."""
        self._command("browsingContext.navigate", context=self._tab, url=url, wait="complete")
        self.run(LOADED, url)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page in CSS pixels."""
        viewport = {"width": width, "height": height}
        self._command("browsingContext.setViewport", context=self._tab, viewport=viewport)

    def run(self, function: str, *arguments: object) -> Any:
        """Call a function of the page with arguments that are JSON, and return what it returns, which is JSON too."""
        made = f"async (...given) => JSON.stringify((await ({function})(...given.map(JSON.parse))) ?? null)"
        result = self._command(
            "script.callFunction",
            functionDeclaration=made,
            arguments=[{"type": "string", "value": json.dumps(argument)} for argument in arguments],
            target={"context": self._tab},
            awaitPromise=True,
        )
        if result["type"] != "success":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def print(self, width: float, height: float) -> bytes:
        """Print the page on paper of that size in millimetres, without margins, and return the PDF."""
        margin = dict.fromkeys(("top", "right", "bottom", "left"), 0)
        page = {"width": width / 10, "height": height / 10}
        printed = self._command(
            "browsingContext.print", context=self._tab, margin=margin, page=page, shrinkToFit=False, background=False
        )
        return base64.b64decode(printed["data"])

    def _command(self, method: str, **parameters: Any) -> Any:
        number = next(self._ids)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=ANSWERS_WITHIN))
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]


@contextmanager
def running(program: str) -> Iterator[Firefox]:
    """Start Firefox with an empty profile and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="precall-firefox-", ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES, encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        log = Path(profile, "log.txt")
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            url = _listening_at(log, process)
            with connect(f"{url}/session", max_size=None, open_timeout=STARTS_WITHIN, ping_interval=None) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _listening_at(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address that Firefox reports when it is ready."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        output = log.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", output)
        if found:
            return found[1]
        if process.poll() is not None:
            raise RuntimeError(f"Firefox ended before it was ready:\n{output[-2000:]}")
        time.sleep(0.1)
    raise RuntimeError(f"Firefox was not ready after {STARTS_WITHIN:g} seconds.")
