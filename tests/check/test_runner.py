"""A playbook is checked with all rules, and every case in tests/cases/check has its expected problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from precall.check.registry import Example, Finding, Rule
from precall.check.reporters import concise
from precall.check.runner import check, check_folder
from precall.content.loader import load
from precall.content.model import Part, Playbook
from tests.support.processes import python

CASES = sorted(path.parent for path in (Path(__file__).parents[1] / "cases" / "check").glob("*/playbook"))
LayOut = Callable[[Example], Path]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_case_has_its_expected_problems(case: Path) -> None:
    """Each at its line and column, with its message, and no other."""
    expected = (case / "expected.txt").read_text(encoding="utf-8").rstrip("\n")
    assert concise(check_folder(case).problems) == expected


def test_one_run_reports_everything() -> None:
    """Forty faults and more, of nearly every rule, each at its own place."""
    (case,) = (case for case in CASES if case.name == "everything-wrong")
    problems = check_folder(case).problems
    assert len(problems) >= 40
    assert len({(each.path, each.span, each.rule) for each in problems}) == len(problems)
    assert len({each.rule for each in problems}) >= 15
    assert all(each.hint for each in problems)


def test_our_own_playbook_has_no_problem(repository: Path) -> None:
    """It is the example that users see."""
    assert concise(check_folder(repository).problems) == ""


def _each_title(playbook: Playbook, _: Part) -> Iterator[Finding]:
    for call in playbook.calls.values():
        yield Finding(call, ("title",), "A title.", words="meeting")
    for question in playbook.questions.values():
        yield Finding(question, ("ask",), "A question.", key=True)


TITLES = Rule("each-title", "warning", "No titles.", "", {}, {}, _each_title)


def test_a_finding_becomes_a_problem_at_its_words(lay_out: LayOut) -> None:
    """The place in the entry becomes the place in the file."""
    found = check(load(lay_out({})), [TITLES]).problems
    assert concise(found).splitlines() == [
        "playbook/calls/first-meeting.yml:1:14: warning[each-title] A title.",
        "playbook/questions/why-now.yml:5:5: warning[each-title] A question.",
    ]
    assert check(load(lay_out({})), [TITLES]).errors == []


def test_an_allowed_finding_is_not_reported(lay_out: LayOut) -> None:
    """In the entry or in a question's bank, and for the named rule only."""
    bank = "title: A\npurpose: B\nallow: [{rule: each-title, reason: Ours.}]\nquestions: [{id: what-changed, ask: C}]\n"
    found = check(load(lay_out({"questions/why-now.yml": bank})), [TITLES]).problems
    assert [each.path for each in found] == ["playbook/calls/first-meeting.yml"]
    other = bank.replace("each-title", "another-rule")
    problems = check(load(lay_out({"questions/why-now.yml": other})), [TITLES]).problems
    assert [each.rule for each in problems] == ["each-title", "unknown-rule", "each-title"]


def test_rules_of_the_playbook_wait_for_valid_files(lay_out: LayOut) -> None:
    """While entries are missing, their findings would be wrong."""
    root = lay_out({"principles.yml": "- id: two-lines\n"})
    assert {each.rule for each in check(load(root), [TITLES]).problems} == {"missing-key"}


def test_a_check_imports_no_templates_and_no_mkdocs(lay_out: LayOut) -> None:
    """It is fast, although it measures cards."""
    ran = python("-X", "importtime", "-m", "precall", "check", "--no-cache", "--root", lay_out({}))
    assert ran.code == 0, ran.out
    imported = set(ran.out.replace("|", " ").split())
    assert {"pydantic", "typst"} <= imported
    assert not {"jinja2", "mkdocs", "markdown"} & imported
