"""The cached findings of a file are those that the rules would find now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from precall.check.config import rule_configs
from precall.check.file_cache import documents_by_path, only_files
from precall.check.registry import Finding, Rule, all_rules
from precall.check.runner import CheckResult, check_folder
from precall.coach import Judgement
from precall.coach.service import Coach
from precall.content.loader import load
from precall.core.cache import Cache
from precall.core.problems import Problem
from precall.core.session import Session
from tests.support.generate import generate
from tests.support.random_editor import RandomEditor

ALONE = [rule for rule in all_rules().values() if rule.scope == "entry" and rule.check]
DAY = date(2026, 11, 1)
EDITS = 120


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return a run with a cache file."""
    with Run(tmp_path / "cache" / "cache.sqlite") as opened:
        yield opened


class Run:
    """A process that checks a playbook again after edits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.session = Session(Cache(path), keep_warm=True)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def restart(self) -> None:
        """Begin another run, which has only the cache file."""
        self.session.close()
        self.session = Session(Cache(self.path), keep_warm=True)

    def check(self, root: Path) -> list[tuple[Problem, str]]:
        """Return every problem with its line, because problems are compared without it."""
        return with_lines(check_folder(root, DAY, self.session))


def fresh(root: Path) -> list[tuple[Problem, str]]:
    """Return the problems that a run without a cache reports."""
    return with_lines(check_folder(root, DAY))


def with_lines(checked: CheckResult) -> list[tuple[Problem, str]]:
    """Return every problem with its line, because problems are compared without it."""
    return [(each, each.excerpt) for each in checked.problems]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A playbook with many findings."""
    folder = generate(tmp_path / "edited", 8, 40, 3)
    banks = folder / "playbook/questions"
    (banks / "copied.yml").write_text((banks / "bank-0.yml").read_text(encoding="utf-8"), encoding="utf-8")
    settings = folder / "playbook/playbook.yml"
    checks = "checks:\n  card-overflow: off\n  hard-to-read: {words: 8, grade: 5}\n  steering-question: error\n"
    settings.write_text(settings.read_text(encoding="utf-8") + checks, encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.id)
def test_a_rule_of_entries_needs_no_other_file(rule: Rule, root: Path) -> None:
    """In each file by itself it finds what it finds in the whole playbook."""
    playbook = load(root).playbook
    options = rule_configs(playbook.settings, all_rules())[0][rule.id].options
    assert rule.check is not None

    def places(found: Iterator[Finding] | list[Finding]) -> list[tuple[object, ...]]:
        return [(each.entry.ref, each.loc, each.message, each.words, each.nth) for each in found]

    whole = places(list(rule.check(playbook, options)))
    parts: list[tuple[object, ...]] = []
    for path in documents_by_path(playbook):
        found = list(rule.check(only_files(playbook, [path]), options))
        assert {each.entry.location.document.source.path for each in found} <= {path}
        parts += places(found)
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def test_cached_results_are_right_after_random_edits(root: Path, run: Run) -> None:
    """Texts, suppressions, settings, new, deleted and broken files; in one process and in several."""
    editor = RandomEditor(root, 5)
    bank = partial(editor.file, "questions/*.yml")
    ways: list[Callable[[], object]] = [
        lambda: editor.change(
            editor.file("questions/*.yml"), "^title:", "allow: [{rule: hard-to-read, reason: R}]\ntitle:"
        ),
        lambda: editor.change(editor.file("questions/*.yml"), r"^allow: .*\n", ""),
        lambda: editor.change(editor.folder / "playbook.yml", r"words: \d+", f"words: {editor.random.randint(6, 12)}"),
        lambda: editor.change(editor.file("**/*.yml"), "What", "Would you not agree that you need it now, and what"),
        lambda: editor.change(bank(), "^title:", "# A line more.\ntitle:"),
    ]
    found = set[str]()
    for number in range(EDITS):
        editor.random.choice(ways)() if editor.random.random() < 0.6 else editor.edit()
        if number % 10 == 0:
            run.restart()
        here = run.check(root)
        found |= {each.rule for each, _ in here}
        if number % 3 == 0:
            assert here == fresh(root), number
    assert {"steering-question", "hard-to-read", "unused-allow", "double-question"} <= found


def test_a_file_is_checked_again_only_if_it_or_the_settings_change(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this run and in the next, the rules see the questions of changed files only."""
    first = run.check(root)
    assert first
    run.restart()
    judged: list[str] = []
    question = Coach.question

    def noted(self: Coach, line: str, *, explains: bool = False) -> Judgement:
        judged.append(line)
        return question(self, line, explains=explains)

    monkeypatch.setattr(Coach, "question", noted)
    assert run.check(root) == first
    # One rule needs the whole playbook, so its result is not cached by file.
    each_time = len(judged)
    path = root / "playbook/questions/bank-0.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    judged.clear()
    assert run.check(root) == first
    of_file = len(judged) - each_time
    assert of_file > 0
    settings = root / "playbook/playbook.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("words: 8", "words: 9"), encoding="utf-8")
    judged.clear()
    run.check(root)
    assert len(judged) - each_time > of_file


CORRUPT = (None, 1, "ab", [1, 2], [[[1, 2], [3]], []], [[[[1, 1, 1], ["a", "b", "c", "d"]]], []])


@pytest.mark.parametrize("value", CORRUPT, ids=repr)
def test_a_corrupt_result_is_ignored(root: Path, run: Run, value: object) -> None:
    """The problems do not depend on what the cache holds."""
    first = run.check(root)
    cache = run.session.cache
    keys = cache.get_all("file-results")
    assert keys
    cache.put_json("file-results", dict.fromkeys(keys, value))
    run.restart()
    assert run.check(root) == first


def test_inherited_content_is_not_cached(run: Run, tmp_path: Path) -> None:
    """An entry from two files is checked each time."""
    company = generate(tmp_path / "company", 2, 6, 1)
    team = tmp_path / "team"
    (team / "playbook").mkdir(parents=True)
    (team / "playbook/playbook.yml").write_text("extends: ../company\nteam: North\n", encoding="utf-8")
    assert check_folder(company, DAY).playbook.questions
    assert documents_by_path(load(company).playbook)
    assert documents_by_path(load(team).playbook) == {}
    assert run.check(team) == fresh(team)
    assert run.session.cache.get_all("file-results") == {}
