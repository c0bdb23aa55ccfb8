"""A Playbook, held against every rule, becomes Problems; what an entry allows on purpose is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from precall.loader import Loaded, load
from precall.model import Allow, Entry, Playbook, Question
from precall.problems import Problem, in_order
from precall.rule import Finding, Rule, all_rules


@dataclass(frozen=True)
class Checked:
    """What came of reading and checking a folder."""

    playbook: Playbook
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a build."""
        return [problem for problem in self.problems if problem.severity == "error"]


def check_folder(root: Path) -> Checked:
    """Read what lies below `root` and hold it against every rule."""
    return check(load(root))


def check(loaded: Loaded, rules: Iterable[Rule] | None = None) -> Checked:
    """Hold what was read against the rules. While a file has faults, entries are missing, and rules would misjudge."""
    problems = list(loaded.problems)
    if not problems:
        for rule in all_rules().values() if rules is None else rules:
            if rule.check is not None:
                problems.extend(
                    _problem(rule, each)
                    for each in rule.check(loaded.playbook)
                    if not _allowed(rule, each, loaded.playbook)
                )
    return Checked(loaded.playbook, tuple(in_order(problems)))


def _allowed(rule: Rule, finding: Finding, playbook: Playbook) -> bool:
    return any(allow.rule == rule.id for allow in _allows(finding, playbook))


def _allows(finding: Finding, playbook: Playbook) -> Iterable[Allow]:
    entry = finding.entry
    if isinstance(entry, Entry):
        yield from entry.allow
    if isinstance(entry, Question):
        yield from playbook.bank_of(entry).allow


def _problem(rule: Rule, finding: Finding) -> Problem:
    place = finding.entry.place
    loc = place.loc + finding.loc
    span = place.document.words(loc, finding.words) if finding.words else place.document.span(loc, key=finding.key)
    source = place.document.source
    return Problem(source.path, span, rule.id, finding.message, finding.hint, rule.severity, source.line(span.line))
