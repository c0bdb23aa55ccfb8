"""Create the files of a small, complete playbook with a team's name, language and paper."""

from __future__ import annotations

import os
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
HIDDEN = ("gitignore", "gitlab-ci.yml", "pre-commit-config.yaml", "github", "yamllint", "editorconfig")
"""Names that begin with a dot in the new site. With a dot here, they would affect this repository and package."""


SEVERAL = "several"
"""The folder of the files for the top of a repository with several playbooks; they replace those of a single site."""
OF_THE_REPOSITORY = (".github/workflows/playbook.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml")
"""Files that work only at the top of a repository."""
README, README_IF_TAKEN = "README.md", "PLAYBOOK.md"


@dataclass(frozen=True)
class ProjectOptions:
    """A team's choices for its new site."""

    team: str
    title: str = "Sales playbook"
    language: str = "en"
    paper: str = "a4"
    extends: str = ""
    """The company's playbook to extend, as in the setting `extends`. Empty values above are then inherited."""


def template_language(code: str) -> str:
    """Return the language of the example content: the given language if it has any, else English."""
    return next((name for name in (code, code.partition("-")[0]) if (TEMPLATE_FOLDER / name).is_dir()), DEFAULT)


def site_files(choices: ProjectOptions, folder: Path = Path()) -> dict[str, bytes]:
    """Return every file of the new site, by its path in the site's folder.

    Args:
        choices: The team's choices.
        folder: The site's folder, from which `extends` is resolved.

    Raises:
        PrecallError: The playbook to extend does not exist.
    """
    environment = _environment()
    values = {
        **asdict(choices),
        "name": choices.title or choices.team,
        "version": __version__,
        "manual": manual_url(),
        "pin": _pin(choices.extends),
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
    """Return the address of this version's manual from the package's metadata; empty if it has none."""
    with suppress(metadata.PackageNotFoundError):
        for named in metadata.metadata("precall").get_all("Project-URL") or ():
            name, _, url = named.partition(",")
            if name == "Documentation":
                return str(url).strip()
    return ""


def repository_files() -> dict[str, bytes]:
    """Return the files for the top of a repository with several playbooks, by their paths there."""
    folder = TEMPLATE_FOLDER / SEVERAL
    templates = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return _rendered(_environment(), templates, {"version": __version__})


def repository_above(folder: Path, extends: str = "") -> Path | None:
    """Return the top of the repository that contains a new site in a subfolder; None if the site is at the top.

    Without version control, the top is the folder that contains both the team's site and the company's folder.
    """
    folder = folder.absolute()
    top = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
    if top is None and "/" in extends:
        top = Path(os.path.commonpath([folder, os.path.normpath(folder / extends)]))
    return top if top != folder else None


def adapted(files: Mapping[str, bytes], folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Adapt the files of a new site to a folder that already has files.

    Returns:
        The files to write, and for each existing file that stays: its path, with a note on the text to add to it.

    Raises:
        PrecallError: The folder has content of a playbook.

    """
    taken = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    content = [name for name in taken if name.startswith(CONTENT)]
    if content:
        raise PrecallError(
            f"Nothing was written: {', '.join(content)} {'exists' if len(content) == 1 else 'exist'} already.",
            "Choose another folder; or add to this playbook with precall new call, bank, principle or barrier.",
        )
    written = {name: text for name, text in files.items() if name not in taken}
    stays = [f"{name}{_ADVICE.get(name, '')}" for name in taken]
    if README in taken and not (folder / README_IF_TAKEN).exists():
        written[README_IF_TAKEN] = files[README]
        stays[taken.index(README)] = f"{README} (our text is in {README_IF_TAKEN})"
    return written, stays


_ADVICE = {
    "mkdocs.yml": " (name precall under plugins:)",
    ".gitignore": " (add .cache/ and site/)",
    "requirements.txt": f" (add precall=={__version__})",
}


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE_FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    # The filters quote names for YAML and escape them for Markdown.
    environment.filters |= {"yaml": yaml_writer.text, "line": _line}
    return environment


def _pin(extends: str) -> str:
    """Return the installed version of a package to extend, as in `==2026.11`; empty for a folder."""
    if not extends or "/" in extends:
        return ""
    with suppress(metadata.PackageNotFoundError):
        return f"=={metadata.version(extends)}"
    return ""


def _templates(language_: str) -> dict[str, Path]:
    """Return the template files of a language and those of all languages, by their names in the new site."""
    found: dict[str, Path] = {}
    own = TEMPLATE_FOLDER / language_
    apart = [each for each in TEMPLATE_FOLDER.iterdir() if (each / CONTENT).is_dir() or each.name == SEVERAL]
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
    """Load the new site's content as it will be in its folder."""
    with tempfile.TemporaryDirectory(prefix="precall-") as folder:
        for name, text in content.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        loaded = load(Path(folder), at=at)
    missing = next((problem for problem in loaded.problems if problem.rule == "cannot-extend"), None)
    if missing is not None:
        raise PrecallError(f"Nothing was written. {missing.message}", missing.hint)
    return loaded


def _line(value: str) -> str:
    """Return a name on one line, escaped for Markdown."""
    special = "\\`*_[]<>#&|"
    return "".join(f"\\{character}" if character in special else character for character in " ".join(value.split()))
