"""Work that is shared out among copies of this process comes to the same as work that is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from precall.core import workers
from precall.core.progress import listen
from precall.core.workers import MANY, shared_out
from tests.support.processes import python
from tests.support.sites import copy_of_ours

MUCH = list(range(MANY * 3))

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux copies a process soundly")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Two copies at once, on a machine of one core and beside the servers of other tests too; none is left behind."""
    monkeypatch.setattr(workers, "at_once", lambda: 2)
    monkeypatch.setattr(workers, "_can_copy", lambda: sys.platform == "linux")
    processes: list[int] = []
    fork = getattr(os, "fork", lambda: 0)

    def noted() -> int:
        process = fork()
        if process:
            processes.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted, raising=False)
    yield processes
    for process in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def _squared(number: int) -> tuple[int, int]:
    return number**2, os.getpid()


@only_linux
def test_much_is_made_by_more_than_one(started: list[int]) -> None:
    """Each piece once, with what came of it, and half of them elsewhere."""
    made = dict(shared_out("Counting", MUCH, _squared))
    assert {piece: square for piece, (square, _) in made.items()} == {each: each**2 for each in MUCH}
    processes = [process for _, process in made.values()]
    assert set(processes) == {os.getpid(), *started}
    assert len(started) == 1
    assert abs(2 * processes.count(os.getpid()) - len(MUCH)) <= 2


def test_little_is_made_here(started: list[int]) -> None:
    """To copy a process takes longer than a few pieces do."""
    made = dict(shared_out("Counting", MUCH[:MANY], _squared))
    assert made == {each: (each**2, os.getpid()) for each in MUCH[:MANY]}
    assert list(shared_out("Counting", [], _squared)) == []


BESIDE = """
import os, sys, threading
from precall.core import workers as copies
copies.at_once = lambda: 2
let_go = threading.Event()
other = threading.Thread(target=let_go.wait)
if len(sys.argv) > 1:
    other.start()
print(len({made for _, made in copies.shared_out("Counting", range(500), lambda _: os.getpid())}))
let_go.set()
"""


@only_linux
@pytest.mark.parametrize(("beside", "processes"), [((), "2"), (("a thread",), "1")])
def test_beside_another_thread_all_is_made_here(beside: tuple[str, ...], processes: str) -> None:
    """A copy would have the locks that the thread held, and nobody to let go of them."""
    ran = python("-c", BESIDE, *beside)
    assert (ran.code, ran.out.strip()) == (0, processes), ran.out


@pytest.mark.parametrize("ends", [17, 18, MANY * 2 + 1, MANY * 2 + 2])
def test_what_a_copy_does_not_come_to_is_made_here(ends: int, started: list[int]) -> None:
    """Whatever killed it: a machine without memory, say."""
    here = os.getpid()

    def dying(number: int) -> int:
        if number == ends and os.getpid() != here:
            os._exit(9)
        return -number

    assert sorted(shared_out("Counting", MUCH, dying)) == [(each, -each) for each in MUCH]


@pytest.mark.parametrize("wrong", [0, 17, 18, len(MUCH) - 1, len(MUCH) - 2])
def test_a_fault_is_told_as_if_there_were_no_copy(wrong: int, started: list[int]) -> None:
    """Whoever met it first, and nobody works on behind it."""

    def faulty(number: int) -> int:
        if number == wrong:
            raise ZeroDivisionError(number)
        return number

    with pytest.raises(ZeroDivisionError, match=str(wrong)):
        list(shared_out("Counting", MUCH, faulty))


def test_who_takes_no_more_leaves_no_copy_behind(started: list[int]) -> None:
    """An interrupted build ends its copies."""
    made = shared_out("Counting", MUCH, _squared)
    for _ in range(3):
        next(made)
    made.close()  # type: ignore[attr-defined]  # it is a generator, and whoever drops it closes it


def test_where_nothing_can_be_written_all_is_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[int]
) -> None:
    """A copy without a file to write to is none."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert {process for _, (_, process) in shared_out("Counting", MUCH, _squared)} == {os.getpid()}


def test_how_far_it_is_is_told(started: list[int]) -> None:
    """By the share that is made here, as if the others went as fast."""
    heard: list[tuple[str, int, int]] = []
    listen(lambda what, done, total: heard.append((what, done, total)))
    try:
        list(shared_out("Counting", MUCH, _squared))
    finally:
        listen(None)
    assert heard[0] == ("Counting", 0, len(MUCH) - 1)
    assert heard[-1] == ("Counting", len(MUCH) - 1, len(MUCH) - 1)
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)


BUILD = """
import os, sys
from precall.core import workers as copies
copies.MANY, copies.at_once = int(sys.argv.pop(1)), lambda: 3
fork, forks = os.fork, []
os.fork = lambda: forks.append(1) or fork()
from mkdocs.__main__ import cli
cli(standalone_mode=False)
print(len(forks), "copies")
"""


@only_linux
def test_a_site_made_with_copies_is_the_site(tmp_path: Path) -> None:
    """Every file to the byte."""
    folder, sites = copy_of_ours(tmp_path / "ours"), []
    for many in (1, 1_000_000):
        site = tmp_path / f"site-{many}"
        command = ("-c", BUILD, str(many), "build", "--strict", "--quiet", "--site-dir", site)
        ran = python(*command, cwd=folder, env={"PRECALL_NO_CACHE": "1"})
        assert ran.code == 0, ran.out
        assert (ran.out.strip() == "0 copies") is (many > 1), ran.out
        sites.append({path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()})
    assert sites[0] == sites[1]
