"""The pages of our playbook's calls, made and served as a strict host would, for the tests that open them."""

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
from precall.site.card_page import card_files
from precall.site.views import view_files
from tests.support.paths import ROOT
from tests.support.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

POLICY = "default-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
"""What a careful host sends with every page: nothing inline, nothing from elsewhere."""


@dataclass
class CallSite:
    """The pages on disk, and served."""

    playbook: Playbook
    folder: Path
    url: str
    """Where they are served, without a slash at its end."""


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    """Our playbook."""
    loaded = load(ROOT)
    assert not loaded.problems
    return loaded.playbook


@pytest.fixture(scope="session")
def call_site(playbook: Playbook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallSite]:
    """Cards, views, agendas and debriefs of our playbook, under a host that forbids all that a strict one would."""
    folder = tmp_path_factory.mktemp("calls")
    with served(folder, {"Content-Security-Policy": POLICY}) as url:
        for file in (*view_files(playbook, ROOT), *card_files(playbook, ROOT, pdfs=False, site_url=url)):
            path = folder / file.uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
        yield CallSite(playbook, folder, url)


@dataclass
class Visit:
    """A rep's browser: what it asked for, and what went wrong in it."""

    context: BrowserContext
    site: CallSite
    asked: list[str] = field(default_factory=list)
    """Addresses, in order."""
    wrong: list[str] = field(default_factory=list)
    """Errors of scripts, and what the policy or the network refused."""

    def open(self, path: str, *, measured: bool = False) -> Page:
        """A new tab at a path of the site, which starts with a slash; `measured` waits until the card has been."""
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._console)
        page.on("response", self._response)
        page.goto(self.site.url + path)
        if measured:
            page.wait_for_selector("[data-measured]", state="attached")
        return page

    def _console(self, said: ConsoleMessage) -> None:
        # What the network refused is told with its address by `_response`.
        if said.type in ("error", "warning") and "Failed to load resource" not in said.text:
            self.wrong.append(said.text)

    def _response(self, response: Response) -> None:
        # A browser asks for an icon by itself; these pages name none. The chooser looks for the site's search on a page
        # that is not made here.
        if response.status >= 400 and not re.search(r"/favicon\.ico$|/calls/[\w-]+/index\.html$", response.url):
            self.wrong.append(f"{response.status} {response.url}")


@contextmanager
def visit(browser: Browser, site: CallSite, **options: Any) -> Iterator[Visit]:
    """A browser with empty storage; at its end nothing may have gone wrong, and no request may have left the site."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.set_default_timeout(10_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    made = Visit(context, site)
    try:
        yield made
        assert made.wrong == []
        assert [url for url in made.asked if not url.startswith((site.url, "about:", "blob:"))] == []
    finally:
        context.close()
