"""What tests share: the repository, a playbook to break, real builds, and a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.check.registry import Example

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@pytest.fixture(scope="session", autouse=True)
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept between runs: nothing of it comes from the user's own cache, and nothing gets there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture
def lay_out(tmp_path: Path) -> Callable[..., Path]:
    """Write the smallest playbook, with files over it, into an empty folder, and return that folder."""
    from precall.check import example

    def write(files: Example | None = None) -> Path:
        example.lay_out(tmp_path, files or {})
        return tmp_path

    return write


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, timeout: float = 240) -> Ran:
    """Run a command as a user would, with the package of this repository."""
    inherited = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    full = {**inherited, "PYTHONPATH": str(ROOT / "hooks"), "NO_MKDOCS_2_WARNING": "1", **(env or {})}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=full,
        timeout=timeout,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return Ran(done.returncode, done.stdout)


def python(*arguments: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> Ran:
    """Run this Python."""
    return run(sys.executable, *arguments, cwd=cwd, env=env)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own playbook, built once with mkdocs in strict mode, from a copy that is not under Git."""
    folder = copy_of_ours(tmp_path_factory.mktemp("built") / "ours")
    site = folder.parent / "site"
    ran = python("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", site, cwd=folder)
    assert ran.code == 0, ran.out
    return site


def copy_of_ours(folder: Path) -> Path:
    """A copy of our playbook's site, sources and all, to be changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("playbook", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    door = (ROOT / "hooks" / "playbook.py").as_posix()
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/playbook.py", door)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A copy of our playbook's site for one test."""
    return copy_of_ours(tmp_path / "ours")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. `make test` installs one where there is none."""
    found = os.environ.get("PRECALL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert found, "There is no Chromium. Run the tests with `make test`, which finds or installs one."
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests; each opens a context of its own."""
    from playwright.sync_api import sync_playwright

    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield launched
        launched.close()
