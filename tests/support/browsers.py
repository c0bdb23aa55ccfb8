"""The browsers that tests drive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FIREFOX_NAMES = ("firefox-esr", "firefox")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Return the Chromium that PRECALL_CHROMIUM names, or the first on the PATH."""
    return os.environ.get("PRECALL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def firefox_path() -> str | None:
    """Return the Firefox that PRECALL_FIREFOX names, or the first on the PATH."""
    return os.environ.get("PRECALL_FIREFOX") or next(filter(None, map(shutil.which, FIREFOX_NAMES)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a Chromium, and close it at the end."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    assert path, "There is no Chromium. Run the tests with `make test`, which finds or installs one."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=60_000)
        try:
            yield browser
        finally:
            browser.close()
