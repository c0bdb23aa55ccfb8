"""A team's name, language and paper become the files of a playbook of its own: small, complete, self-explaining."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import jinja2

from precall import __version__, schema, writing
from precall.errors import PrecallError
from precall.loader import load

FOLDER = Path(__file__).parent / "starter_files"
TEMPLATE = ".jinja"
EXTENDING = "playbook/extending.yml.jinja"
"""The settings of a team that builds on a company's playbook, in place of all other content."""
SETTINGS = "playbook/playbook.yml"
HIDDEN = ("gitignore", "gitlab-ci.yml", "pre-commit-config.yaml", "github")
"""Names in FOLDER that get a dot in the new site: with it, packaging and version control would heed them here."""


@dataclass(frozen=True)
class Choices:
    """What a team says about itself."""

    team: str
    title: str = "Sales playbook"
    language: str = "en"
    paper: str = "a4"
    extends: str = ""
    """What it is built on, as `extends` in its settings names it. Then what is empty above is inherited."""


def site_files(choices: Choices, folder: Path = Path()) -> dict[str, bytes]:
    """Every file of the new site, by its path in its folder.

    Raises PrecallError when what it is to extend is not there, as seen from that folder.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    # A name is data: quoted where YAML would read more into it, and on one line where Markdown would.
    environment.filters |= {"yaml": writing.text, "line": _line}
    values = {**asdict(choices), "name": choices.title or choices.team, "version": __version__}
    files: dict[str, bytes] = {}
    for path in sorted(FOLDER.rglob("*")):
        name = path.relative_to(FOLDER).as_posix()
        # A team that builds on a company's content begins with none of its own.
        if path.is_dir() or (choices.extends and name.startswith("playbook/") and name != EXTENDING):
            continue
        content = path.read_bytes()
        if name.endswith(TEMPLATE):
            content = environment.get_template(name).render(**values).encode()
            name = name.removesuffix(TEMPLATE)
        if path.relative_to(FOLDER).as_posix() == EXTENDING:
            if not choices.extends:
                continue
            name = SETTINGS
        files[f".{name}" if name.split("/")[0] in HIDDEN else name] = content
    return {**files, **_editor_files(files, folder)}


def _line(value: str) -> str:
    signs = "\\`*_[]<>#&|"
    return "".join(f"\\{sign}" if sign in signs else sign for sign in " ".join(value.split()))


def _editor_files(files: dict[str, bytes], at: Path) -> dict[str, bytes]:
    """The schemas of this playbook, and the settings that name them."""
    with tempfile.TemporaryDirectory(prefix="precall-") as folder:
        for name, content in files.items():
            if name.startswith("playbook/"):
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        loaded = load(Path(folder), at=at)
        missing = next((each for each in loaded.problems if each.rule == "cannot-extend"), None)
        if missing is not None:
            raise PrecallError(f"Nothing was written. {missing.message}", missing.hint)
        texts = schema.texts(loaded)
    made = {f"{schema.FOLDER}/{name}": text for name, text in texts.items()}
    made |= {f"{Path(schema.FOLDER).parent.as_posix()}/{name}": text for name, text in schema.wiring().items()}
    return {name: text.encode() for name, text in made.items()}
