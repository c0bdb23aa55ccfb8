"""Write the JSON Schemas with which editors' tools complete and check the playbook's YAML as it is typed."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "schema"
HELP = "write JSON Schemas for the tools in which YAML is edited"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall schema` takes."""
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="the folder to write to (default: .vscode/precall, with VS Code's settings beside it)",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; name the schemas that are stale, and exit 1"
    )


def run(options: argparse.Namespace) -> int:
    """Write the schemas, or with `--check` compare them; 0 when all is well, 1 when some are stale."""
    from precall.content.loader import load
    from precall.core.errors import PrecallError
    from precall.editing import schema

    folder = options.out or options.root / schema.FOLDER
    texts = schema.schema_files(load(options.root))
    stale = [name for name, text in texts.items() if _read(folder / name) != text]
    if options.check:
        for name in stale:
            print(f"{folder / name} does not match the playbook: run precall schema.")
        return 1 if stale else 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            _write(folder / name, texts[name])
        if options.out is None:
            _wire(folder.parent, schema.vscode_files(), schema.FOLDER)
    except OSError as error:
        raise PrecallError(f"{folder} cannot be written to: {error.strerror}.", "Choose another with --out.") from None
    print(f"{len(texts)} schemas in {folder}, {len(stale)} of them written anew.")
    return 0


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)


def _wire(folder: Path, files: dict[str, str], named: str) -> None:
    """Tell VS Code of the schemas; a file that is there already belongs to somebody, and is never changed."""
    for name, text in files.items():
        there = _read(folder / name)
        if there is None and not (folder / name).exists():
            _write(folder / name, text)
        elif name == "settings.json" and named not in (there or ""):
            print(f"{folder / name} is there already and does not name the schemas. Add to it:\n{text}")
