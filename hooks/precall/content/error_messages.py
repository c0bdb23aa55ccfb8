"""Turn the faults that pydantic finds into Problems: in plain words, at the key or value that is wrong.

pydantic's error types are stable and its English is not, so each type has a message of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from precall.content.model import FILES, Entry, Question, fields_by_key, model_at
from precall.content.model.fields import KIND_WORDS, MAX_TEXT_LENGTH
from precall.content.source_map import Document, Loc
from precall.content.syntax import in_quotes
from precall.core.problems import Problem, did_you_mean, foreign_character, nearest, quoted, shortened, with_article

_BULLET = re.compile(r"([-\u2010-\u2015\u2022\u2023\u25e6\u25aa\u25cf\u00b7*])(\s*)(\S.*?)(?:\s+\1.*)?$", re.DOTALL)
"""A text that begins like an item of a list, with the sign and the words of that item."""


@dataclass(frozen=True)
class Fault:
    """One fault of a value, as pydantic describes it."""

    kind: str
    """pydantic's error type."""
    loc: Loc
    """The place from the top of the value."""
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
) -> list[Problem]:
    """Return the problems of a value.

    Args:
        error: the faults of the value.
        document: the document that holds it.
        loc: its place in the document.
        model: its model.
        limit: the number of faults to explain.
        covered: the places, from the top of the value, whose missing keys another problem reports.

    """
    faults = [
        Fault(fault["type"], tuple(fault["loc"]), fault["input"], fault.get("ctx", {}))
        for fault in error.errors(include_url=False)
        if not (fault["type"] == "missing" and tuple(fault["loc"][:-1]) in covered)
    ]
    if not loc and document.value == {}:
        return [_empty_file(document, model, faults)]
    # A misspelt key is one fault, not a missing key as well.
    meant = {_intended_key(fault, model) for fault in faults}
    faults = [fault for fault in faults if fault.kind != "missing" or fault.loc not in meant]
    return [problem for fault in faults[:limit] for problem in _problems(fault, document, loc, model)]


def _intended_key(fault: Fault, model: type[BaseModel]) -> Loc | None:
    """Return the place of the key that an unknown one was probably meant to be."""
    if fault.kind != "extra_forbidden":
        return None
    *parent, key = fault.loc
    guess = nearest(str(key), fields_by_key(_model_in(model, tuple(parent))))
    return None if guess is None else (*parent, guess)


def _problems(fault: Fault, document: Document, base: Loc, model: type[BaseModel]) -> Iterator[Problem]:
    # pydantic marks a fault in the key of a mapping by a last step "[key]".
    key = bool(fault.loc) and fault.loc[-1] == "[key]"
    loc = base + (fault.loc[:-1] if key else fault.loc)
    if fault.kind == "too_short" and fault.input:
        # pydantic counts only the valid items; the faults of the others are reported.
        return
    if fault.kind == "missing":
        yield _missing(fault, document, loc, model)
    elif fault.kind == "extra_forbidden":
        yield _unknown_key(document, loc, _model_in(model, fault.loc[:-1]))
    elif document.has_fault(loc):
        return
    elif fault.kind == "empty_text" or fault.input == "":
        yield _empty(fault, document, loc, key=key)
    elif fault.kind == "unsafe_link":
        for href in fault.context["links"]:
            yield document.problem(
                "unsafe-link",
                f"The site cannot link to {quoted(href)}.",
                "Begin a link with https:, http:, mailto: or tel:, or link to a page of this site.",
                loc=loc,
                key=key,
                words="" if key else str(href),
            )
    elif fault.kind in ("id", "said"):
        context = fault.context
        hint = f"{context['hint']} {foreign_character(str(fault.input).strip(' '))}".rstrip()
        yield document.problem(str(context["rule"]), str(context["message"]), hint, loc=loc)
    elif fault.kind == "repeated":
        for index in fault.context["indexes"]:
            yield document.problem(
                "repeated-item",
                f"{quoted(fault.input[index])} appears twice in this list.",
                "Delete one of them.",
                loc=(*loc, int(index)),
            )
    else:
        rule = _RULES.get(fault.kind, "wrong-type")
        message, hint = _MESSAGES.get(fault.kind, _other)(fault)
        yield document.problem(rule, message, hint, loc=loc, key=key)


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


