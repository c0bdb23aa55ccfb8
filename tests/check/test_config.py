"""`checks:` sets what a rule finds and its severity; `allow` suppresses findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from precall.check import config
from precall.check.example import SETTINGS, call
from precall.check.registry import all_rules
from precall.check.runner import check_folder
from precall.core.problems import Problem

LONG = (
    "What would you say to a person who comes to you one day "
    + "with a story of a thing that went wrong " * 3
    + "at last?"
)


def _bank(question: str = "", top: str = "") -> str:
    return f"""\
title: Why now
purpose: Why they are talking at all, and why today.
{top}questions:
  - id: what-changed
    ask: {LONG}
{question}"""


def _settings(written: str) -> str:
    return f"{SETTINGS}checks:\n{written}"


def _about(rule: str, problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.rule == rule]


ALLOW = """\
{0}allow:
{0}  - rule: {1}
{0}    reason: It is sung.
"""


def test_severity_from_the_settings(lay_out: Callable[..., Path]) -> None:
    """`off` reports nothing, `warning` stops no build, `error` does."""
    for severity, found in (("warning", ["warning"]), ("error", ["error"]), ("off", [])):
        files = {"questions/why-now.yml": _bank(), "playbook.yml": _settings(f"  hard-to-read: {severity}\n")}
        checked = check_folder(lay_out(files))
        assert [problem.severity for problem in checked.problems] == found
        assert bool(checked.errors) == (severity == "error")


def test_threshold_from_the_settings(lay_out: Callable[..., Path]) -> None:
    """A threshold changes what is found, and not the severity."""
    loose = "  hard-to-read:\n    words: 60\n    grade: 30\n"
    assert check_folder(lay_out({"questions/why-now.yml": _bank(), "playbook.yml": _settings(loose)})).problems == ()
    strict = "  hard-to-read:\n    words: 5\n"
    found = check_folder(lay_out({"questions/why-now.yml": _bank(), "playbook.yml": _settings(strict)})).problems
    assert {problem.severity for problem in found} == {"warning"}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "  hard-to-reed: off\n",
            (8, 3, "unknown-rule", 'No rule is called "hard-to-reed". Did you mean "hard-to-read"?'),
        ),
        ("  duplicate-key: off\n", (8, 3, "unknown-rule", '"duplicate-key" cannot be set or allowed')),
        ("  near-duplicate: of\n", (8, 19, "wrong-type", '"of" is not one of the choices')),
        ("  near-duplicate: [off]\n", (8, 20, "wrong-type", "must be off, notice, warning or error")),
        ("  near-duplicate:\n", (8, 3, "empty-text", "is empty")),
        ("  near-duplicate:\n    percents: 80\n", (9, 5, "unknown-key", 'Did you mean "percent"?')),
        ("  near-duplicate:\n    percent: many\n", (9, 14, "wrong-type", "must be a whole number")),
        ("  near-duplicate:\n    percent: 101\n", (9, 14, "wrong-type", "must be at most 100")),
        ("  unused-entry:\n    questions: perhaps\n", (9, 16, "wrong-type", "must be true or false")),
        ("  no-free-value:\n    percent: 3\n", (9, 5, "unknown-key", 'There is no key "percent" here.')),
    ],
)
def test_wrong_settings_are_reported_at_their_place(
    written: str, expected: tuple[int, int, str, str], lay_out: Callable[..., Path]
) -> None:
    """Each is a Problem with a hint."""
    (problem,) = check_folder(lay_out({"playbook.yml": _settings(written)})).problems
    line, column, rule, words = expected
    assert (problem.span.line, problem.span.column, problem.rule) == (line, column, rule)
    assert words in f"{problem.message} {problem.hint}"


def test_wrong_settings_of_one_rule_do_not_affect_others(lay_out: Callable[..., Path]) -> None:
    """All faults are reported in one run, and the rules with wrong settings have their defaults."""
    written = "  hard-to-read:\n    words: many\n  near-duplicate: of\n"
    problems = check_folder(lay_out({"questions/why-now.yml": _bank(), "playbook.yml": _settings(written)})).problems
    assert [problem.rule for problem in problems] == ["wrong-type", "wrong-type", "hard-to-read"]


@pytest.mark.parametrize("place", ["question", "bank"])
def test_allowed_on_the_entry_or_its_bank(place: str, lay_out: Callable[..., Path]) -> None:
    """A question's finding can be allowed in the question, or in its bank for all questions."""
    question = ALLOW.format("    ", "hard-to-read") if place == "question" else ""
    top = ALLOW.format("", "hard-to-read") if place == "bank" else ""
    assert check_folder(lay_out({"questions/why-now.yml": _bank(question, top)})).problems == ()


