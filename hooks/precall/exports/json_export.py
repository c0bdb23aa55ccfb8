"""Export a playbook as JSON for a CRM, a bot or slides: one document, its schema, and a file for each entry.

The format is stable: within `v1` keys may be added, but their meaning never changes. The owner of an entry is left out
unless the caller asks for it, because more people may see the site than the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from io import BytesIO
from typing import Any

from pydantic.json_schema import models_json_schema
from pydantic_core import to_json

from precall.content.model import (
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
from precall.content.urls import FOLDERS, address
from precall.core.session import Session
from precall.render.artifacts import Content, ReadyFile

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
"""The lists of the document: key, kind and model. Questions are inside their banks."""


_OMITTED_SETTINGS = ("stages", "extends", "hide")
"""Settings that are elsewhere in the document, or already applied to it."""


def api_files(playbook: Playbook, *, owners: bool = False) -> Iterator[ReadyFile]:
    """Yield the document, its schema and a file for each entry, below FOLDER; the same bytes for the same content.

    An entry's file is a part of the document, which is extracted on demand.
    """
    last = playbook.session.shared(_last_written)
    written = _Written(owners, last.pop() if last else None)
    whole = written.document(playbook)
    if playbook.session.keep_warm:
        last.append(written)
    yield ReadyFile(f"{FOLDER}/playbook.json", whole)
    yield ReadyFile(f"{FOLDER}/{SCHEMA}", _schema())
    for entry in playbook.entries():
        path = f"{FOLDER}/{FOLDERS[entry.kind]}/{entry.ref}.json"
        file = Content(f"{entry.fingerprint} {owners}", partial(written.file, entry))
        yield ReadyFile(path, file, entry.location.document.source.path)


_IN_LIST, _IN_BANK = b"\n  ", b"\n    "
"""The line break and indentation of an entry in the document, and of a question."""


class _Written:
    """Writes the document, and extracts the files of its entries from it. `before` wrote the previous document."""

    def __init__(self, owners: bool, before: _Written | None = None) -> None:
        self.owners = owners
        self.whole = b""
        self._text = BytesIO()
        self._places: dict[str, tuple[int, int]] = {}
        """The start and end of each entry in the document, by the entry's fingerprint."""
        self._before = before if before and before.owners == owners else None

    def document(self, playbook: Playbook) -> bytes:
        """Return the document of a playbook, as bytes."""
        self._text.write(_bytes(_beginning(playbook, owners=self.owners)).removesuffix(b"\n}\n"))
        for name, kind, _ in LISTS:
            self._text.write(b',\n "%s": ' % name.encode())
            self._list(tuple(playbook.of_kind(kind).values()), _IN_LIST)
        self._text.write(b"\n}\n")
        self.whole, self._text, self._before = self._text.getvalue(), BytesIO(), None
        return self.whole

    def file(self, entry: Entry) -> bytes:
        """Return the file of an entry."""
        first, last = self._places[entry.fingerprint]
        return self.whole[first:last].replace(_IN_BANK if isinstance(entry, Question) else _IN_LIST, b"\n") + b"\n"

    def _list(self, entries: Sequence[Entry], line: bytes) -> None:
        """Write entries as a JSON list; each of their lines begins with `line`."""
        for number, entry in enumerate(entries):
            self._text.write((b"," if number else b"[") + line)
            self._entry(entry, line)
        self._text.write(line[:-1] + b"]" if entries else b"[]")

    def _entry(self, entry: Entry, line: bytes) -> None:
        first = self._text.tell()
        known = self._before and self._before._places.get(entry.fingerprint)
        if self._before and known:
            self._text.write(self._before.whole[slice(*known)])
            for question in entry.questions if isinstance(entry, Bank) else ():
                start, end = self._before._places[question.fingerprint]
                self._places[question.fingerprint] = (start - known[0] + first, end - known[0] + first)
        elif isinstance(entry, Bank):
            bare = _bytes(_without_owners({**_own(entry), "questions": []}, owners=self.owners))
            # A JSON string contains no line break, so the line must be the bank's own key.
            before, key, after = _indented(bare, line).partition(line + b' "questions": ')
            self._text.write(before + key)
            self._list(entry.questions, _IN_BANK)
            self._text.write(after.removeprefix(b"[]"))
        else:
            self._text.write(_indented(_bytes(entry_document(entry, owners=self.owners)), line))
        self._places[entry.fingerprint] = (first, self._text.tell())


def _indented(file: bytes, line: bytes) -> bytes:
    return file.removesuffix(b"\n").replace(b"\n", line)


def _last_written(_: Session) -> list[_Written]:
    """Return the list in which a session stores the writer of the previous document."""
    return []


@cache
def _schema() -> bytes:
    return _bytes(document_schema())


def playbook_document(playbook: Playbook, *, owners: bool = False) -> dict[str, Any]:
    """Return the document of a playbook, as plain values."""
    made = _beginning(playbook, owners=owners)
    for key, kind, _ in LISTS:
        made[key] = [entry_document(entry, owners=owners) for entry in playbook.of_kind(kind).values()]
    return made


def _beginning(playbook: Playbook, *, owners: bool) -> dict[str, Any]:
    settings = _without_owners(_dumped(playbook.settings), owners=owners)
    for key in _OMITTED_SETTINGS:
        settings.pop(key, None)
    return {"$schema": SCHEMA, "version": 1, "settings": settings}


def entry_document(entry: Entry, *, owners: bool = False) -> dict[str, Any]:
    """Return one entry: its id, its address, and every key with a value."""
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
    """Return the JSON Schema of the document, derived from the models."""
    models: list[Any] = [(model, "validation") for *_, model in LISTS]
    _, made = models_json_schema([*models, (Question, "validation"), (Settings, "validation")])
    definitions: dict[str, Any] = made["$defs"]
    entries: list[type[Entry]] = [*(model for _, _, model in LISTS), Question]
    for model in entries:
        properties = definitions[model.__name__]["properties"]
        properties.setdefault("id", {"type": "string"})
        # Drafts are not exported.
        properties.pop("draft", None)
        properties["address"] = {"type": "string", "description": "From the site's root."}
        required = definitions[model.__name__].setdefault("required", [])
        required += [key for key in ("id", "address") if key not in required]
    definitions["Question"]["properties"]["ref"] = {
        "type": "string",
        "description": "The id by which others refer to it.",
    }
    settings = definitions["Settings"]
    for key in _OMITTED_SETTINGS:
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


def _dumped(model: Entry | Settings) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _without_owners(value: Any, *, owners: bool) -> Any:
    if owners:
        return value
    if isinstance(value, dict):
        return {key: _without_owners(inner, owners=owners) for key, inner in value.items() if key != "owner"}
    return [_without_owners(inner, owners=owners) for inner in value] if isinstance(value, list) else value


def _bytes(value: Any) -> bytes:
    # The same bytes as from `json.dumps(indent=1)`, which is slow because it indents in Python.
    return to_json(value, indent=1) + b"\n"
