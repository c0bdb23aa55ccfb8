"""A team's name, language and paper go in; the files of a small, complete playbook come out."""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import jinja2

from precall import __version__
from precall.content.loader import LoadResult, load
from precall.core.errors import PrecallError
from precall.editing import schema, yaml_writer
from precall.render.i18n import DEFAULT, language

TEMPLATE_FOLDER = Path(__file__).parent / "starter_files"
"""The files of a new site; texts are in a folder for each language."""
TEMPLATE = ".jinja"
CONTENT = "playbook/"
EXTENDING = "playbook/extending.yml.jinja"
"""The settings of a team that extends a company's playbook, instead of all other content."""
SETTINGS = "playbook/playbook.yml"
HIDDEN = ("gitignore", "gitlab-ci.yml", "pre-commit-config.yaml", "github")
"""Names that get a dot in the new site. With a dot here, packaging and version control would apply them to us."""


@dataclass(frozen=True)
class ProjectOptions:
    """A team's choices for its new site."""

    team: str
    title: str = "Sales playbook"
    language: str = "en"
    paper: str = "a4"
    extends: str = ""
    """The company's playbook that it extends, as in the setting `extends`. Empty values above are then inherited."""


def template_language(code: str) -> str:
    """Return the language of the example content for a language: the same if we have it, else English."""
    return next((each for each in (code, code.partition("-")[0]) if (TEMPLATE_FOLDER / each).is_dir()), DEFAULT)


def site_files(choices: ProjectOptions, folder: Path = Path()) -> dict[str, bytes]:
    """Return every file of the new site, by its path in the site's folder.

    Args:
        choices: The team's choices.
        folder: The site's folder, from which `extends` is resolved.

    Raises:
        PrecallError: The playbook to extend does not exist.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE_FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    # Names are data: the filters quote them for YAML and escape them for Markdown.
    environment.filters |= {"yaml": yaml_writer.text, "line": _line}
    values = {
        **asdict(choices),
        "name": choices.title or choices.team,
        "version": __version__,
        "manual": manual_url(),
    }
    content = _rendered(environment, _content(choices), values)
    loaded = _read(content, folder)
    # Without a choice of its own, the team inherits its company's language.
    language_ = loaded.playbook.settings.language
    others = {
        name: path for name, path in _templates(template_language(language_)).items() if not name.startswith(CONTENT)
    }
    said = {"say": language(template_language(language_)).say}
    texts = {**schema.schema_files(loaded), **{f"../{name}": text for name, text in schema.vscode_files().items()}}
    tools = {posixpath.normpath(f"{schema.FOLDER}/{name}"): text.encode() for name, text in texts.items()}
    return {**content, **_rendered(environment, others, {**values, **said}), **tools}


def manual_url() -> str:
    """Return the address of this version's manual, which the package's metadata has; empty if it has none."""
    with suppress(metadata.PackageNotFoundError):
        for named in metadata.metadata("precall").get_all("Project-URL") or ():
            name, _, url = named.partition(",")
            if name == "Documentation":
                return str(url).strip()
    return ""


def _templates(language_: str) -> dict[str, Path]:
    """Return the template files of a language and those of all languages, by their names in the new site."""
    found: dict[str, Path] = {}
    own = TEMPLATE_FOLDER / language_
    apart = [each for each in TEMPLATE_FOLDER.iterdir() if each.is_dir() and (each / CONTENT).is_dir()]
    for path in sorted(TEMPLATE_FOLDER.rglob("*")):
        if path.is_file() and (own in path.parents or not set(apart) & set(path.parents)):
            found[path.relative_to(own if own in path.parents else TEMPLATE_FOLDER).as_posix()] = path
    return found


def _content(choices: ProjectOptions) -> dict[str, Path]:
    """Return the template files of the content. A team that extends a company's playbook starts without entries."""
    if choices.extends:
        return {SETTINGS + TEMPLATE: TEMPLATE_FOLDER / EXTENDING}
    found = _templates(template_language(choices.language))
    return {name: path for name, path in found.items() if name.startswith(CONTENT) and name != EXTENDING}


def _rendered(
    environment: jinja2.Environment, templates: Mapping[str, Path], values: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return the new site's files by path, rendered from templates by their names in the site."""
    files: dict[str, bytes] = {}
    for named, path in templates.items():
        content = path.read_bytes()
        if named.endswith(TEMPLATE):
            content = environment.get_template(path.relative_to(TEMPLATE_FOLDER).as_posix()).render(**values).encode()
        name = named.removesuffix(TEMPLATE)
        files[f".{name}" if name.split("/")[0] in HIDDEN else name] = content
    return files


def _read(content: Mapping[str, bytes], at: Path) -> LoadResult:
    """Return the new site's content as it will be loaded in its folder."""
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
    """Return a name on one line, escaped for Markdown."""
    special = "\\`*_[]<>#&|"
    return "".join(f"\\{character}" if character in special else character for character in " ".join(value.split()))
