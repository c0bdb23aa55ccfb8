"""Make the coach's scripts, with which a page judges sentences in the browser, with the same results as in Python.

A page loads both scripts, in this order. `precallCoach.objective(text)` and `precallCoach.question(text)` then return
`verdict`, `confidence`, `because`, `spans` (positions as for `slice`) and `flag`, and for a question also `open`,
`double`, `leading` and `tieDown`.
"""

from __future__ import annotations

from pathlib import Path

from precall.render.artifacts import ReadyFile, digest_of

BROWSER = Path(__file__).parent.parent / "coach" / "browser"
DATA = BROWSER / "data.js"
"""The coach's lists and weights as a script. Run `training/browser_data.py` after they change."""
SCRIPTS = ("words.js", "chunker.js", "features.js", "knowledge.js", "explanations.js", "grammar.js", "judge.js")
"""In this order: each uses the ones before it."""
FOLDER = "assets/precall"


def coach_files() -> tuple[ReadyFile, ReadyFile]:
    """Return the coach's data and code: about 330 KB compressed, the same for every site."""
    return (
        _file("coach-data", DATA.read_bytes()),
        _file("coach", b"".join((BROWSER / name).read_bytes() for name in SCRIPTS)),
    )


def _file(name: str, data: bytes) -> ReadyFile:
    """Return a file whose name changes with its content, so that browsers cannot combine old and new files."""
    return ReadyFile(f"{FOLDER}/{name}.{digest_of(data)[:10]}.js", data)
