"""Write a page with a form editor, for editors who want no YAML: Sveltia CMS, its forms made from the content model."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "admin"
HELP = "write a page with a form editor"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall admin` takes."""
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar="DIR",
        help="the folder to write to, below docs/ so that the site has it (default: docs/admin)",
    )
    parser.add_argument(
        "--host", choices=["github", "gitlab"], default="github", help="the code host (default: github)"
    )
    parser.add_argument("--repo", default="OWNER/REPOSITORY", metavar="NAME", help="the repository, as OWNER/NAME")
    parser.add_argument("--branch", default="main", help="the branch that is edited (default: main)")
    parser.add_argument("--server", default="", metavar="URL", help="the API of a code host of your own")
    parser.add_argument("--web", action="store_true", help="let the page load the editor's script from the web")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when a file is missing or stale"
    )


def run(options: argparse.Namespace) -> int:
    """Write the two files, and say what is still missing."""
    from precall.cards.site_url import read_site_url
    from precall.core.errors import PrecallError
    from precall.editing.admin_page import AdminOptions, admin_files
    from precall.editing.form_editor import PACKAGE, SCRIPT, VERSION

    folder = options.folder or options.root / "docs" / "admin"
    choices = AdminOptions(
        options.host, options.repo, options.branch, options.server, read_site_url(options.root) or "", not options.web
    )
    files = admin_files(choices, options.root)
    try:
        stale = [name for name, content in files.items() if _read(folder / name) != content]
        if options.check:
            for name in stale:
                print(f"{folder / name} does not match the content model: run precall admin.")
            return 1 if stale else 0
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_bytes(files[name])
    except OSError as error:
        raise PrecallError(f"{folder} cannot be written to: {(error.strerror or str(error)).lower()}.") from None
    for name in files:
        print(folder / name)
    if choices.beside and not (folder / SCRIPT).is_file():
        print(
            f"\nThe editor's script is still missing. Get it from npm, and put it beside the page:\n"
            f"  npm pack {PACKAGE}@{VERSION}\n"
            f"  tar -xzf sveltia-cms-{VERSION}.tgz package/dist/{SCRIPT}\n"
            f"  mv package/dist/{SCRIPT} {folder}/\n"
            "Or let readers' browsers get it from the web: precall admin --web"
        )
    return 0


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
