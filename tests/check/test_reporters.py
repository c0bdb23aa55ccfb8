"""Problems become reports for people, text editors and code hosts."""

from __future__ import annotations

import json
from unicodedata import east_asian_width

import pytest

from precall.check.reporters import FORMATS, WIDEST, full
from precall.core.problems import Problem, Severity, Span


def _problem(
    excerpt: str,
    column: int,
    end: int,
    *,
    message: str = "M.",
    hint: str = "H.",
    path: str = "a.yml",
    severity: Severity = "error",
) -> Problem:
    return Problem(path, Span(3, column, 3, end), "some-rule", message, hint, severity, excerpt)


def _underlined(report: str) -> tuple[str, str]:
    """Return the shown line and the line of marks under it, both without the margin."""
    _, shown, marks = report.split("\n")[:3]
    return shown[7:], marks[7:]


def test_the_words_are_underlined_and_the_hint_is_next_to_them() -> None:
    """The full report has the documented form."""
    assert full([_problem("stage: understnad", 8, 18)]) == (
        "a.yml:3:8: error[some-rule] M.\n   3 | stage: understnad\n     |        ^^^^^^^^^^ H.\n\n1 error."
    )


def test_tabs_and_wide_letters_keep_the_marks_in_place() -> None:
    """A tab stays a tab; a wide character has two marks, and a combining one none."""
    assert _underlined(full([_problem("\ta: bc", 5, 7)]))[1] == "\t   ^^ H."
    assert _underlined(full([_problem("会議: x", 1, 3)]))[1] == "^^^^ H."
    assert _underlined(full([_problem("cafe\u0301: x", 1, 6)]))[1] == "^^^^ H."
    assert east_asian_width("会") == "W"


@pytest.mark.parametrize("column", [1, 2, 60, 100, 119, 120, 121, 500, 990, 996])
def test_a_long_line_is_cut_to_a_window_around_the_words(column: int) -> None:
    """The window is narrow, and the marks are under the same words."""
    line = "".join(f"{number:05}" for number in range(200))
    shown, marks = _underlined(full([_problem(line, column, column + 5)]))
    first, count = marks.index("^"), marks.count("^")
    assert len(shown) == WIDEST
    assert (count, shown[first : first + count]) == (5, line[column - 1 : column + 4])
    assert shown.strip("…") in line
    assert shown.startswith("…") != line.startswith(shown[:50])
    assert shown.endswith("…") != line.endswith(shown[-50:])


def test_a_place_past_the_line_has_one_mark() -> None:
    """One mark shows where something is missing."""
    assert _underlined(full([_problem("a:", 3, 3)]))[1] == "  ^ H."
    assert _underlined(full([_problem("x" * 500, 501, 501)]))[1].count("^") == 1


def test_control_characters_are_not_printed() -> None:
    """Characters in a file, its name or its text cannot move the cursor or hide a line."""
    report = "\n".join(
        FORMATS[name]([_problem("a: \x1b[2Jb", 4, 5, path="a\x1b\n.yml")]) for name in ("full", "concise")
    )
    assert "\x1b" not in report
    assert "a\ufffd\ufffd.yml" in report


def test_a_problem_without_a_line_has_its_hint_below() -> None:
    """A fault of a whole file has nothing to underline."""
    assert full([_problem("", 1, 1)]).startswith("a.yml:3:1: error[some-rule] M.\n     H.\n")


def test_the_last_line_counts_problems_by_severity() -> None:
    """Errors first, then warnings and notices."""
    problems = [_problem("a", 1, 2), _problem("a", 1, 2), _problem("a", 1, 2, severity="warning")]
    assert full(problems).endswith("\n2 errors and 1 warning.")
    notices = [_problem("a", 1, 2, severity="notice")] * 2
    assert full([*problems, *notices]).endswith("\n2 errors, 1 warning and 2 notices.")
    assert full(notices).endswith("\n2 notices.")


def test_the_names_of_a_notice_in_other_formats() -> None:
    """GitHub has notices; SARIF calls them notes."""
    notice = [_problem("a", 1, 2, severity="notice")]
    assert FORMATS["github"](notice).startswith("::notice file=a.yml,")
    assert json.loads(FORMATS["sarif"](notice))["runs"][0]["results"][0]["level"] == "note"


def test_reports_without_problems_are_valid() -> None:
    """Empty for people; an empty list or a complete SARIF document for programs."""
    assert [FORMATS[name]([]) for name in ("full", "concise", "github", "json")] == ["", "", "", "[]"]
    assert json.loads(FORMATS["sarif"]([]))["runs"][0]["results"] == []


def test_workflow_commands_are_escaped() -> None:
    """A command ends at a line end, and its fields at commas and colons, so no text may contain them."""
    report = FORMATS["github"]([_problem("a", 1, 2, path="a,b:c.yml", message="100%\n::error::x", hint="")])
    assert report == (
        "::error file=a%2Cb%3Ac.yml,line=3,col=1,endLine=3,endColumn=2,title=some-rule::100%25%0A::error::x"
    )


def test_control_characters_are_not_in_workflow_commands() -> None:
    """An escape or a bell in a file's name or a message becomes a visible character."""
    (line,) = FORMATS["github"]([_problem("a", 1, 2, path="a\x1b]0;x\x07.yml", message="\x1b[31mred")]).splitlines()
    assert line.isprintable()
    assert "file=a\ufffd]0;x\ufffd.yml," in line


def test_json_has_every_field_of_the_contract() -> None:
    """A list of flat objects, lines and columns from 1."""
    assert json.loads(FORMATS["json"]([_problem("a: é", 4, 5, message="é")])) == [
        {
            "path": "a.yml",
            "line": 3,
            "column": 4,
            "end_line": 3,
            "end_column": 5,
            "severity": "error",
            "rule": "some-rule",
            "message": "é",
            "hint": "H.",
        }
    ]


def test_sarif_has_every_field_that_code_scanners_need() -> None:
    """SARIF 2.1.0, section 3: a result has a level, a text, and a place: a uri, and a region counted from 1."""
    known = Problem("playbook/calls/Follow Up é.yml", Span(1, 1, 1, 1), "invalid-id", "M.", "H.", "warning")
    log = json.loads(FORMATS["sarif"]([known, _problem("a", 2, 3)]))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "precall"
    assert [(rule["id"], rule["defaultConfiguration"]) for rule in driver["rules"]] == [
        ("invalid-id", {"level": "error"})
    ]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in driver["rules"])
    first, second = run["results"]
    assert (first["ruleId"], first["level"], first["message"]) == ("invalid-id", "warning", {"text": "M. H."})
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "playbook/calls/Follow%20Up%20%C3%A9.yml", "uriBaseId": "%SRCROOT%"}
    assert second["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 2,
        "endLine": 3,
        "endColumn": 3,
    }
    assert run["columnKind"] == "unicodeCodePoints"
