"""Sites to search in: built, served on this machine, and opened in a browser."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from precall.content.loader import load
from tests.search.large import write_large
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.sites import copy_of_ours

KEPT = "kept_search_index.json"
"""Material's own index, which `keep.py` keeps before ours takes its place."""


def build(folder: Path, *, calls: int = 0, questions: int = 0, options: str = "") -> Path:
    """Build a site below `folder`: our own playbook's, or a made-up one of so many calls and questions."""
    root = copy_of_ours(folder / "source")
    if calls:
        shutil.rmtree(root / "playbook")
        write_large(root, load(ROOT).playbook, calls=calls, questions=questions)
    settings = root / "mkdocs.yml"
    keep = (Path(__file__).parent / "keep.py").as_posix()
    text = settings.read_text(encoding="utf-8").replace("playbook.py]", f"playbook.py, {keep}]")
    assert keep in text, "mkdocs.yml names its hooks in another way now"
    settings.write_text(f"{text}\n{options}\n", encoding="utf-8")
    ran = python("-m", "mkdocs", "build", "--quiet", "--site-dir", folder / "site", cwd=root)
    assert ran.code == 0, ran.out
    return folder / "site"


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, policy: str, **named: Any) -> None:
        self.policy = policy
        super().__init__(*arguments, **named)

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """The address of a folder, with a slash behind it; `policy` is its Content-Security-Policy."""
    handler = functools.partial(_Handler, directory=str(folder), policy=policy)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
