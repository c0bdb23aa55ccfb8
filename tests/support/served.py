"""A built site over HTTP, and a browser that stores the errors of its scripts and its policy."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

KINDS = {
    "home": "/",
    "index": "/calls/",
    "call": "/calls/first-meeting/",
    "bank": "/questions/why-now/",
    "barrier": "/barriers/burned-before/",
    "principle": "/principles/two-lines/",
    "stage": "/stages/understand/",
    "method": "/method/",
    "practice": "/practice/#first-meeting",
    "sources": "/sources/",
    "how-to": "/manual/how-to/engineers/",
    "rules": "/editors/rules/",
    "fields": "/editors/fields/",
    "questions": "/questions/",
    "barriers": "/barriers/",
    "principles": "/principles/",
    "stages": "/stages/",
    "state": "/editors/",
    "rule": "/editors/rules/house-word/",
    "not found": "/404.html",
}
"""One page of each kind."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def __init__(self, *arguments: Any, headers: Mapping[str, str], **named: Any) -> None:
        self.added = headers
        super().__init__(*arguments, **named)

    def end_headers(self) -> None:
        for name, value in self.added.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    """A server that also closes open connections: a browser keeps them, and would still get responses."""

    def __init__(self, folder: Path, headers: Mapping[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder), headers=headers))
        self._open: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.append(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore that a browser has closed the connection."""


@contextmanager
def served(folder: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a folder with additional headers, and yield its address without a slash at the end."""
    server = _Server(folder, headers or {})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(60)


@dataclass
class Tour:
    """A reader's browser with empty storage, its requests and its errors."""

    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    """Addresses of requests, in order."""
    wrong: list[str] = field(default_factory=list)
    """Errors of scripts and of the policy."""

    def page(self) -> Page:
        """Return a new tab."""
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._console)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.text} ({message.location.get('url')})")


@contextmanager
def tour(browser: Browser, **options: Any) -> Iterator[Tour]:
    """Yield a browser without a page; `options` are those of a Playwright context."""
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    try:
        yield Tour(context)
    finally:
        context.close()


def in_place(reader: Tour, site: Path, url: str) -> None:
    """Make instant navigation work: the theme uses it for pages whose sitemap address is on the site's host."""
    sitemap = re.sub("<loc>https?://[^/]*", f"<loc>{url}", (site / "sitemap.xml").read_text(encoding="utf-8"))
    reader.context.route("**/sitemap.xml", lambda route: route.fulfill(body=sitemap, content_type="text/xml"))


def until(page: Page, expression: str, argument: str | None = None) -> None:
    """Wait until a function of the page returns true. Playwright's own way evaluates text, which a policy forbids."""
    end = time.monotonic() + 20
    while not _now(page, expression, argument):
        assert time.monotonic() < end, f"It took too long: {expression} {argument or ''}"
        page.wait_for_timeout(50)


def dialog_left(page: Page) -> None:
    """Wait until a closed dialog's entry has left the history: the browser aborts a navigation that begins before."""
    until(page, "() => !document.querySelector('dialog[open]') && !history.state?.dialog")


def quiet(page: Page) -> None:
    """Wait until the page is loaded and nothing has arrived for half a second, as counted in twentieths.

    Chromium's own event for it ("networkidle") sometimes never comes on a page that installs a service worker.
    """
    page.wait_for_load_state()
    arrived, looks, end = -1, 0, time.monotonic() + 20
    while looks < 10:
        assert time.monotonic() < end, "The page asks for more and more."
        before, arrived = arrived, page.evaluate("performance.getEntriesByType('resource').length")
        looks = looks + 1 if arrived == before else 0
        page.wait_for_timeout(50)


def settles(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Assert that a reading of the page comes to be what is wanted: a loaded page may not have run all scripts yet."""
    end = time.monotonic() + 20
    while (found := read()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert found == wanted


def _now(page: Page, expression: str, argument: str | None) -> bool:
    from playwright.sync_api import Error

    try:
        return bool(page.evaluate(expression, argument))
    except Error as error:
        # The page is navigating.
        if "context was destroyed" in str(error):
            return False
        raise


def wait_until_offline(page: Page) -> None:
    """Wait until the service worker has stored the whole site."""
    until(page, "() => navigator.serviceWorker.getRegistration().then((each) => each?.active?.state === 'activated')")
    until(page, "() => !!navigator.serviceWorker.controller")


def type_search(page: Page, words: str) -> None:
    """Type words into the theme's search, and wait for a result."""
    page.click(".md-search__input")
    until(page, "() => !!document.activeElement?.matches('.md-search__input')")
    page.keyboard.type(words)
    page.wait_for_selector(".md-search-result__item")
