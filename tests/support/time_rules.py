"""Measure the processor time of each rule on a large playbook, and of reading the playbook.

python tests/support/time_rules.py --calls 1000 --questions 10000
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from precall.check.config import rule_configs
from precall.check.registry import all_rules
from precall.content.loader import load
from tests.support.generate import generate


def main() -> None:
    """Print a line for each rule, then the sum and its ratio to reading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=10_000)
    options = parser.parse_args()
    all_rules()
    with tempfile.TemporaryDirectory() as folder:
        root = generate(Path(folder), options.calls, options.questions)
        start = time.process_time()
        loaded = load(root)
        reading = time.process_time() - start
    by_rule, _ = rule_configs(loaded.playbook.settings, {})
    print(f"{'reading':24} {reading:6.2f} s")
    total = 0.0
    for rule in all_rules().values():
        if rule.check is None:
            continue
        start = time.process_time()
        found = sum(1 for _ in rule.check(loaded.playbook, by_rule[rule.id].options))
        took = time.process_time() - start
        total += took
        print(f"{rule.id:24} {took:6.2f} s  {found} findings")
    print(f"{'all rules':24} {total:6.2f} s  {total / reading:.2f} times reading")


if __name__ == "__main__":
    main()
