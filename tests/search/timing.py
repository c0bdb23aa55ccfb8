"""Measure how long a rep waits: from a page's load to the first result, and from a keystroke to its results.

`PYTHONPATH=.:hooks python -m tests.search.timing [CALLS QUESTIONS]` prints both, with the CPU slowed down to a phone's:
over HTTP, where the search runs in a worker, and from a file, where it runs on the page and all of it is slowed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.search.score import queries
from tests.search.sites import build, served
from tests.support.browsers import launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLOWER = 4
"""The CPU has a fourth of its speed, as Lighthouse has it for a phone."""

RESULTS = "[data-md-component=search-result] ol"

# Type a query as soon as the box exists, and resolve with the milliseconds from navigation to the first result.
# A promise, for a page whose policy bars `eval` lets no test poll it: each poll would be one.
FIRST = """window.firstResult = new Promise((found, missed) => {
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-md-component=search-query]");
    const list = document.querySelector("RESULTS");
    // The empty box offers what was opened last, which is no result.
    const isFound = () => list.querySelector("a[href*='h=pric']");
    new MutationObserver(() => {
      if (isFound()) found(performance.now());
    }).observe(list, {childList: true});
    // As a rep does: open the search, and type until there is a result. The theme ignores keys before it listens.
    const typing = setInterval(() => {
      if (isFound()) return clearInterval(typing);
      const button = document.querySelector("button[data-toggles=__search]");
      if (button?.ariaExpanded === "false") button.click();
      box.value = box.value === "price" ? "pric" : "price";
      box.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
    }, 100);
  });
  setTimeout(() => missed(new Error("no result within a minute")), 60_000);
})""".replace("RESULTS", RESULTS)

KEYSTROKES = """async texts => {
  const box = document.querySelector("[data-md-component=search-query]");
  const list = document.querySelector("RESULTS");
  const waits = [];
  for (const text of texts) {
    for (let end = 1; end <= text.length; end++) {
      await new Promise(done => setTimeout(done, 30));
      const start = performance.now();
      const changed = new Promise(done => {
        const observer = new MutationObserver(() => {
          if (!list.children.length) return;
          observer.disconnect();
          done(performance.now() - start);
        });
        observer.observe(list, {childList: true});
        setTimeout(() => done(null), 3000);
      });
      box.value = text.slice(0, end);
      box.dispatchEvent(new KeyboardEvent("keyup"));
      const wait = await changed;
      if (wait !== null) waits.push(wait);
    }
  }
  return waits;
}""".replace("RESULTS", RESULTS)


@dataclass(frozen=True)
class Timing:
    """Times in milliseconds."""

    first: float
    """From the page's load to the first result: the best of a few loads."""
    keystroke: float
    """From a keystroke to its results, at the 95th percentile."""
    keystrokes: int
    """How many were measured."""
    crowding: float
    """How many times longer work took than it would have on a machine with nothing else to do; 1 on a quiet one."""

    def alone(self) -> tuple[float, float]:
        """Both times without what other programs took of the CPU meanwhile."""
        return self.first / self.crowding, self.keystroke / self.crowding


def measure(browser: Browser, address: str, *, loads: int = 3, texts: int = 12) -> Timing:
    """Measure both times on a page, each load in a fresh context."""
    crowded = [crowding()]
    firsts: list[float] = []
    waits: list[float] = []
    for load in range(loads):
        context = browser.new_context(viewport={"width": 390, "height": 844})
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(FIRST)
        page.goto(address)
        firsts.append(page.evaluate("window.firstResult"))
        if load == loads - 1:
            typed = [query.text for query in queries()]
            waits = page.evaluate(KEYSTROKES, typed[:: len(typed) // texts][:texts])
        context.close()
        crowded.append(crowding())
    return Timing(min(firsts), statistics.quantiles(waits, n=20)[-1], len(waits), min(crowded))


def crowding() -> float:
    """Return how long a piece of work takes, divided by its processor time."""
    began, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < 0.4:
        pass
    return max(1.0, (time.perf_counter() - began) / (time.process_time() - used))


def main(sizes: Sequence[str]) -> None:
    """Measure our own playbook, or a made-up one with this many calls and questions."""
    calls, questions = (int(sizes[0]), int(sizes[1])) if sizes else (0, 0)
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        site = build(Path(temporary), calls=calls, questions=questions)
        with served(site) as address:
            timings = {
                "http": measure(browser, f"{address}calls/"),
                "file": measure(browser, f"file://{site}/calls/index.html"),
            }
        for way, timing in timings.items():
            sys.stdout.write(
                f"{way}: first result {timing.first:.0f} ms, keystroke p95 {timing.keystroke:.0f} ms "
                f"of {timing.keystrokes}, crowding {timing.crowding:.1f}\n"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
