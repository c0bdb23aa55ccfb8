"""`precall admin`: write a page with a form editor, Sveltia CMS, with forms made from the content model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import echo


@click.command(
    "admin",
    cls=Command,
    short_help="Write a page with a form editor.",
    help="Write a page with a form editor, for editors who do not want to write YAML.",
)
@click.argument(
    "folder",
    required=False,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; the site includes it if it is below docs/ (default: docs/admin).",
)
@click.option(
    "--host", type=click.Choice(["github", "gitlab"]), default="github", show_default=True, help="The code host."
)
@click.option("--repo", default="OWNER/REPOSITORY", metavar="NAME", help="The repository, written as OWNER/NAME.")
@click.option("--branch", default="main", show_default=True, metavar="NAME", help="The branch to edit.")
@click.option("--server", default="", metavar="URL", help="The API of a code host of your own.")
@click.option("--web", is_flag=True, help="Let the page load the editor's script from the web.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file is missing or stale.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    folder: Path | None,
    host: Literal["github", "gitlab"],
    repo: str,
    branch: str,
    server: str,
    web: bool,
    check: bool,
) -> int:
    """Write the two files and list missing ones. Return 1 with --check if a file is stale."""
    from precall.cards.site_url import read_site_url
    from precall.core.errors import PrecallError
    from precall.core.files import write_atomic
    from precall.editing.admin_page import AdminOptions, admin_files
    from precall.editing.form_editor import PACKAGE, SCRIPT, VERSION

    root = invocation.root
    folder = folder or root / "docs" / "admin"
    invocation.refuse(folder, in_docs=True)
    choices = AdminOptions(host, repo, branch, server, read_site_url(root) or "", not web)
    files = admin_files(choices, root)
    try:
        stale = [name for name, content in files.items() if _read(folder / name) != content]
        if check:
            for name in stale:
                echo(f"{folder / name} does not match the content model: run precall admin.")
            return 1 if stale else 0
        for name in stale:
            write_atomic(folder / name, files[name])
    except OSError as error:
        raise PrecallError(f"{folder} cannot be written to: {(error.strerror or str(error)).lower()}.") from None
    for name in files:
        invocation.say(str(folder / name))
    if choices.local_script and not (folder / SCRIPT).is_file():
        invocation.say(
            f"\nThe editor's script is still missing. Get it from npm, and put it next to the page:\n"
            f"  npm pack {PACKAGE}@{VERSION}\n"
            f"  tar -xzf sveltia-cms-{VERSION}.tgz package/dist/{SCRIPT}\n"
            f"  mv package/dist/{SCRIPT} {folder}/\n"
            "Or let readers' browsers get it from the web: precall admin --web"
        )
    return 0


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
