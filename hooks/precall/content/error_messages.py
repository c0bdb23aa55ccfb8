"""Convert pydantic's errors into Problems in plain words, located at the wrong key or value.

pydantic's error types are stable but its English is not, so each type has a message of our own.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin
from urllib.parse import unquote

from pydantic import BaseModel, ValidationError

from precall.content.columns import key_meant
from precall.content.key_places import group_with, is_in_other_half, key_around, model_in, split_item
from precall.content.loose_values import channel_in, day_in, minutes_in, period_in
from precall.content.model import FILES, Entry, FileKind, Question, Reference, ReferenceKind, fields_by_key, model_at
from precall.content.model.entries import Part
from precall.content.model.fields import KIND_WORDS, MAX_TEXT_LENGTH, SLUG, slug_of
from precall.content.model.introspection import marks, types_in
from precall.content.source_map import Document, Loc, Value
from precall.content.syntax import in_quotes, without_curly_quotes
from precall.core.problems import Problem, did_you_mean, foreign_character, nearest, quoted, shortened, with_article

_BULLET = re.compile(
    r"(--+|\d{1,2}[.)](?=\s)|[-\u2010-\u2015\u2022\u2023\u25e6\u25aa\u25cf\u00b7*])(\s*)(\S.*?)"
    r"(?:\s+(?:\1|\d{1,2}[.)]).*)?$",
    re.DOTALL,
)
"""Matches a text that begins like an item of a list; captures the bullet and the words of that item."""


_NAME = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")
_WORD_LISTS = ("keywords", "tags", "aliases")
"""Keys of lists of short words. In a text for such a list, commas separate the words."""
_BOOLEANS = {
    **dict.fromkeys(("yes", "y", "on", "ja", "wahr", "true", "1", "x"), "true"),
    **dict.fromkeys(("no", "n", "off", "nein", "falsch", "false", "0"), "false"),
}
"""Other words for true and false."""
_NOTHING = frozenset({"none", "no", "nothing", "n/a", "keine", "keiner", "kein", "nichts", "nein", "/", "—", "–"})
"""What people write, in small letters, where they have no items."""
_BETWEEN_ITEMS = re.compile(r"\s*(?:[,;=|&]|\s(?:and|und|or|oder|/)\s)\s*")
"""The characters and words that people write between the items of a list on one line."""
_PAIR = re.compile(r"(?:- )?(.+?)\s*(?:->|=>|→|=|>)\s*(.+)")

MAX_CHOICES = 20
"""Maximum number of choices in a hint."""

JSON_MESSAGE = "This file is written as JSON, not as YAML."
JSON_HINT = "Write a line for each key, without braces, quotes and commas, as in title: First meeting."


@dataclass(frozen=True)
class Fault:
    """One fault of a value, from a pydantic error."""

    kind: str
    """pydantic's error type."""
    loc: Loc
    """The path from the top of the value."""
    input: Any
    context: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The nearest key above the fault, for messages."""
        return next((str(step) for step in reversed(self.loc) if isinstance(step, str)), "")

    @property
    def subject(self) -> str:
        """The faulty value, as the subject of a sentence."""
        if self.loc and isinstance(self.loc[-1], int):
            return f'An item of "{self.key}"' if self.key else "An item of this list"
        return f'"{self.key}"' if self.key else "This entry"


def explain(
    error: ValidationError,
    document: Document,
    loc: Loc,
    model: type[BaseModel],
    *,
    limit: int,
    covered: Container[Loc] = (),
    ids: Mapping[ReferenceKind, Collection[str]] = MappingProxyType({}),
) -> list[Problem]:
    """Return the problems of a value.

    Args:
        error: the faults of the value.
        document: the document that holds it.
        loc: its place in the document.
        model: its model.
        limit: the number of faults to explain.
        covered: the places, from the top of the value, whose missing keys another problem reports.
        ids: the ids that references may use, for hints.

    """
    faults = [
        Fault(fault["type"], tuple(fault["loc"]), fault["input"], fault.get("ctx", {}))
        for fault in error.errors(include_url=False)
        if not (fault["type"] == "missing" and tuple(fault["loc"][:-1]) in covered)
    ]
    if not loc and document.value == {}:
        return [_empty_file(document, model, faults)]
    if not loc and document.value and document.source.text.lstrip().startswith("{"):
        return [document.problem("yaml-syntax", JSON_MESSAGE, JSON_HINT)]
    if not loc and (misplaced := misplaced_content(document, model)) is not None:
        return [misplaced]
    faults = [
        fault
        for fault in faults
        if fault.kind != "missing" or not is_in_other_half(document, loc + fault.loc[:-1], str(fault.loc[-1]))
    ]
    # A misspelt key is one fault, not a missing key as well.
    meant = {_intended_key(fault, model) for fault in faults}
    faults = [fault for fault in faults if fault.kind != "missing" or fault.loc not in meant]
    return [problem for fault in faults[:limit] for problem in _problems(fault, document, loc, model, ids)]


def _intended_key(fault: Fault, model: type[BaseModel]) -> Loc | None:
    """Return the path of the missing key that was probably meant by an unknown key."""
    if fault.kind != "extra_forbidden":
        return None
    *parent, last = fault.loc
    key, inside = str(last), model_in(model, tuple(parent))
    if group := group_with(key, inside):
        return (*parent, group, key)
    if key_around(fault.loc, model):
        return (*parent[:-1], key)
    guess = key_meant(key, inside) or nearest(key, fields_by_key(inside))
    return None if guess is None else (*parent, guess)


def kind_of_content(value: Value) -> FileKind | None:
    """Return the kind of file whose keys a file has, all of them known and none that is required missing."""
    keys = _own_keys(value)
    return next((kind for kind in FILES if keys and _is_whole(kind, keys, is_list=isinstance(value, list))), None)


def _own_keys(value: Value) -> set[str]:
    """Return the keys of an entry, or of the first one in a list, besides those that every entry may have."""
    entry = value[0] if isinstance(value, list) and value else value
    return {key for key in entry if key not in Entry.model_fields} if isinstance(entry, dict) else set()


def _is_whole(kind: FileKind, keys: set[str], *, is_list: bool) -> bool:
    fields = fields_by_key(kind.model)
    required = {key for key, field in fields.items() if field.is_required() and key not in Entry.model_fields}
    return kind.many == is_list and required <= keys <= fields.keys()


def misplaced_content(document: Document, model: type[BaseModel]) -> Problem | None:
    """Return the problem of a file whose keys belong to another kind of file, such as a call among the banks."""
    keys, is_list = _own_keys(document.value), isinstance(document.value, list)
    if not keys:
        return None
    known = {kind.name: len(keys & fields_by_key(kind.model).keys()) for kind in FILES if kind.many == is_list}
    best = next(kind for kind in FILES if known.get(kind.name) == max(known.values()))
    own = len(keys & fields_by_key(model).keys())
    # The other kind must know at least two more of the keys, or all of them with no required key missing.
    is_whole = _is_whole(best, keys, is_list=is_list)
    if best.model is model or known[best.name] < own + (1 if is_whole else 2):
        return None
    name = document.source.path.rsplit("/", 1)[-1]
    target = best.pattern.replace("*.yml", name)
    what = f"Move it to {target}." if "*" in best.pattern else f"Move its content to {target}."
    return document.problem("misplaced-file", f"This looks like {with_article(best.name)}.", what)


def _problems(
    fault: Fault,
    document: Document,
    base: Loc,
    model: type[BaseModel],
    ids: Mapping[ReferenceKind, Collection[str]],
) -> Iterator[Problem]:
    # For a fault in the key of a mapping, pydantic's path ends in "[key]".
    key = bool(fault.loc) and fault.loc[-1] == "[key]"
    loc = base + (fault.loc[:-1] if key else fault.loc)
    if fault.kind == "too_short" and fault.input:
        # pydantic counts only the valid items; the faults of the others are reported.
        return
    if fault.kind == "missing":
        yield _missing(fault, document, loc, model, ids)
    elif fault.kind == "extra_forbidden":
        around = key_around(fault.loc, model)
        yield _unknown_key(document, loc, model_in(model, fault.loc[:-1]), around)
    elif document.has_fault(loc):
        return
    elif fault.kind == "empty_text" or fault.input == "":
        yield _empty(fault, document, loc, key=key, write=_what_to_write(fault.loc, model, ids))
    elif fault.kind == "unsafe_link":
        for encoded in fault.context["links"]:
            # As it was typed: the reader of Markdown encodes spaces and backslashes.
            href = encoded if str(encoded) in str(fault.input) else unquote(str(encoded))
            yield document.problem(
                "unsafe-link",
                f"The site cannot link to {quoted(href)}.",
                "Begin a link with https:, http:, mailto: or tel:, or link to a page of this site.",
                loc=loc,
                key=key,
                words="" if key else str(href),
            )
    elif fault.kind == "repeated":
        for index in fault.context["indexes"]:
            yield document.problem(
                "repeated-item",
                f"{quoted(fault.input[index])} appears twice in this list.",
                "Delete one of them.",
                loc=(*loc, int(index)),
            )
    else:
        rule = str(fault.context.get("rule") or _RULES.get(fault.kind, "wrong-type"))
        message, hint = _message(fault, document, loc, model, ids)
        yield document.problem(rule, message, hint, loc=loc, key=key)


def _message(
    fault: Fault,
    document: Document,
    loc: Loc,
    model: type[BaseModel],
    ids: Mapping[ReferenceKind, Collection[str]],
) -> tuple[str, str]:
    """Return the message and hint for a wrong value."""
    message, hint = _MESSAGES.get(fault.kind, _other)(fault)
    if fault.kind in _GROUP_FAULTS:
        hint = _group_hint(fault, model) or hint
    elif fault.kind == "string_type" and (only := _reference_with_text(fault, model)):
        message, hint = f"{fault.subject} must be only an id, without a text after it.", f"Write - {only}"
    elif fault.kind == "placeholder":
        hint = f"{_what_to_write(fault.loc, model, ids) or 'Write a text, or delete it.'} {hint}"
    elif fault.kind in ("list_type", "tuple_type") and (needed := _needed_in_each(fault, model)):
        first, *others = needed
        hint = f"Write each on lines of its own: - {first}: ..., and below it, indented, {', '.join(others)}."
    elif fault.kind in ("list_type", "tuple_type") and (lines := _lines_of(document, loc)):
        message = f"{fault.subject} must be a list, but its items have no dashes."
        hint = f"Begin each of these lines with a dash and a space: - {shortened(lines[0])}"
    return message, hint


def _needed_in_each(fault: Fault, model: type[BaseModel]) -> list[str]:
    """Return the required keys of the groups of a list in whose place is a text; none for another list."""
    if not fault.loc or not isinstance(fault.loc[-1], str) or not isinstance(fault.input, str):
        return []
    part = model_at(model_in(model, fault.loc[:-1]), fault.loc[-1])
    needed = [key for key, field in fields_by_key(part).items() if field.is_required()] if part else []
    return needed if len(needed) > 1 else []


_GROUP_FAULTS = ("dict_type", "model_type", "model_attributes_type")


def _group_hint(fault: Fault, model: type[BaseModel]) -> str:
    """Return a hint for a list or a text in the place of a group; empty when only the kind of group would help."""
    value = fault.input
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return f"Delete the dash before each of its keys: {', '.join(key for item in value for key in item)}."
    needed = [key for key, field in fields_by_key(model_in(model, fault.loc)).items() if field.is_required()]
    is_item = not fault.loc or isinstance(fault.loc[-1], int)
    first = value[0] if isinstance(value, list) and value else None
    if fault.kind == "dict_type" and isinstance(first, str) and not _PAIR.fullmatch(first):
        return f"Delete the dashes, and write a colon and a value after each: {shortened(first, 60)}: ..."
    if not is_item and needed and isinstance(value, str):
        return f"Write its keys on the lines below it, indented: {', '.join(needed)}."
    if is_item and needed and isinstance(value, str) and not _PAIR.fullmatch(value.split("\n")[0]):
        # A sentence is not an id.
        first = next((key for key in needed if key != "id" or SLUG.fullmatch(value)), needed[0])
        others = ", ".join(f"{key}: ..." for key in needed if key != first)
        below = f", and add below it, in the column of this key, {others}" if others else ""
        return f"Begin it with {first}: {shortened(value, 60)}{below}"
    return ""


def _reference_with_text(fault: Fault, model: type[BaseModel]) -> str:
    """Return the id in an item of a list of references that has a text after a colon; empty for another fault."""
    if len(fault.loc) < 2 or not isinstance(fault.loc[-1], int) or not isinstance(fault.input, dict):
        return ""
    field = fields_by_key(model_in(model, fault.loc[:-2])).get(str(fault.loc[-2]))
    is_reference = field is not None and marks(field, Reference) and len(fault.input) == 1
    return str(next(iter(fault.input))) if is_reference else ""


def _lines_of(document: Document, loc: Loc) -> list[str]:
    """Return the lines of an unquoted text of several lines, if none of them begins with a bullet."""
    document, loc = document.owner_of(loc)
    index, _, value = document.find(loc)
    if not isinstance(value, str):
        return []
    typed = document.source.text[slice(*document.offsets[2 * index : 2 * index + 2])]
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    is_plain = len(lines) > 1 and lines[0][0] not in "\"'|>"
    return lines if is_plain and not any(map(_BULLET.match, lines)) else []


def _what_to_write(loc: Loc, model: type[BaseModel], ids: Mapping[ReferenceKind, Collection[str]]) -> str:
    """Return a hint on the value of a required key; empty for an optional one."""
    if not loc or not isinstance(loc[-1], str):
        return ""
    field = fields_by_key(model_in(model, loc[:-1])).get(loc[-1])
    if field is None:
        return ""
    if not field.is_required():
        return "Write a day, as in 2026-11-01, or delete the line." if date in types_in(field.annotation) else ""
    choices = next((get_args(each) for each in types_in(field.annotation) if get_origin(each) is Literal), ())
    for mark in marks(field, Reference):
        choices = tuple(ids.get(mark.kind, ()))
    if choices and len(choices) <= MAX_CHOICES:
        return f"Write one of {', '.join(choices)}."
    part = model_at(model_in(model, loc[:-1]), loc[-1])
    if part is not None and "tuple" not in str(field.annotation):
        return f"Write its keys on the lines below it, indented: {', '.join(fields_by_key(part))}."
    if part is not None:
        return "Add an entry on the line below, after a dash and a space."
    if loc[-1] == "id":
        return "Write a short name in small letters, digits and hyphens, as in first-meeting."
    return "Write a whole number." if int in types_in(field.annotation) else "Write a text."


def name_of(model: type[BaseModel]) -> str:
    """Return the name of a model's entries in messages."""
    return KIND_WORDS[model.kind] if issubclass(model, Entry) else "playbook"


