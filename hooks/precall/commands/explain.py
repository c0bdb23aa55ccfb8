"""Explain one rule: what it says, why, how it looks wrong and right."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.rule import Example

NAME = "explain"
HELP = "explain a rule, with a bad and a good example"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="the rule's id, as a problem names it in brackets")


def run(options: argparse.Namespace) -> int:
    """Print the rule's page."""
    from precall.rule import rule

    found = rule(options.rule)
    print(f"{found.id} ({found.severity})\n\n{found.says}\n\n{found.page.strip()}")
    print(f"\nBad:\n\n{_shown(found.bad)}\n\nGood:\n\n{_shown(found.good)}")
    return 0


def _shown(example: Example) -> str:
    from precall.example import as_text, path_of
    from precall.problems import visible
    from precall.rule import MARKS, Special

    parts = []
    for name, content in example.items():
        path = f"  {path_of(name)}"
        if isinstance(content, Special):
            parts.append(f"{path}\n    ({content.value})")
            continue
        lines = MARKS.sub("", as_text(content)).rstrip().split("\n")
        parts.append("\n".join([path, *(f"    {visible(line[:100])}" for line in lines[:20])]))
    return "\n".join(parts)
