"""The names of a team's own templates become Problems where they stand in for none of ours."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from precall.content.source import BUILTIN_TEMPLATES, TEMPLATE_FOLDER, find_files, is_named_in_utf8
from precall.core.problems import START, Problem, nearest, visible

PAGES = "pages/"
"""Below the templates: those of pages, which know one another without it."""

_OURS_ALONE = ("redirect.html",)
"""Templates that a team cannot replace: an old address leads on, and says no more."""


@cache
def replaceable() -> tuple[str, ...]:
    """The names of our templates that a team can put its own in place of, from the folder of templates."""
    files = (path.relative_to(BUILTIN_TEMPLATES).as_posix() for path in BUILTIN_TEMPLATES.rglob("*") if path.is_file())
    return tuple(sorted(set(files) - set(_OURS_ALONE)))


def unknown(root: Path) -> Iterator[Problem]:
    """A Problem for each file among the team's own templates that is used by nothing: neither by us nor by another."""
    if not (root / TEMPLATE_FOLDER).is_dir():
        return
    own = [path.removeprefix(f"{TEMPLATE_FOLDER}/") for path in find_files(root, TEMPLATE_FOLDER)]
    strange = [name for name in own if name not in replaceable() and not name.upper().startswith("README")]
    texts = {name: (root / TEMPLATE_FOLDER / name).read_bytes() for name in own} if strange else {}
    for name in strange:
        called = name.removeprefix(PAGES).encode(errors="surrogateescape")
        if any(called in text for other, text in texts.items() if other != name):
            continue
        path = f"{TEMPLATE_FOLDER}/{name}"
        yield Problem(
            path if is_named_in_utf8(path) else visible(path),
            START,
            "unknown-template",
            "This template takes the place of none of ours, and no other of yours names it, so nothing becomes of it.",
            _hint(name),
            "warning",
        )


def _hint(name: str) -> str:
    """The way out: a template of ours that is called so elsewhere, or almost so."""
    last = posixpath.basename(name)
    guess = next((each for each in replaceable() if posixpath.basename(each) == last), None)
    guess = guess or nearest(name, replaceable()) or nearest(PAGES + last, replaceable())
    return (
        f'Did you mean "{TEMPLATE_FOLDER}/{guess}"?' if guess else "precall explain unknown-template lists the names."
    )