def _empty_file(document: Document, model: type[BaseModel], faults: list[Fault]) -> Problem:
    keys = [str(fault.loc[-1]) for fault in faults]
    return document.problem(
        "missing-key",
        f"This file is empty, but {with_article(name_of(model))} needs {', '.join(keys)}.",
        f'Add a line for each, as in "{keys[0]}: ...".',
    )


def _missing(
    fault: Fault,
    document: Document,
    loc: Loc,
    model: type[BaseModel],
    ids: Mapping[ReferenceKind, Collection[str]],
) -> Problem:
    parent = fault.loc[:-1]
    inside = model_in(model, parent)
    is_key = bool(parent) and isinstance(parent[-1], str)
    is_part = is_key or (not issubclass(inside, Entry) and parent)
    key = next((step for step in reversed(parent) if isinstance(step, str)), "this entry")
    write = _what_to_write(fault.loc, model, ids)
    choices = f" {write.replace('Write one of', 'It is one of')}" if "one of" in write else ""
    owner = f'"{key}"' if is_part else f"this {name_of(inside)}"
    split = split_item(document, loc[:-1]) if loc[-1] == "id" else None
    if split is not None and split[0] == loc[:-1]:
        return document.problem(
            "missing-key",
            f"The dash before {quoted(split[1])} begins another {name_of(inside)}, which has no id.",
            "Write a space instead of the dash, so that this line belongs to the entry above.",
            loc=loc[:-1],
        )
    part = model_at(inside, str(loc[-1]))
    add = f'Add a line "{loc[-1]}: {_suggested(fault)}".{choices}'
    if part is not None and issubclass(part, Part) and not issubclass(part, Entry):
        add = f'Add a line "{loc[-1]}:", and below it, indented, its keys: {", ".join(fields_by_key(part))}.'
    return document.problem(
        "missing-key",
        f'"{loc[-1]}" is missing from {owner}.',
        add,
        loc=loc[:-1],
        key=is_key,
    )


