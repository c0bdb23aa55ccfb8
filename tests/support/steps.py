"""Count function calls where a test limits work: the count is the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNTED = """\
import atexit, sys
steps = [0]
def count(frame, event, argument):
    steps[0] += event in ("call", "c_call")
atexit.register(lambda: (sys.setprofile(None), print(f"steps: {steps[0]}", file=sys.stderr)))
sys.setprofile(count)
"""
"""Code that makes a program print at its end how many functions its first thread called."""


def steps(work: Callable[[], object]) -> int:
    """Return how many functions, ours and built-in ones, are called in this thread while `work` runs."""
    counted = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def script_calls(page: Page, expression: str, argument: object = None) -> int:
    """Return how often functions of a page's scripts are called while it evaluates an expression (Chromium only)."""
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
    # Taking the coverage resets the counts.
    session.send("Profiler.takePreciseCoverage")
    page.evaluate(expression, argument)
    taken = session.send("Profiler.takePreciseCoverage")["result"]
    session.detach()
    return sum(function["ranges"][0]["count"] for script in taken for function in script["functions"])
