"""Explain one rule: what it says, why, how it looks wrong and right."""

from __future__ import annotations

import argparse

NAME = "explain"
HELP = "explain a rule, with a bad and a good example"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="the rule's id, as a problem names it in brackets")


def run(options: argparse.Namespace) -> int:
    """Print the rule's page."""
    from precall.rule import MARKS, Example, rule

    def shown(example: Example) -> str:
        parts = []
        for path, content in example.items():
            text = content.decode("utf-8", "backslashreplace") if isinstance(content, bytes) else MARKS.sub("", content)
            parts.append(
                f"  playbook/{path}\n" + "\n".join(f"    {line[:100]}" for line in text.rstrip().split("\n")[:20])
            )
        return "\n".join(parts)

    found = rule(options.rule)
    print(
        f"{found.id} ({found.severity})\n\n{found.says}\n\n{found.page.strip()}\n\nBad:\n\n{shown(found.bad)}\n\nGood:\n\n{shown(found.good)}"
    )
    return 0
