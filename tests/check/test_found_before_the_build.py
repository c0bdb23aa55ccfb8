"""The check finds faults that only a build, or a reader, would meet otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check import example
from precall.check.registry import Example
from precall.check.reporters import concise
from precall.check.runner import check_folder
from precall.cli.main import main

LayOut = Callable[[Example], Path]
LATER = example.SETTINGS + "  - id: later\n    title: Later\n    client_is: waiting\n"
COMPANY: Example = {
    **example.company(),
    "../company/playbook/playbook.yml": LATER,
    "../company/playbook/calls/fair.yml": "title: Fair\nstage: later\nchannel: meeting\nwhen: At a fair.\nminutes: 5\n"
    "objective: They know a little more.\noutcome:\n  best: A date.\n  smallest: A name.\nbarriers:\n  - no-money\n",
}


def hiding(name: str) -> str:
    return f"extends: ./company\nhide:\n  - {name}\n"


@pytest.mark.parametrize(
    ("link", "rule", "hint"),
    [
        ("first-meeting.md", "dead-link", "calls/first-meeting.md"),
        ("calls/first-meeting.yml", "dead-link", "calls/first-meeting.md"),
        ("../questions/why-now.yaml#what-changed", "dead-link", "questions/why-now.md"),
        ("www.example.com", "dead-link", "https://www.example.com"),
        ("http//example.com", "dead-link", "https://example.com"),
        (r"\\\\host", "unsafe-link", ""),
        (r"/\\host", "unsafe-link", ""),
        ("javascript&#58;alert(1)", "unsafe-link", ""),
        ("java&Tab;script:alert(1)", "unsafe-link", ""),
        ("calls/first-meeting.md", "", ""),
        ("written-by-hand.md", "", ""),
        ("https://example.com/www.index.yml", "", ""),
    ],
)
def test_a_link_that_leads_nowhere_is_found(lay_out: LayOut, link: str, rule: str, hint: str) -> None:
    """With the right way to write it, where that is known."""
    problems = check_folder(lay_out(example.principles(say=f"Read [this]({link})."))).problems
    assert [problem.rule for problem in problems] == ([rule] if rule else [])
    assert all(problem.hint.endswith(hint) for problem in problems)


@pytest.mark.parametrize(
    ("hidden", "override"),
    [
        ("calls/fair", {"calls/fair.yml": "title: Our fair\n"}),
        ("questions/lost", {"questions/lost.yml": "questions:\n  - {id: one, ask: Who?}\n"}),
        ("questions/lost/one", {"questions/lost.yml": "questions:\n  - {id: one, ask: Who?}\n"}),
        ("barriers/no-money", example.barriers("- {id: no-money, title: Ours}\n")),
        ("principles/patience", example.principles("- {id: patience, title: Ours}\n")),
    ],
)
def test_hiding_what_the_team_overrides_is_one_problem(lay_out: LayOut, hidden: str, override: Example) -> None:
    """It is at the line that hides, and the override, which is incomplete on its own, is no second problem."""
    bank = "title: Lost\npurpose: P.\nquestions:\n  - {id: one, ask: What?}\n  - {id: two, ask: When was that?}\n"
    company = {
        "../company/playbook/questions/lost.yml": bank,
        "../company/playbook/principles.yml": "- {id: patience, title: Patience, say: Wait.}\n",
    }
    problems = check_folder(lay_out({**COMPANY, **company, "playbook.yml": hiding(hidden), **override})).problems
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [(each.path, each.span.line, each.rule) for each in errors] == [
        ("playbook/playbook.yml", 3, "hidden-reference")
    ]


def test_hiding_a_stage_in_use_is_a_problem_of_the_team(lay_out: LayOut) -> None:
    """It names the inherited calls; those that the team moves to another stage are fine."""
    (problem,) = check_folder(lay_out({**COMPANY, "playbook.yml": hiding("stages/later")})).problems
    assert (problem.path, problem.span.line) == ("playbook/playbook.yml", 3)
    assert problem.message.endswith("calls/fair.")
    moved = {**COMPANY, "playbook.yml": hiding("stages/later"), "calls/fair.yml": "stage: understand\n"}
    assert concise(check_folder(lay_out(moved)).problems) == ""


def test_a_card_must_fit_on_the_sheets_that_matter(lay_out: LayOut) -> None:
    """That is the team's own, unless the settings name others; elsewhere it is a notice."""
    text = "The client leaves with a clearer picture of what staying put costs them, week by week. " * 7
    too_long = example.call(objective=text)

    def severities(settings: str) -> set[tuple[str, str]]:
        problems = check_folder(lay_out({**too_long, "playbook.yml": example.SETTINGS + settings})).problems
        return {(each.severity, each.rule) for each in problems if each.rule == "card-overflow"}

    assert severities("") == {("notice", "card-overflow")}
    assert severities("cards: {paper: 3x5}\n") == {("error", "card-overflow")}
    assert ("error", "card-overflow") in severities("checks: {card-overflow: {sheets: [a4, 3x5]}}\n")


def test_a_check_ends_with_a_line_in_any_case(lay_out: LayOut, capsys: pytest.CaptureFixture[str]) -> None:
    """With the number of problems, or that of calls and questions."""
    assert main(["check", "--root", str(lay_out({}))]) == 0
    assert capsys.readouterr().out == "1 call, 1 question: no problems.\n"
    assert main(["check", "--root", str(lay_out(example.call(title="")))]) == 1
    assert capsys.readouterr().out.endswith("1 error.\n")
    assert main(["check", "--root", str(lay_out({})), "--format", "concise"]) == 0
    assert capsys.readouterr().out == ""


def test_the_line_counts_what_a_team_inherits(lay_out: LayOut, capsys: pytest.CaptureFixture[str]) -> None:
    """It is checked as well, and counts the same from the cache."""
    company = lay_out({})
    north = company / "north"
    (north / "playbook").mkdir(parents=True)
    (north / "playbook" / "playbook.yml").write_text("extends: ..\nteam: North\n", encoding="utf-8")
    assert main(["check", "--root", str(north)]) == 0
    assert capsys.readouterr().out == "1 call, 1 question: no problems.\n"