def test_allowed_elsewhere_does_not_count(lay_out: Callable[..., Path]) -> None:
    """The `allow` of another entry has no effect and is reported as unused."""
    files = {**call(allow="\n  - rule: hard-to-read\n    reason: It is sung."), "questions/why-now.yml": _bank()}
    problems = check_folder(lay_out(files)).problems
    assert [(problem.path.split("/")[1], problem.rule) for problem in problems] == [
        ("calls", "unused-allow"),
        ("questions", "hard-to-read"),
    ]


def test_unused_suppressions_have_the_severity_of_their_rule(lay_out: Callable[..., Path]) -> None:
    """`unused-allow` is a rule like others: it can be an error, and it can be off."""
    kept = {"principles.yml": _principles("no-free-value")}
    for severity, found in (("error", ["error"]), ("off", [])):
        files = {**kept, "playbook.yml": _settings(f"  unused-allow: {severity}\n")}
        assert [each.severity for each in check_folder(lay_out(files)).problems] == found


def test_a_suppression_of_a_rule_that_is_off_is_not_unused(lay_out: Callable[..., Path]) -> None:
    """While a rule is off, it is unknown whether its suppressions are needed."""
    files = {"principles.yml": _principles("no-free-value"), "playbook.yml": _settings("  no-free-value: off\n")}
    assert check_folder(lay_out(files)).problems == ()


def test_unknown_rule_in_a_suppression(lay_out: Callable[..., Path]) -> None:
    """It is reported at its line."""
    (problem,) = check_folder(lay_out({"principles.yml": _principles("no-fre-value")})).problems
    assert (problem.rule, problem.span.line, problem.span.column) == ("unknown-rule", 5, 13)
    assert problem.hint == 'Did you mean "no-free-value"?'


def _principles(rule: str) -> str:
    return f"""\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  allow:
    - rule: {rule}
      reason: Somebody thought so.
"""


def test_rules_of_entries_run_while_another_file_is_broken(lay_out: Callable[..., Path]) -> None:
    """Rules that need the whole playbook do not run, because entries are missing."""
    files = {"questions/why-now.yml": _bank(), "principles.yml": "- id: two-lines\n  title: [", **call(free_value=None)}
    found = {problem.rule for problem in check_folder(lay_out(files)).problems}
    assert {"yaml-syntax", "hard-to-read"} <= found
    whole = {id_ for id_, rule in all_rules().items() if rule.check and rule.scope == "playbook"}
    assert found.isdisjoint(whole | {"unused-allow"})


def _accepted(value: Any) -> bool:
    return not list(Draft7Validator(config.schema()).iter_errors(value))


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"near-duplicate": "off", "hard-to-read": {"severity": "error", "words": 20}}, True),
        ({}, True),
        ({"near-duplicates": "off"}, False),
        ({"near-duplicate": "of"}, False),
        ({"hard-to-read": {"word": 20}}, False),
        ({"hard-to-read": {"words": 1}}, False),
        ({"duplicate-key": "off"}, False),
    ],
)
def test_the_schema_accepts_what_the_check_accepts(
    value: Mapping[str, Any], right: bool, lay_out: Callable[..., Path]
) -> None:
    """A text editor and the check agree about `checks:`."""
    assert _accepted(value) is right
    lines = "".join(
        f"  {id_}: {each}\n"
        if isinstance(each, str)
        else f"  {id_}:\n" + "".join(f"    {name}: {inner}\n" for name, inner in each.items())
        for id_, each in value.items()
    )
    text = _settings(lines) if lines else SETTINGS
    assert (check_folder(lay_out({"playbook.yml": text})).errors == []) is right
