"""`precall coach` reads sentences and prints judgements: text on a terminal, JSON in a pipe."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys

import pytest

from precall.cli.main import main
from tests.support.processes import environment, run, started

COMMAND = [sys.executable, "-m", "precall", "coach"]


def run_with(monkeypatch: pytest.MonkeyPatch, arguments: list[str], text: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    return main(["coach", *arguments])


def test_every_line_of_input_has_one_line_of_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Blank lines count, the last line needs no newline, and carriage returns are removed."""
    assert run_with(monkeypatch, ["question"], "What changed?\r\n\nWho signs?") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"] for line in found] == ["What changed?", "", "Who signs?"]
    assert set(found[0]) == {
        "text",
        "verdict",
        "confidence",
        "flag",
        "because",
        "open",
        "double",
        "leading",
        "tie_down",
    }


def test_arguments_replace_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Sentences given as arguments are judged instead of standard input."""
    assert run_with(monkeypatch, ["objective", "Book a demo."], "ignored") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["verdict"] == "outcome"
    assert set(json.loads(line)) == {"text", "verdict", "confidence", "flag", "because"}


def test_text_output_has_the_verdict_and_the_reasons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has the sentence, the verdict with its confidence, and a line for each reason."""
    assert run_with(monkeypatch, ["objective", "--format", "text", "Book a demo.\x1b[31m"]) == 0
    sentence, verdict, *reasons = capsys.readouterr().out.rstrip().splitlines()
    assert sentence == "Book a demo.\ufffd[31m"
    assert verdict.startswith("  outcome, ")
    assert verdict.endswith("% sure")
    assert all(reason.startswith("  - ") for reason in reasons)
    assert reasons


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to test with")
def test_a_terminal_gets_text() -> None:
    """The default format is text on a terminal, and JSON in a pipe."""
    command = [*COMMAND, "objective", "Book a demo."]
    ours, theirs = pty.openpty()
    assert run(*command, stdout=theirs).code == 0
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "% sure" in shown
    assert json.loads(run(*command).out)["verdict"] == "outcome"


def test_each_judgement_is_printed_at_once() -> None:
    """The first one is printed while the input is open, and a closed output causes no error."""
    with started(
        *COMMAND,
        "objective",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write("Book a demo.\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["verdict"] == "outcome"
        process.stdout.close()
        try:
            process.stdin.write("Book a demo.\n" * 2000)
            process.stdin.close()
        except BrokenPipeError:
            process.stdin = None
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""
