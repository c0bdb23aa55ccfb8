"""The output and the exit codes of the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from precall import __version__
from precall.check.registry import Example, all_rules
from precall.check.reporters import FORMATS
from precall.cli import main
from precall.core.problems import Severity
from tests.support.paths import CASES, ROOT
from tests.support.processes import Result, python, run
from tests.support.steps import COUNTED

FAULTY = CASES / "check" / "references-beside-other-faults"
LayOut = Callable[[Example], Path]
Printed = pytest.CaptureFixture[str]


def test_a_valid_playbook_prints_how_much_was_checked(capsys: Printed) -> None:
    """In one line; the exit code is 0."""
    assert main.main(["check", "--root", str(ROOT)]) == 0
    printed, errors = capsys.readouterr()
    assert re.fullmatch(r"\d+ calls, \d+ questions: no problems\.\n", printed)
    assert errors == ""


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_prints_its_expected_output(name: str, capsys: Printed) -> None:
    """Programs parse these formats. The expected outputs are in tests/cases/formats."""
    assert main.main(["check", "--root", str(FAULTY), "--format", name]) == 1
    expected = (CASES / "formats" / f"{name}.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out == expected.replace("VERSION", __version__)


def test_full_is_the_default_format(capsys: Printed) -> None:
    """It is the format for people."""
    main.main(["check", "--root", str(FAULTY)])
    assert capsys.readouterr().out == (CASES / "formats" / "full.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("severity", "strict"), [("warning", 1), ("notice", 0)])
def test_warnings_change_the_exit_code_with_strict_only(
    lay_out: LayOut, monkeypatch: pytest.MonkeyPatch, capsys: Printed, severity: Severity, strict: int
) -> None:
    """With a warning the exit code is 0, or 1 with --strict; notices never change it."""
    from precall.check.runner import CheckResult
    from precall.content.loader import load
    from precall.core.problems import START, Problem

    root = lay_out({})
    playbook = load(root).playbook
    warned = CheckResult(playbook, (Problem("a.yml", START, "some-rule", "M.", severity=severity),))
    monkeypatch.setattr("precall.check.runner.check_folder", lambda root, day, session: warned)
    monkeypatch.setenv("PRECALL_NO_CACHE", "1")
    # Not in our own folder: a check writes the schemas of what it found.
    assert main.main(["check", "--root", str(root)]) == 0
    assert main.main(["check", "--root", str(root), "--strict"]) == strict
    assert capsys.readouterr().out.count(f"{severity}[some-rule]") == 2


@pytest.mark.parametrize("command", [["check"], ["schema"], ["schema", "--check"]])
def test_without_a_playbook_no_command_can_run(command: list[str], tmp_path: Path, capsys: Printed) -> None:
    """The exit code is 2, and the error stream has a hint."""
    assert main.main([*command, "--root", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "There is no folder playbook/" in err
    assert "--root" in err


@pytest.mark.parametrize("words", [[], ["chekc"], ["check", "--format", "xml"], ["explain"]])
def test_a_wrong_command_line_prints_the_usage(words: list[str], capsys: Printed) -> None:
    """The exit code is 2."""
    assert main.main(words) == 2
    assert "Usage: precall" in capsys.readouterr().err


def test_the_rules_are_listed_one_a_line(capsys: Printed) -> None:
    """Every rule has a line with its id, severity and summary."""
    assert main.main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.id, rule.severity] for rule in all_rules().values()]
    assert all(line.endswith(".") for line in lines)


@pytest.mark.parametrize("rule", all_rules())
def test_a_rule_is_explained_in_a_terminals_width(rule: str, capsys: Printed) -> None:
    """The output has the summary, the reason and both examples, without the markers of the tests."""
    assert main.main(["explain", rule]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{rule} (")
    assert "\nBad:\n" in out
    assert "\nGood:\n" in out
    assert "⟦" not in out
    assert max(map(len, out.splitlines())) <= 120
    out.encode()


def test_the_marked_words_of_an_example_are_underlined(capsys: Printed) -> None:
    """The underline looks as in a report."""
    main.main(["explain", "duplicate-key"])
    lines = capsys.readouterr().out.splitlines()
    number = next(number for number, line in enumerate(lines) if "say: Keep the two apart." in line)
    assert lines[number].index("say") == lines[number + 1].index("^")
    assert lines[number + 1].strip() == "^^^"


def test_an_unknown_rule_suggests_the_nearest_one(capsys: Printed) -> None:
    """The exit code is 2."""
    assert main.main(["explain", "duplicate-kye"]) == 2
    assert 'Did you mean "duplicate-key"?' in capsys.readouterr().err


def test_schemas_are_stale_until_written(lay_out: LayOut, capsys: Printed) -> None:
    """A new id makes them stale again, and only changed schemas are rewritten."""
    root = lay_out({})
    assert main.main(["schema", "--check", "--root", str(root)]) == 1
    assert capsys.readouterr().out.count("run precall schema") == 6
    assert main.main(["schema", "--root", str(root)]) == 0
    settings = json.loads((root / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert all((root / schema).is_file() for schema in settings["yaml.schemas"])
    assert main.main(["schema", "--check", "--root", str(root)]) == 0
    (root / "playbook" / "principles.yml").write_text("- {id: new, title: A, say: B}\n", encoding="utf-8")
    capsys.readouterr()
    assert main.main(["schema", "--check", "--root", str(root)]) == 1
    assert [Path(line.split(" does ")[0]).name for line in capsys.readouterr().out.splitlines()] == ["call.schema.json"]
    main.main(["schema", "--root", str(root)])
    assert "1 of them new or changed" in capsys.readouterr().out


def test_existing_editor_settings_are_unchanged(lay_out: LayOut, capsys: Printed) -> None:
    """The command prints what to add, until the settings have it."""
    root = lay_out({})
    theirs = root / ".vscode" / "settings.json"
    theirs.parent.mkdir()
    theirs.write_text("{ // mine\n}\n", encoding="utf-8")
    assert main.main(["schema", "--root", str(root)]) == 0
    assert theirs.read_text(encoding="utf-8") == "{ // mine\n}\n"
    assert "yaml.schemas" in capsys.readouterr().out
    theirs.write_text('{"yaml.schemas": {"./.vscode/precall/call.schema.json": "x"}}', encoding="utf-8")
    main.main(["schema", "--root", str(root)])
    assert "yaml.schemas" not in capsys.readouterr().out


def test_schemas_can_be_written_to_another_folder(lay_out: LayOut, tmp_path: Path, capsys: Printed) -> None:
    """--out writes only the schemas, and an unwritable folder is reported."""
    root, out = lay_out({}), tmp_path / "elsewhere"
    assert main.main(["schema", "--root", str(root), "--out", str(out)]) == 0
    assert len(list(out.glob("*.schema.json"))) == 6
    assert not (root / ".vscode").exists()
    (tmp_path / "file").touch()
    assert main.main(["schema", "--root", str(root), "--out", str(tmp_path / "file")]) == 2
    assert "--out" in capsys.readouterr().err


BARRED = """
import sys

