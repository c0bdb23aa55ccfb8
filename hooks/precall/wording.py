"""What pydantic finds wrong becomes Problems in an editor's words, at the key or value it is about.

pydantic's error types are stable and its English is not, so each type has a sentence of ours here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from precall.nodes import Document, Loc
from precall.problems import Problem, did_you_mean

Fault = Mapping[str, Any]


def explain(error: ValidationError, document: Document, loc: Loc, model: type[BaseModel], name: str) -> list[Problem]:
    """A Problem for each fault in a value.

    `loc` is where the value stands in the document, `name` what an editor calls it: `call`, `principle`.
    """
    return [_explain(fault, document, loc, model, name) for fault in error.errors(include_url=False)]


def _explain(fault: Fault, document: Document, base: Loc, model: type[BaseModel], name: str) -> Problem:
    inner: Loc = tuple(fault["loc"])
    loc = base + inner
    kind, context = str(fault["type"]), fault.get("ctx", {})
    if kind == "missing":
        return _missing(document, loc, base, name)
    if kind == "extra_forbidden":
        return _unknown_key(document, loc, model, inner)
    if inner and inner[-1] == "[key]":
        # A mapping's own key is at fault, and its value is where the walk ends.
        return document.problem(
            "empty-text",
            "A word is missing before the colon.",
            "Write one, or take the line away.",
            loc=loc[:-1],
            key=True,
        )
    if kind == "empty_text":
        return _empty(document, loc)
    if kind == "unsafe_link":
        return document.problem(
            "unsafe-link",
            f'"{context["words"]}" is no link that the site may make.',
            "Links begin with https:, http:, mailto: or tel:, or lead to a page of this site.",
            loc=loc,
            words=str(context["words"]),
        )
    if kind in ("id", "said"):  # a fault that brings its own words
        return document.problem(str(context["rule"]), str(context["message"]), str(context["hint"]), loc=loc)
    if kind == "repeated":
        return document.problem(
            "duplicate-id",
            f'"{context["value"]}" stands twice in this list.',
            "Take one of them away.",
            loc=(*loc, int(context["index"])),
        )
    message, hint = _WRONG.get(kind, _wrong)(_key(loc), fault)
    return document.problem("wrong-type", message, hint, loc=loc)


def _key(loc: Loc) -> str:
    """The nearest key that a place stands under, to speak of it."""
    return next((str(step) for step in reversed(loc) if isinstance(step, str)), "this entry")


def _missing(document: Document, loc: Loc, base: Loc, name: str) -> Problem:
    parent, key = loc[:-1], loc[-1]
    owner = f'"{_key(parent)}"' if len(parent) > len(base) and isinstance(parent[-1], str) else f"this {name}"
    if parent == base and not document.value:
        return document.problem(
            "missing-key", f'The file is empty, and a {name} needs "{key}".', f'Add a line "{key}: ...".', loc=parent
        )
    return document.problem(
        "missing-key",
        f'"{key}" is missing from {owner}.',
        f'Add a line "{key}: ...".',
        loc=parent,
        key=len(parent) > len(base),
    )


def _unknown_key(document: Document, loc: Loc, model: type[BaseModel], inner: Loc) -> Problem:
    known = known_keys(model, inner[:-1])
    return document.problem(
        "unknown-key",
        f'There is no key "{loc[-1]}" here.',
        did_you_mean(str(loc[-1]), known) or "Known: " + ", ".join(sorted(known)) + ".",
        loc=loc,
        key=True,
    )


def _empty(document: Document, loc: Loc) -> Problem:
    if isinstance(loc[-1], int):
        return document.problem(
            "empty-text", f'An item of "{_key(loc)}" has nothing in it.', "Write it, or take its dash away.", loc=loc
        )
    return document.problem(
        "empty-text",
        f'"{loc[-1]}" has nothing in it.',
        "Write it, or take the line away. A text that begins with # needs quotes.",
        loc=loc,
        key=True,
    )


def known_keys(model: type[BaseModel], inner: Loc) -> list[str]:
    """The keys that a model knows at a place inside it."""
    for step in inner:
        if isinstance(step, str):
            named = {field.alias or name: field for name, field in model.model_fields.items()}
            if step in named:
                model = _model_in(named[step].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _wrong(key: str, _fault: Fault) -> tuple[str, str]:
    return f'"{key}" has a value that does not fit here.', ""


def _wants_text(key: str, fault: Fault) -> tuple[str, str]:
    value = fault["input"]
    if isinstance(value, dict) and len(value) == 1:
        (first, rest), *_ = value.items()
        return (
            f'"{key}" takes text, and the colon after "{first}" makes a key of it.',
            f'Put quotes around the text: "{first}: {rest}"'
            if isinstance(rest, str)
            else "Put quotes around the text.",
        )
    what = "a list" if isinstance(value, list) else "a group of keys"
    return f'"{key}" takes one text, and here is {what}.', "Write it as one text behind the colon."


def _wants_list(key: str, fault: Fault) -> tuple[str, str]:
    value = fault["input"]
    if isinstance(value, str):
        return (
            f'"{key}" takes a list, and here is one text.',
            f"Write it below the key with a dash before it: - {value}",
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
    said = f'"{value}" is' if isinstance(value, str) else "That is"
    return f'{said} not one of the choices for "{key}".', (
        did_you_mean(value, expected) if isinstance(value, str) else ""
    ) or "Known: " + ", ".join(expected) + "."


def _wants_range(key: str, fault: Fault) -> tuple[str, str]:
    context = fault["ctx"]
    limit = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return f'"{key}" must be {limit}.', ""


_WRONG: dict[str, Callable[[str, Fault], tuple[str, str]]] = {
    "string_type": _wants_text,
    "list_type": _wants_list,
    "tuple_type": _wants_list,
    "dict_type": _wants_group,
    "model_type": _wants_group,
    "model_attributes_type": _wants_group,
    "literal_error": _wants_choice,
    "greater_than_equal": _wants_range,
    "less_than_equal": _wants_range,
    "int_type": lambda key, _: (f'"{key}" takes a whole number.', f"Write it in digits, as in {key}: 45."),
    "whole_number": lambda key, fault: (
        f'"{key}" takes a whole number, and "{fault["input"]}" is none.',
        f"Write it in digits, as in {key}: 45.",
    ),
    "day": lambda key, fault: (f'"{fault["input"]}" is no date.', "Write year, month and day, as in 2026-11-01."),
    "date_from_datetime_parsing": lambda key, fault: (
        f'"{fault["input"]}" is no day of the calendar.',
        "Write year, month and day, as in 2026-11-01.",
    ),
    "date_type": lambda key, _: (f'"{key}" takes one date.', "Write year, month and day, as in 2026-11-01."),
    "period": lambda key, fault: (
        f'"{fault["input"]}" is no length of time.',
        'Write a number and a unit: "30 days", "6 weeks", "6 months", "1 year".',
    ),
    "lone_synonym": lambda key, _: (
        "A group of synonyms needs two words or more.",
        "Add a word that means the same, or take the group away.",
    ),
    "too_short": lambda key, _: (f'"{key}" needs at least one item.', "Add one below it, with a dash before it."),
    "string_pattern_mismatch": lambda key, fault: (
        f'"{fault["input"]}" does not fit "{key}".',
        'A language is written as a code, as in "en" or "de-CH".',
    ),
}
