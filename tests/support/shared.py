"""Folders that take long to make, made once in a test run for all workers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a shared folder, which tests only read. The first worker makes it; the others wait for it.

    Args:
        factory: pytest's own, which knows the folder that the run's workers share.
        name: the folder's name, one for each thing that is made.
        make: fills the folder, which is there and empty.

    """
    base = factory.getbasetemp()
    # Each worker of pytest-xdist has its own folder in the run's folder.
    shared = (base.parent if base.name.startswith("popen-") else base) / "shared"
    shared.mkdir(exist_ok=True)
    folder, ready = shared / name, shared / f"{name}.ready"
    with FileLock(shared / f"{name}.lock", timeout=500):
        if not ready.exists():
            # A folder whose function failed is made again.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            ready.touch()
    return folder
