"""The content model: the types of values, and references between entries."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precall.check.registry import Example
from precall.content.loader import load
from precall.content.model import (
    FILES,
    Bank,
    Barrier,
    Call,
    Playbook,
    Principle,
    Question,
    Settings,
    SourceLocation,
    Stage,
    fields_by_key,
    references,
)
from precall.content.model.fields import MAX_ID_LENGTH, RESERVED_IDS, SLUG, days, id_fault, slug_of, unquoted
from precall.content.model.playbook import reference_fields
from precall.content.source import Source
from precall.content.source_map import Document

LayOut = Callable[[Example], Path]
OURS = Path(__file__).parents[2]


@pytest.mark.parametrize("right", ["a", "first-meeting", "1st-call", "a" * MAX_ID_LENGTH, "2026"])
def test_an_id_is_small_letters_digits_and_hyphens(right: str) -> None:
    """Each of these is valid."""
    assert id_fault(right) is None


@pytest.mark.parametrize(
    ("wrong", "rule", "hint"),
    [
        ("First Meeting", "invalid-id", '"first-meeting"'),
        ("first_meeting", "invalid-id", '"first-meeting"'),
        ("-a", "invalid-id", '"a"'),
        ("a--b", "invalid-id", '"a-b"'),
        ("Größe", "invalid-id", '"grosse"'),
        ("café", "invalid-id", '"cafe"'),
        ("../etc/passwd", "invalid-id", '"passwd"'),
        ("a\\b", "invalid-id", '"b"'),
        ("..", "invalid-id", "small letters"),
        ("会議", "invalid-id", "small letters"),
        ("a" * (MAX_ID_LENGTH + 1), "invalid-id", "shorter"),
        ("index", "reserved-id", "longer"),
        ("CON", "reserved-id", "longer"),
        ("lpt9", "reserved-id", "longer"),
        ("a\n", "invalid-id", '"a"'),
    ],
)
def test_an_invalid_id_gets_a_valid_one_as_its_hint(wrong: str, rule: str, hint: str) -> None:
    """Paths, capitals, accents and reserved names, with the nearest valid id if there is one."""
    fault = id_fault(wrong)
    assert fault is not None
    assert fault[0] == rule
    assert hint in fault[2]


@given(st.text())
def test_a_suggested_id_is_valid(words: str) -> None:
    """For any text, it is empty or a slug that is not too long."""
    slug = slug_of(words)
    assert slug == "" or (SLUG.fullmatch(slug) and len(slug) <= MAX_ID_LENGTH)


def test_every_reserved_name_has_the_form_of_an_id() -> None:
    """Otherwise another rule would report it first."""
    assert all(SLUG.fullmatch(name) for name in RESERVED_IDS)


@pytest.mark.parametrize(("period", "length"), [("1 day", 1), ("6 weeks", 42), ("6 months", 180), ("1 year", 365)])
def test_a_period_is_a_number_of_days(period: str, length: int) -> None:
    """A month counts 30, a year 365."""
    assert days(period) == length


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ('"We have no budget."', "We have no budget."),
        ('"We have no budget".', "We have no budget."),
        ("\u201cNo budget\u201d", "No budget"),
        ("\u201eKein Budget\u201c", "Kein Budget"),
        ("\u00bbKein Budget!\u00ab", "Kein Budget!"),
        ("\u201a\u00abNon\u00bb, they say\u2018", "\u00abNon\u00bb, they say"),
        ("'We don't buy'", "We don't buy"),
        ('"Yes" and "no"', '"Yes" and "no"'),
        ('"No", they say', '"No", they say'),
        ("'Tis what the bosses' say", "'Tis what the bosses' say"),
        ('The 19" rack', 'The 19" rack'),
        ('""', '""'),
        ('"', '"'),
        ("No budget", "No budget"),
    ],
)
def test_quotes_around_all_of_a_spoken_text_are_dropped(typed: str, spoken: str) -> None:
    """Quotes around a part of it are a part of the text."""
    assert unquoted(typed) == spoken


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("playbook/playbook.yml", "playbook"),
        ("playbook/calls/a.yml", "call"),
        ("playbook/calls/a/b.yml", None),
        ("playbook/calls/a.yaml", None),
        ("playbook/questions/a.yml", "questions"),
        ("playbook/sources.yml", "sources"),
        ("playbook/sourcesXyml", None),
        ("calls/a.yml", None),
    ],
)
def test_a_files_path_determines_its_kind(path: str, kind: str | None) -> None:
    """One kind or none, never two."""
    assert [each.schema for each in FILES if each.id_in(path) is not None] == ([kind] if kind else [])


def test_the_keys_of_reference_fields() -> None:
    """The loader, the schema and the rename command use them."""
    assert {(key, kind) for _, key, kind in reference_fields(Call)} == {
        ("stage", "stage"),
        ("questions", "question"),
        ("barriers", "barrier"),
        ("principles", "principle"),
        ("next", "call"),
    }
    assert [key for _, key, _ in reference_fields(Principle)] == ["sources"]
    assert [key for _, key, _ in reference_fields(Barrier)] == ["questions"]
    assert [reference_fields(model) for model in (Bank, Question, Stage)] == [(), (), ()]


def test_the_fields_of_every_entry_come_last() -> None:
    """Readers look for the title first."""
    assert list(fields_by_key(Question)) == [
        "id",
        "ask",
        "why",
        "listen_for",
        "follow_ups",
        "tags",
        "keywords",
        "owner",
        "reviewed",
        "allow",
        "aliases",
        "draft",
    ]
    assert "return" in fields_by_key(Call)
    assert "return_" not in fields_by_key(Call)


def test_uses_are_the_inverse_of_references() -> None:
    """The target of each reference lists the entry as its user."""
    playbook = load(OURS).playbook
    for entry in playbook.entries():
        for use in references(entry):
            assert entry in playbook.users(playbook.of_kind(use.kind)[use.ref], entry.kind)


def test_calls_are_in_the_order_of_the_sales_process(lay_out: LayOut) -> None:
    """By stage, and in a stage a call before its next calls; a cycle ends too."""
    call = (
        "title: {0}\nstage: understand\nchannel: phone\nwhen: A\nminutes: 5\n"
        "objective: B\noutcome: {{best: C, smallest: D}}\nnext: [{1}]\n"
    )
    root = lay_out(
        {
            "calls/z.yml": call.format("Z", "a"),
            "calls/a.yml": call.format("A", "m"),
            "calls/m.yml": call.format("M", "m"),
        }
    )
    assert [each.ref for each in load(root).playbook.calls_in_order] == ["first-meeting", "z", "a", "m"]
    (root / "playbook/calls/m.yml").write_text(call.format("M", "z"), encoding="utf-8")
    assert {each.ref for each in load(root).playbook.calls_in_order} == {"first-meeting", "z", "a", "m"}
    ours = load(OURS).playbook
    assert [each.stage for each in ours.calls_in_order] == sorted(
        (each.stage for each in ours.calls.values()), key=list(ours.stages).index
    )


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.lists(st.integers(0, 11), max_size=4)), max_size=12))
def test_the_next_call_is_the_first_that_no_call_still_to_come_leads_to(drawn: list[tuple[str, list[int]]]) -> None:
    """Or the first of all, if the calls form a cycle: as a search through all remaining calls would find."""
    nowhere = Document(Source("x.yml", ""), {}, array("I"))
    calls = {}
    for number, (title, leads) in enumerate(drawn):
        ref, after = f"c-{number}", list(dict.fromkeys(f"c-{each}" for each in leads))
        keys = dict.fromkeys(("when", "objective"), "A") | {"title": title, "stage": "only", "channel": "phone"}
        value = {**keys, "minutes": "5", "outcome": {"best": "B", "smallest": "C"}} | ({"next": after} if after else {})
        calls[ref] = Call.model_validate(value).located_at(SourceLocation(ref, nowhere, ()))
    stage = Stage(id="only", title="Only", client_is="C").located_at(SourceLocation("only", nowhere, ()))
    waiting = sorted(calls.values(), key=lambda call: (call.title, call.ref))
    ordered = []
    while waiting:
        led_to = {ref for call in waiting for ref in call.next if ref != call.ref}
        first = next((call for call in waiting if call.ref not in led_to), waiting[0])
        waiting.remove(first)
        ordered.append(first.ref)
    settings = Settings.model_construct(title="", team="", stages=())
    playbook = Playbook(settings, stages={"only": stage}, calls=calls)
    assert [call.ref for call in playbook.calls_of(stage)] == ordered


def test_the_bank_of_a_question() -> None:
    """The first half of the question's id."""
    playbook = load(OURS).playbook
    assert all(question in playbook.bank_of(question).questions for question in playbook.questions.values())
