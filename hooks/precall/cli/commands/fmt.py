"""`precall fmt`: format the content files: sort keys, indent by two spaces, fold long texts, keep comments."""

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
    short_help="Format the content files.",
    help="Format the content files: sort keys, indent by two spaces, fold long texts. Comments and values stay.",
)
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    metavar="[PATH]...",
    help="Files or folders of the content (default: all).",
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file is not formatted.")
@click.option("--diff", is_flag=True, help="Change nothing; print the changes.")
@click.pass_obj
def command(invocation: Invocation, paths: tuple[Path, ...], check: bool, diff: bool) -> int:
    """Format every file that can be parsed. Return 1 if one cannot, or with --check if one is not formatted."""
    codes = [_format(invocation, part, check=check, diff=diff) for part in select(invocation, paths)]
    return max(codes)


def _format(invocation: Invocation, part: Selection, *, check: bool, diff: bool) -> int:
    from precall.check.reporters import full
    from precall.editing.edits import write_changes
    from precall.editing.formatter import format_folder

    result = format_folder(part.root, part)
    for path, reason in result.skipped.items():
        echo_error(f"{path}: left unchanged, because {reason}.")
    if result.problems:
        echo_error(full(result.problems, paint))
    if not check and not diff:
        write_changes(part.root, result.changes)
    for path, content in result.changes.items():
        if diff:
            echo(_difference(part.root, path, content or b""))
        elif check:
            echo(f"{path}: is not formatted")
        else:
            invocation.say(f"{path}: tidied")
    if not result.changes and not result.problems and not result.skipped:
        invocation.say(f"{count(result.total, 'file')}, {'all ' if result.total != 1 else ''}formatted.")
    return 1 if result.problems or result.skipped or (check and result.changes) else 0


def _difference(root: Path, path: str, content: bytes) -> str:
    """Return the change of a file in the format of `diff -u`."""
    from difflib import unified_diff

    from precall.core.problems import visible

    before = (root / path).read_text(encoding="utf-8-sig")
    lines = unified_diff(
        before.splitlines(), content.decode("utf-8-sig").splitlines(), f"a/{path}", f"b/{path}", lineterm=""
    )
    roles = {"+": "added", "-": "removed", "@": "note"}
    return "\n".join(paint(visible(line), roles[line[0]]) if line[0] in roles else visible(line) for line in lines)
