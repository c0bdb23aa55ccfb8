"""What pydantic finds wrong becomes Problems in an editor's words, at the key or value it is about.

pydantic's error types are stable and its English is not, so each type has a sentence of ours here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from precall.content.model import FILES, Entry, Question, fields_by_key
from precall.content.model.fields import KIND_WORDS, MAX_TEXT_LENGTH
from precall.content.source_map import Document, Loc
from precall.content.syntax import in_quotes
from precall.core.problems import Problem, did_you_mean, nearest, quoted, shortened

Fault = Mapping[str, Any]

_BULLET = re.compile(r"([-\u2010-\u2015\u2022\u2023\u25e6\u25aa\u25cf\u00b7*])\s*(\S.*?)(?:\s+\1.*)?$", re.DOTALL)
"""A text that begins as an item does in a letter, and the words of that item."""


def explain(
    error: ValidationError,
    document: Document,
    loc: Loc,
    model: type[BaseModel],
    *,
    most: int,
    told: Container[Loc] = (),
) -> list[Problem]:
    """The Problems of one value, of its first `most` faults; `loc` is where it stands in the document.

    Of what stands at `told`, from the top of the value, nothing is said to be missing: another Problem says it.
    """
    faults = [
        fault
        for fault in error.errors(include_url=False)
        if not (fault["type"] == "missing" and tuple(fault["loc"][:-1]) in told)
    ]
    if not loc and document.value == {}:
        return [_empty_file(document, model, faults)]
    meant = {place for fault in faults if (place := _meant(fault, model)) is not None}
    # A key with a slip in it is one fault, and not a missing key besides.
    faults = [fault for fault in faults if fault["type"] != "missing" or fault["loc"] not in meant]
    return [problem for fault in faults[:most] for problem in _explain(fault, document, loc, model)]


def _meant(fault: Any, model: type[BaseModel]) -> Loc | None:
    """Where the key belongs that an unknown one was probably meant to be."""
    if fault["type"] != "extra_forbidden":
        return None
    *parent, key = fault["loc"]
    guess = nearest(str(key), known_keys(_model_at(model, tuple(parent))))
    return None if guess is None else (*parent, guess)


def _explain(fault: Fault, document: Document, base: Loc, model: type[BaseModel]) -> Iterator[Problem]:
    inner: Loc = tuple(fault["loc"])
    kind, context = str(fault["type"]), fault.get("ctx", {})
    # A mapping's own key is at fault: pydantic says so by one step more.
    key = bool(inner) and inner[-1] == "[key]"
    loc = base + (inner[:-1] if key else inner)
    if kind == "too_short" and fault["input"]:
        # pydantic counts the items that are right; those that are not are told themselves.
        return
    if kind == "missing":
        yield _missing(document, loc, model, inner[:-1])
    elif kind == "extra_forbidden":
        yield _unknown_key(document, loc, model, inner)
    elif kind == "empty_text" or fault["input"] == "":
        yield _empty_key(document, loc) if key else _empty(document, loc)
    elif kind == "unsafe_link":
        for href in context["links"]:
            yield document.problem(
                "unsafe-link",
                f"{quoted(href)} is no link that the site may make.",
                "Links begin with https:, http:, mailto: or tel:, or lead to a page of this site.",
                loc=loc,
                key=key,
                words="" if key else str(href),
            )
    elif kind in ("id", "said"):  # a fault that brings its own words
        yield document.problem(str(context["rule"]), str(context["message"]), str(context["hint"]), loc=loc)
    elif kind == "repeated":
        for index in context["indexes"]:
            yield document.problem(
                "repeated-item",
                f"{quoted(fault['input'][index])} stands twice in this list.",
                "Take one of them away.",
                loc=(*loc, int(index)),
            )
    else:
        rule = _RULES.get(kind, "wrong-type")
        message, hint = _SENTENCES.get(kind, _wrong)(_key(loc), fault)
        yield document.problem(rule, message, hint, loc=loc, key=key)


def _key(loc: Loc) -> str:
    """The nearest key that a place stands under, to speak of it."""
    return next((str(step) for step in reversed(loc) if isinstance(step, str)), "this entry")


def name_of(model: type[BaseModel]) -> str:
    """What an editor calls an entry of this kind."""
    return KIND_WORDS[model.kind] if issubclass(model, Entry) else "playbook"


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _empty_file(document: Document, model: type[BaseModel], faults: list[Any]) -> Problem:
    keys = [str(fault["loc"][-1]) for fault in faults]
    return document.problem(
        "missing-key",
        f"There is nothing in this file, and {_a(name_of(model))} needs {', '.join(keys)}.",
        f'Add a line for each, as in "{keys[0]}: ...".',
    )


def _missing(document: Document, loc: Loc, model: type[BaseModel], parent: Loc) -> Problem:
    inside = _model_at(model, parent)
    named = bool(parent) and isinstance(parent[-1], str)
    owner = f'"{_key(parent)}"' if named or (not issubclass(inside, Entry) and parent) else f"this {name_of(inside)}"
    return document.problem(
        "missing-key",
        f'"{loc[-1]}" is missing from {owner}.',
        f'Add a line "{loc[-1]}: ...".',
        loc=loc[:-1],
        key=named,
    )


def _unknown_key(document: Document, loc: Loc, model: type[BaseModel], inner: Loc) -> Problem:
    key = str(loc[-1])
    hint = _where_it_belongs(key, _model_at(model, inner[:-1]))
    return document.problem("unknown-key", f"There is no key {quoted(key)} here.", hint, loc=loc, key=True)


def _where_it_belongs(key: str, model: type[BaseModel]) -> str:
    known = known_keys(model)
    if key == "<<":
        return 'YAML\'s "<<" is not taken: write the keys out.'
    if any(sign.isspace() and not sign.isascii() for sign in key):
        return "A space of another kind stands in it, as word processors put it: type the line anew, its start too."
    if key == "id" and any(kind.model is model and not kind.many for kind in FILES):
        return "The file's name is the id: take this line away."
    for name, field in fields_by_key(model).items():
        part = _model_in(field.annotation)
        if part is not None and key in known_keys(part):
            return f'It belongs inside "{name}", further in.'
    owners = [kind for kind in (*(each.model for each in FILES), Question) if key in known_keys(kind)]
    listed = "Known here: " + ", ".join(known) + "."
    if owners:
        return f"It is a key of {_a(name_of(owners[0]))}. {listed}"
    guess = nearest(key, known)
    return listed if guess is None else f'Did you mean "{guess}"?'


def _empty(document: Document, loc: Loc) -> Problem:
    if isinstance(loc[-1] if loc else 0, int):
        where = f'An item of "{_key(loc)}"' if _key(loc) != "this entry" else "An item of this list"
        return document.problem(
            "empty-text", f"{where} has nothing in it.", "Write it, or take its dash away.", loc=loc
        )
    return document.problem(
        "empty-text",
        f"{quoted(str(loc[-1]))} has nothing in it.",
        "Write it, or take the line away. A text that begins with # needs quotes.",
        loc=loc,
        key=True,
    )


def _empty_key(document: Document, loc: Loc) -> Problem:
    return document.problem(
        "empty-text",
        "A word is missing before the colon.",
        "Write one, or take the line away.",
        loc=loc,
        key=True,
    )


def known_keys(model: type[BaseModel]) -> list[str]:
    """The keys of a model, in its order."""
    return list(fields_by_key(model))


def _model_at(model: type[BaseModel], inner: Loc) -> type[BaseModel]:
    """The model at a place inside another."""
    for step in inner:
        if isinstance(step, str):
            field = fields_by_key(model).get(step)
            model = (None if field is None else _model_in(field.annotation)) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)


def _wrong(key: str, _fault: Fault) -> tuple[str, str]:
    return f'"{key}" has a value that does not fit here.', "Compare it with another entry of the same kind."


def _wants_text(key: str, fault: Fault) -> tuple[str, str]:
    value = fault["input"]
    if isinstance(value, dict) and len(value) == 1:
        (first, rest), *_ = value.items()
        text = f"{first}: {rest}" if isinstance(rest, str) else f"{first}: ..."
        return (
            f'"{key}" takes text, and the colon after {quoted(first)} makes a key of it.',
            f"Put quotes around the text: {in_quotes(shortened(text))}",
        )
    what = "a list" if isinstance(value, list) else "a group of keys"
    return f'"{key}" takes one text, and here is {what}.', "Write it as one text behind the colon."


def _wants_list(key: str, fault: Fault) -> tuple[str, str]:
    value = fault["input"]
    if isinstance(value, str) and (found := _BULLET.match(value)):
        return (
            f'"{key}" takes a list, and its items begin with {quoted(found[1])}, which makes one text of them.',
            f"Begin each on a line of its own with a dash and a space: - {shortened(found[2])}",
        )
    if isinstance(value, str):
        return (
            f'"{key}" takes a list, and here is one text.',
            f"Write it below the key with a dash before it: - {shortened(value)}",
        )
    return f'"{key}" takes a list, and here is a group of keys.', "Begin each item with a dash."


def _wants_group(key: str, fault: Fault) -> tuple[str, str]:
    what = "a list" if isinstance(fault["input"], list) else "a text"
    if key == "this entry":
        return f"Here is {what} where keys belong.", "Write each key on a line of its own, with a colon and its value."
    return (
        f'"{key}" takes keys with values, and here is {what}.',
        "Write each key on a line of its own below it, further in, with a colon and its value.",
    )


def _wants_choice(key: str, fault: Fault) -> tuple[str, str]:
    expected = str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
    value = fault["input"]
    if not isinstance(value, str):
        return f'"{key}" takes one of its choices.', "Known: " + ", ".join(expected) + "."
    return f'{quoted(value)} is not one of the choices for "{key}".', did_you_mean(value, expected)


def _wants_range(key: str, fault: Fault) -> tuple[str, str]:
    context = fault["ctx"]
    limit = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return f'"{key}" must be {limit}.', f"Write a whole number, {limit}."


def _wants_number(key: str, fault: Fault) -> tuple[str, str]:
    value = fault["input"]
    none = f", and {quoted(value)} is none" if isinstance(value, str) else ""
    return f'"{key}" takes a whole number{none}.', f"Write it in digits, as in {key}: 45."


def _wants_day(key: str, fault: Fault) -> tuple[str, str]:
    value = fault["input"]
    said = f"{quoted(value)} is no day of the calendar." if isinstance(value, str) else f'"{key}" takes one date.'
    return said, "Write year, month and day, as in 2026-11-01."


_SENTENCES: dict[str, Callable[[str, Fault], tuple[str, str]]] = {
    "string_type": _wants_text,
    "list_type": _wants_list,
    "tuple_type": _wants_list,
    "dict_type": _wants_group,
    "model_type": _wants_group,
    "model_attributes_type": _wants_group,
    "literal_error": _wants_choice,
    "greater_than_equal": _wants_range,
    "less_than_equal": _wants_range,
    "int_type": _wants_number,
    "whole_number": _wants_number,
    "day": _wants_day,
    "date_from_datetime_parsing": _wants_day,
    "date_parsing": _wants_day,
    "date_type": _wants_day,
    "period": lambda key, fault: (
        f"{quoted(fault['input'])} is no length of time.",
        'Write a number and a unit: "30 days", "6 weeks", "6 months", "1 year".',
    ),
    "bool_parsing": lambda key, fault: (f'"{key}" takes true or false, and "{fault["input"]}" is neither.', ""),
    "bool_type": lambda key, _: (f'"{key}" takes true or false.', ""),
    "rule_choice": lambda key, _: (
        f'"{key}" takes off, warning or error, or settings with their values, and here is a list.',
        f"Write it behind the colon, as in {key}: error",
    ),
    "lone_synonym": lambda key, _: (
        "A group of synonyms needs two words or more.",
        "Add a word that means the same, or take the group away.",
    ),
    "too_short": lambda key, _: (f'"{key}" needs at least one item.', "Add one below it, with a dash before it."),
    "string_pattern_mismatch": lambda key, fault: (
        f'{quoted(fault["input"])} does not fit "{key}".',
        'A language is written as a code, as in "en" or "de-CH".',
    ),
    "long_text": lambda key, fault: (
        f'"{key}" has {fault["ctx"]["characters"]:,} characters; the most is {MAX_TEXT_LENGTH:,}.',
        "Cut it, or move it to a page in docs/.",
    ),
    "url": lambda key, fault: (
        f"{quoted(fault['input'])} is no address of a page on the web.",
        "Copy it from the browser: it begins with https:// or http://.",
    ),
}

_RULES = {"too_short": "empty-text", "lone_synonym": "empty-text", "long_text": "unsafe-yaml", "url": "unsafe-link"}
"""The rules of faults that are not of the wrong type."""
