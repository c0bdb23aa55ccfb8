"""List the rules that a playbook is held against, each in one sentence."""

from __future__ import annotations

import argparse

NAME = "rules"
HELP = "list the rules"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """`precall rules` takes nothing."""


def run(_options: argparse.Namespace) -> int:
    """Print id, severity and sentence of each rule."""
    from precall.check.registry import all_rules

    width = max(map(len, all_rules()))
    for rule in all_rules().values():
        print(f"{rule.id:{width}}  {rule.severity:7}  {rule.summary}")
    return 0
