"""The command line follows the usual conventions for help, colour, suggestions, completion and quiet output."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from precall import __version__
from precall.cards.sheet import load_sheets
from precall.check.example import call
from precall.cli.group import PAPERS
from precall.cli.main import SECTIONS, app, main
from tests.support.processes import environment, python, run, started

Printed = pytest.CaptureFixture[str]
PRECALL = (sys.executable, "-m", "precall")
COMMANDS = [name for names in SECTIONS.values() for name in names]


@pytest.mark.parametrize("command", [[], ["new"], ["new", "call"], *([name] for name in COMMANDS)])
def test_every_command_has_help(command: list[str], capsys: Printed) -> None:
    """-h and --help print the same: a sentence in the imperative, and every option with its purpose."""
    assert main([*command, "-h"]) == 0
    short = capsys.readouterr().out
    assert main([*command, "--help"]) == 0
    assert capsys.readouterr().out == short
    assert short.startswith("Usage: precall")
    found: click.Command = app
    for name in command:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name) or pytest.fail(name)
    assert found.help
    assert found.help.split()[0] in short
    assert all(getattr(parameter, "help", None) for parameter in found.params)


def test_the_version_is_printed(capsys: Printed) -> None:
    """-V and --version print it."""
    assert main(["-V"]) == main(["--version"]) == 0
    assert capsys.readouterr().out == f"precall {__version__}\n" * 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chekc", 'There is no command "chekc". Did you mean "check"?'),
        ("new cal", 'There is no command "cal". Did you mean "call"?'),
        ("check --strcit", 'There is no option "--strcit". Did you mean "--strict"?'),
        ("check --today tomorrow", '"tomorrow" is not a day. Write it as in 2026-11-01.'),
        ("serve --address 127.0.0.1:99999", '"127.0.0.1:99999" is not a host and a port.'),
        ("export --csv questions.xlsx", '"questions.xlsx" must end in .csv'),
        ("export --json a --text b", "--json and --text cannot be combined."),
        ("build --out a.zip", "--out needs --offline."),
    ],
)
def test_a_wrong_argument_is_reported_first(
    typed: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    """The exit code is 2, with or without a playbook, and the message suggests a similar word."""
    monkeypatch.chdir(tmp_path)
    assert main(typed.split()) == 2
    assert meant in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_variables(
    variables: dict[str, str],
    coloured: bool,
    lay_out: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Printed,
) -> None:
    """Output in a pipe has no colour unless it is forced, and the text is the same with colour."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    root = lay_out(call(stage="nowhere"))
    assert main(["check", "--root", str(root)]) == 1
    plain = capsys.readouterr().out
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--root", str(root)]) == 1
    out = capsys.readouterr().out
    assert ("\x1b[" in out) == coloured
    assert click.unstyle(out) == plain


def test_quiet_prints_only_the_result(lay_out: Callable[..., Path], capsys: Printed) -> None:
    """-q omits confirmations; -v prints which playbook is used."""
    root = str(lay_out({}))
    assert main(["-q", "schema", "--root", root]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["export", "--text", "first-meeting", "-q", "--root", root]) == 0
    assert "First meeting" in capsys.readouterr().out
    assert main(["check", "-v", "--root", root]) == 0
    assert root in capsys.readouterr().err


def test_a_form_editor_needs_a_playbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    """The command writes nothing into an empty folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["admin"]) == 2
    assert "There is no folder playbook/" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_valid(shell: str, capsys: Printed) -> None:
    """Each script calls precall, and an installed shell accepts it."""
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_PRECALL_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        assert run(shell, "-n", "-c", script).code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("precall ch", ["check"]),
        ("precall check --st", ["--strict"]),
        ("precall cards fi", ["first-meeting"]),
        ("precall rename why-now/", ["why-now/what-changed"]),
        ("precall explain duplicate-k", ["duplicate-key"]),
        ("precall cards --sheet half", ["half-letter"]),
    ],
)
def test_commands_options_and_ids_are_completed(words: str, expected: list[str], lay_out: Callable[..., Path]) -> None:
    """The environment is that of bash completion in a playbook's folder."""
    variables = {
        "_PRECALL_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    out = run(*PRECALL, cwd=lay_out({}), env=variables).out
    assert [line.partition(",")[2] for line in out.splitlines()] == expected


def test_the_sheet_choices_are_the_existing_sheets() -> None:
    """The choices are constants, so help and completion need not read the sheets' files."""
    assert set(PAPERS) == set(load_sheets())


LATER = {"pydantic", "jinja2", "mkdocs", "yaml", "markdown_it", "typst", "openpyxl", "segno"}


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["export", "--help"], ["completion", "bash"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """A command imports its dependencies when it runs."""
    code = (
        "import sys; from precall.cli.main import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    ran = python("-c", code, *words, stderr=subprocess.PIPE)
    assert ran.code == 0
    assert not LATER & set(ran.errors.split())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_a_site_is_served_until_ctrl_c(lay_out: Callable[..., Path]) -> None:
    """The server uses the given address, runs from a subfolder, and ends without an error."""
    root = lay_out({})
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(
        "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [search, precall]\n", encoding="utf-8"
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [*PRECALL, "serve", "--address", address, "--quiet"]
    with started(*command, cwd=root / "playbook", env=environment(), stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 90
        page = ""
        while "First meeting" not in page:
            assert process.poll() is None
            assert time.monotonic() < deadline, "waited too long"
            try:
                with urllib.request.urlopen(f"http://{address}/calls/first-meeting/", timeout=5) as answer:
                    page = answer.read().decode()
            except OSError:
                time.sleep(0.2)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(30) == 0