def _suggested(fault: Fault) -> str:
    """Return an id from the title or the words of an entry that has none; dots for another key."""
    if fault.loc[-1] != "id" or not isinstance(fault.input, dict):
        return "..."
    words = next((value for key in ("title", "ask") if isinstance(value := fault.input.get(key), str)), "")
    return slug_of(" ".join(words.split()[:6])) or "..."


def _unknown_key(document: Document, loc: Loc, model: type[BaseModel], around: str) -> Problem:
    key = str(loc[-1])
    hint = f'Move it left, out of "{around}".' if around else _unknown_key_hint(key, model)
    return document.problem("unknown-key", f"There is no key {quoted(key)} here.", hint, loc=loc, key=True)


def _unknown_key_hint(key: str, model: type[BaseModel]) -> str:
    known = list(fields_by_key(model))
    if key == "<<":
        return 'YAML\'s "<<" is not supported: write the keys out.'
    if any(char.isspace() and not char.isascii() for char in key):
        return "The line has a space from a word processor, in the key or before it: delete the key and type it again."
    if key == "id" and any(kind.model is model and not kind.many for kind in FILES):
        return "Delete this line: the file's name is the id."
    if group := group_with(key, model):
        return f'Move it inside "{group}", and indent it.'
    if meant := key_meant(key, model):
        return f'Did you mean "{meant}"?'
    owner = next((each for each in (*(kind.model for kind in FILES), Question) if key in fields_by_key(each)), None)
    listed = "Known here: " + ", ".join(known) + "."
    if owner is not None:
        return f"It is a key of {with_article(name_of(owner))}. {listed}"
    return listed if nearest(key, known) is None else did_you_mean(key, known)


