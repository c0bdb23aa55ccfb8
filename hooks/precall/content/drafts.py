"""Handle drafts: read them despite missing values, find their lines, and exclude them from the published playbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from precall.content.model import (
    GROUPS,
    Bank,
    Entry,
    Playbook,
    Question,
    Reference,
    Settings,
    Stage,
    Use,
    fields_by_key,
    model_at,
)
from precall.content.model.fields import ReferenceKind
from precall.content.model.introspection import marks, types_in
from precall.content.model.playbook import reference_fields
from precall.content.source import Source
from precall.content.source_map import Document, Loc, Value

E = TypeVar("E", bound=Entry)
EntryKey: TypeAlias = tuple[ReferenceKind, str]

PLACEHOLDER = "(…)"
"""The text of a required field that a draft does not have yet."""

_TOP_LEVEL = re.compile(r"^draft: +true *(?:#.*)?\r?$", re.MULTILINE)
_LISTS: Mapping[type[BaseModel], str] = {Bank: "questions", Settings: "stages"}
"""The key of the entries inside a file that is an entry, or the settings, itself."""


def is_draft(value: Value) -> bool:
    """Return whether an entry, as it was typed, is a draft."""
    return isinstance(value, dict) and value.get("draft") == "true"


def is_draft_text(source: Source) -> bool:
    """Return whether a file that cannot be parsed has a line `draft: true` for all of it."""
    return _TOP_LEVEL.search(source.text) is not None


def draft_lines(document: Document) -> list[range]:
    """Return the lines of a file that belong to drafts."""
    if "draft" not in document.source.text:
        return []
    if is_draft(document.value):
        return [range(1, len(document.source.lines) + 1)]
    found: list[range] = []
    key = next((name for name in _LISTS.values() if isinstance(document.value, dict) and name in document.value), "")
    listed = document.value.get(key) if isinstance(document.value, dict) else document.value
    items = listed if isinstance(listed, list) else []
    above: Loc = (key,) if key else ()
    for index, item in enumerate(items):
        if is_draft(item):
            first = document.span((*above, index)).line
            is_last = index + 1 == len(items)
            # Other keys of the file may come after the last item of a list; they are not part of the draft.
            end = _end_of_item(document, first) if is_last else document.span((*above, index + 1)).line
            found.append(range(first, end))
    return found


def _end_of_item(document: Document, first: int) -> int:
    lines = document.source.lines
    depth = len(lines[first - 1]) - len(lines[first - 1].lstrip(" "))
    for number in range(first, len(lines)):
        text = lines[number]
        if text.strip() and len(text) - len(text.lstrip(" ")) <= depth:
            return number + 1
    return len(lines) + 1


class Salvaged:
    """The valid part of a value with faults.

    Its drafts have placeholders instead of missing and faulty values. Other faulty entries are left out.
    """

    def __init__(self, model: type[Entry | Settings], value: Value, error: ValidationError, stage: str) -> None:
        self.result: Any = None
        """An instance of the model; None if too little is valid."""
        self.blanks: dict[Loc, tuple[str, ...]] = {}
        """The keys that have placeholders, by the place of the draft in the value."""
        self.positions: list[int] = []
        """The original positions of the entries in the list that the value holds."""
        if not isinstance(value, dict):
            return
        self._stage = stage
        faults = [tuple(fault["loc"]) for fault in error.errors(include_url=False)]
        key = _LISTS.get(model, "")
        value = dict(value)
        listed = value.get(key)
        if isinstance(listed, list):
            own = [loc for loc in faults if loc[0] != key or len(loc) == 1]
            value[key] = list(self._valid_parts(Stage if model is Settings else Question, key, listed, faults))
            faults = own if value[key] else [*own, (key,)]
        if faults and (model is Settings or is_draft(value)):
            value, blanks = self._filled(model, value, faults)
            self.blanks[()] = blanks
        elif faults:
            return
        try:
            self.result = model.model_validate(value)
        except ValidationError:
            self.result = None

    def _valid_parts(self, model: type[Entry], key: str, items: list[Value], faults: list[Loc]) -> Iterator[Value]:
        for index, item in enumerate(items):
            own = [loc[2:] or ("",) for loc in faults if loc[:2] == (key, index)]
            if not own:
                yield item
            elif is_draft(item) and isinstance(item, dict):
                filled, self.blanks[key, index] = self._filled(model, item, own)
                yield filled
            else:
                continue
            self.positions.append(index)

    def _filled(
        self, model: type[BaseModel], value: dict[str, Value], faults: Iterable[Loc]
    ) -> tuple[dict[str, Value], tuple[str, ...]]:
        """Return a draft with placeholders for faulty required keys and without other faulty keys, and those keys."""
        value = dict(value)
        blanks: dict[str, None] = {}
        fields = fields_by_key(model)
        for loc in faults:
            key = str(loc[0])
            if key in fields and fields[key].is_required():
                value[key] = self._placeholder(model, key, fields[key], value.get(key, ""))
                blanks[".".join(str(step) for step in loc[:2])] = None
            else:
                value.pop(key, None)
        return value, tuple(blanks)

    def _placeholder(self, model: type[BaseModel], key: str, field: FieldInfo, typed: Value) -> Value:
        part = model_at(model, key)
        if part is not None and issubclass(part, Entry):
            return [{"id": "question", "ask": PLACEHOLDER, "draft": "true"}] if key == "questions" else []
        if part is not None:
            given = typed if isinstance(typed, dict) else {}
            valid = {name: text for name, text in given.items() if name in fields_by_key(part) and _is_text(text)}
            return {**dict.fromkeys(fields_by_key(part), PLACEHOLDER), **valid}
        if marks(field, Reference):
            return self._stage
        choices = next((each for each in types_in(field.annotation) if get_origin(each) is Literal), None)
        if choices is not None:
            return str(get_args(choices)[0])
        return "1" if int in types_in(field.annotation) else PLACEHOLDER


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def without_drafts(playbook: Playbook) -> Playbook:
    """Return the published part of a playbook: without drafts and references to drafts."""
    drafts = frozenset((entry.kind, entry.ref) for entry in playbook.entries() if entry.is_draft)
    return without(playbook, drafts) if drafts else playbook


def without(playbook: Playbook, drafts: frozenset[EntryKey] = frozenset()) -> Playbook:
    """Return a playbook without some drafts, and without references to them or to entries that do not exist.

    An entry that needs such a reference is left out too, for example a call whose stage is left out. So is a bank
    without remaining questions.
    """
    gone = set(drafts)
    groups: dict[str, Any] = {
        name: {ref: entry for ref, entry in playbook.of_kind(kind).items() if (kind, ref) not in gone}
        for name, kind in GROUPS.items()
    }
    left_out: list[Use] = []
    exists = {(kind, ref) for name, kind in GROUPS.items() for ref in groups[name]}
    for name, kind in GROUPS.items():
        for ref, entry in list(groups[name].items()):
            missing = [use for use in _needed(entry) if (use.kind, use.ref) not in exists]
            if missing:
                left_out += missing
                exists.discard((kind, ref))
                del groups[name][ref]
    for name in GROUPS:
        groups[name] = {ref: _without_references(entry, exists, left_out) for ref, entry in groups[name].items()}
    for ref, bank in list(groups["banks"].items()):
        questions = tuple(groups["questions"][old.ref] for old in bank.questions if old.ref in groups["questions"])
        if not questions:
            del groups["banks"][ref]
        elif len(questions) < len(bank.questions):
            groups["banks"][ref] = _copy(bank, {"questions": questions})
    settings = playbook.settings
    if len(groups["stages"]) < len(playbook.stages):
        stages = tuple(stage for stage in settings.stages if stage.id in groups["stages"])
        settings = settings.model_copy(update={"stages": stages})
    of_drafts = tuple(use for use in left_out if (use.kind, use.ref) in drafts)
    return replace(playbook, settings=settings, **groups, drafts=playbook.drafts | drafts, left_out=of_drafts)


def _needed(entry: Entry) -> Iterator[Use]:
    """Yield the references without which an entry is invalid."""
    for name, key, kind in reference_fields(type(entry)):
        value = getattr(entry, name)
        if isinstance(value, str):
            yield Use(entry, (key,), kind, value)


def _without_references(entry: E, exists: set[EntryKey], left_out: list[Use]) -> E:
    """Return an entry without the list items that refer to missing entries; add these items to `left_out`."""
    changes: dict[str, Any] = {}
    for name, key, kind in reference_fields(type(entry)):
        value = getattr(entry, name)
        missing = (
            [index for index, ref in enumerate(value) if (kind, ref) not in exists] if isinstance(value, tuple) else []
        )
        if missing:
            left_out += [Use(entry, (key, index), kind, value[index]) for index in missing]
            changes[name] = tuple(ref for ref in value if (kind, ref) in exists)
    return _copy(entry, changes) if changes else entry


def _copy(entry: E, changes: Mapping[str, Any]) -> E:
    copy = entry.model_copy(update=dict(changes))
    return copy.located_at(replace(entry.location, fingerprint=""))
