"""A folder is loaded as a playbook with all its problems, in one run and in little time."""

from __future__ import annotations

import gc
import os
import shutil
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precall.check.registry import Example
from precall.content.loader import MAX_FAULTS, LoadResult, load
from precall.core.errors import PrecallError
from precall.core.problems import START
from tests.support.generate import generate
from tests.support.steps import steps

LayOut = Callable[[Example], Path]
OURS = Path(__file__).parents[2]


def test_our_own_playbook_loads_without_problems() -> None:
    """Every file is an entry or a list of entries."""
    loaded = load(OURS)
    assert loaded.problems == ()
    assert len(loaded.playbook.calls) == len(list((OURS / "playbook" / "calls").glob("*.yml")))
    assert len(loaded.playbook.banks) == len(list((OURS / "playbook" / "questions").glob("*.yml")))
    assert len(loaded.documents) == len(list((OURS / "playbook").rglob("*.yml")))


def test_every_entry_has_its_location(lay_out: LayOut) -> None:
    """The location leads to the entry's text in its file."""
    for entry in load(lay_out({})).playbook.entries():
        span = entry.location.document.span(entry.location.loc)
        assert entry.location.document.source.line(span.line)
        assert entry.ref


def test_text_stays_as_it_was_typed(lay_out: LayOut) -> None:
    """A call may be titled No, and its keywords may look like numbers, times and dates."""
    typed = ["0123", "12:30", "1.10", "2026-11-01", "on", "~", "0x1F", "null", "1e3"]
    call = (
        "title: No\nstage: understand\nchannel: phone\nwhen: yes\nminutes: 045\n"
        "objective: 12\noutcome: {best: on, smallest: 1.0}\n"
    )
    loaded = load(lay_out({"calls/a.yml": f"{call}keywords: [{', '.join(typed)}]\n"}))
    assert loaded.problems == ()
    read = loaded.playbook.calls["a"]
    assert (read.title, read.when, read.objective, read.outcome.best, read.outcome.smallest) == (
        "No",
        "yes",
        "12",
        "on",
        "1.0",
    )
    assert list(read.keywords) == typed
    assert read.minutes == 45


def test_a_faulty_entry_does_not_affect_others(lay_out: LayOut) -> None:
    """Valid entries next to it are loaded."""
    loaded = load(lay_out({"calls/broken.yml": "title: 'A\n", "barriers.yml": "- id: a\n- id: b\n  title: B\n"}))
    assert set(loaded.playbook.calls) == {"first-meeting"}
    assert set(loaded.playbook.barriers) == {"b"}


def test_without_settings_the_rest_is_still_loaded(lay_out: LayOut) -> None:
    """The missing file is the only problem: calls have no unknown stage."""
    root = lay_out({})
    (root / "playbook" / "playbook.yml").unlink()
    assert [problem.rule for problem in load(root).problems] == ["missing-file"]


def test_very_many_faults_are_counted_and_not_listed(lay_out: LayOut) -> None:
    """The first ones and their number, for unknown keys, references and list items alike; in little time."""
    call = (
        "title: A\nstage: understand\nchannel: phone\nwhen: B\nminutes: 5\n"
        "objective: C\noutcome: {best: D, smallest: E}\n"
    )
    root = lay_out(
        {
            "calls/keys.yml": call + "".join(f"k{number}: x\n" for number in range(40_000)),
            "calls/references.yml": f"{call}next: [{', '.join(f'call-{number}' for number in range(90_000))}]\n",
            "principles.yml": "- a\n" * 90_000,
        }
    )
    problems = load(root).problems
    for name, faults in {"calls/keys.yml": 40_000, "calls/references.yml": 90_000, "principles.yml": 90_000}.items():
        of_file = [each for each in problems if each.path == f"playbook/{name}"]
        assert len(of_file) == MAX_FAULTS + 1
        (last,) = (each for each in of_file if each.rule == "too-many-faults")
        assert f"{faults - MAX_FAULTS:,} more" in last.message


