"""Switch off one mechanism that saves time, named by BENCH_OFF: Python runs this file at its start."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


def _patch(module: str, name: str, value: Any) -> None:
    owner: Any = importlib.import_module(f"precall.{module}")
    *path, last = name.split(".")
    for step in path:
        owner = getattr(owner, step)
    setattr(owner, last, value)


class _OneThread:
    """An executor that runs each task immediately, in the calling thread."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def submit(self, work: Callable[[], bytes]) -> Future[bytes]:
        """Run the work."""
        future: Future[bytes] = Future()
        future.set_result(work())
        return future

    def shutdown(self, *, wait: bool, cancel_futures: bool) -> None:
        """Do nothing."""


PATCHES: dict[str, Callable[[], None]] = {
    "copies": lambda: _patch("core.background", "can_fork", lambda: False),
    "templates": lambda: _patch("render.template_loader", "_Compiled._path", lambda *_: None),
    "shells": lambda: _patch("hosts.mkdocs.plugin", "is_plain_material", lambda _: False),
    "letters": lambda: _patch("cards.text_metrics", "letter_widths", lambda _: {}),
    "priority": lambda: _patch("site.card_pdfs", "_give_way", lambda: None),
    "threads": lambda: _patch("site.card_pdfs", "ThreadPoolExecutor", _OneThread),
    "bounds": lambda: _patch("cards.overflow", "_bounded", lambda _setter, tasks, _cache: ({}, tasks)),
    "artifacts": lambda: _patch("render.artifact_cache", "ArtifactCache.find", lambda *_: None),
    "user-cache": lambda: _patch("core.cache", "cache_folder", lambda: None),
    "links": lambda: _patch("hosts.mkdocs.generated_file", "link_unchanged", lambda *_: False),
}

PATCHES[os.environ["BENCH_OFF"]]()
