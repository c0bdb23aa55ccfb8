"""A playbook becomes JSON for a CRM, a bot or a slide: one document, its schema, and a file for each entry.

What stands here is a promise: within `v1` keys are added and never change their meaning. Who keeps an entry is left out
unless it is asked for, since the site may be seen by more people than the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    written: dict[tuple[str, bool], bytes] = {}
    # Questions before the banks that they stand in.
    for entry in (*playbook.questions.values(), *playbook.entries()):
        key = (entry.fingerprint, owners)
        if key not in written:
            written[key] = _written.get(key) or _entry(entry, written, owners=owners)
    # Of entries that are gone nothing stays.
    _written.clear()
    if is_live():
        _written.update(written)
    yield ReadyFile(f"{FOLDER}/playbook.json", _whole(playbook, written, owners=owners))
    yield ReadyFile(f"{FOLDER}/{SCHEMA}", _schema())
    for entry in playbook.entries():
        path = f"{FOLDER}/{FOLDERS[entry.kind]}/{entry.ref}.json"
        yield ReadyFile(path, written[entry.fingerprint, owners], entry.place.document.source.path)


_written: dict[tuple[str, bool], bytes] = {}
"""The entries' files as they were last written, by the entries' fingerprints and whether owners are told."""


def _entry(entry: Entry, written: Mapping[tuple[str, bool], bytes], *, owners: bool) -> bytes:
    """An entry's file; a bank's is set together from its questions' files."""
    if not isinstance(entry, Bank):
        return _bytes(entry_document(entry, owners=owners))
    bare = _bytes(_without_owners({**_own(entry), "questions": []}, owners=owners))
    questions = _listed([written[question.fingerprint, owners] for question in entry.questions])
    # No text in JSON has a line's end, so a line is a key of the bank's own.
    before, key, after = bare.partition(b'\n "questions": ')
    return before + key + questions + after.removeprefix(b"[]")


def _whole(playbook: Playbook, written: Mapping[tuple[str, bool], bytes], *, owners: bool) -> bytes:
    """The document, set together from its entries' files."""
    parts = [_bytes(_beginning(playbook, owners=owners)).removesuffix(b"\n}\n")]
    for name, kind, _ in LISTS:
        entries = [written[entry.fingerprint, owners] for entry in playbook.of_kind(kind).values()]
        parts += [b',\n "%s": ' % name.encode(), _listed(entries)]
    return b"".join((*parts, b"\n}\n"))


def _listed(files: Sequence[bytes]) -> bytes:
    """Files as the list that is the value of a document's key."""
    items = (file.removesuffix(b"\n").replace(b"\n", b"\n  ") for file in files)
    return b"[\n  " + b",\n  ".join(items) + b"\n ]" if files else b"[]"


@cache
def _schema() -> bytes:
    return _bytes(document_schema())


def document(playbook: Playbook, *, owners: bool = False) -> dict[str, Any]:
    """The whole playbook."""
    made = _beginning(playbook, owners=owners)
    for key, kind, _ in LISTS:
        made[key] = [entry_document(entry, owners=owners) for entry in playbook.of_kind(kind).values()]
    return made


def _beginning(playbook: Playbook, *, owners: bool) -> dict[str, Any]:
    settings = _without_owners(_dumped(playbook.settings), owners=owners)
    for key in _LEFT_OUT:
        settings.pop(key, None)
    return {"$schema": SCHEMA, "version": 1, "settings": settings}


def entry_document(entry: Entry, *, owners: bool = False) -> dict[str, Any]:
    """One entry: its id and address, and every key that has a value."""
    made = _own(entry)
    if isinstance(entry, Bank):
        made["questions"] = [entry_document(question, owners=owners) for question in entry.questions]
    bare: dict[str, Any] = _without_owners(made, owners=owners)
    return bare


def _own(entry: Entry) -> dict[str, Any]:
    made: dict[str, Any] = {"id": entry.ref.rpartition("/")[2], "address": address(entry).path, **_dumped(entry)}
    if isinstance(entry, Question):
        made["ref"] = entry.ref
    return made


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
