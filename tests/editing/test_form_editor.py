"""The form editor's configuration has every field, relation and enumeration of the models, and loses no content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from precall.content.field_reference import FieldFacts, reference
from precall.content.loader import load
from precall.content.model import (
    FILES,
    Bank,
    Call,
    Entry,
    Playbook,
    Question,
    Settings,
    Stage,
    fields_by_key,
    file_kind,
)
from precall.content.model.fields import ReferenceKind
from precall.content.model.playbook import reference_fields
from precall.editing import form_editor
from tests.support.paths import ROOT

CONFIG = form_editor.configuration({"name": "github", "repo": "a/b"})


def fields_of(schema: str) -> list[dict[str, Any]]:
    """Return the widgets of one kind of file, or of each entry in it."""
    for collection in CONFIG["collections"]:
        if collection["name"] == schema:
            return list(collection["fields"])
        for file in collection.get("files", ()):
            if file["name"] == schema:
                first = file["fields"][0]
                return list(first["fields"] if first.get("root") else file["fields"])
    raise AssertionError(schema)


def compare(widgets: list[dict[str, Any]], facts: tuple[FieldFacts, ...]) -> None:
    assert [widget["name"] for widget in widgets] == [fact.key for fact in facts]
    for widget, fact in zip(widgets, facts, strict=True):
        if widget["widget"] != "hidden":
            assert widget["required"] is fact.required
            assert widget["comment"] == fact.description
        if fact.fields:
            compare(widget["fields"], fact.fields)


def test_every_key_has_a_widget_in_the_models_order() -> None:
    """A widget is required where the model requires it, and has the model's description, in groups too."""
    for kind in reference():
        schema = next(each.schema for each in FILES if each.pattern == kind.path)
        compare(fields_of(schema), kind.fields)


def test_only_the_check_settings_have_no_widget() -> None:
    """Each of them has one of two forms, and a widget would lose one."""
    hidden = [
        (kind.schema, each["name"]) for kind in FILES for each in fields_of(kind.schema) if each["widget"] == "hidden"
    ]
    assert hidden == [("playbook", "checks")]


def test_every_file_of_a_playbook_has_its_form() -> None:
    """The folders and files are those of the model."""
    patterns = [f"{each['folder']}/*.{each['extension']}" for each in CONFIG["collections"] if "folder" in each]
    patterns += [file["file"] for each in CONFIG["collections"] for file in each.get("files", ())]
    assert sorted(patterns) == sorted(kind.pattern for kind in FILES)


def relation_values(playbook: Playbook, relation: dict[str, Any]) -> set[str]:
    """Return the values that a relation offers, from the content as the form editor reads it."""
    path = relation["value_field"]
    if "{{slug}}" in path:
        folder = {"call": playbook.calls, "questions": playbook.banks}[relation["collection"]]
        if path == "{{slug}}":
            return set(folder)
        assert path == "{{slug}}/{{questions.*.id}}"
        return {f"{ref}/{question.id}" for ref, bank in playbook.banks.items() for question in bank.questions}
    name, star, key = path.split(".")
    assert (star, key) == ("*", "id")
    listed: dict[str, Any] = {
        "stages": playbook.stages,
        "principles": playbook.principles,
        "barriers": playbook.barriers,
        "sources": playbook.sources,
    }
    assert relation["file"] == ("playbook" if name == "stages" else name)
    return {entry.id for entry in listed[name].values()}


@pytest.mark.parametrize("kind", get_args(ReferenceKind))
def test_a_relation_offers_what_a_reference_may_name(kind: ReferenceKind) -> None:
    """A relation offers every id of its kind and nothing else."""
    playbook = load(ROOT).playbook
    assert relation_values(playbook, form_editor.RELATIONS[kind]) == set(playbook.of_kind(kind))


def test_every_reference_is_a_relation() -> None:
    """The relation has the reference's kind, and is multiple where the model has a list."""
    for model, schema in ((Call, "call"), (Bank, "questions")):
        widgets = {each["name"]: each for each in fields_of(schema)}
        for _, key, kind in reference_fields(model):
            relation = widgets[key]
            assert relation["widget"] == "relation"
            assert relation["value_field"] == form_editor.RELATIONS[kind]["value_field"]
            assert relation["multiple"] is (key != "stage")


def through_widget(value: Any, widget: dict[str, Any], playbook: Playbook) -> Any:
    """Return a value after its widget has read and written it; scalars are texts as in a file."""
    match widget["widget"]:
        case "hidden" | "keyvalue":
            return value
        case "object":
            return through_group(value, widget["fields"], playbook)
        case "list" if "fields" in widget:
            return [through_group(each, widget["fields"], playbook) for each in value]
        case "list":
            return [through_widget(each, widget["field"], playbook) for each in value]
        case "relation":
            offered = relation_values(playbook, widget)
            assert isinstance(value, list) is widget["multiple"]
            assert set(value if widget["multiple"] else [value]) <= offered
            return value
        case "select":
            assert value in widget["options"]
        case "number":
            assert widget["min"] <= int(value) <= widget["max"]
            return str(int(value))
        case "boolean":
            return {"true": "true", "false": "false"}[value]
        case "datetime":
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        case "string" | "text":
            if "pattern" in widget:
                assert re.search(widget["pattern"][0], value)
        case _:
            raise AssertionError(widget)
    assert isinstance(value, str)
    return value


def through_group(values: dict[str, Any], widgets: list[dict[str, Any]], playbook: Playbook) -> dict[str, Any]:
    """Return the part of a mapping that the widgets of a form keep."""
    return {
        each["name"]: through_widget(values[each["name"]], each, playbook) for each in widgets if each["name"] in values
    }


def documents() -> Iterator[Any]:
    yield from load(ROOT).documents


def test_our_playbook_survives_the_forms() -> None:
    """Every value of every file has a widget for its type, so nothing is lost or converted."""
    playbook = load(ROOT).playbook
    count = 0
    for document in documents():
        kind = file_kind(document.source.path)
        assert kind
        entries = document.value if kind.many else [document.value]
        for entry in entries:
            assert through_group(entry, fields_of(kind.schema), playbook) == entry
            count += 1
    assert count > 80


def test_an_enumeration_has_its_values() -> None:
    """A form offers the values that the model lists for a field."""
    for schema, key, within in (("call", "channel", None), ("playbook", "paper", "cards")):
        widgets = {each["name"]: each for each in fields_of(schema)}
        widget = widgets[key] if within is None else {each["name"]: each for each in widgets[within]["fields"]}[key]
        model: Any = Call if within is None else Settings.model_fields[within].annotation
        assert tuple(widget["options"]) == get_args(model.model_fields[key].annotation)


def test_an_empty_field_is_omitted() -> None:
    """An empty text is a problem in a playbook; a missing key is not."""
    assert CONFIG["output"]["omit_empty_optional_fields"] is True
    models: tuple[type[Entry], ...] = (Call, Bank, Question, Stage)
    assert all(
        not field.is_required() for model in models for key, field in fields_by_key(model).items() if key == "owner"
    )
