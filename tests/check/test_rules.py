"""Every rule's examples are run: the bad one is flagged where it is marked and nowhere else, the good one is not.

A rule is one module, so what is tested here is every module that there is.
"""

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
    """All that a build would report: what reading finds, what the rules find, and what claims the site's addresses."""
    checked = check_folder(root)
    docs = root / "docs"
    pages = [path.relative_to(docs).as_posix() for path in docs.rglob("*.md")]
    return [*checked.problems, *(address_conflicts(make_site(checked.playbook, root), pages) if pages else ())]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bad_example_is_flagged_where_it_is_marked(rule: Rule, tmp_path: Path) -> None:
    """The rule underlines exactly the marked words, and finds no more than those."""
    marked = lay_out(tmp_path, rule.bad)
    found = _problems(tmp_path)
    assert marked
    assert sorted((each.path, each.span) for each in found if each.rule == rule.id) == sorted(marked)
    # Too many faults cannot be had without faults.
    beside = {"empty-text"} if rule.id == "too-many-faults" else set()
    assert {each.rule for each in found} - {rule.id} == beside
    assert {each.severity for each in found if each.rule == rule.id} == {rule.severity}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_good_example_is_silent(rule: Rule, tmp_path: Path) -> None:
    """Nothing at all is wrong with it, by this rule or another."""
    lay_out(tmp_path, rule.good)
    assert _problems(tmp_path) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_is_the_bad_one_put_right(rule: Rule) -> None:
    """They differ, and no mark is left in the good one."""
    assert rule.good != rule.bad
    assert not any(MARKS.search(content) for content in rule.good.values() if isinstance(content, str))
    assert not any(isinstance(content, Special) for content in rule.good.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rules_page_says_how_to_fix_it(rule: Rule) -> None:
    """One sentence that says the rule, a reason, and what to do; nothing in it but plain Markdown."""
    assert rule.severity in ("error", "warning", "notice")
    assert re.fullmatch(r"[A-Z][^\n]*\.", rule.summary)
    assert len(rule.summary) < 120
    assert "**How to fix it:**" in rule.page
    assert "<" not in rule.page
    # Words that are named as words stand in quotes or as code, as the rule about them has it.
    assert not re.search(r"(?i)\bprospects?\b", re.sub(r"`[^`]*`|\"[^\"]*\"", "", rule.summary + rule.page))


def test_every_rule_that_the_code_names_has_a_page() -> None:
    """Every rule id that is given to a problem can be looked up with `precall explain`."""
    modules = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    calls = re.compile(r"(?:[Pp]roblem|_report)\(\s*(?:[\w.]+,\s*)*\"([a-z0-9]+(?:-[a-z0-9]+)+)\"")
    named = {id_ for module in modules for id_ in calls.findall(module)}
    assert len(named) > 15
    assert named <= {rule.id for rule in RULES}
