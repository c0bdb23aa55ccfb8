"""A team's name, language and paper become the files of a playbook of its own: small, complete, self-explaining."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import jinja2

from precall import __version__, schema, writing
from precall.loader import load

FOLDER = Path(__file__).parent / "starter_files"
TEMPLATE = ".jinja"
HIDDEN = ("gitignore", "gitlab-ci.yml", "pre-commit-config.yaml", "github")
"""Names in FOLDER that get a dot in the new site: with it, packaging and version control would heed them here."""


@dataclass(frozen=True)
class Choices:
    """What a team says about itself."""

    team: str
    title: str = "Sales playbook"
    language: str = "en"
    paper: str = "a4"


def site_files(choices: Choices) -> dict[str, bytes]:
    """Every file of the new site, by its path in its folder."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    # A name is data: quoted where YAML would read more into it, and on one line where Markdown would.
    environment.filters |= {"yaml": writing.text, "line": _line}
    files: dict[str, bytes] = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_dir():
            continue
        name = path.relative_to(FOLDER).as_posix()
        content = path.read_bytes()
        if name.endswith(TEMPLATE):
            values = {
                "team": choices.team,
                "title": choices.title,
                "language": choices.language,
                "paper": choices.paper,
            }
            content = environment.get_template(name).render(**values, version=__version__).encode()
            name = name.removesuffix(TEMPLATE)
        files[f".{name}" if name.split("/")[0] in HIDDEN else name] = content
    return {**files, **_editor_files(files)}


def _line(value: str) -> str:
    signs = "\\`*_[]<>#&|"
    return "".join(f"\\{sign}" if sign in signs else sign for sign in " ".join(value.split()))


def _editor_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """The schemas of this playbook, and the settings that name them."""
    with tempfile.TemporaryDirectory(prefix="precall-") as folder:
        for name, content in files.items():
            if name.startswith("playbook/"):
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        texts = schema.texts(load(Path(folder)))
    made = {f"{schema.FOLDER}/{name}": text for name, text in texts.items()}
    made |= {f"{Path(schema.FOLDER).parent.as_posix()}/{name}": text for name, text in schema.wiring().items()}
    return {name: text.encode() for name, text in made.items()}
