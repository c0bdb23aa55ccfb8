"""Validation errors become messages for editors, at the wrong key or value."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from precall.content.error_messages import explain
from precall.content.loader import load
from precall.content.model import FILES, Bank, Call, Part, Settings, fields_by_key
from precall.content.source import Source
from precall.content.yaml_parser import compose
from precall.core.problems import Problem

CALL = """\
title: First meeting
stage: understand
channel: meeting
when: Now.
minutes: 45
objective: They see more.
outcome:
  best: A date.
  smallest: A page.
"""


def _problems(text: str, model: type[Part], limit: int = 100) -> list[Problem]:
    document, problems = compose(Source("x.yml", text))
    assert problems == []
    assert document is not None
    with pytest.raises(ValidationError) as raised:
        model.model_validate(document.value)
    return explain(raised.value, document, (), model, limit=limit)


def _problem(text: str, model: type[Part] = Call) -> Problem:
    (problem,) = _problems(text, model)
    return problem


@pytest.mark.parametrize(
    ("typed", "rule", "column", "message", "hint"),
    [
        ("minutes: 4.5", "wrong-type", 10, "whole number", "minutes: 45"),
        ("minutes: [1]", "wrong-type", 11, "whole number", "minutes: 45"),
        ("minutes: 0", "wrong-type", 10, "at least 1", "at least 1"),
        ("minutes: 601", "wrong-type", 10, "at most 600", "at most 600"),
        ("minutes:", "empty-text", 1, "is empty", "Write a whole number."),
        ("channel: fone", "wrong-type", 10, '"fone"', '"phone"'),
        ("channel: [phone]", "wrong-type", 11, "one of its choices", "phone"),
        ("title: [A]", "wrong-type", 9, "a list", "one text"),
        ("title: {a: b, c: d}", "wrong-type", 9, "a group of keys", "one text"),
        ("title: {a: b}", "wrong-type", 9, 'the colon after "a"', '"a: b"'),
        ("title:", "empty-text", 1, '"title" is empty', "#"),
        ('title: "  "', "empty-text", 1, '"title" is empty', "#"),
        ("outcome:", "empty-text", 1, '"outcome" is empty', "on the lines below it, indented: best, smallest."),
        ("outcome: [a]", "wrong-type", 11, "a list", "colon"),
        ("questions:", "empty-text", 1, '"questions" is empty', "delete the line"),
        ("questions: a/b", "wrong-type", 12, "a list", "- a/b"),
        ("listen_for: \u2022 a b \u2022 c", "wrong-type", 13, 'begin with "\u2022"', "a space: - a b"),
        ("listen_for: -a -b", "wrong-type", 13, 'begin with "-"', "a space: - a"),
        ("questions: {a: b}", "wrong-type", 13, "a group of keys", "dash"),
        ("questions: [[a]]", "wrong-type", 14, 'An item of "questions"', "one dash: - a"),
        ("questions: ['']", "empty-text", 13, 'An item of "questions"', "dash"),
        ("reviewed: yesterday", "wrong-type", 11, '"yesterday"', "2026-11-01"),
        ("reviewed: 2026-02-30", "wrong-type", 11, '"2026-02-30"', "2026-11-01"),
        ("reviewed: 0000-01-01", "wrong-type", 11, '"0000-01-01"', "2026-11-01"),
        ("reviewed: 1700000000", "wrong-type", 11, '"1700000000"', "2026-11-01"),
        ("reviewed: [2026-11-01]", "wrong-type", 12, "a date", "2026-11-01"),
        ("tags: [A b]", "invalid-id", 8, '"A b"', '"a-b"'),
        ("tags: [a, b, a]", "repeated-item", 14, '"a"', "Delete one"),
        ("allow: [{rule: a-b}]", "missing-key", 10, '"reason" is missing from "allow"', "reason: ..."),
        ("when: '[x](javascript:y)'", "unsafe-link", 12, '"javascript:y"', "https:"),
        ("owner: {}", "wrong-type", 8, "a group of keys", "one text"),
        ("best: x", "unknown-key", 1, '"best"', 'inside "outcome"'),
        ("id: x", "unknown-key", 1, '"id"', "file's name"),
        ("say: x", "unknown-key", 1, '"say"', "a key of a principle"),
        ("nexxt: x", "unknown-key", 1, '"nexxt"', '"next"'),
        ("return_: x", "unknown-key", 1, '"return_"', '"return"'),
        ("zebra: x", "unknown-key", 1, '"zebra"', "Known here: title, stage"),
        ("outcome: A date.", "wrong-type", 10, "it is a text", "on the lines below it, indented: best, smallest."),
        ("reviewed: 2026-02-30", "wrong-type", 11, "not a date", "Write a day from 01 to 28"),
        ("draft: yes", "wrong-type", 8, '"yes"', "Write draft: true"),
        ("draft: nein", "wrong-type", 8, '"nein"', "Write draft: false"),
        ("Title : x", "unknown-key", 1, '"Title"', '"title"'),
    ],
)
def test_each_fault_has_a_place_a_message_and_a_hint(
    typed: str, rule: str, column: int, message: str, hint: str
) -> None:
    """The key or the value is underlined, the message names it, and the hint shows how to write it."""
    key = typed.split(":", maxsplit=1)[0]
    others = [row for row in CALL.splitlines() if not row.startswith((f"{key}:", "  " if key == "outcome" else "\0"))]
    problem = _problem("\n".join([typed, *others]) + "\n")
    assert (problem.rule, problem.span.line, problem.span.column) == (rule, 1, column)
    assert message in problem.message
    assert hint in problem.hint


def test_each_missing_key_is_a_problem_of_its_entry() -> None:
    """One problem for each key: at the entry's first line, or at the key of the group."""
    problems = _problems(CALL.replace("title: First meeting\n", "").replace("  best: A date.\n", ""), Call)
    assert [(each.rule, each.span.line, each.message) for each in problems] == [
        ("missing-key", 1, '"title" is missing from this call.'),
        ("missing-key", 6, '"best" is missing from "outcome".'),
    ]


