"""The review of each entry is due on a day that depends on the content and not on the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from precall.check.example import call
from precall.check.runner import check_folder
from precall.content.loader import load
from precall.content.review_dates import due, epoch_day
from precall.core.errors import PrecallError
from tests.support.generate import generate
from tests.support.processes import python


def _due(root: Path, day: date | None = None) -> list[str]:
    return [problem.path for problem in check_folder(root, day).problems if problem.rule == "review-due"]


def test_due_days_are_spread(tmp_path: Path) -> None:
    """Entries reviewed on one day are due over the last sixth of the period, a few on each day."""
    playbook = load(generate(tmp_path, calls=600, questions=100)).playbook
    days = []
    for entry in playbook.calls.values():
        day = due(entry, playbook.settings)
        assert day is not None
        assert entry.reviewed is not None
        days.append((day - entry.reviewed).days)
    assert max(days) <= 365
    assert min(days) >= 365 - 365 // 6
    # 600 entries over 61 days: ten a day, were they spread evenly.
    assert max(Counter(days).values()) < 30
    assert len(set(days)) > 55


def test_due_day_depends_on_nothing_else(lay_out: Callable[..., Path]) -> None:
    """Another entry does not move the day."""
    root = lay_out(call(reviewed="2026-03-01"))
    first = load(root).playbook
    lay_out({**call(reviewed="2026-03-01"), "calls/other.yml": call(reviewed="2026-04-01")["calls/first-meeting.yml"]})
    again = load(root).playbook
    assert due(first.calls["first-meeting"], first.settings) == due(again.calls["first-meeting"], again.settings)
    assert due(first.calls["first-meeting"], first.settings) != date(2026, 3, 1)


def test_counted_to_a_given_day(lay_out: Callable[..., Path]) -> None:
    """An entry is due from its day on, and not the day before."""
    root = lay_out(call(reviewed="2026-03-01"))
    playbook = load(root).playbook
    day = due(playbook.calls["first-meeting"], playbook.settings)
    assert day is not None
    assert _due(root, day - timedelta(days=1)) == []
    assert _due(root, day) == ["playbook/calls/first-meeting.yml"]


def test_counted_to_the_newest_review_without_a_day(lay_out: Callable[..., Path]) -> None:
    """Only the content decides, so the result is the same on any day."""
    root = lay_out(call(reviewed="2020-03-01"))
    assert _due(root) == []
    lay_out({**call(reviewed="2020-03-01"), "calls/other.yml": call(reviewed="2020-11-01")["calls/first-meeting.yml"]})
    assert _due(root) == ["playbook/calls/first-meeting.yml"]


def test_entries_without_an_owner(lay_out: Callable[..., Path]) -> None:
    """If most calls have an owner, one without is reported; if most have none, nothing is."""
    kept, other = call(owner="Sales", reviewed="2026-03-01"), call()
    (one,), (none,) = kept.values(), other.values()
    root = lay_out({**kept, "calls/second.yml": one, "calls/third.yml": none})
    assert _due(root) == ["playbook/calls/third.yml"] * 2
    lay_out({"calls/second.yml": none})
    assert _due(root) == []


def test_command_counts_to_today(lay_out: Callable[..., Path]) -> None:
    """Or to the day in the environment or in the option."""
    root = lay_out(call(reviewed="2020-03-01"))
    check = ("-m", "precall", "check", "--format", "concise", "--root", root)
    assert "review-due" in python(*check).out
    assert "review-due" not in python(*check, env={"SOURCE_DATE_EPOCH": "1583107200"}).out
    assert "review-due" not in python(*check, "--today", "2020-03-02").out
    assert "--today" in python(*check, "--today", "soon").out


def test_the_environment_sets_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH is in seconds since 1970, in UTC."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert epoch_day() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1583107200")
    assert epoch_day() == date(2020, 3, 2)


@pytest.mark.parametrize("value", ["soon", "1e9", "-1", "4294967296", "9" * 30])
def test_an_impossible_day_is_an_error(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the variable, its value and the possible range."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(PrecallError, match=f'SOURCE_DATE_EPOCH is "{value}". .* from 0 to 4294967295'):
        epoch_day()
