"""Problems: their order, and the words with which they name things."""

from __future__ import annotations

import time

import pytest

from precall.core.problems import Problem, Span, did_you_mean, in_order, nearest, quoted, shortened, visible

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
def test_the_nearest_name_is_what_was_meant(typed: str, meant: str | None) -> None:
    """Slips, capitals and a missing bank are seen through; what is like nothing is told as nothing."""
    assert nearest(typed, KNOWN) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("opne", "open"), ("ope", "open"), ("oopen", "open"), ("oben", "open"), ("nope", None), ("on", None)],
)
def test_a_short_name_is_meant_by_one_slip_alone(typed: str, meant: str | None) -> None:
    """One letter more, less or another, or two that are swapped: short words share most letters by chance."""
    assert nearest(typed, ["open", "two-lines"]) == meant


def test_a_few_known_names_are_listed_when_none_is_near() -> None:
    """Up to twelve names are worth reading; more are not."""
    assert did_you_mean("zebra", ["a1", "b2"]) == "Known: a1, b2."
    assert did_you_mean("zebra", [f"n{number}" for number in range(13)]) == ""


def test_ten_thousand_names_take_no_time() -> None:
    """A hundred slips among ten thousand names are explained within five seconds of this process."""
    known = [f"bank-{bank}/question-{question}" for bank in range(100) for question in range(100)]
    start = time.process_time()
    for number in range(100):
        assert nearest(f"bnak-{number}/question-7", known) is not None
    assert time.process_time() - start < 5


def test_problems_are_told_once_and_from_the_top() -> None:
    """By file, line, column; twice the same is once."""
    first, second = (Problem("a", Span(line, 1, line, 2), "r", "m") for line in (2, 10))
    other = Problem("b", Span(1, 1, 1, 1), "r", "m")
    assert in_order([other, second, first, second]) == [first, second, other]


def test_no_sign_that_a_terminal_obeys_is_shown() -> None:
    """Escapes and signs that turn a line around are replaced; letters of every script, tabs and emoji stay."""
    assert visible("a\x1b[31m\u202eb") == "a\ufffd[31m\ufffdb"
    assert visible("é日本\t👩\u200d💻\u00a0x") == "é日本\t👩\u200d💻\u00a0x"


def test_a_long_text_is_named_in_short() -> None:
    """What is quoted stays on one line of readable length."""
    assert quoted("a\n b") == '"a b"'
    assert len(quoted("word " * 10_000)) <= 62
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
