"""The command line: what is typed, what is printed, and the exit codes that a script can trust."""

from __future__ import annotations

import json
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


def test_a_right_playbook_is_met_with_silence(capsys: Printed) -> None:
    """Exit 0, and nothing to read."""
    assert main.main(["check", "--root", str(ROOT)]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_says_what_it_always_said(name: str, capsys: Printed) -> None:
    """Programs read these: what changes here changes for them. The expectations lie in tests/cases/formats."""
    assert main.main(["check", "--root", str(FAULTY), "--format", name]) == 1
    expected = (CASES / "formats" / f"{name}.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out == expected.replace("VERSION", __version__)


def test_full_is_what_is_printed_unless_asked(capsys: Printed) -> None:
    """The one for people."""
    main.main(["check", "--root", str(FAULTY)])
    assert capsys.readouterr().out == (CASES / "formats" / "full.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("severity", "strict"), [("warning", 1), ("notice", 0)])
def test_warnings_count_only_when_asked(
    lay_out: LayOut, monkeypatch: pytest.MonkeyPatch, capsys: Printed, severity: Severity, strict: int
) -> None:
    """A warning is printed with exit 0, and with --strict exit 1; a notice counts in neither."""
    from precall.check.runner import CheckResult
    from precall.content.loader import load
    from precall.core.problems import START, Problem

    playbook = load(lay_out({})).playbook
    warned = CheckResult(playbook, (Problem("a.yml", START, "some-rule", "M.", severity=severity),))
    monkeypatch.setattr("precall.check.runner.check_folder", lambda root, day, session: warned)
    monkeypatch.setenv("PRECALL_NO_CACHE", "1")
    assert main.main(["check"]) == 0
    assert main.main(["check", "--strict"]) == strict
    assert capsys.readouterr().out.count(f"{severity}[some-rule]") == 2


@pytest.mark.parametrize("command", [["check"], ["schema"], ["schema", "--check"]])
def test_without_a_playbook_no_command_can_run(command: list[str], tmp_path: Path, capsys: Printed) -> None:
    """Exit 2, and the way out on the error stream."""
    assert main.main([*command, "--root", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "There is no folder playbook/" in err
    assert "--root" in err


@pytest.mark.parametrize("words", [[], ["chekc"], ["check", "--format", "xml"], ["explain"]])
def test_what_cannot_be_understood_is_answered_with_the_usage(words: list[str], capsys: Printed) -> None:
    """Exit 2, as for all that cannot run."""
    assert main.main(words) == 2
    assert "Usage: precall" in capsys.readouterr().err


def test_the_rules_are_listed_one_a_line(capsys: Printed) -> None:
    """Id, severity, sentence; every rule there is."""
    assert main.main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.id, rule.severity] for rule in all_rules().values()]
    assert all(line.endswith(".") for line in lines)


@pytest.mark.parametrize("rule", all_rules())
def test_a_rule_is_explained_in_a_terminals_width(rule: str, capsys: Printed) -> None:
    """What it says, why, and both examples, without the marks of the tests."""
    assert main.main(["explain", rule]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{rule} (")
    assert "\nBad:\n" in out
    assert "\nGood:\n" in out
    assert "⟦" not in out
    assert max(map(len, out.splitlines())) <= 120
    out.encode()


def test_what_is_marked_is_underlined(capsys: Printed) -> None:
    """As a report would."""
    main.main(["explain", "duplicate-key"])
    lines = capsys.readouterr().out.splitlines()
    number = next(number for number, line in enumerate(lines) if "say: Keep the two apart." in line)
    assert lines[number].index("say") == lines[number + 1].index("^")
    assert lines[number + 1].strip() == "^^^"


def test_an_unknown_rule_is_answered_with_the_nearest(capsys: Printed) -> None:
    """Exit 2."""
    assert main.main(["explain", "duplicate-kye"]) == 2
    assert 'Did you mean "duplicate-key"?' in capsys.readouterr().err


def test_schemas_are_written_wired_and_then_fresh(lay_out: LayOut, capsys: Printed) -> None:
    """Stale until written; fresh after it; stale again when an id is new; and only what changed is written anew."""
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


def test_settings_that_are_there_are_left_and_the_rest_is_said(lay_out: LayOut, capsys: Printed) -> None:
    """Somebody's settings are never changed; what to add is printed, until it is there."""
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


def test_schemas_may_go_elsewhere(lay_out: LayOut, tmp_path: Path, capsys: Printed) -> None:
    """With --out only the schemas are written, and a place that cannot be written to is said."""
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
def test_the_core_runs_where_no_host_is_installed(words: list[str], code: int) -> None:
    """MkDocs and its theme are barred from import; reading, checking and schemas do not miss them."""
    ran = _without_hosts(*words)
    assert (ran.code, ran.errors) == (code, "")


def test_a_terminal_of_few_letters_is_no_reason_to_stop(lay_out: LayOut) -> None:
    """Where é or 日 cannot be printed, the report comes with codes in their place and the same exit code."""
    root = lay_out({"principles.yml": "- {id: two-lines, title: A, say: B, 日é: C}\n"})
    ran = _without_hosts("check", "--root", root, PYTHONIOENCODING="ascii")
    assert (ran.code, ran.errors) == (1, "")
    assert "unknown-key" in ran.out
    (problem,) = json.loads(_without_hosts("check", "--root", root, "--format", "json", PYTHONIOENCODING="ascii").out)
    assert "日é" in problem["message"]


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    """`precall check | head -1` ends without a word on the error stream."""
    command = f'"{sys.executable}" -m precall check --root "{CASES / "check" / "everything-wrong"}" | head -1'
    ran = run("sh", "-c", command, stderr=subprocess.PIPE)
    assert ran.errors == ""
    assert ran.out.count("\n") == 1


def test_a_check_of_our_playbook_takes_few_steps() -> None:
    """A first check, which no cache helps, calls a few million functions, imports and all."""
    ran = _without_hosts("check", "--no-cache", first=COUNTED)
    assert ran.code == 0
    assert int(ran.errors.rpartition("steps: ")[2]) < 3_000_000


LATER = {"mkdocs", "markdown", "jinja2", "typst", "segno", "asyncio", "multiprocessing", "ssl", "http"}
"""What a check may need while it goes on, or never, and not to start."""


def test_a_check_starts_at_once() -> None:
    """Before it reads the first file it has imported little more than what reads YAML, Markdown and models."""
    start = "import precall.cli.main, precall.check.runner, precall.check.registry; precall.check.registry.all_rules()"
    imported = python("-c", f"{start}; import sys; print(*sys.modules)").out.split()
    needed = python("-c", "import pydantic.main, yaml, markdown_it, sys; print(*sys.modules)").out.split()
    assert not LATER & set(imported)
    assert len(set(imported) - set(needed)) < 250, set(imported) - set(needed)
