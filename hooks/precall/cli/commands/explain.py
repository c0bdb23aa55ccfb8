"""`precall explain`: explain one rule and its reason, with a bad and a good example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from precall.cli.completion import complete_rules
from precall.cli.group import Command
from precall.cli.invocation import Invocation
from precall.cli.output import echo

if TYPE_CHECKING:
    from precall.check.registry import Example

WIDEST = 100
"""Maximum number of columns of an example's line."""


@click.command(
    "explain",
    cls=Command,
    short_help="Explain a rule, with a bad and a good example.",
    help="Explain a rule, with a bad and a good example.",
)
@click.argument("rule", shell_complete=complete_rules, help="The id of the rule, as in the brackets of a problem.")
@click.pass_obj
def command(_invocation: Invocation, rule: str) -> int:
    """Print the rule's page."""
    from precall.check.registry import rule as rule_named

    found = rule_named(rule)
    echo(f"{found.id} ({found.severity})\n\n{found.summary}\n\n{found.page.strip()}")
    echo(f"\nBad:\n\n{_shown(found.bad)}\n\nGood:\n\n{_shown(found.good)}")
    return 0


def _shown(example: Example) -> str:
    from precall.check.example import as_text, path_of
    from precall.check.registry import Special

    parts = []
    for name, content in example.items():
        path = f"  {path_of(name)}"
        if isinstance(content, Special):
            parts.append(f"{path}\n    ({content.value})")
            continue
        lines = as_text(content).rstrip().split("\n")[:20]
        parts.append("\n".join([path, *(f"    {row}" for line in lines for row in _rows(line))]))
    return "\n".join(parts)


def _rows(line: str) -> list[str]:
    """Return a line of an example, and the underline that a report would print below it."""
    from precall.check.registry import MARKS
    from precall.core.problems import visible

    bare = visible(MARKS.sub("", line))
    start, end = line.find("⟦"), line.find("⟧") - 1
    if end < start or len(bare) > WIDEST:
        return [bare if len(bare) <= WIDEST else bare[: WIDEST - 1] + "…"]
    return [bare, " " * start + "^" * max(1, end - start)]
