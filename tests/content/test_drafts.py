"""A draft is read despite its blanks, reported gently, and left out of everything that is published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check import example
from precall.check.registry import Example
from precall.check.runner import check_folder
from precall.cli.main import main
from precall.content.drafts import PLACEHOLDER, without, without_drafts
from precall.content.loader import load
from precall.content.model import references
from tests.support.processes import python

LayOut = Callable[[Example], Path]
NEW = "calls/check-in.yml"
BLANK_CALL = "title: Check-in\nstage:\nchannel:\nminutes: soon\noutcome:\n  best: A date.\n  smallest:\ndraft: true\n"
BLANK_QUESTION = "  - id: what-changed\n    ask: What has changed?\n  - id: later\n    ask:\n    draft: true\n"


def problems(root: Path) -> set[tuple[str, str]]:
    """Return the severity and the rule of each problem."""
    return {(problem.severity, problem.rule) for problem in check_folder(root).problems}


def test_the_blanks_of_a_draft_are_notices(lay_out: LayOut) -> None:
    """Other faults of drafts in files, lists and banks are notices too; the rest of the playbook has no problems."""
    root = lay_out(
        {
            NEW: BLANK_CALL + "nonsense: 1\n",
            **example.bank(BLANK_QUESTION),
            **example.barriers("- id: draft-barrier\n  title:\n  draft: true\n  questions:\n    - nowhere/at-all\n"),
        }
    )
    found = check_folder(root)
    assert found.errors == []
    assert {problem.rule for problem in found.problems} == {
        "missing-key",
        "empty-text",
        "wrong-type",
        "unknown-key",
        "unknown-reference",
    }
    assert {problem.severity for problem in found.problems} == {"notice"}


def test_the_rest_of_a_list_with_a_draft_is_as_strict_as_ever(lay_out: LayOut) -> None:
    """A fault before, after and around a draft stays an error."""
    more = "- id: draft-one\n  title:\n  draft: true\n- id: another\n  title:\n"
    assert [each.span.line for each in check_folder(lay_out(example.barriers(more))).errors] == [11]
    bank = example.bank(BLANK_QUESTION)
    text = next(iter(bank.values()))
    root = lay_out({"questions/why-now.yml": f"{text}keywords:\n"})
    assert [problem.rule for problem in check_folder(root).errors] == ["empty-text"]


def test_a_draft_with_a_syntax_error_is_a_notice(lay_out: LayOut) -> None:
    """A file with `draft: true` at its top level stops no build."""
    root = lay_out({NEW: "draft: true\ntitle: [open\n"})
    assert problems(root) == {("notice", "yaml-syntax")}


def test_a_draft_has_placeholders_for_its_blanks(lay_out: LayOut) -> None:
    """They are named, so that a page can show them; valid values stay."""
    call = load(lay_out({NEW: BLANK_CALL})).playbook.calls["check-in"]
    assert call.is_draft
    assert (call.stage, call.objective, call.outcome.best) == ("understand", PLACEHOLDER, "A date.")
    assert set(call.location.blanks) == {"stage", "channel", "when", "minutes", "objective", "outcome.smallest"}


def test_drafts_are_left_out_with_all_references_to_them(lay_out: LayOut) -> None:
    """The questions of a draft bank are drafts, and so is a call whose stage is one; what is left has no gaps."""
    stages = example.SETTINGS + "  - id: later\n    title: Later\n    client_is: waiting\n    draft: true\n"
    root = lay_out(
        {
            "playbook.yml": stages,
            **example.call(next="\n  - check-in"),
            **example.call(path=NEW, stage="later"),
            **example.bank(draft="true"),
        }
    )
    playbook = load(root).playbook
    published = without_drafts(playbook)
    assert (set(published.calls), set(published.banks), set(published.questions)) == ({"first-meeting"}, set(), set())
    assert set(published.stages) == {"understand"} == {stage.id for stage in published.settings.stages}
    assert all(use.ref in published.of_kind(use.kind) for entry in published.entries() for use in references(entry))
    assert published.calls["first-meeting"].fingerprint != playbook.calls["first-meeting"].fingerprint
    assert without_drafts(published) is published
    assert set(without(playbook).calls) == set(playbook.calls)


def test_a_reference_to_a_draft_is_a_notice(lay_out: LayOut) -> None:
    """A link in a text is a warning, because it would be broken on the site."""
    root = lay_out({**example.call(next="\n  - check-in", notes="See [it](calls/check-in.md)."), NEW: BLANK_CALL})
    found = {(each.rule, each.severity) for each in check_folder(root).problems if each.path.endswith("meeting.yml")}
    assert found == {("draft-reference", "notice"), ("dead-link", "warning")}


def test_rules_judge_a_complete_draft_gently(lay_out: LayOut) -> None:
    """Their findings in it are notices, and it causes none in other entries."""
    steering = BLANK_QUESTION.replace("ask:\n", "ask: Can you sign today?\n")
    assert problems(lay_out(example.bank(steering))) == {("notice", "steering-question")}


def test_no_export_has_a_draft(lay_out: LayOut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON, CSV, pages and text contain no draft; the card of a draft is refused."""
    root = lay_out({NEW: BLANK_CALL.replace("Check-in", "Quiet check"), **example.call(next="\n  - check-in")})
    monkeypatch.chdir(root)
    out = tmp_path / "out"
    for arguments in (["--json", "json"], ["--csv", "calls.csv", "--kind", "calls"], ["--markdown", "pages"]):
        assert (
            main(["export", *(str(out / each) if "-" not in each and each != "calls" else each for each in arguments)])
            == 0
        )
    texts = [path.read_text() for path in out.rglob("*") if path.suffix in (".json", ".csv", ".md", ".js")]
    assert len(texts) > 20
    assert not any("Quiet check" in text for text in texts)
    assert '"draft"' not in (out / "json/api/v1/playbook.schema.json").read_text()
    assert main(["cards", "check-in", "--out", str(out / "one.pdf")]) == 2
    assert main(["export", "--text", "check-in"]) == 2