def _empty(fault: Fault, document: Document, loc: Loc, *, key: bool, write: str) -> Problem:
    message = f"{fault.subject} is empty."
    hint = "Write a text, or delete the line. A text that begins with # needs quotes."
    if write:
        hint = f"{write} A text that begins with # needs quotes." if write == "Write a text." else write
    is_item = bool(fault.loc) and isinstance(fault.loc[-1], int)
    if key:
        message, hint = "A word is missing before the colon.", "Write the word, or delete the line."
    elif is_item:
        hint = "Write a text after the dash, or delete the line."
    return document.problem("empty-text", message, hint, loc=loc, key=not is_item)


def _other(fault: Fault) -> tuple[str, str]:
    return f"{fault.subject} has a value that does not fit here.", "Compare it with another entry of the same kind."


def _text(fault: Fault) -> tuple[str, str]:
    value = fault.input
    if isinstance(value, dict) and len(value) == 1:
        ((first, rest),) = value.items()
        text = without_curly_quotes(f"{first}: {rest}" if isinstance(rest, str) else f"{first}: ...")
        return (
            f"{fault.subject} must be text, but the colon after {quoted(first)} makes it a key.",
            f"Put quotes around the text: {in_quotes(shortened(text))}",
        )
    is_list = isinstance(value, list)
    message = f"{fault.subject} must be one text, but it is {'a list' if is_list else 'a group of keys'}."
    if not (fault.loc and isinstance(fault.loc[-1], int)):
        return message, "Write it as one text after the colon."
    if is_list and value and all(isinstance(item, str) for item in value):
        return message, f"Give each text a line of its own with one dash: - {shortened(value[0])}"
    return message, "Write it as one text after the dash."


