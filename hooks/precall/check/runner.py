"""A Playbook, held against every rule, becomes Problems; what an entry allows on purpose is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from precall.check.config import RuleConfig, rule_configs, unknown_allowed
from precall.check.file_cache import FileResults, Held, Suppression, documents_of, narrowed
from precall.check.registry import Finding, Rule, all_rules
from precall.coach.service import coach_of
from precall.content.loader import LoadResult, load
from precall.content.model import Entry, Playbook, Question
from precall.core.gc_pause import gc_paused
from precall.core.problems import Problem, Severity, in_order
from precall.core.session import Session
from precall.render import template_checks

UNUSED = "unused-allow"


@dataclass(frozen=True)
class CheckResult:
    """What came of reading and checking a folder."""

    playbook: Playbook
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a build."""
        return [problem for problem in self.problems if problem.severity == "error"]


def check_folder(root: Path, day: date | None = None, session: Session | None = None) -> CheckResult:
    """Read what lies below `root` and hold it against every rule; `day` is that of `Playbook.today`."""
    # What was read stays to the end, and Python's collector would walk all of it again and again.
    with gc_paused():
        checked = check(load(root, session=session), day=day)
        return replace(checked, problems=tuple(in_order([*checked.problems, *_templates(root, checked.playbook)])))


def check(loaded: LoadResult, rules: Iterable[Rule] | None = None, day: date | None = None) -> CheckResult:
    """Hold what was read against the rules.

    While a file has faults, entries are missing: rules that judge the playbook as a whole would misjudge it, and wait.
    """
    playbook = replace(loaded.playbook, today=day)
    held = all_rules() if rules is None else {rule.id: rule for rule in rules}
    by_rule, faults = rule_configs(playbook.settings, held)
    holding = _Holding(playbook, by_rule, whole=not loaded.problems)
    if rules is None:
        holding.hold_against_all(held.values())
    for rule in held.values() if rules is not None else ():
        holding.hold_against(rule)
    unknown = unknown_allowed(playbook.entries(), held)
    found = [*faults, *unknown, *holding.problems, *holding.unused()]
    session = playbook.session
    session.free_memory()
    for document in loaded.documents if not session.keep_warm else ():
        document.derived.clear()
    return CheckResult(playbook, tuple(in_order([*loaded.problems, *_ours(playbook, found)])))


def _templates(root: Path, playbook: Playbook) -> Iterator[Problem]:
    """What is wrong with the names of the team's own templates, as severe as the team has it."""
    for problem in template_checks.unknown(root):
        by_rule, _ = rule_configs(playbook.settings, all_rules())
        severity = by_rule[problem.rule].severity
        if severity != "off":
            yield replace(problem, severity=severity)


def _ours(playbook: Playbook, found: Iterable[Problem]) -> Iterator[Problem]:
    """What was found, but for warnings in a company's own files: a team can change nothing there, and has not asked."""
    for problem in found:
        if problem.severity == "error" or playbook.company_of(problem.path) is None:
            yield problem


class _Holding:
    """One playbook being held against rules."""

    def __init__(self, playbook: Playbook, by_rule: Mapping[str, RuleConfig], *, whole: bool) -> None:
        self.playbook = playbook
        self.by_rule = by_rule
        self.whole = whole
        self.problems: list[Problem] = []
        self.held: set[str] = set()
        """The ids of the rules that have judged everything there is."""
        self.used: set[Suppression] = set()
        """The allowances that something was found for."""

    def hold_against(self, rule: Rule) -> None:
        """Note what a rule finds and nobody allows."""
        if rule.check is None or not (self.whole or rule.scope == "entry"):
            return
        going_by = self.by_rule[rule.id]
        if going_by.severity == "off":
            return
        self.held.add(rule.id)
        for finding in rule.check(self.playbook, going_by.options):
            allowed = list(self._allowances(rule, finding))
            if allowed:
                self.used.update(allowed)
            else:
                self.problems.append(_problem(rule, finding, going_by.severity))

    def hold_against_all(self, rules: Iterable[Rule]) -> None:
        """Note what all rules find.

        Those that need entries alone judge files that are new: of others it is known what they found.
        """
        results, documents = FileResults(self.playbook), documents_of(self.playbook)
        known = results.find(documents.values())
        new = documents.keys() - known.keys()
        part = _Holding(narrowed(self.playbook, new) if known else self.playbook, self.by_rule, whole=self.whole)
        coach_of(part.playbook).judge_all(part.playbook)
        for rule in rules:
            (part if rule.scope == "entry" else self).hold_against(rule)
        if documents:
            results.store((documents[path], held) for path, held in part.by_file(new).items())
        self.held |= part.held
        self.problems += chain(part.problems, *(held.problems for held in known.values()))
        self.used.update(part.used, *(held.used for held in known.values()))

    def by_file(self, paths: Iterable[str]) -> dict[str, Held]:
        """What was found, by the files that it was found in."""
        problems: dict[str, list[Problem]] = {path: [] for path in paths}
        used: dict[str, set[Suppression]] = {path: set() for path in paths}
        for problem in self.problems:
            problems[problem.path].append(problem)
        for kind, ref, index in self.used:
            used[self.playbook.of_kind(kind)[ref].location.document.source.path].add((kind, ref, index))
        return {path: Held(tuple(problems[path]), frozenset(used[path])) for path in problems}

    def _allowances(self, rule: Rule, finding: Finding) -> Iterator[Suppression]:
        """Those of the entry, and of the bank that it stands in, that let a finding pass."""
        entry = finding.entry
        holders = [entry] if isinstance(entry, Entry) else []
        if isinstance(entry, Question):
            holders.append(self.playbook.bank_of(entry))
        for holder in holders:
            for index, allow in enumerate(holder.allow):
                if allow.rule == rule.id:
                    yield holder.kind, holder.ref, index

    def unused(self) -> Iterator[Problem]:
        """Allowances for which nothing was found: the fault is mended, or was never there."""
        severity = self.by_rule[UNUSED].severity
        if severity == "off":
            return
        for entry in self.playbook.entries():
            for index, allow in enumerate(entry.allow):
                if allow.rule in self.held and (entry.kind, entry.ref, index) not in self.used:
                    place = entry.location
                    found = place.document.problem(
                        UNUSED,
                        f"{allow.rule} finds nothing here, so there is nothing to allow.",
                        "Take these two lines out; the next fault of this kind should be seen.",
                        loc=(*place.loc, "allow", index, "rule"),
                    )
                    yield replace(found, severity=severity)


def _problem(rule: Rule, finding: Finding, severity: Severity) -> Problem:
    place = finding.entry.location
    loc = place.loc + finding.loc
    found = place.document.problem(
        rule.id, finding.message, finding.hint, loc=loc, key=finding.key, words=finding.words, nth=finding.nth
    )
    return replace(found, severity=severity)
