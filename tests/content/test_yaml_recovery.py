"""After a YAML syntax error, later faults are reported in the same run, without consequences of the first."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from precall.content.source import Source
from precall.content.yaml_parser import compose
from precall.content.yaml_recovery import later_faults
from tests.support.paths import ROOT

SLIPS: Sequence[Callable[[str], str]] = (
    lambda line: line.replace(": ", ": a: ", 1),
    lambda line: line.replace(": ", ": @", 1),
    lambda line: line.replace(": ", ": 'so' ", 1),
    lambda line: line.replace(": ", ": [", 1),
    lambda line: line.replace("- ", "-", 1),
    lambda line: "   " + line,
    lambda line: line.replace("  ", "\t", 1),
)


def fault_lines(text: str) -> list[int]:
    """Return the lines of all faults of a text with a syntax error."""
    document, problems = compose(Source("x.yml", text))
    assert document is None
    return [problem.span.line for problem in (*problems, *later_faults(Source("x.yml", text), problems[0]))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("title: First: meeting\nwhen: @once\nminutes: 45\nagree: 'So' it is\n", [1, 2, 4]),
        ("a: b\nc:\n  - d: e: f\n    g: h\n  - i: @j\nk: l\n", [3, 5]),
        ("a: [b,\n  c\nd: e: f\n", [1, 3]),
        ("a: b: c\r\nd: e\r\nf: @g\r\n", [1, 3]),
        ("a: b\n  c:\n  - d\n  - e\nf: g: h\n", [2, 5]),
        ("a: b: c\nd: e\n", [1]),
        ("a: b\n  c:\n  - d\n  - e\nf: g\n", [2]),
        ("a: b\n---\na: c\na: d: e\n", [2]),
        ("<<<<<<< HEAD\na: b: c\n=======\na: b\n>>>>>>> other\n", [1]),
    ],
)
def test_each_fault_is_reported_without_its_consequences(text: str, lines: list[int]) -> None:
    """By the lines of the faults."""
    assert fault_lines(text) == lines


def test_one_typing_error_is_one_fault() -> None:
    """At least 99 of a hundred random errors in our own files are reported as one fault."""
    chance = random.Random(20261127)
    files = [path.read_text(encoding="utf-8").split("\n") for path in sorted((ROOT / "playbook").rglob("*.yml"))]
    counts: list[int] = []
    while len(counts) < 600:
        lines = list(chance.choice(files))
        at = chance.randrange(len(lines))
        lines[at] = chance.choice(SLIPS)(lines[at])
        text = "\n".join(lines)
        if compose(Source("x.yml", text))[0] is None:
            counts.append(len(fault_lines(text)))
    assert sum(count > 1 for count in counts) <= 6


def test_recovery_ends() -> None:
    """A file with faults only is reported in part."""
    assert 2 <= len(fault_lines("\n".join(f"key-{number}: a: {number}" for number in range(500)))) <= 21
