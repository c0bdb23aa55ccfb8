"""Our own playbook's site, built once for all tests of the search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.sites import build, served
from tests.support.shared import made_once


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return our own playbook's site, with a copy of Material's index."""
    return made_once(tmp_path_factory, "searched", build) / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Return the site's address."""
    with served(site) as where:
        yield where
