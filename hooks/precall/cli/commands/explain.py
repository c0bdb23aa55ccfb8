"""Explain one rule: what it says, why, how it looks wrong and right."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.check.registry import Example

NAME = "explain"
WIDEST = 100
"""Columns of an example's line that are shown."""

HELP = "explain a rule, with a bad and a good example"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="the rule's id, as a problem names it in brackets")


def run(options: argparse.Namespace) -> int:
    """Print the rule's page."""
    from precall.check.registry import rule

    found = rule(options.rule)
    print(f"{found.id} ({found.severity})\n\n{found.summary}\n\n{found.page.strip()}")
    print(f"\nBad:\n\n{_shown(found.bad)}\n\nGood:\n\n{_shown(found.good)}")
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
    """A line of an example, and below it what a report would underline."""
    from precall.check.registry import MARKS
    from precall.core.problems import visible

    bare = visible(MARKS.sub("", line))
    start, end = line.find("⟦"), line.find("⟧") - 1
    if end < start or len(bare) > WIDEST:
        return [bare if len(bare) <= WIDEST else bare[: WIDEST - 1] + "…"]
    return [bare, " " * start + "^" * max(1, end - start)]
