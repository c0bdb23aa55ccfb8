"""Work in a copy of the process gives the same results as in the process itself, and ends with it."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from precall.core.cache import Cache
from tests.support.processes import python

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes safely")

BEFORE = """\
import json, os, signal, sys, threading, time
from pathlib import Path
from precall.core.background import can_fork, in_background
from precall.core.cache import Cache
from precall.core.session import Session

original = os.getpid()
session = Session(Cache(Path("cache.sqlite")))

def is_alive(process):
    return Path(f"/proc/{process}").exists()
"""


def answer(program: str, folder: Path) -> Any:
    """Run a program after the lines above, and return what it prints as JSON."""
    ran = python("-c", BEFORE + textwrap.dedent(program), cwd=folder)
    assert ran.code == 0, ran.out
    return json.loads(ran.out)


def test_results_come_from_another_process_in_order(tmp_path: Path) -> None:
    """The work has all that was in memory, and the first result is there before the work is done."""
    words = answer(
        """
        words = ["first", "second"]
        def work():
            for word in words:
                yield word, os.getpid() != original
        print(json.dumps(list(in_background(work, session))))
        """,
        tmp_path,
    )
    assert words == [["first", True], ["second", True]]


def test_values_of_the_cache_arrive_with_the_result_after_them(tmp_path: Path) -> None:
    """The copy can read what is stored, and what it stores is written by this process."""
    found = answer(
        """
        session.cache.put("words", "before", b"0")
        session.cache.write()
        def work():
            session.cache.put("words", "one", session.cache.get("words", "before") + b"1")
            yield None
            session.cache.put("words", "two", b"2")
        results = in_background(work, session)
        next(results)
        first = session.cache.get_many("words", ["one", "two"])
        list(results)
        session.close()
        print(json.dumps({key: value.decode() for key, value in first.items()}))
        """,
        tmp_path,
    )
    assert found == {"one": "01"}
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert cache.get_all("words") == {"before": b"0", "one": b"01", "two": b"2"}


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError", "sys.exit(3)"])
def test_this_process_goes_on_where_a_copy_ended(tmp_path: Path, end: str) -> None:
    """A copy that is killed, as by a machine without memory, costs time and no result."""
    numbers = answer(
        f"""
        def work():
            for number in range(4):
                if number == 2 and os.getpid() != original:
                    {end}
                yield number, os.getpid() == original
        print(json.dumps([number for number, _ in in_background(work, session)]))
        """,
        tmp_path,
    )
    assert numbers == [0, 1, 2, 3]


def test_a_process_that_cannot_be_copied_does_the_work_itself(tmp_path: Path) -> None:
    """A system may have no room for another process."""
    alone = answer(
        """
        def refuse():
            raise BlockingIOError("no room")
        os.fork = refuse
        def work():
            yield os.getpid() == original
        print(json.dumps(list(in_background(work, session))))
        """,
        tmp_path,
    )
    assert alone == [True]


def test_an_error_in_the_work_is_raised_in_this_process(tmp_path: Path) -> None:
    """It has its type and its traceback, and the copy prints nothing."""
    said = answer(
        """
        def work():
            yield 1
            raise ValueError("a fault")
        results = in_background(work, session)
        found = [next(results)]
        try:
            next(results)
        except ValueError as error:
            found.append(str(error))
        print(json.dumps(found))
        """,
        tmp_path,
    )
    assert said == [1, "a fault"]


@pytest.mark.parametrize("end", ["results.close()", "del results"])
def test_a_copy_ends_when_nobody_wants_its_results(tmp_path: Path, end: str) -> None:
    """A build that is stopped leaves no process behind."""
    is_alive = answer(
        f"""
        def work():
            yield os.getpid()
            time.sleep(600)
        results = in_background(work, session)
        copy = next(results)
        before = is_alive(copy)
        {end}
        print(json.dumps([before, is_alive(copy)]))
        """,
        tmp_path,
    )
    assert is_alive == [True, False]


def test_a_copy_ends_with_this_process(tmp_path: Path) -> None:
    """A build that is killed leaves no process that works on."""
    ended = answer(
        """
        def work():
            yield os.getpid()
            while True:
                yield "x" * 1_000_000
        child = os.fork()
        if not child:
            results = in_background(work, session)
            Path("copy").write_text(str(next(results)))
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        copy = int(Path("copy").read_text())
        for _ in range(600):
            try:
                if "Z (zombie)" in Path(f"/proc/{copy}/status").read_text():
                    break
            except OSError:
                break
            time.sleep(0.1)
        else:
            os.kill(copy, signal.SIGKILL)
            print("false")
            sys.exit()
        print("true")
        """,
        tmp_path,
    )
    assert ended


def test_only_a_process_with_one_thread_is_copied(tmp_path: Path) -> None:
    """A copy lacks the other threads, and would wait for their locks forever."""
    several_cores, with_a_thread = answer(
        """
        stop = threading.Event()
        before = can_fork()
        thread = threading.Thread(target=stop.wait)
        thread.start()
        after = can_fork()
        stop.set()
        print(json.dumps([before == (len(os.sched_getaffinity(0)) > 1), after]))
        """,
        tmp_path,
    )
    assert several_cores
    assert not with_a_thread
