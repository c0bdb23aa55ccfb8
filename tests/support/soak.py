"""Build a served site again and again, and print the memory of the process after each build.

    python tests/support/soak.py --builds 400

Ends with 1 if the memory after the last build is more than 20 % above that after the fifth.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from tests.support.generate import generate

WARM_UP = 5
MOST_GROWTH = 1.2
SETTINGS = "site_name: Soak\ntheme: {name: material, font: false}\nplugins: [search, precall]\n"


def memory() -> float:
    """Return the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def soak(root: Path, builds: int) -> Iterator[float]:
    """Build a site as `mkdocs serve` does in a full build, and yield the memory after each build."""

    def load() -> MkDocsConfig:
        # MkDocs uses the plugins of the first configuration again.
        return load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))

    load().plugins.on_startup(command="serve", dirty=False)
    for _ in range(builds):
        build(load())
        yield memory()
    load().plugins.on_shutdown()


def main() -> int:
    """Print the memory after every tenth build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--builds", type=int, default=60)
    parser.add_argument("--calls", type=int, default=3)
    parser.add_argument("--questions", type=int, default=30)
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        generate(root, options.calls, options.questions, 1)
        playbook = root / "playbook" / "playbook.yml"
        # Cards of made-up sentences do not fit on every sheet.
        checks = "cards: {questions: 3}\nchecks: {card-overflow: off}\n"
        playbook.write_text(playbook.read_text(encoding="utf-8") + checks, encoding="utf-8")
        (root / "docs").mkdir()
        (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
        warm = used = 0.0
        for number, used in enumerate(soak(root, options.builds), 1):
            if number <= WARM_UP:
                warm = used
            if number in (1, WARM_UP) or number % 10 == 0:
                print(f"after build {number}: {used:.0f} MiB", flush=True)
    return 1 if used > warm * MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
