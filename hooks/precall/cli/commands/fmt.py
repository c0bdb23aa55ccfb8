"""`precall fmt`: tidy the content files. Keys in order, two spaces a level, long texts folded; comments stay."""

from __future__ import annotations

from pathlib import Path

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import count, echo, echo_error, paint
from precall.cli.selection import Selection, select


@click.command(
    "fmt",
    cls=Command,
    short_help="Tidy the content files.",
    help="Tidy the content files: put keys in order, indent by two spaces, fold long texts. Comments and meaning stay.",
)
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    metavar="[PATH]...",
    help="Files or folders of the content (default: all of it).",
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when a file is not tidy.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@click.pass_obj
def command(invocation: Invocation, paths: tuple[Path, ...], check: bool, diff: bool) -> int:
    """Format every file that can be read. Return 1 if a file cannot, or with --check if a file is not formatted."""
    codes = [_format(invocation, part, check=check, diff=diff) for part in select(invocation, paths)]
    return max(codes)


def _format(invocation: Invocation, part: Selection, *, check: bool, diff: bool) -> int:
    from precall.check.reporters import full
    from precall.editing.edits import write_changes
    from precall.editing.formatter import format_folder

    result = format_folder(part.root, part)
    for path, reason in result.skipped.items():
        echo_error(f"{path}: left as it is, because {reason}.")
    if result.problems:
        echo_error(full(result.problems, paint))
    if not check and not diff:
        write_changes(part.root, result.changes)
    for path, content in result.changes.items():
        if diff:
            echo(_difference(part.root, path, content or b""))
        elif check:
            echo(f"{path}: is not tidy")
        else:
            invocation.say(f"{path}: tidied")
    if not result.changes and not result.problems and not result.skipped:
        invocation.say(f"{count(result.total, 'file')}, {'all ' if result.total != 1 else ''}tidy.")
    return 1 if result.problems or result.skipped or (check and result.changes) else 0


def _difference(root: Path, path: str, content: bytes) -> str:
    """Return the change of a file as `diff -u` prints it."""
    from difflib import unified_diff

    from precall.core.problems import visible

    before = (root / path).read_text(encoding="utf-8-sig")
    lines = unified_diff(
        before.splitlines(), content.decode("utf-8-sig").splitlines(), f"a/{path}", f"b/{path}", lineterm=""
    )
    roles = {"+": "added", "-": "removed", "@": "note"}
    return "\n".join(paint(visible(line), roles[line[0]]) if line[0] in roles else visible(line) for line in lines)