def _missing(fault: Fault, document: Document, loc: Loc, model: type[BaseModel]) -> Problem:
    parent = fault.loc[:-1]
    inside = _model_in(model, parent)
    is_key = bool(parent) and isinstance(parent[-1], str)
    is_part = is_key or (not issubclass(inside, Entry) and parent)
    key = next((step for step in reversed(parent) if isinstance(step, str)), "this entry")
    owner = f'"{key}"' if is_part else f"this {name_of(inside)}"
    return document.problem(
        "missing-key",
        f'"{loc[-1]}" is missing from {owner}.',
        f'Add a line "{loc[-1]}: ...".',
        loc=loc[:-1],
        key=is_key,
    )


def _unknown_key(document: Document, loc: Loc, model: type[BaseModel]) -> Problem:
    key = str(loc[-1])
    hint = _unknown_key_hint(key, model)
    return document.problem("unknown-key", f"There is no key {quoted(key)} here.", hint, loc=loc, key=True)


def _unknown_key_hint(key: str, model: type[BaseModel]) -> str:
    known = list(fields_by_key(model))
    if key == "<<":
        return 'YAML\'s "<<" is not supported: write the keys out.'
    if any(char.isspace() and not char.isascii() for char in key):
        return "The line has a space from a word processor, in the key or before it: delete the key and type it again."
    if key == "id" and any(kind.model is model and not kind.many for kind in FILES):
        return "Delete this line: the file's name is the id."
    for name in known:
        part = model_at(model, name)
        if part is not None and key in fields_by_key(part):
            return f'Move it inside "{name}", and indent it.'
    owner = next((each for each in (*(kind.model for kind in FILES), Question) if key in fields_by_key(each)), None)
    listed = "Known here: " + ", ".join(known) + "."
    if owner is not None:
        return f"It is a key of {with_article(name_of(owner))}. {listed}"
    return listed if nearest(key, known) is None else did_you_mean(key, known)


def _empty(fault: Fault, document: Document, loc: Loc, *, key: bool) -> Problem:
    message = f"{fault.subject} is empty."
    hint = "Write a text, or delete the line. A text that begins with # needs quotes."
    is_item = bool(fault.loc) and isinstance(fault.loc[-1], int)
    if key:
        message, hint = "A word is missing before the colon.", "Write the word, or delete the line."
    elif is_item:
        hint = "Write a text after the dash, or delete the line."
    return document.problem("empty-text", message, hint, loc=loc, key=not is_item)


def _model_in(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """Return the model at a place inside another."""
    for step in loc:
        if isinstance(step, str):
            model = model_at(model, step) or model
    return model


def _other(fault: Fault) -> tuple[str, str]:
    return f"{fault.subject} has a value that does not fit here.", "Compare it with another entry of the same kind."


def _text(fault: Fault) -> tuple[str, str]:
    value = fault.input
    if isinstance(value, dict) and len(value) == 1:
        ((first, rest),) = value.items()
        text = f"{first}: {rest}" if isinstance(rest, str) else f"{first}: ..."
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
    match = _BULLET.match(value)
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
    return f"{quoted(fault.input)} is not one of the choices for {fault.subject}.", did_you_mean(fault.input, expected)


def _range(fault: Fault) -> tuple[str, str]:
    context = fault.context
    limit = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return f"{fault.subject} must be {limit}.", f"Write a whole number, {limit}."


def _number(fault: Fault) -> tuple[str, str]:
    actual = f", but {quoted(fault.input)} is not one" if isinstance(fault.input, str) else ""
    return f"{fault.subject} must be a whole number{actual}.", f"Write it in digits, as in {fault.key}: 45."


def _day(fault: Fault) -> tuple[str, str]:
    value = fault.input
    message = f"{quoted(value)} is not a date." if isinstance(value, str) else f"{fault.subject} must be a date."
    return message, "Write year, month and day, as in 2026-11-01."


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
        'Write a number and a unit: "30 days", "6 weeks", "6 months", "1 year".',
    ),
    "rule_choice": lambda fault: (
        f"{fault.subject} must be off, notice, warning or error, or a group of settings, but it is a list.",
        f"Write it after the colon, as in {fault.key}: error",
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

_RULES = {"too_short": "empty-text", "lone_synonym": "empty-text", "long_text": "unsafe-yaml", "url": "unsafe-link"}
"""The rules of faults that are not `wrong-type`."""
