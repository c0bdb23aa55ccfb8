"""The field reference describes every key of the model, in an editor's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from precall.content.field_reference import FieldFacts, fields_of, reference
from precall.content.model import FILES, fields_by_key


def _all(fields: tuple[FieldFacts, ...]) -> Iterator[FieldFacts]:
    for field in fields:
        yield field
        yield from _all(field.fields)


def test_every_key_of_every_kind_is_listed_in_the_models_order() -> None:
    """Nothing is left out, and the keys of every entry come last."""
    assert [[field.key for field in kind.fields] for kind in reference()] == [
        list(fields_by_key(kind.model)) for kind in FILES
    ]
    assert [field.key for field in reference()[1].fields][-6:] == [
        "keywords",
        "owner",
        "reviewed",
        "allow",
        "aliases",
        "draft",
    ]
    assert "return" in {field.key for field in reference()[1].fields}


def test_every_key_is_explained() -> None:
    """A sentence on its purpose and a description of its values, without words of Python or pydantic."""
    for kind in reference():
        assert kind.description.endswith(".")
        for field in _all(kind.fields):
            assert field.description.endswith("."), field.key
            assert field.takes
            assert not {"str", "tuple", "int", "None", "list[", "Annotated"} & set(field.takes.split()), field.takes


@pytest.mark.parametrize(
    ("kind", "way", "takes"),
    [
        ("call", "title", "one line of text"),
        ("call", "stage", "the id of a stage"),
        ("call", "channel", "one of phone, video, meeting, message"),
        ("call", "minutes", "a whole number, 1 to 600"),
        ("call", "outcome", "a group of keys"),
        ("call", "outcome.best", "one line of text"),
        ("call", "questions", "a list of ids of questions"),
        ("call", "listen_for", "a list of lines of text"),
        ("call", "tags", "a list of short names"),
        ("call", "notes", "text: paragraphs and lists"),
        ("call", "reviewed", "a date, as 2026-11-01"),
        ("call", "allow", "a list of groups of keys"),
        ("question bank", "questions.ask", "one line of text"),
        ("question bank", "questions.id", "an id"),
        ("list of sources", "url", "an address on the web"),
        ("settings file", "words.avoid", "keys of your own, each with one line of text"),
        ("settings file", "synonyms", "a list of lists of lines of text"),
        ("settings file", "review_every", "a length of time, as 6 months"),
        ("settings file", "cards.questions", "a whole number, 3 to 5"),
    ],
)
def test_the_description_of_a_keys_values(kind: str, way: str, takes: str) -> None:
    """In an editor's words."""
    (fields,) = (each.fields for each in reference() if each.name == kind)
    found: list[FieldFacts] = []
    for key in way.split("."):
        found = [field for field in fields if field.key == key]
        fields = found[0].fields
    assert found[0].takes == takes


def test_required_default_example_and_reference() -> None:
    """The other facts come from the model."""
    call = {field.key: field for field in fields_of(FILES[1].model)}
    assert call["objective"].required
    assert not call["notes"].required
    assert (call["stage"].refers_to, call["next"].refers_to, call["title"].refers_to) == ("stage", "call", None)
    assert (call["minutes"].example, call["keywords"].example) == ("45", "[cold call, 1st call]")
    settings = {field.key: field for field in fields_of(FILES[0].model)}
    assert (settings["review_every"].default, settings["language"].default, settings["title"].default) == (
        "6 months",
        "en",
        "",
    )
