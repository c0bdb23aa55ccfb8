"""`precall rename`: change an entry's id in every file that refers to it, and redirect the old address."""

from __future__ import annotations

import click

from precall.cli.completion import complete_entries
from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import count, echo


@click.command(
    "rename",
    cls=Command,
    short_help="Change an id and every reference to it.",
    help="Change an entry's id in every file that refers to it. The old address redirects to the new one.",
)
@click.argument(
    "old",
    shell_complete=complete_entries,
    help="The current id: bank/question for a question, call:ID if several kinds have the id.",
)
@click.argument("new", help="The new id.")
@click.option("--dry-run", is_flag=True, help="Print the changes, and change nothing.")
@click.pass_obj
def command(invocation: Invocation, old: str, new: str, dry_run: bool) -> int:
    """Change all files or none."""
    from precall.content.loader import load
    from precall.editing import schema
    from precall.editing.edits import write_changes
    from precall.editing.rename import plan_rename

    loaded = load(invocation.root, session=invocation.session)
    plan = plan_rename(invocation.root, loaded, old, new)
    if loaded.errors:
        invocation.note(f"The playbook has {count(len(loaded.errors), 'error')}: precall check lists them.")
    if dry_run:
        echo("\n".join(["Nothing was changed. This would change:", *plan.report]))
        return 0
    write_changes(invocation.root, plan.changes)
    schema.refresh(invocation.root, load(invocation.root, session=invocation.session))
    for line in plan.report:
        invocation.say(line)
    return 0