def _list(fault: Fault) -> tuple[str, str]:
    value = fault.input
    if not isinstance(value, str):
        return f"{fault.subject} must be a list, but it is a group of keys.", "Begin each item with a dash and a space."
    if value.strip().casefold() in _NOTHING:
        return f"{fault.subject} must be a list, but it is one text.", "Delete the line: an empty list needs none."
    match = _BULLET.match(value)
    parts = [part.strip() for part in _BETWEEN_ITEMS.split(value)]
    is_group = bool(fault.loc) and isinstance(fault.loc[-1], int)
    if len(parts) > 1 and (is_group or ("," not in value and all(map(_NAME.fullmatch, parts)))):
        return (
            f"{fault.subject} must be a list, but it is one text.",
            f"Write {'-' if is_group else f'{fault.key}:'} [{', '.join(parts)}]",
        )
    if is_group and match is None:
        hint = f"Write words that belong together in one list: - [{shortened(value, 60)}, ...]"
        return f"{fault.subject} must be a list, but it is one text.", hint
    names = [name.strip() for name in value.split(",")]
    if len(names) > 1 and (fault.key in _WORD_LISTS or all(map(_NAME.fullmatch, names))):
        return (
            f"{fault.subject} must be a list, but it is one text.",
            f"Put square brackets around it, as in [{names[0]}, {names[1]}].",
        )
    if match is None:
        hint = f"Write it on the line below, after a dash: - {shortened(value)}"
        return f"{fault.subject} must be a list, but it is one text.", hint
    reason = f"its items begin with {quoted(match[1])}, which YAML reads as part of one text"
    if match[1] == "-" and match[2]:
        reason = "the space after the dash comes from a word processor, so YAML reads one text"
    return (
        f"{fault.subject} must be a list, but {reason}.",
        f"Begin each item on a line of its own with a dash and a space: - {shortened(match[3])}",
    )


