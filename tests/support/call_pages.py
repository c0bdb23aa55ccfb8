"""The pages of our playbook's calls, written and served under a strict policy, for the tests that open them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from precall.content.loader import load
from precall.content.model import Playbook
from precall.site.assemble import icon_files
from precall.site.card_page import card_files
from precall.site.views import view_files
from tests.support.paths import ROOT
from tests.support.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

POLICY = "default-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
"""The policy of a strict host: nothing inline, nothing from another host."""


@dataclass
class CallSite:
    """The pages on disk and their server."""

    playbook: Playbook
    folder: Path
    url: str
    """The server's address without a slash at the end."""


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    """Return our playbook."""
    loaded = load(ROOT)
    assert not loaded.problems
    return loaded.playbook


@pytest.fixture(scope="session")
def call_site(playbook: Playbook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallSite]:
    """Return cards, views, agendas and debriefs of our playbook, served under a strict policy."""
    folder = tmp_path_factory.mktemp("calls")
    with served(folder, {"Content-Security-Policy": POLICY}) as url:
        for file in (*icon_files(), *view_files(playbook, ROOT), *card_files(playbook, ROOT, site_url=url)):
            path = folder / file.uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
        yield CallSite(playbook, folder, url)


@dataclass
class Visit:
    """A rep's browser with its requests and errors."""

    context: BrowserContext
    site: CallSite
    asked: list[str] = field(default_factory=list)
    """Addresses, in order."""
    wrong: list[str] = field(default_factory=list)
    """Errors of scripts, the policy and the network."""

    def open(self, path: str, *, measured: bool = False) -> Page:
        """Open a path of the site, which starts with a slash; `measured` waits until the card is measured."""
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._console)
        page.on("response", self._response)
        page.goto(self.site.url + path)
        if measured:
            page.wait_for_selector("[data-measured]", state="attached")
        return page

    def _console(self, message: ConsoleMessage) -> None:
        # `_response` stores a network error with its address.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.wrong.append(message.text)

    def _response(self, response: Response) -> None:
        # A browser requests an icon by itself; these pages have none. The chooser looks for the site's search on a page
        # that this site does not have.
        if response.status >= 400 and not re.search(r"/favicon\.ico$|/calls/[\w-]+/index\.html$", response.url):
            self.wrong.append(f"{response.status} {response.url}")


@contextmanager
def visit(browser: Browser, site: CallSite, **options: Any) -> Iterator[Visit]:
    """Yield a browser with empty storage; afterwards it must have no error and no request to another site."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.set_default_timeout(10_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    made = Visit(context, site)
    try:
        yield made
        assert made.wrong == [], made.wrong
        assert [url for url in made.asked if not url.startswith((site.url, "about:", "blob:"))] == []
    finally:
        context.close()
