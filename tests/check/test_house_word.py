"""A word that the team avoids is found in that sense, and in no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.example import SETTINGS
from precall.check.registry import MARKS
from precall.check.runner import check_folder
from precall.core.problems import Problem

CASES = Path(__file__).parents[1] / "cases" / "rules" / "house-word.txt"

AVOIDED = """\
words:
  avoid:
    prospect: client
    key account: client
    lead: enquiry
    counterparty: client
"""

SENTENCES = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]


def _found(root: Path) -> list[Problem]:
    return [problem for problem in check_folder(root).problems if problem.rule == "house-word"]


def _under(root: Path, problem: Problem) -> str:
    line = (root / problem.path).read_text(encoding="utf-8").split("\n")[problem.span.line - 1]
    return line[problem.span.column - 1 : problem.span.end_column - 1]


def _principles(why: str) -> str:
    return f"""\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  why: {why}
"""


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_of_a_case(sentence: str, lay_out: Callable[..., Path]) -> None:
    """Exactly the marked words are underlined, at their places."""
    text = sentence.replace("\\n", "\n")
    wanted = [part.partition("⟧")[0] for part in text.split("⟦")[1:]]
    shown = json.dumps(MARKS.sub("", text), ensure_ascii=False)
    root = lay_out({"playbook.yml": SETTINGS + AVOIDED, "principles.yml": _principles(shown)})
    found = _found(root)
    assert [_under(root, problem) for problem in found] == wanted
    # Each place once, and as far along the line as the mark: the nth word and not the first that looks like it.
    line = next(row for row in _principles(json.dumps(text, ensure_ascii=False)).split("\n") if "why:" in row)
    starts = [at - 2 * index for index, at in enumerate(at for at, sign in enumerate(line, 1) if sign == "⟦")]
    assert [problem.span.column for problem in found] == starts


@pytest.mark.parametrize(
    ("word", "instead"),
    [("prospect", "client"), ("Prospects", "Clients"), ("PROSPECT", "CLIENT"), ("counterparties", "clients")],
)
def test_the_hint_has_the_number_and_case_of_the_word(word: str, instead: str, lay_out: Callable[..., Path]) -> None:
    """The replacement is plural or capitalized if the word is."""
    root = lay_out({"playbook.yml": SETTINGS + AVOIDED, "principles.yml": _principles(f"{word} first.")})
    assert [problem.hint for problem in _found(root)] == [f'Write "{instead}".']


def test_a_plural_in_the_settings_wins(lay_out: Callable[..., Path]) -> None:
    """It has precedence over the derived plural."""
    settings = SETTINGS + "words:\n  avoid:\n    lead: enquiry\n    leads: people who wrote to us\n"
    root = lay_out({"playbook.yml": settings, "principles.yml": _principles("Some leads wait.")})
    assert [problem.hint for problem in _found(root)] == ['Write "people who wrote to us".']


def test_every_text_of_the_team_is_checked(lay_out: Callable[..., Path]) -> None:
    """Words of clients, search words of reps, and names are not checked."""
    bank = """\
title: A prospect 1
purpose: A prospect 2
owner: prospect desk
keywords: [prospect]
notes: A prospect 3
questions:
  - id: what-changed
    ask: What would a prospect 4 say?
    why: A prospect 5
    listen_for: [A prospect 6]
    follow_ups: [And a prospect 7?]
    keywords: [prospect]
"""
    barriers = """\
- id: burned-before
  title: A prospect 8
  sounds_like: [I am no prospect of yours.]
  may_mean: A prospect 9
  notes: A prospect 10
"""
    sources = "- id: book\n  title: The prospect and the rep\n  author: The prospect club\n  about: A prospect 11\n"
    principles = _principles("Fine.") + "  do: [Ask a prospect 12]\n  avoid: [Tell a prospect 13]\n  sources: [book]\n"
    root = lay_out(
        {
            "playbook.yml": SETTINGS + AVOIDED,
            "questions/why-now.yml": bank,
            "barriers.yml": barriers,
            "sources.yml": sources,
            "principles.yml": principles,
        }
    )
    lines = [(root / each.path).read_text(encoding="utf-8").split("\n")[each.span.line - 1] for each in _found(root)]
    numbers = sorted(int("".join(sign for sign in line if sign.isdigit())) for line in lines)
    assert numbers == list(range(1, 14))


def test_without_words_to_avoid_nothing_is_reported(lay_out: Callable[..., Path]) -> None:
    """A team that avoids no word has no finding."""
    root = lay_out({"principles.yml": _principles("A prospect is a prospect.")})
    assert _found(root) == []