def _group(fault: Fault) -> tuple[str, str]:
    first = fault.input[0] if isinstance(fault.input, list) and fault.input else fault.input
    pair = _PAIR.fullmatch(first.split("\n")[0]) if isinstance(first, str) else None
    if pair is not None:
        return (
            f"{fault.subject} must be a group of keys, each with a colon.",
            f"Write a colon instead of the arrow, and no dash: {shortened(pair[1])}: {shortened(pair[2])}",
        )
    what = "a list" if isinstance(fault.input, list) else "a text"
    if fault.loc and not isinstance(fault.loc[-1], int):
        return (
            f"{fault.subject} must be a group of keys, but it is {what}.",
            "Write each key on a line of its own below it, indented, with a colon and its value.",
        )
    subject = fault.subject if fault.key else "An entry"
    return (
        f"{subject} must be a group of keys, but this is {what}.",
        "Write each key on a line of its own, as in id: ...",
    )


def _choice(fault: Fault) -> tuple[str, str]:
    expected = str(fault.context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
    if not isinstance(fault.input, str):
        return f"{fault.subject} must be one of its choices.", "Write one of " + ", ".join(expected) + "."
    message = f"{quoted(fault.input)} is not one of the choices for {fault.subject}."
    meant = _BOOLEANS.get(fault.input.casefold(), "") if "true" in expected else ""
    if meant:
        return message, f"Write {fault.key}: {meant}"
    channel = channel_in(fault.input) if fault.key == "channel" else ""
    return message, f'Did you mean "{channel}"?' if channel else did_you_mean(fault.input, expected)


def _range(fault: Fault) -> tuple[str, str]:
    context = fault.context
    limit = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return f"{fault.subject} must be {limit}.", f"Write a whole number, {limit}."


def _number(fault: Fault) -> tuple[str, str]:
    actual = f", but {quoted(fault.input)} is not one" if isinstance(fault.input, str) else ""
    minutes = minutes_in(str(fault.input)) if fault.key == "minutes" else None
    if minutes:
        return f"{fault.subject} must be a whole number{actual}.", f"Write {fault.key}: {minutes}"
    return f"{fault.subject} must be a whole number{actual}.", f"Write it in digits, as in {fault.key}: 45."


def _day(fault: Fault) -> tuple[str, str]:
    value = fault.input
    message = f"{quoted(value)} is not a date." if isinstance(value, str) else f"{fault.subject} must be a date."
    meant = day_in(value) if isinstance(value, str) else None
    if meant:
        return message, f"Write {meant}."
    if isinstance(value, str) and (found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value.strip())):
        return message, _right_day(*map(int, found.groups()))
    return message, "Write year, month and day, as in 2026-11-01."


