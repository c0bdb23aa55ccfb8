"""Every rule's examples are run: the bad one is flagged where it is marked and nowhere else, the good one is not.

A rule is one module, so what is tested here is every module that there is.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import precall
from precall.check.example import lay_out
from precall.check.registry import MARKS, Rule, Special, all_rules
from precall.check.runner import check_folder
from precall.core.problems import Problem
from precall.site.assemble import make_site, taken

PACKAGE = Path(precall.__file__).parent
RULES = list(all_rules().values())


def _problems(root: Path) -> list[Problem]:
    """All that a build would report: what reading finds, what the rules find, and what claims the site's addresses."""
    checked = check_folder(root)
    docs = root / "docs"
    pages = [path.relative_to(docs).as_posix() for path in docs.rglob("*.md")]
    return [*checked.problems, *(taken(make_site(checked.playbook, root), pages) if pages else ())]


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
def test_a_rule_has_a_page_that_ends_in_a_way_out(rule: Rule) -> None:
    """One sentence that says the rule, a reason, and what to do; nothing in it but plain Markdown."""
    assert rule.severity in ("error", "warning", "notice")
    assert re.fullmatch(r"[A-Z][^\n]*\.", rule.summary)
    assert len(rule.summary) < 120
    assert "**The way out:**" in rule.page
    assert "<" not in rule.page
    # Words that are named as words stand in quotes or as code, as the rule about them has it.
    assert not re.search(r"(?i)\bprospects?\b", re.sub(r"`[^`]*`|\"[^\"]*\"", "", rule.summary + rule.page))


def _raised(tree: ast.Module) -> set[str]:
    """The rule ids that a module's code gives to problems: the texts at the places where a rule's id belongs."""
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    found = set()
    for node in ast.walk(tree):
        arguments: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            position = {"Problem": slice(2, 3), "problem": slice(0, 2), "_add": slice(1, 2)}.get(name)
            arguments = node.args[position] if position else []
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
            # `id_fault` answers with rule, message and hint.
            arguments = node.value.elts[:1]
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "_RULES":
            assert isinstance(node.value, ast.Dict)
            arguments = node.value.values
        for argument in arguments:
            value = constants.get(argument.id) if isinstance(argument, ast.Name) else getattr(argument, "value", None)
            if isinstance(value, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", value):
                found.add(value)
    return found


def test_every_id_that_code_raises_has_its_page_and_every_page_its_code() -> None:
    """No problem names a rule that nobody can look up, and no rule is explained that nothing raises."""
    modules = [path for path in PACKAGE.rglob("*.py") if "rules" not in path.parts[len(PACKAGE.parts) :]]
    raised = set().union(*(_raised(ast.parse(path.read_text(encoding="utf-8"))) for path in modules))
    assert raised - {rule.id for rule in RULES} == set()
    assert {rule.id for rule in RULES if rule.check is None} - raised == set()
