"""Check a Playbook with the rules, and return its Problems without those that an entry allows."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from precall.check.config import RuleConfig, rule_configs, unknown_allowed
from precall.check.file_cache import FileResult, FileResults, Suppression, documents_by_path, only_files
from precall.check.registry import Finding, Rule, all_rules
from precall.coach.service import coach_of
from precall.content.drafts import without, without_drafts
from precall.content.loader import LoadResult, load
from precall.content.model import Entry, Playbook, Question, ReferenceKind
from precall.core.background import can_fork, in_background
from precall.core.gc_pause import gc_paused
from precall.core.problems import Problem, Severity, in_order
from precall.core.session import Session
from precall.render import template_checks

UNUSED = "unused-allow"


@dataclass(frozen=True)
class CheckResult:
    """A playbook and its problems."""

    playbook: Playbook
    problems: tuple[Problem, ...]
    ids: Mapping[ReferenceKind, frozenset[str]] = field(default_factory=dict, repr=False)
    """The ids that references may use, as in LoadResult."""
    inherited: Mapping[ReferenceKind, frozenset[str]] = field(default_factory=dict, repr=False)
    """The ids of inherited entries, as in LoadResult."""

    @cached_property
    def published(self) -> Playbook:
        """The published part of the playbook: valid entries that are not drafts, without broken references."""
        return without_drafts(self.whole)

    @cached_property
    def whole(self) -> Playbook:
        """The playbook with its drafts, without references to entries that have errors."""
        return without(self.playbook) if self.errors else self.playbook

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a build."""
        return [problem for problem in self.problems if problem.severity == "error"]


def check_folder(root: Path, day: date | None = None, session: Session | None = None) -> CheckResult:
    """Load the playbook of a root folder and check it with all rules; `day` becomes `Playbook.today`."""
    with gc_paused():
        return check_loaded(root, load(root, session=session), day)


def check_loaded(root: Path, loaded: LoadResult, day: date | None = None) -> CheckResult:
    """Check the loaded playbook of a root folder with all rules, and the team's own templates."""
    # The content stays in memory until the end, so the garbage collector would traverse it many times in vain.
    with gc_paused():
        result = check(loaded, day=day)
        return replace(result, problems=tuple(in_order([*result.problems, *_template_problems(root, result.playbook)])))


def check(loaded: LoadResult, rules: Iterable[Rule] | None = None, day: date | None = None) -> CheckResult:
    """Check a loaded playbook with some rules, or with all.

    While a file has faults, entries are missing, so rules that need the whole playbook do not run.
    """
    playbook = replace(loaded.playbook, today=day)
    rules_by_id = all_rules() if rules is None else {rule.id: rule for rule in rules}
    configs, config_problems = rule_configs(playbook.settings, rules_by_id)
    published = without_drafts(playbook)
    run = CheckRun(published, configs, is_complete=not loaded.errors)
    if rules is None:
        run.run_all(rules_by_id.values())
    else:
        for rule in rules_by_id.values():
            run.run_rule(rule)
    problems = [*config_problems, *unknown_allowed(published.entries(), rules_by_id), *run.problems]
    problems += run.unused_suppressions()
    if published is not playbook:
        problems += _draft_problems(playbook, configs, rules_by_id, is_complete=not loaded.errors)
    session = playbook.session
    session.free_memory()
    for document in loaded.documents if not session.keep_warm else ():
        document.derived.clear()
    found = tuple(in_order([*loaded.problems, *_without_company_warnings(playbook, problems)]))
    return CheckResult(playbook, found, loaded.ids, loaded.inherited)


def _draft_problems(
    playbook: Playbook, configs: Mapping[str, RuleConfig], rules: Mapping[str, Rule], *, is_complete: bool
) -> Iterator[Problem]:
    """Yield the findings of the rules in drafts without blanks, as notices."""
    entries = (entry for entry in playbook.entries() if entry.location.blanks)
    run = CheckRun(
        without(playbook, frozenset((entry.kind, entry.ref) for entry in entries)),
        configs,
        is_complete=is_complete,
        drafts=True,
    )
    for rule in rules.values():
        run.run_rule(rule)
    drafts = [entry for entry in playbook.entries() if entry.is_draft]
    for problem in (*unknown_allowed(drafts, rules), *run.problems, *run.unused_suppressions()):
        yield replace(problem, severity="notice")


def _template_problems(root: Path, playbook: Playbook) -> Iterator[Problem]:
    """Yield the problems of the team's own templates, with the severity that the team has set."""
    for problem in template_checks.unknown(root):
        configs, _ = rule_configs(playbook.settings, all_rules())
        severity = configs[problem.rule].severity
        if severity != "off":
            yield replace(problem, severity=severity)


