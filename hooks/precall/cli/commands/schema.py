"""`precall schema`: write JSON Schemas, so that text editors complete and check the playbook's YAML."""

from __future__ import annotations

from pathlib import Path

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import echo


@click.command(
    "schema",
    cls=Command,
    short_help="Write JSON Schemas for your text editor.",
    help="Write JSON Schemas, so that text editors complete and check the playbook's YAML as you type.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write to (default: .vscode/precall, with VS Code's settings next to it).",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a schema is missing or stale.")
@click.pass_obj
def command(invocation: Invocation, out: Path | None, check: bool) -> int:
    """Write the schemas, or compare them with --check. Return 1 if some are stale, else 0."""
    from precall.content.loader import load
    from precall.core.errors import PrecallError
    from precall.core.files import write_atomic
    from precall.editing import schema

    root = invocation.root
    folder = out or root / schema.FOLDER
    invocation.refuse(folder)
    loaded = load(root, session=invocation.session)
    invocation.refuse(folder, [company.folder for company in loaded.playbook.companies])
    texts = schema.schema_files(loaded)
    stale = [name for name, text in texts.items() if _read(folder / name) != text]
    if check:
        for name in stale:
            echo(f"{folder / name} does not match the playbook: run precall schema.")
        return 1 if stale else 0
    try:
        for name in stale:
            write_atomic(folder / name, texts[name].encode())
        if out is None:
            _wire(invocation, folder.parent, schema.vscode_files(), schema.FOLDER)
    except OSError as error:
        raise PrecallError(f"{folder} cannot be written to: {error.strerror}.", "Choose another with --out.") from None
    invocation.say(f"{len(texts)} schemas in {folder}, {len(stale)} of them new or changed.")
    return 0


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _wire(invocation: Invocation, folder: Path, files: dict[str, str], named: str) -> None:
    """Configure VS Code to use the schemas. Never change an existing settings file."""
    from precall.core.files import write_atomic

    for name, text in files.items():
        there = _read(folder / name)
        if there is None and not (folder / name).exists():
            write_atomic(folder / name, text.encode())
        elif name == "settings.json" and named not in (there or ""):
            invocation.say(f"{folder / name} already exists and does not use the schemas. Add to it:\n{text}")
