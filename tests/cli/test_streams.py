"""Closed, full or unread standard streams cause no traceback and no wrong exit code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.paths import ROOT
from tests.support.processes import Result, run

FAULTY = ROOT / "tests/cases/check/references-beside-other-faults"
PRECALL = f'"{sys.executable}" -m precall'
CHECK = f'{PRECALL} check --root "{FAULTY}"'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither /dev/full nor such shells")


def in_bash(line: str) -> Result:
    return run("bash", "-o", "pipefail", "-c", line, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{CHECK} >&-", 1),
        (f"{PRECALL} rules >&-", 0),
        (f"{PRECALL} --help >&-", 0),
        (f"{CHECK} <&- >&- 2>&-", 1),
        (f"{CHECK} | head -1", 1),
        (f"{PRECALL} rules | head -1", 0),
        (f"yes | {PRECALL} coach question --format json | head -1 || test $? = 141", 0),
    ],
)
def test_unread_output_is_no_error(line: str, code: int) -> None:
    """The exit code is the command's, and nothing is printed about the stream."""
    ran = in_bash(line)
    assert (ran.code, ran.errors) == (code, "")


@pytest.mark.parametrize(
    "words", ["check", f'check --root "{FAULTY}"', "rules", "--help", "--version", "coach question x"]
)
def test_output_that_cannot_be_written_is_an_error(words: str) -> None:
    """On a full disk the message is one sentence and the exit code 2; a command without output succeeds."""
    ran = in_bash(f"{PRECALL} -q {words} >/dev/full")
    if words == "check":
        assert (ran.code, ran.errors) == (0, "")
    else:
        assert (ran.code, ran.errors) == (
            2,
            "error: The output cannot be written: no space left on device.\n",
        )


@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
def test_unread_errors_keep_their_exit_code(stream: str) -> None:
    """A command that cannot run exits with 2, with or without an error stream."""
    assert in_bash(f'{PRECALL} check --root "{ROOT}/nowhere" {stream}').code == 2
    assert in_bash(f"{PRECALL} explain no-such-rule {stream}").code == 2
