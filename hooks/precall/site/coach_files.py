"""The coach's lists and weights become the files with which a page judges in the browser, the same as here.

A page loads both scripts, in this order: `precallCoach.objective(text)` and `precallCoach.question(text)` then give
`verdict`, `confidence`, `because`, `spans` (places as `slice` counts them) and `flag`; of a question `open`,
`double`, `leading` and `tieDown` besides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from precall.coach.lexicon import read_json
from precall.render.artifacts import Content, ReadyFile, digest_of
from precall.render.dependencies import Builder, BuildStep

BROWSER = Path(__file__).parent.parent / "coach" / "browser"
SCRIPTS = ("words.js", "chunker.js", "features.js", "explanations.js", "grammar.js", "judge.js")
"""In this order: each stands on those before it."""
LISTS = ("lexicon", "grammar", "signs", "reasons")
MODELS = ("objective", "question")
MOST_SHARED = 25
"""Letters that a name shares with the one before it: as many as there are letters to count them with."""
FOLDER = "assets/precall"


def coach_files(builder: Builder | None = None) -> tuple[ReadyFile, ReadyFile]:
    """What the coach knows, and what reads it: some 330 KB as servers send them, the same for every site."""
    return (
        _file("coach-data", builder.build(BuildStep("coach", _known)).content if builder else _known()),
        _file("coach", b"".join((BROWSER / name).read_bytes() for name in SCRIPTS)),
    )


def _known() -> bytes:
    known = {name: read_json(f"{name}.json") for name in LISTS}
    known |= {name: _short(read_json(f"{name}.json")) for name in MODELS}
    # A script and no JSON file: a page that was opened from a file can load nothing else.
    data = "(self.precallCoach = self.precallCoach || {}).data = " + json.dumps(known, separators=(",", ":")) + ";\n"
    return data.encode()


def _short(model: Mapping[str, Any]) -> dict[str, Any]:
    """A model as pages fetch it: by kind the names of its features in order, and their weights in hundredths.

    A name is a letter that says how much of the one before it comes first (A: nothing), and what follows. It halves
    what a phone has to fetch.
    """
    needed = ("keep", "flag", "flag_at", "slope", "shift", "intercept")
    packed: dict[str, list[str]] = {}
    for kind, weights in model["weights"].items():
        names = sorted(weights)
        lines: list[str] = []
        for before, name in zip(["", *names], names, strict=False):
            shared = 0
            while shared < min(len(before), len(name), MOST_SHARED) and before[shared] == name[shared]:
                shared += 1
            lines.append(chr(ord("A") + shared) + name[shared:])
        packed[kind] = ["\n".join(lines), " ".join(str(weights[name]) for name in names)]
    return {name: model[name] for name in needed} | {"weights": packed}


def _file(name: str, data: bytes | Content) -> ReadyFile:
    """A file whose name changes with its content, so that no browser keeps an old one beside a new one."""
    digest = digest_of(data) if isinstance(data, bytes) else data.digest
    return ReadyFile(f"{FOLDER}/{name}.{digest[:10]}.js", data)
