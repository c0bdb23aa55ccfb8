"""A playbook becomes JSON for a CRM, a bot or a slide: one document, its schema, and a file for each entry.

What stands here is a promise: within `v1` keys are added and never change their meaning. Who keeps an entry is left out
unless it is asked for, since the site may be seen by more people than the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema
from pydantic_core import to_json

from precall.address import FOLDERS, address
from precall.kept import is_live
from precall.model import (
    Bank,
    Barrier,
    Call,
    Entry,
    Playbook,
    Principle,
    Question,
    ReferenceKind,
    Settings,
    SourceEntry,
    Stage,
)
from precall.page import ReadyFile

FOLDER = "api/v1"
SCHEMA = "playbook.schema.json"

LISTS: tuple[tuple[str, ReferenceKind, type[Entry]], ...] = (
    ("stages", "stage", Stage),
    ("calls", "call", Call),
    ("banks", "bank", Bank),
    ("principles", "principle", Principle),
    ("barriers", "barrier", Barrier),
    ("sources", "source", SourceEntry),
)
"""The lists of the document: key, kind and model. Questions stand in their banks."""


_LEFT_OUT = ("stages", "extends", "hide")
"""Settings that stand elsewhere in the document, or have had their effect on it."""


def api_files(playbook: Playbook, *, owners: bool = False) -> Iterator[ReadyFile]:
    """The document, its schema and a file for each entry, below FOLDER; the same bytes for the same content."""
    yield ReadyFile(f"{FOLDER}/playbook.json", _bytes(document(playbook, owners=owners)))
    yield ReadyFile(f"{FOLDER}/{SCHEMA}", _schema())
    known = dict(_written)
    _written.clear()
    for entry in playbook.entries():
        path, key = f"{FOLDER}/{FOLDERS[entry.kind]}/{entry.ref}.json", (entry.fingerprint, owners)
        content = _written[key] = known.get(key) or _bytes(entry_document(entry, owners=owners))
        yield ReadyFile(path, content, entry.place.document.source.path)
    # Of entries that are gone nothing stays.
    for key in _made.keys() - (_written.keys() if is_live() else set()):
        del _made[key]
    if not is_live():
        _written.clear()


_written: dict[tuple[str, bool], bytes] = {}
"""The entries' files as they were last written, by the entries' fingerprints and whether owners are told."""
_made: dict[tuple[str, bool], dict[str, Any]] = {}
"""Their documents, which stand in several files: nobody is to change one."""


@cache
def _schema() -> bytes:
    return _bytes(document_schema())


def document(playbook: Playbook, *, owners: bool = False) -> dict[str, Any]:
    """The whole playbook."""
    settings = _without_owners(_dumped(playbook.settings), owners=owners)
    for key in _LEFT_OUT:
        settings.pop(key, None)
    made: dict[str, Any] = {"$schema": SCHEMA, "version": 1, "settings": settings}
    for key, kind, _ in LISTS:
        made[key] = [entry_document(entry, owners=owners) for entry in playbook.of_kind(kind).values()]
    return made


def entry_document(entry: Entry, *, owners: bool = False) -> dict[str, Any]:
    """One entry: its id and address, and every key that has a value."""
    key = (entry.fingerprint, owners)
    if key not in _made:
        made: dict[str, Any] = {"id": entry.ref.rpartition("/")[2], "address": address(entry).path, **_dumped(entry)}
        if isinstance(entry, Question):
            made["ref"] = entry.ref
        if isinstance(entry, Bank):
            made["questions"] = []
        _made[key] = _without_owners(made, owners=owners)
        if isinstance(entry, Bank):
            _made[key]["questions"] = [entry_document(question, owners=owners) for question in entry.questions]
    return _made[key]


def document_schema() -> dict[str, Any]:
    """The JSON Schema of the document, read from the model."""
    models: list[Any] = [(model, "validation") for *_, model in LISTS]
    _, made = models_json_schema([*models, (Question, "validation"), (Settings, "validation")])
    definitions: dict[str, Any] = made["$defs"]
    entries: list[type[Entry]] = [*(model for _, _, model in LISTS), Question]
    for model in entries:
        properties = definitions[model.__name__]["properties"]
        properties.setdefault("id", {"type": "string"})
        properties["address"] = {"type": "string", "description": "From the site's root."}
        required = definitions[model.__name__].setdefault("required", [])
        required += [key for key in ("id", "address") if key not in required]
    definitions["Question"]["properties"]["ref"] = {
        "type": "string",
        "description": "The id by which others refer to it.",
    }
    settings = definitions["Settings"]
    for key in _LEFT_OUT:
        del settings["properties"][key]
    settings["required"].remove("stages")
    lists = {key: {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}} for key, _, model in LISTS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Playbook",
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "version": {"const": 1},
            "settings": {"$ref": "#/$defs/Settings"},
            **lists,
        },
        "required": ["version", "settings", *lists],
        "additionalProperties": False,
        "$defs": definitions,
    }


def content_of(made: dict[str, Any]) -> dict[str, Any]:
    """A document read back: the values of each content file by its path below `playbook/`, every scalar as text."""
    bare = {key: [_bare(entry) for entry in made[key]] for key, *_ in LISTS}
    files: dict[str, Any] = {"playbook.yml": _as_text({**made["settings"], "stages": bare["stages"]})}
    for key, folder in (("calls", "calls"), ("banks", "questions")):
        for entry in bare[key]:
            files[f"{folder}/{entry['id']}.yml"] = _as_text(
                {name: value for name, value in entry.items() if name != "id"}
            )
    for key in ("principles", "barriers", "sources"):
        if bare[key]:
            files[f"{key}.yml"] = _as_text(bare[key])
    return files


def _bare(entry: dict[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in entry.items() if key not in ("address", "ref")}
    if isinstance(entry.get("questions"), list) and any(isinstance(each, dict) for each in entry["questions"]):
        made["questions"] = [_bare(each) for each in entry["questions"]]
    return made


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _dumped(model: Entry | Settings) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _without_owners(value: Any, *, owners: bool) -> Any:
    if owners:
        return value
    if isinstance(value, dict):
        return {key: _without_owners(inner, owners=owners) for key, inner in value.items() if key != "owner"}
    return [_without_owners(inner, owners=owners) for inner in value] if isinstance(value, list) else value


def _bytes(value: Any) -> bytes:
    # As `json` would write it with an indent of one, which it does in Python, sign by sign.
    return to_json(value, indent=1) + b"\n"
