"""`precall rules`: list the rules that a playbook is checked with, each in one sentence."""

from __future__ import annotations

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import echo


@click.command("rules", cls=Command, short_help="List the rules.", help="List all rules, each in one sentence.")
@click.pass_obj
def command(_invocation: Invocation) -> int:
    """Print id, severity and sentence of each rule."""
    from precall.check.registry import all_rules

    width = max(map(len, all_rules()))
    echo("\n".join(f"{rule.id:{width}}  {rule.severity:7}  {rule.summary}" for rule in all_rules().values()))
    return 0
