"""The bad example of every rule has a problem where it is marked and nowhere else, and the good example has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import precall
from precall.check.example import lay_out
from precall.check.registry import MARKS, Rule, Special, all_rules
from precall.check.runner import check_folder
from precall.core.problems import Problem
from precall.site.assemble import address_conflicts, make_site

PACKAGE = Path(precall.__file__).parent
RULES = list(all_rules().values())


def _problems(root: Path) -> list[Problem]:
    """Return all problems of a build: of the loader, of the rules, and of pages with a URL that the site uses."""
    checked = check_folder(root)
    docs = root / "docs"
    pages = [path.relative_to(docs).as_posix() for path in docs.rglob("*.md")]
    return [*checked.problems, *(address_conflicts(make_site(checked.playbook, root), pages) if pages else ())]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bad_example_is_flagged_where_it_is_marked(rule: Rule, tmp_path: Path) -> None:
    """The rule underlines exactly the marked words."""
    marked = lay_out(tmp_path, rule.bad)
    problems = _problems(tmp_path)
    assert marked
    assert sorted((each.path, each.span) for each in problems if each.rule == rule.id) == sorted(marked)
    # A file with too many faults also has those faults.
    others = {"empty-text"} if rule.id == "too-many-faults" else set()
    assert {each.rule for each in problems} - {rule.id} == others
    assert {each.severity for each in problems if each.rule == rule.id} == {rule.severity}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_good_example_has_no_problem(rule: Rule, tmp_path: Path) -> None:
    """A good example has no problem of any rule."""
    lay_out(tmp_path, rule.good)
    assert _problems(tmp_path) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_differs_and_has_no_marks(rule: Rule) -> None:
    """It has no marks and no special paths."""
    assert rule.good != rule.bad
    assert not any(MARKS.search(content) for content in rule.good.values() if isinstance(content, str))
    assert not any(isinstance(content, Special) for content in rule.good.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rules_page_says_how_to_fix_it(rule: Rule) -> None:
    """The summary is one sentence, and the page has a reason and the fix, in plain Markdown."""
    assert rule.severity in ("error", "warning", "notice")
    assert re.fullmatch(r"[A-Z][^\n]*\.", rule.summary)
    assert len(rule.summary) < 120
    assert "**How to fix it:**" in rule.page
    assert "<" not in rule.page
    # The rule ignores words in quotes or in code, so texts about a word write it that way.
    assert not re.search(r"(?i)\bprospects?\b", re.sub(r"`[^`]*`|\"[^\"]*\"", "", rule.summary + rule.page))


def test_every_rule_that_the_code_names_has_a_page() -> None:
    """Every rule id in the code can be looked up with `precall explain`."""
    modules = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    calls = re.compile(r"(?:[Pp]roblem|_report)\(\s*(?:[\w.]+,\s*)*\"([a-z0-9]+(?:-[a-z0-9]+)+)\"")
    named = {id_ for module in modules for id_ in calls.findall(module)}
    assert len(named) > 15
    assert named <= {rule.id for rule in RULES}