def test_an_error_in_one_entry_leaves_the_others_whole(lay_out: LayOut, tmp_path: Path) -> None:
    """Its card and export are refused by name, the other's are written, with a note on what they lack."""
    bank = "  - id: what-changed\n    ask: What has changed?\n  - id: broken\n    ask:\n"
    root = lay_out(
        {
            **example.call(questions="\n  - why-now/what-changed\n  - why-now/broken"),
            **example.call(path=NEW, minutes="soon"),
            **example.bank(bank),
        }
    )
    out = tmp_path / "deck.pdf"
    good = python("-m", "precall", "cards", "first-meeting", "--root", root, "--out", out)
    assert (good.code, out.exists()) == (0, True), good.out
    assert 'the question "why-now/broken" has errors and is left out' in good.out + good.errors
    out.unlink()
    every = python("-m", "precall", "cards", "--root", root, "--out", out)
    assert (every.code, out.exists()) == (1, True)
    assert "check-in.yml" in every.out + every.errors
    bad = python("-m", "precall", "cards", "check-in", "--root", root, "--out", tmp_path / "bad.pdf")
    assert (bad.code, (tmp_path / "bad.pdf").exists()) == (1, False)
    exported = python("-m", "precall", "export", "--json", tmp_path / "json", "--root", root)
    assert exported.code == 1
    document = json.loads((tmp_path / "json/api/v1/playbook.json").read_text())
    assert [call["id"] for call in document["calls"]] == ["first-meeting"]
    assert [question["id"] for question in document["banks"][0]["questions"]] == ["what-changed"]


def test_a_wrong_argument_is_named_before_the_content(lay_out: LayOut, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown id is what the user must fix first."""
    root = str(lay_out({NEW: "title: [x\n"}))
    for arguments in (["cards", "first-meting"], ["export", "--text", "first-meting"]):
        assert main([*arguments, "--root", root]) == 2
        assert capsys.readouterr().err.splitlines()[-1].endswith('Did you mean "first-meeting"?')