class Bar:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("mkdocs", "material", "properdocs", "zensical"):
            raise ImportError(f"{name} is barred")

sys.meta_path.insert(0, Bar())
from precall.cli.main import main
raise SystemExit(main(sys.argv[1:]))
"""


def _without_hosts(*words: str | Path, first: str = "", **changes: str) -> Result:
    return python("-c", first + BARRED, *words, env={"PYTHONUTF8": "0", **changes}, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check"], 0),
        (["check", "--root", str(FAULTY)], 1),
        (["schema", "--check"], 0),
        (["rules"], 0),
        (["explain", "unsafe-link"], 0),
    ],
)
def test_checks_and_schemas_do_not_need_mkdocs(words: list[str], code: int) -> None:
    """The import of MkDocs and its theme fails in this test."""
    ran = _without_hosts(*words)
    assert (ran.code, ran.errors) == (code, ""), ran.out


def test_an_ascii_terminal_gets_escaped_characters(lay_out: LayOut) -> None:
    """Characters that cannot be printed are escaped, and the exit code is the same."""
    root = lay_out({"principles.yml": "- {id: two-lines, title: A, say: B, 日é: C}\n"})
    ran = _without_hosts("check", "--root", root, PYTHONIOENCODING="ascii")
    assert (ran.code, ran.errors) == (1, "")
    assert "unknown-key" in ran.out
    (problem,) = json.loads(_without_hosts("check", "--root", root, "--format", "json", PYTHONIOENCODING="ascii").out)
    assert "日é" in problem["message"]


def test_a_closed_pipe_is_no_error() -> None:
    """`precall check | head -1` prints nothing on the error stream."""
    command = f'"{sys.executable}" -m precall check --root "{CASES / "check" / "everything-wrong"}" | head -1'
    ran = run("sh", "-c", command, stderr=subprocess.PIPE)
    assert ran.errors == ""
    assert ran.out.count("\n") == 1


def test_a_check_of_our_playbook_takes_few_steps() -> None:
    """A first check without a cache calls a few million functions, imports included."""
    ran = _without_hosts("check", "--no-cache", first=COUNTED)
    assert ran.code == 0
    assert int(ran.errors.rpartition("steps: ")[2]) < 3_000_000


LATER = {"mkdocs", "markdown", "jinja2", "typst", "segno", "asyncio", "multiprocessing", "ssl", "http"}
"""Modules that a check must not import at its start, because it needs them later or never."""


def test_a_check_imports_little_before_it_reads() -> None:
    """Before the first file is read, only the parsers of YAML and Markdown and the models are imported."""
    start = "import precall.cli.main, precall.check.runner, precall.check.registry; precall.check.registry.all_rules()"
    imported = python("-c", f"{start}; import sys; print(*sys.modules)").out.split()
    needed = python("-c", "import pydantic.main, yaml, markdown_it, sys; print(*sys.modules)").out.split()
    assert not LATER & set(imported)
    assert len(set(imported) - set(needed)) < 250, set(imported) - set(needed)
