"""Work in other processes comes back in its order; where it cannot be done there, that is said."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from precall.core.subprocesses import MOST, CannotAskError, begun_apart, done_apart


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Says what it is told, the later the earlier it is told it."""
    path = tmp_path / "saying.py"
    path.write_text(
        "import json, sys, time\nsaid = json.load(sys.stdin)\ntime.sleep(0.05 / (said + 1))\nprint(said * 2)\n",
        encoding="utf-8",
    )
    return path


def test_what_comes_back_is_in_order(script: Path) -> None:
    """Whichever process is done first."""
    made = list(done_apart(script, map(str, range(7))))
    assert list(map(int, made)) == [each * 2 for each in range(7)]


def test_pieces_are_taken_a_few_at_a_time(script: Path) -> None:
    """What is asked may be large, and is not all to stand in memory."""
    taken: list[int] = []
    pieces = (str(taken.append(each) or each) for each in range(50))  # type: ignore[func-returns-value]  # it returns None
    next(done_apart(script, pieces))
    assert len(taken) <= MOST + 2


def test_a_process_that_fails_is_told(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks is to do the work itself then."""
    with pytest.raises(CannotAskError, match="JSONDecodeError"):
        list(done_apart(script, ["no JSON"]))
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(CannotAskError):
        list(done_apart(script, ["1"]))


def test_a_module_beside_it_hides_none_of_pythons(script: Path) -> None:
    """Its folder holds modules of ours, some of which are called as some of Python's."""
    (script.parent / "json.py").write_text("raise AssertionError('the wrong one')", encoding="utf-8")
    assert list(map(int, done_apart(script, ["1"]))) == [2]


@pytest.fixture
def noting(tmp_path: Path) -> Path:
    """Leaves a file for each piece that it was given."""
    path = tmp_path / "noting.py"
    said = "import pathlib, sys, time\nname = sys.stdin.read()\ntime.sleep(0.05)\n"
    path.write_text(f"{said}pathlib.Path({str(tmp_path)!r}, name + '.done').touch()\nprint(name)\n", encoding="utf-8")
    return path


def done(script: Path) -> int:
    """How many pieces were worked on."""
    return len(list(script.parent.glob("*.done")))


def test_what_is_begun_is_worked_on_meanwhile(noting: Path) -> None:
    """Who has begun it has other things to do, and finds it done."""
    pieces = list(map(str, range(6)))
    with begun_apart(noting, pieces) as made:
        end = time.monotonic() + 60
        while done(noting) < len(pieces):
            assert time.monotonic() < end
            time.sleep(0.02)
        assert [each.strip() for each in made] == pieces


def test_what_nobody_asks_for_is_given_up(noting: Path) -> None:
    """Nobody waits for a hundred processes whose work is not wanted any more."""
    with begun_apart(noting, map(str, range(100))):
        pass
    assert done(noting) <= 2 * MOST


def test_where_no_process_can_be_had_nothing_is_begun(noting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for work that is waited for."""
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(CannotAskError), begun_apart(noting, ["a"]):
        pass