def _right_day(year: int, month: int, day: int) -> str:
    """Return the hint for a day that the calendar does not have."""
    if 1 <= day <= 12 < month <= 31:
        return f"Write {year:04}-{day:02}-{month:02}."
    if year and 1 <= month <= 12:
        return (
            f"Write a day from 01 to {monthrange(year, month)[1]}, the last day of that month, in the form 2026-11-01."
        )
    return "Write the year, a month from 01 to 12, and a day, as in 2026-11-01."


def _bad_id(fault: Fault) -> tuple[str, str]:
    hint = f"{fault.context['hint']} {foreign_character(str(fault.input).strip(' '))}".rstrip()
    return str(fault.context["message"]), hint


def _boolean(fault: Fault) -> tuple[str, str]:
    actual = f", but {quoted(fault.input)} is neither" if isinstance(fault.input, str) else ""
    return f"{fault.subject} must be true or false{actual}.", f"Write {fault.key}: true or {fault.key}: false."


_MESSAGES: dict[str, Callable[[Fault], tuple[str, str]]] = {
    **dict.fromkeys(("string_type",), _text),
    **dict.fromkeys(("list_type", "tuple_type"), _list),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _group),
    **dict.fromkeys(("literal_error",), _choice),
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), _range),
    **dict.fromkeys(("int_type", "whole_number"), _number),
    **dict.fromkeys(("day", "date_from_datetime_parsing", "date_parsing", "date_type"), _day),
    **dict.fromkeys(("bool_parsing", "bool_type"), _boolean),
    "period": lambda fault: (
        f"{quoted(fault.input)} is not a length of time.",
        f"Write {fault.key}: {meant}"
        if (meant := period_in(str(fault.input)))
        else 'Write a number and a unit: "30 days", "6 weeks", "6 months", "1 year".',
    ),
    "rule_choice": lambda fault: (
        f"{fault.subject} must be off, notice, warning or error, or a group of settings, but it is a list.",
        f"Write it after the colon, as in {fault.key}: error",
    ),
    **dict.fromkeys(("id", "said"), _bad_id),
    "placeholder": lambda fault: (
        f"{fault.subject} is only a placeholder.",
        "An entry that is not finished can have a line draft: true.",
    ),
    "lone_synonym": lambda _: (
        "A group of synonyms needs at least two words.",
        "Add a word that means the same, or delete the group.",
    ),
    "too_short": lambda fault: (
        f"{fault.subject} needs at least one item.",
        "Add one on the line below, after a dash and a space.",
    ),
    "string_pattern_mismatch": lambda fault: (
        f"{quoted(fault.input)} is not a language code.",
        'Write a code such as "en" or "de-CH".',
    ),
    "long_text": lambda fault: (
        f"{fault.subject} has {fault.context['characters']:,} characters; the limit is {MAX_TEXT_LENGTH:,}.",
        "Shorten it, or move it to a page in docs/.",
    ),
    "url": lambda fault: (
        f"{quoted(fault.input)} is not the address of a web page.",
        "Copy it from the browser: it begins with https:// or http://.",
    ),
}

_RULES = {
    "too_short": "empty-text",
    "placeholder": "empty-text",
    "lone_synonym": "empty-text",
    "long_text": "unsafe-yaml",
    "url": "unsafe-link",
}
"""The rules of faults that are not `wrong-type`."""
