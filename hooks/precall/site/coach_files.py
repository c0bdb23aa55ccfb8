"""The coach's scripts become the files with which a page judges in the browser, the same as here.

A page loads both scripts, in this order: `precallCoach.objective(text)` and `precallCoach.question(text)` then give
`verdict`, `confidence`, `because`, `spans` (places as `slice` counts them) and `flag`; of a question `open`,
`double`, `leading` and `tieDown` besides.
"""

from __future__ import annotations

from pathlib import Path

from precall.render.artifacts import ReadyFile, digest_of

BROWSER = Path(__file__).parent.parent / "coach" / "browser"
DATA = BROWSER / "data.js"
"""The coach's lists and weights as a script. `training/browser_data.py` makes it when these change."""
SCRIPTS = ("words.js", "chunker.js", "features.js", "knowledge.js", "explanations.js", "grammar.js", "judge.js")
"""In this order: each stands on those before it."""
FOLDER = "assets/precall"


def coach_files() -> tuple[ReadyFile, ReadyFile]:
    """The coach's data and its code: about 330 KB compressed, the same for every site."""
    return (
        _file("coach-data", DATA.read_bytes()),
        _file("coach", b"".join((BROWSER / name).read_bytes() for name in SCRIPTS)),
    )


def _file(name: str, data: bytes) -> ReadyFile:
    """A file whose name changes with its content, so that no browser keeps an old one beside a new one."""
    return ReadyFile(f"{FOLDER}/{name}.{digest_of(data)[:10]}.js", data)
