"""Report a team's own templates that override no built-in template."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from precall.content.source import BUILTIN_TEMPLATES, TEMPLATE_FOLDER, find_files, is_named_in_utf8, read_file
from precall.core.problems import START, Problem, nearest, visible

PAGES = "pages/"
"""The folder of the pages' templates, which include one another by name without the folder."""

_OURS_ALONE = ("redirect.html", "problem_bar.html", "problem_list.html", "problem_section.html")
"""Templates that a team cannot override: one redirects old addresses, the others report errors in templates."""


@cache
def replaceable() -> tuple[str, ...]:
    """Return the names of the templates that a team can override, from the folder of templates."""
    paths = (path for path in BUILTIN_TEMPLATES.rglob("*") if path.is_file() and path.suffix != ".pyc")
    files = (path.relative_to(BUILTIN_TEMPLATES).as_posix() for path in paths)
    return tuple(sorted(set(files) - set(_OURS_ALONE)))


def unknown(root: Path) -> Iterator[Problem]:
    """Yield a Problem for each of the team's own templates that cannot be read or is never used."""
    if not (root / TEMPLATE_FOLDER).is_dir():
        return
    paths = find_files(root, TEMPLATE_FOLDER)
    contents = {path.removeprefix(f"{TEMPLATE_FOLDER}/"): read_file(root, path) for path in paths}
    yield from (content for content in contents.values() if isinstance(content, Problem))
    texts = {name: content for name, content in contents.items() if isinstance(content, bytes)}
    for name in texts:
        if name in replaceable() or name.upper().startswith("README"):
            continue
        called = name.removeprefix(PAGES).encode(errors="surrogateescape")
        if any(called in text for other, text in texts.items() if other != name):
            continue
        path = f"{TEMPLATE_FOLDER}/{name}"
        yield Problem(
            path if is_named_in_utf8(path) else visible(path),
            START,
            "unknown-template",
            *_message_and_hint(name),
            "warning",
        )


def _message_and_hint(name: str) -> tuple[str, str]:
    """Return the message and hint for a template that is never used."""
    stem, ending = posixpath.splitext(name)
    html = f"{stem}.html"
    if ending == ".md" and html.startswith(PAGES) and html in replaceable():
        return (
            "Page templates are HTML, so this Markdown template is never used.",
            f'Rename it to "{TEMPLATE_FOLDER}/{html}", and put its Markdown between {{% filter markdown %}} and '
            "{% endfilter %}.",
        )
    last = posixpath.basename(name)
    guess = next((each for each in replaceable() if posixpath.basename(each) == last), None)
    guess = guess or nearest(name, replaceable()) or nearest(PAGES + last, replaceable())
    return (
        "This template overrides no built-in template and no template includes it, so it is never used.",
        f'Did you mean "{TEMPLATE_FOLDER}/{guess}"?' if guess else "precall explain unknown-template lists the names.",
    )
