"""Format Problems as reports for people, text editors, programs and code hosts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args
from unicodedata import combining, east_asian_width
from urllib.parse import quote

from precall import __version__
from precall.core.problems import Problem, Severity, visible

WIDEST = 120
"""Maximum characters of a source line in the full report."""

Paint = Callable[[str, str], str]
"""Colours a text by its role: a severity, or `path`."""


def _plain(text: str, _role: str) -> str:
    return text


def full(problems: Sequence[Problem], paint: Paint = _plain) -> str:
    """Return each problem with its line, the words underlined, and the hint; a count at the end."""
    return "\n\n".join([*(_full(problem, paint) for problem in problems), _count(problems)]) if problems else ""


def _full(problem: Problem, paint: Paint) -> str:
    severity = paint(f"{problem.severity}[{problem.rule}]", problem.severity)
    head = f"{paint(_place(problem), 'path')}: {severity} {problem.message}"
    if not problem.excerpt.strip():
        return f"{head}\n     {problem.hint}" if problem.hint else head
    span = problem.span
    shown, first, last = _window(problem.excerpt, span.column - 1, span.end_column - 1)
    # Before the underline, a tab stays a tab, and a wide character counts as two.
    lead = "".join("\t" if char == "\t" else " " * _width(char) for char in shown[:first])
    marks = paint("^" * max(1, sum(map(_width, shown[first:last]))), problem.severity)
    return f"{head}\n{span.line:4} | {shown}\n     | {lead}{marks} {problem.hint}".rstrip()


def _window(line: str, first: int, last: int) -> tuple[str, int, int]:
    """Return the part of a line to show, and the start and the end of the underlined words in it, from 0."""
    line = visible(line.rstrip())
    last = min(max(first, last), len(line))
    if len(line) <= WIDEST:
        return line, first, last
    start = max(0, min(first - WIDEST // 4, len(line) - WIDEST))
    lead, tail = "…" * (start > 0), "…" * (start + WIDEST < len(line))
    shown = lead + line[start + len(lead) : start + WIDEST - len(tail)] + tail
    return shown, first - start, min(last - start, len(shown))


def _width(char: str) -> int:
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def _place(problem: Problem) -> str:
    return f"{_one_line(problem.path)}:{problem.span.line}:{problem.span.column}"


def _one_line(path: str) -> str:
    """Return a path without characters that control a terminal."""
    return visible(path.replace("\t", " "))


def _count(problems: Sequence[Problem]) -> str:
    counter = Counter(problem.severity for problem in problems)
    counts = [
        f"{counter[word]} {word}{'' if counter[word] == 1 else 's'}" for word in get_args(Severity) if counter[word]
    ]
    return " and ".join(filter(None, (", ".join(counts[:-1]), counts[-1]))) + "."


def concise(problems: Sequence[Problem]) -> str:
    """Return one line for each problem."""
    return "\n".join(f"{_place(problem)}: {problem.severity}[{problem.rule}] {_text(problem)}" for problem in problems)


def _text(problem: Problem) -> str:
    return f"{problem.message} {problem.hint}".rstrip()


def as_json(problems: Sequence[Problem]) -> str:
    """Return a JSON list of objects. Lines and columns count from 1; the end column is the one after the last.

    It is ASCII, as SARIF is, so that the encoding of a terminal or a pipe does not matter.
    """
    return json.dumps([_fields(problem) for problem in problems], indent=2)


def _fields(problem: Problem) -> dict[str, Any]:
    span = problem.span
    return {
        "path": problem.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "severity": problem.severity,
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


def github(problems: Sequence[Problem]) -> str:
    """Return GitHub workflow commands, which appear next to the changed lines."""
    return "\n".join(map(_github, problems))


def _github(problem: Problem) -> str:
    span = problem.span
    fields = {
        "file": problem.path,
        "line": span.line,
        "col": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "title": problem.rule,
    }
    properties = ",".join(f"{key}={_escaped_field(str(value))}" for key, value in fields.items())
    return f"::{problem.severity} {properties}::{_escaped(_text(problem))}"


def _escaped(text: str) -> str:
    return "%0A".join(visible(line).replace("%", "%25") for line in re.split(r"\r\n?|\n", text))


def _escaped_field(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def sarif(problems: Sequence[Problem]) -> str:
    """Return SARIF 2.1.0, the exchange format of code scanners."""
    # The rules take a fifth of a second to import, and the other formats do not need them.
    from precall.check.registry import all_rules  # noqa: PLC0415

    rules = [all_rules()[id_] for id_ in sorted({problem.rule for problem in problems}) if id_ in all_rules()]
    driver = {
        "name": "precall",
        "version": __version__,
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.summary},
                "help": {"text": rule.page, "markdown": rule.page},
                "defaultConfiguration": {"level": _level(rule.severity)},
            }
            for rule in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif(problem) for problem in problems],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def _level(severity: Severity) -> str:
    """Return the SARIF level of a severity."""
    return "note" if severity == "notice" else severity


def _sarif(problem: Problem) -> dict[str, Any]:
    span = problem.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    place = {"artifactLocation": {"uri": quote(problem.path), "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": problem.rule,
        "level": _level(problem.severity),
        "message": {"text": _text(problem)},
        "locations": [{"physicalLocation": place}],
    }


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "full": full,
    "concise": concise,
    "json": as_json,
    "github": github,
    "sarif": sarif,
}