def _without_company_warnings(playbook: Playbook, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Drop warnings in files of the company, because the team cannot change those files."""
    for problem in problems:
        if problem.severity == "error" or playbook.company_of(problem.path) is None:
            yield problem


class CheckRun:
    """A check of one playbook: runs rules, and collects problems and the suppressions that were used."""

    def __init__(
        self, playbook: Playbook, configs: Mapping[str, RuleConfig], *, is_complete: bool, drafts: bool = False
    ) -> None:
        self._drafts = drafts
        """Whether only findings in drafts are collected."""
        self.problems: list[Problem] = []
        self._playbook = playbook
        self._configs = configs
        self._is_complete = is_complete
        self._finished: set[str] = set()
        """The ids of the rules that have run."""
        self._used: set[Suppression] = set()
        """The suppressions that matched a finding."""

    def run_rule(self, rule: Rule) -> None:
        """Run one rule, unless it is off, or needs a complete playbook and this one is not."""
        if rule.check is None or not (self._is_complete or rule.scope == "entry"):
            return
        config = self._configs[rule.id]
        if config.severity == "off":
            return
        self._finished.add(rule.id)
        for finding in rule.check(self._playbook, config.options):
            if self._drafts and not (isinstance(finding.entry, Entry) and finding.entry.is_draft):
                continue
            suppressions = list(self._suppressions_of(rule, finding))
            if suppressions:
                self._used.update(suppressions)
            else:
                self.problems.append(_problem(rule, finding, finding.severity or config.severity))

    def run_all(self, rules: Iterable[Rule]) -> None:
        """Run all rules. Rules with the scope "entry" run on new files; the results of other files are cached."""
        cache, documents = FileResults(self._playbook), documents_by_path(self._playbook)
        known = cache.find(documents.values())
        new = documents.keys() - known.keys()
        part = only_files(self._playbook, new) if known else self._playbook
        entry_run = CheckRun(part, self._configs, is_complete=self._is_complete)
        session, rules = self._playbook.session, list(rules)
        # The print engine is imported and works in a copy of the process, while this one judges sentences.
        measure = partial(self._apart, [rule for rule in rules if rule.measures])
        measured = in_background(measure, session) if not session.keep_warm and can_fork() else measure()
        coach_of(part).judge_all(part)
        for rule in rules:
            if not rule.measures:
                (entry_run if rule.scope == "entry" else self).run_rule(rule)
        if documents:
            cache.store((documents[path], result) for path, result in entry_run._by_file(new).items())
        for problems, used, finished in (*measured, (entry_run.problems, entry_run._used, entry_run._finished)):
            self.problems += problems
            self._used |= used
            self._finished |= finished
        for result in known.values():
            self.problems += result.problems
            self._used |= result.used

    def _apart(self, rules: Iterable[Rule]) -> Generator[tuple[list[Problem], set[Suppression], set[str]], None, None]:
        """Yield the problems, the used suppressions and the finished rules of a run of its own."""
        run = CheckRun(self._playbook, self._configs, is_complete=self._is_complete, drafts=self._drafts)
        for rule in rules:
            run.run_rule(rule)
        yield run.problems, run._used, run._finished

    def unused_suppressions(self) -> Iterator[Problem]:
        """Yield a problem for each suppression that matched no finding of a rule that has run."""
        severity = self._configs[UNUSED].severity
        if severity == "off":
            return
        for entry in self._playbook.entries():
            if self._drafts and not entry.is_draft:
                continue
            for index, allow in enumerate(entry.allow):
                if allow.rule in self._finished and (entry.kind, entry.ref, index) not in self._used:
                    location = entry.location
                    problem = location.document.problem(
                        UNUSED,
                        f"{allow.rule} finds nothing here, so there is nothing to allow.",
                        "Delete these two lines, or they would hide the next fault of this kind.",
                        loc=(*location.loc, "allow", index, "rule"),
                    )
                    yield replace(problem, severity=severity)

    def _by_file(self, paths: Iterable[str]) -> dict[str, FileResult]:
        """Return the results of the run by the path of the file."""
        problems: dict[str, list[Problem]] = {path: [] for path in paths}
        used: dict[str, set[Suppression]] = {path: set() for path in paths}
        for problem in self.problems:
            problems[problem.path].append(problem)
        for kind, ref, index in self._used:
            used[self._playbook.of_kind(kind)[ref].location.document.source.path].add((kind, ref, index))
        return {path: FileResult(tuple(problems[path]), frozenset(used[path])) for path in problems}

    def _suppressions_of(self, rule: Rule, finding: Finding) -> Iterator[Suppression]:
        """Yield the suppressions of a finding, in its entry and, for a question, in the question's bank."""
        entry = finding.entry
        entries = [entry] if isinstance(entry, Entry) else []
        if isinstance(entry, Question):
            entries.append(self._playbook.bank_of(entry))
        for holder in entries:
            for index, allow in enumerate(holder.allow):
                if allow.rule == rule.id:
                    yield holder.kind, holder.ref, index


def _problem(rule: Rule, finding: Finding, severity: Severity) -> Problem:
    location = finding.entry.location
    loc = location.loc + finding.loc
    problem = location.document.problem(
        rule.id, finding.message, finding.hint, loc=loc, key=finding.key, words=finding.words, nth=finding.nth
    )
    return replace(problem, severity=severity)
