"""Edit a served playbook again and again, and print the memory and the open files of the server.

    python -m tests.support.soak_edits --edits 1000

Each edit changes a call's title and waits until the served page has it. Ends with 1 if the memory after the last edit
is more than 20 % above that after the first tenth of the edits.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.support.generate import generate
from tests.support.processes import environment, started

SETTINGS = "site_name: Soak\ntheme: {name: material, font: false}\nplugins: [search, precall]\nwatch: [playbook]\n"
PATIENCE = 120
"""Seconds to wait for a page."""


def memory(process: int) -> float:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def descriptors(process: int) -> int:
    """Return how many files a process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def wait_for(address: str, text: str) -> None:
    """Wait until a page contains a text. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                if text in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{address} does not contain {text}")


def main() -> int:
    """Print a row after every tenth of the edits."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--edits", type=int, default=1000)
    options = parser.parse_args()
    tenth, after_warm_up, last = max(1, options.edits // 10), 0.0, 0.0
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        root = Path(name)
        generate(root, 3, 30, 1)
        (root / "docs").mkdir()
        (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
        with (root / "playbook/playbook.yml").open("a", encoding="utf-8") as settings:
            # Generated texts are longer than any editor's.
            settings.write("checks:\n  card-overflow: off\n")
        call = sorted((root / "playbook/calls").glob("*.yml"))[0]
        lines = call.read_text(encoding="utf-8").splitlines()
        title = next(index for index, line in enumerate(lines) if line.startswith("title:"))
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = (sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}")
        with started(*command, limit=3600, cwd=root, env=environment()) as server:
            print(f"{'edits':>6} {'MiB':>6} {'open files':>11}")
            for edit in range(1, options.edits + 1):
                lines[title] = f"title: Edit number {edit} of many"
                call.write_text("\n".join(lines) + "\n", encoding="utf-8")
                wait_for(f"http://127.0.0.1:{port}/calls/{call.stem}/", f"Edit number {edit} of many")
                if edit % tenth == 0:
                    last = memory(server.pid)
                    after_warm_up = after_warm_up or last
                    print(f"{edit:>6} {last:>6.0f} {descriptors(server.pid):>11}", flush=True)
    return 1 if last > 1.2 * after_warm_up else 0


if __name__ == "__main__":
    sys.exit(main())
