"""A team's name, language and paper become the files of a playbook of its own: small, complete, self-explaining."""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jinja2

from precall import __version__
from precall.content.loader import LoadResult, load
from precall.core.errors import PrecallError
from precall.editing import schema, yaml_writer
from precall.render.i18n import DEFAULT, language

TEMPLATE_FOLDER = Path(__file__).parent / "starter_files"
"""What every new site begins with; below it, in a folder for each language, what is written in words."""
TEMPLATE = ".jinja"
CONTENT = "playbook/"
EXTENDING = "playbook/extending.yml.jinja"
"""The settings of a team that builds on a company's playbook, in place of all other content."""
SETTINGS = "playbook/playbook.yml"
HIDDEN = ("gitignore", "gitlab-ci.yml", "pre-commit-config.yaml", "github")
"""Names in FOLDER that get a dot in the new site: with it, packaging and version control would heed them here."""


@dataclass(frozen=True)
class ProjectOptions:
    """What a team says about itself."""

    team: str
    title: str = "Sales playbook"
    language: str = "en"
    paper: str = "a4"
    extends: str = ""
    """What it is built on, as `extends` in its settings names it. Then what is empty above is inherited."""


def template_language(code: str) -> str:
    """The language in which a new site of that language is written: its own, else English."""
    return next((each for each in (code, code.partition("-")[0]) if (TEMPLATE_FOLDER / each).is_dir()), DEFAULT)


def site_files(choices: ProjectOptions, folder: Path = Path()) -> dict[str, bytes]:
    """Every file of the new site, by its path in its folder.

    Raises PrecallError when what it is to extend is not there, as seen from that folder.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE_FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    # A name is data: quoted where YAML would read more into it, and on one line where Markdown would.
    environment.filters |= {"yaml": yaml_writer.text, "line": _line}
    values = {**asdict(choices), "name": choices.title or choices.team, "version": __version__}
    content = _rendered(environment, _content(choices), values)
    loaded = _read(content, folder)
    # What a team does not say itself, its company has said.
    language_ = loaded.playbook.settings.language
    others = {
        name: path for name, path in _templates(template_language(language_)).items() if not name.startswith(CONTENT)
    }
    said = {"say": language(template_language(language_)).say}
    texts = {**schema.schema_files(loaded), **{f"../{name}": text for name, text in schema.vscode_files().items()}}
    tools = {posixpath.normpath(f"{schema.FOLDER}/{name}"): text.encode() for name, text in texts.items()}
    return {**content, **_rendered(environment, others, {**values, **said}), **tools}


def _templates(language_: str) -> dict[str, Path]:
    """The files of a language and those that are the same in all, by their names in the new site."""
    found: dict[str, Path] = {}
    own = TEMPLATE_FOLDER / language_
    apart = [each for each in TEMPLATE_FOLDER.iterdir() if each.is_dir() and (each / CONTENT).is_dir()]
    for path in sorted(TEMPLATE_FOLDER.rglob("*")):
        if path.is_file() and (own in path.parents or not set(apart) & set(path.parents)):
            found[path.relative_to(own if own in path.parents else TEMPLATE_FOLDER).as_posix()] = path
    return found


def _content(choices: ProjectOptions) -> dict[str, Path]:
    """Likewise of the content alone. A team that builds on a company's begins with none of its own."""
    if choices.extends:
        return {SETTINGS + TEMPLATE: TEMPLATE_FOLDER / EXTENDING}
    found = _templates(template_language(choices.language))
    return {name: path for name, path in found.items() if name.startswith(CONTENT) and name != EXTENDING}


def _rendered(
    environment: jinja2.Environment, templates: Mapping[str, Path], values: Mapping[str, Any]
) -> dict[str, bytes]:
    """The new site's files by their paths; `templates` are ours by their names there."""
    files: dict[str, bytes] = {}
    for named, path in templates.items():
        content = path.read_bytes()
        if named.endswith(TEMPLATE):
            content = environment.get_template(path.relative_to(TEMPLATE_FOLDER).as_posix()).render(**values).encode()
        name = named.removesuffix(TEMPLATE)
        files[f".{name}" if name.split("/")[0] in HIDDEN else name] = content
    return files


def _read(content: Mapping[str, bytes], at: Path) -> LoadResult:
    """The new site's content as it will be read there."""
    with tempfile.TemporaryDirectory(prefix="precall-") as folder:
        for name, text in content.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        loaded = load(Path(folder), at=at)
    missing = next((each for each in loaded.problems if each.rule == "cannot-extend"), None)
    if missing is not None:
        raise PrecallError(f"Nothing was written. {missing.message}", missing.hint)
    return loaded


def _line(value: str) -> str:
    signs = "\\`*_[]<>#&|"
    return "".join(f"\\{sign}" if sign in signs else sign for sign in " ".join(value.split()))
