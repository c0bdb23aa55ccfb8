"""Sites to search in: built, served on this machine, and opened in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from precall.content.loader import load
from tests.search.large import write_large
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.served import served as serve_folder
from tests.support.sites import copy_of_ours

MATERIAL_INDEX = "kept_search_index.json"
"""Material's own index, which `keep.py` keeps before ours takes its place."""


def build(folder: Path, *, calls: int = 0, questions: int = 0, options: str = "", playbook: Path | None = None) -> Path:
    """Build a site below `folder`.

    Its playbook is our own, or that below the folder `playbook`, or a made-up one with this many calls and questions.
    """
    root = copy_of_ours(folder / "source")
    if playbook is not None:
        shutil.rmtree(root / "playbook")
        shutil.copytree(playbook / "playbook", root / "playbook")
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


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """Serve a folder, and yield its address with a slash at the end; `policy` is its Content-Security-Policy."""
    headers = {"Cache-Control": "no-store", **({"Content-Security-Policy": policy} if policy else {})}
    with serve_folder(folder, headers) as url:
        yield f"{url}/"
