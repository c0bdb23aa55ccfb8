"""Fixtures for all tests: the repository, a small playbook, built sites and real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from playwright.sync_api import expect

from precall.check.registry import Example
from tests.support.browsers import firefox_path, launched
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.served import served
from tests.support.shared import made_once
from tests.support.sites import copy_of_ours

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# No limit on an example's time: a busy machine must not fail a test.
settings.register_profile("precall", deadline=None, print_blob=True)
settings.load_profile("precall")
# As long as other waits for a page: the script that fills it in may be late on a busy machine.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give each worker its own empty cache folder; the user's cache is neither read nor written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the repository's root."""
    return ROOT


@pytest.fixture
def lay_out(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the smallest playbook with some files replaced, and returns its folder."""
    from precall.check import example

    def write(files: Example | None = None) -> Path:
        example.lay_out(tmp_path, files or {})
        return tmp_path

    return write


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return our own playbook's site, built once in a run with mkdocs in strict mode, from a copy without Git."""

    def build(folder: Path) -> None:
        ours = copy_of_ours(folder / "ours")
        ran = python("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder / "site", cwd=ours)
        assert ran.code == 0, ran.out

    return made_once(tmp_path_factory, "built", build) / "site"


@pytest.fixture(scope="session")
def address(built_site: Path) -> Iterator[str]:
    """Serve our own playbook's site and return its address without a slash at the end."""
    with served(built_site) as url:
        yield url


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Return a copy of our playbook's sources for one test."""
    return copy_of_ours(tmp_path / "ours")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return one browser for all tests of a worker; each test opens its own context."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def firefox() -> str:
    """Return the path of Firefox, or skip the test, which the end of the run reports."""
    path = firefox_path()
    if path is None:
        pytest.skip("There is no Firefox.")
    return path


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser: all of them are slow."""
    for item in items:
        if {"browser", "firefox"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which browser is missing."""
    if firefox_path() is None:
        terminalreporter.write_line(
            "There is no Firefox, so the tests that print in it did not run. Install it and run the tests again;"
            " on Debian: sudo apt-get install firefox-esr",
            yellow=True,
        )