def _write_large(root: Path, banks: int) -> None:
    question = """\
  - id: q-{0}
    ask: What has changed in part {0} since you *last* looked at number {1}?
    why: >-
      The answer dates the matter and shows whose it is. If nothing changed, their
      last conclusion may still be right.
    listen_for: [An event, A person who came or left]
    follow_ups:
      - Who noticed first?
      - What stayed the same?
    tags: [opening, story]
"""
    call = """\
title: Call {0}
stage: open
channel: phone
when: The client has agreed to part {0}.
minutes: 45
objective: The client sees what staying put costs them.
outcome: {{best: A meeting., smallest: Leave to send a page.}}
questions: [bank-{1}/q-{2}]
next: [call-{3}]
"""
    playbook = root / "playbook"
    for name in ("calls", "questions"):
        (playbook / name).mkdir(parents=True)
    settings_text = "title: T\nteam: E\nstages: [{id: open, title: Open, client_is: working out whether}]\n"
    (playbook / "playbook.yml").write_text(settings_text, encoding="utf-8")
    for bank in range(banks):
        text = f"title: Bank {bank}\npurpose: Part {bank}.\nquestions:\n" + "".join(
            question.format(q, bank) for q in range(100)
        )
        (playbook / "questions" / f"bank-{bank}.yml").write_text(text, encoding="utf-8")
    for number in range(10 * banks):
        text = call.format(number, number % banks, number * 7 % 100, (number + 1) % (10 * banks))
        (playbook / "calls" / f"call-{number}.yml").write_text(text, encoding="utf-8")


def test_loading_is_linear_in_the_size_of_the_playbook(tmp_path: Path) -> None:
    """Twice as many calls and questions need twice as many steps, some hundreds for each question."""
    taken = []
    for banks in (5, 10):
        _write_large(tmp_path / str(banks), banks)
        taken.append(steps(partial(load, tmp_path / str(banks))))
        loaded = load(tmp_path / str(banks))
        assert loaded.problems == ()
        assert len(loaded.playbook.questions) == 100 * banks
        assert gc.isenabled()
    assert taken[1] < 2.1 * taken[0]
    assert taken[1] < 600 * 1_000


def test_a_root_without_content_is_an_error(tmp_path: Path) -> None:
    """There is nothing to report on, so the run fails."""
    with pytest.raises(PrecallError):
        load(tmp_path)


def test_a_file_name_in_another_encoding_is_reported(lay_out: LayOut) -> None:
    """The name cannot be an id; it is printed so that every terminal can show it."""
    root = lay_out({})
    Path(os.fsdecode(os.fsencode(root / "playbook" / "calls") + b"/caf\xe9.yml")).touch()
    (problem,) = load(root).problems
    assert (problem.rule, problem.span) == ("misplaced-file", START)
    problem.path.encode()


ALL = sorted(path.relative_to(OURS).as_posix() for path in (OURS / "playbook").rglob("*.yml"))
PIECES = [
    "",
    " ",
    "\t",
    ":",
    ": ",
    "- ",
    "\n",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "#",
    " #x",
    "&a ",
    "*a",
    "!x ",
    "| ",
    "~",
    "\x00",
    "é",
    "\u2028",
    "<<: ",
]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our content that a test may break."""
    root = tmp_path_factory.mktemp("broken")
    shutil.copytree(OURS / "playbook", root / "playbook")
    return root


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_random_edits_of_our_files_never_crash(copied: Path, data: st.DataObject) -> None:
    """Text is cut, inserted or doubled anywhere; the result has problems, each at a place that exists."""
    path = copied / data.draw(st.sampled_from(ALL))
    whole = path.read_text(encoding="utf-8")
    text = whole
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 1, 2, 7, 40]))
        piece = data.draw(st.sampled_from([*PIECES, text[at : at + 60]]))
        text = text[:at] + piece + text[at + length :]
    try:
        path.write_text(text, encoding="utf-8", newline="")
        read: list[LoadResult] = []
        assert steps(lambda: read.append(load(copied))) < 2_000_000
        (loaded,) = read
        for problem in loaded.problems:
            lines = (copied / problem.path).read_bytes().count(b"\n") + 1
            assert 1 <= problem.span.line <= lines + text.count("\r")
            assert problem.hint
            assert "\n" not in problem.message + problem.hint
            assert "does not fit here" not in problem.message
    finally:
        path.write_text(whole, encoding="utf-8", newline="")


@settings(max_examples=200, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=120),
        st.text(max_size=120).map(lambda text: text.encode("utf-8", "replace")),
        st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: "".join(pieces).encode()),
    ),
    path=st.sampled_from(["playbook.yml", "principles.yml", "calls/a.yml", "questions/a.yml"]),
)
def test_any_bytes_in_any_file_are_loaded_or_reported(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, path: str
) -> None:
    """No content of a file crashes the loader."""
    root = tmp_path_factory.mktemp("bytes")
    file = root / "playbook" / path
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert load(root).problems


def test_a_loaded_playbook_takes_little_memory(tmp_path: Path) -> None:
    """A few times the size of the text: no parser tree stays in memory, and no text is there twice."""
    generate(tmp_path, 40, 400, 6)
    written = sum(path.stat().st_size for path in (tmp_path / "playbook").rglob("*.yml"))
    load(OURS)
    tracemalloc.start()
    try:
        loaded = load(tmp_path)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(loaded.playbook.questions) == 400
    assert taken < 12 * written
