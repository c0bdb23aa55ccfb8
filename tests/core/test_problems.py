"""Problems are sorted, and their messages quote names safely."""

from __future__ import annotations

import pytest

from precall.core.problems import Problem, Span, did_you_mean, in_order, nearest, quoted, shortened, visible
from tests.support.steps import steps

KNOWN = ["first-meeting", "second-meeting", "why-now/what-changed", "why-now/who-noticed", "two-lines"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("first-meting", "first-meeting"),
        ("First-Meeting", "first-meeting"),
        ("secnd_meeting", "second-meeting"),
        ("what-changed", "why-now/what-changed"),
        ("why-now/what-chnaged", "why-now/what-changed"),
        ("why-nwo/who-noticed", "why-now/who-noticed"),
        ("zebra", None),
        ("", None),
    ],
)
def test_a_misspelt_name_suggests_the_nearest_one(typed: str, meant: str | None) -> None:
    """Typing errors, capitals and a missing bank are recognised; an unlike name has no suggestion."""
    assert nearest(typed, KNOWN) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("opne", "open"), ("ope", "open"), ("oopen", "open"), ("oben", "open"), ("nope", None), ("on", None)],
)
def test_a_short_name_is_suggested_for_one_typing_error(typed: str, meant: str | None) -> None:
    """One letter is missing, extra, wrong or swapped; other short words match only by chance."""
    assert nearest(typed, ["open", "two-lines"]) == meant


def test_known_names_are_listed_when_none_is_near() -> None:
    """The message lists up to twelve names and no more."""
    assert did_you_mean("zebra", ["a1", "b2"]) == "Known: a1, b2."
    assert did_you_mean("zebra", [f"n{number}" for number in range(13)]) == ""


def test_suggestions_among_ten_thousand_names_are_quick() -> None:
    """For a hundred misspelt names among ten thousand, few names are compared letter by letter."""
    known = [f"bank-{bank}/question-{question}" for bank in range(100) for question in range(100)]
    found: list[str | None] = []
    work = steps(lambda: found.extend(nearest(f"bnak-{number}/question-7", known) for number in range(100)))
    assert None not in found
    # Comparing each with all of them takes more than ten calls a name, ten million in all.
    assert work < 1_000_000


def test_problems_are_sorted_and_not_repeated() -> None:
    """Problems are ordered by file, line and column; duplicates are removed."""
    first, second = (Problem("a", Span(line, 1, line, 2), "r", "m") for line in (2, 10))
    other = Problem("b", Span(1, 1, 1, 1), "r", "m")
    assert in_order([other, second, first, second]) == [first, second, other]


def test_control_characters_are_replaced() -> None:
    """Escapes and direction marks are replaced; letters of every script, tabs and emoji stay."""
    assert visible("a\x1b[31m\u202eb") == "a\ufffd[31m\ufffdb"
    assert visible("é日本\t👩\u200d💻\u00a0x") == "é日本\t👩\u200d💻\u00a0x"


def test_a_long_quotation_is_shortened() -> None:
    """A quoted text becomes one line of limited length."""
    assert quoted("a\n b") == '"a b"'
    assert len(quoted("word " * 10_000)) <= 62
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