def test_the_message_names_the_kind_of_a_nested_entry() -> None:
    """A question without `ask` is reported as a question and not as a bank."""
    problem = _problem("title: A\npurpose: B\nquestions:\n  - id: a\n", Bank)
    assert (problem.span.line, problem.message) == (4, '"ask" is missing from this question.')
    assert _problem("title: A\nteam: B\nstages: [{id: a, title: A}]\n", Settings).message.endswith("from this stage.")


def test_an_empty_file_is_one_problem() -> None:
    """It lists all required keys, at the start of the file."""
    problem = _problem("# Later.\n")
    assert problem.span.line == 1
    assert all(key in problem.message for key in ("title", "stage", "outcome"))


def test_every_unsafe_link_and_every_repeated_item_is_reported() -> None:
    """One run finds several faults of the same kind in one value."""
    links = CALL.replace("Now.", "'[a](file:b) [c](data:d)'")
    assert [each.span.column for each in _problems(links, Call)] == [12, 24]
    assert [each.span.column for each in _problems(CALL + "tags: [a, a, b, a, b]\n", Call)] == [11, 17, 20]


def test_keys_that_are_texts_are_validated() -> None:
    """In `words.avoid` an empty or unsafe key is reported at the key."""
    head = "title: A\nteam: B\nstages: [{id: a, title: A, client_is: b}]\nwords:\n  avoid:\n"
    assert [(p.rule, p.span.line) for p in _problems(f'{head}    "": x\n', Settings)] == [("empty-text", 6)]
    assert [(p.rule, p.span.line) for p in _problems(f'{head}    "[a](data:b)": x\n', Settings)] == [("unsafe-link", 6)]
    assert [(p.rule, p.span.column) for p in _problems(f"{head}    a: [x]\n", Settings)] == [("wrong-type", 9)]


def test_problems_are_limited() -> None:
    """A list of thousands of faults is cut before messages are written."""
    assert len(_problems(CALL + "".join(f"k{number}: x\n" for number in range(50)), Call, limit=7)) == 7


WRONG_VALUES = [
    "",
    "text",
    "[]",
    "[[]]",
    "{}",
    "{a: b}",
    "[{a: b}]",
    "[a, a]",
    "-1",
    "999999999999",
    "'[a](data:b)'",
    "a/b",
    "[['']]",
]


@pytest.mark.parametrize("kind", FILES, ids=lambda kind: kind.schema)
def test_every_kind_of_wrong_value_has_a_message(kind: object, tmp_path: Path, repository: Path) -> None:
    """No value at any key of any kind gets the message for unexpected errors."""
    from precall.content.model import FileKind

    assert isinstance(kind, FileKind)
    for number, value in enumerate(WRONG_VALUES):
        for key in fields_by_key(kind.model):
            root = tmp_path / f"{number}-{key}"
            file = root / kind.pattern.replace("*", "an-entry")
            file.parent.mkdir(parents=True)
            file.write_text(f"{'- ' if kind.many else ''}{key}: {value}\n", encoding="utf-8")
            for problem in load(root).problems:
                assert "does not fit here" not in problem.message, (key, value, problem)
                assert problem.hint, (key, value, problem)


def test_a_misspelt_key_is_one_problem() -> None:
    """The key that was meant is not reported as missing too; another missing key still is."""
    text = CALL.replace("objective:", "objektive:").replace("  best:", "  bset:").replace("when: Now.\n", "")
    problems = [(problem.rule, problem.message) for problem in _problems(text, Call)]
    assert problems == [
        ("missing-key", '"when" is missing from this call.'),
        ("unknown-key", 'There is no key "bset" here.'),
        ("unknown-key", 'There is no key "objektive" here.'),
    ]
