"""What rules found in a file by itself and kept is what they would find now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from precall.check import file_cache
from precall.check.config import rule_configs
from precall.check.file_cache import Before, documents_of, narrowed
from precall.check.registry import Finding, Rule, all_rules
from precall.check.runner import check_folder
from precall.coach.service import question_judgement
from precall.content import inheritance
from precall.content.loader import load
from precall.core.cache import NO_CACHE, kept, version
from precall.core.problems import Problem
from tests.support.generate import generate
from tests.support.random_editor import RandomEditor

ALONE = [rule for rule in all_rules().values() if rule.scope == "entry" and rule.check]
DAY = date(2026, 11, 1)
EDITS = 120


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    begin()
    yield tmp_path / "cache" / "precall"
    begin()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A playbook in which there is much to find."""
    folder = generate(tmp_path / "edited", 8, 40, 3)
    banks = folder / "playbook/questions"
    (banks / "copied.yml").write_text((banks / "bank-0.yml").read_text(encoding="utf-8"), encoding="utf-8")
    settings = folder / "playbook/playbook.yml"
    checks = "checks:\n  card-overflow: off\n  hard-to-read: {words: 8, grade: 5}\n  steering-question: error\n"
    settings.write_text(settings.read_text(encoding="utf-8") + checks, encoding="utf-8")
    return folder


def begin() -> None:
    """Know nothing but what lies on the disk, as another process does."""
    kept.cache_clear()
    inheritance._composed.cache_clear()


def end() -> None:
    """Write what was found, as the end of a program does."""
    kept("held", version(), file_cache.MOST).write()


def fresh(root: Path) -> list[tuple[Problem, str]]:
    """What a process finds that has nothing to go by."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NO_CACHE, "1")
        begin()
        return told(root)


def told(root: Path) -> list[tuple[Problem, str]]:
    """Every problem, with its line, by which problems are not compared."""
    return [(each, each.excerpt) for each in check_folder(root, DAY).problems]


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.id)
def test_a_rule_of_entries_alone_finds_the_same_in_each_file_by_itself(rule: Rule, root: Path) -> None:
    """No other file has a part in what it finds, and it finds nothing in any other."""
    playbook = load(root).playbook
    options = rule_configs(playbook.settings, all_rules())[0][rule.id].options
    assert rule.check is not None

    def places(found: Iterator[Finding] | list[Finding]) -> list[tuple[object, ...]]:
        return [(each.entry.ref, each.loc, each.message, each.words, each.nth) for each in found]

    whole = places(list(rule.check(playbook, options)))
    parts: list[tuple[object, ...]] = []
    for path in documents_of(playbook):
        found = list(rule.check(narrowed(playbook, [path]), options))
        assert {each.entry.location.document.source.path for each in found} <= {path}
        parts += places(found)
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def test_over_random_edits_what_is_kept_is_what_would_be_found(root: Path) -> None:
    """Words, allowances, settings, adds and removals, broken files: in one process, and in one after another."""
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
            end()
            begin()
        here = told(root)
        found |= {each.rule for each, _ in here}
        if number % 3 == 0:
            assert here == fresh(root), number
    assert {"steering-question", "hard-to-read", "unused-allow", "double-question"} <= found


def test_a_file_is_held_again_only_when_it_or_the_settings_change(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process and in the next, only a changed file's questions are put to the rules."""
    first = told(root)
    assert first
    end()
    begin()
    judged: list[str] = []

    def noted(line: str) -> object:
        judged.append(line)
        return question_judgement(line)

    monkeypatch.setattr("precall.check.rules.steering_question.of_question", noted)
    assert told(root) == first
    assert judged == []
    path = root / "playbook/questions/bank-0.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert told(root) == first
    of_file = len(judged)
    assert of_file
    settings = root / "playbook/playbook.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("words: 8", "words: 9"), encoding="utf-8")
    told(root)
    assert len(judged) == 3 * of_file


SPOILT = (None, 1, "ab", [1, 2], [[[1, 2], [3]], []], [[[[1, 1, 1], ["a", "b", "c", "d"]]], []])


@pytest.mark.parametrize("value", SPOILT, ids=repr)
def test_what_is_spoilt_is_found_again(root: Path, folder: Path, value: object) -> None:
    """Whatever stands in the store, what is told is what is so."""
    first = told(root)
    end()
    store = kept("held", version(), file_cache.MOST)
    for document in documents_of(load(root).playbook).values():
        store.add(Before(load(root).playbook.settings)._key(document), value)
    end()
    begin()
    assert told(root) == first


def test_of_a_company_and_a_team_nothing_is_kept(lay_out: Callable[..., Path], tmp_path: Path) -> None:
    """What two files say together is found each time."""
    company = generate(tmp_path / "company", 2, 6, 1)
    team = tmp_path / "team"
    (team / "playbook").mkdir(parents=True)
    (team / "playbook/playbook.yml").write_text("extends: ../company\nteam: North\n", encoding="utf-8")
    assert check_folder(company, DAY).playbook.questions
    assert documents_of(load(company).playbook)
    assert documents_of(load(team).playbook) == {}
    assert told(team) == fresh(team)
