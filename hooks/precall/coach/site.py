"""The coach's lists and weights become the files with which a page judges in the browser, the same as here.

A page loads both scripts, in this order: `precallCoach.objective(text)` and `precallCoach.question(text)` then give
`verdict`, `confidence`, `because`, `spans` (places as `slice` counts them) and `flag`; of a question `open`,
`double`, `leading` and `tieDown` besides.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from precall.coach.lists import read_json
from precall.page import ReadyFile

BROWSER = Path(__file__).parent / "browser"
SCRIPTS = ("words.js", "phrases.js", "features.js", "reasons.js", "judge.js")
"""In this order: each stands on those before it."""
DATA = ("lexicon", "grammar", "signs", "reasons", "objective", "question")
FOLDER = "assets/precall"


def coach_files() -> tuple[ReadyFile, ReadyFile]:
    """What the coach knows, and what reads it: some 150 KB as servers send them, the same for every site."""
    known = {name: read_json(f"{name}.json") for name in DATA}
    # A script and no JSON file: a page that was opened from a file can load nothing else.
    data = "(self.precallCoach = self.precallCoach || {}).data = " + json.dumps(known, separators=(",", ":")) + ";\n"
    return (
        _file("coach-data", data.encode()),
        _file("coach", b"".join((BROWSER / name).read_bytes() for name in SCRIPTS)),
    )


def _file(name: str, content: bytes) -> ReadyFile:
    """A file whose name changes with its content, so that no browser keeps an old one beside a new one."""
    return ReadyFile(f"{FOLDER}/{name}.{hashlib.sha256(content).hexdigest()[:10]}.js", content)
