"""`checks:` in the settings becomes what each rule goes by: its severity and its options, or Problems.

The rules stand above the model, so this is where the two meet: the model takes `checks:` as it stands, and here it is
validated against models made from the rules. The schema of editors' tools takes the same models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError, create_model, model_validator
from pydantic_core import PydanticCustomError

from precall.check.registry import Rule, all_rules
from precall.content import error_messages
from precall.content.model import Entry, Located, Part, Settings
from precall.content.source_map import Loc
from precall.core.problems import Problem, did_you_mean

Choice = Literal["off", "notice", "warning", "error"]

KEY = "checks"


@dataclass(frozen=True)
class RuleConfig:
    """What one rule goes by."""

    severity: Choice
    options: Part


def rule_configs(settings: Settings, rules: Mapping[str, Rule]) -> tuple[Mapping[str, RuleConfig], list[Problem]]:
    """What each rule goes by, and what is wrong with how it was set. A rule that is set wrongly keeps its defaults."""
    chosen = {id_: RuleConfig(rule.severity, rule.options()) for id_, rule in {**all_rules(), **rules}.items()}
    problems: list[Problem] = []
    for id_, value in settings.checks.items():
        if id_ not in all_rules() or all_rules()[id_].is_always_on:
            problems.append(unknown(settings, (KEY, id_), id_, key=True))
            continue
        rule = all_rules()[id_]
        try:
            read = rule_model(id_).model_validate(value)
        except ValidationError as error:
            place = settings.location
            loc: Loc = (KEY, id_)
            problems.extend(error_messages.explain(error, place.document, loc, rule_model(id_), limit=20))
            continue
        options = read.model_dump()
        severity = options.pop("severity")
        chosen[id_] = RuleConfig(severity, rule.options(**options))
    return chosen, problems


def unknown(placed: Located, loc: Loc, id_: str, *, key: bool = False) -> Problem:
    """The Problem of a rule's id, at `loc` from the top of the entry, that names no rule a team can set or allow."""
    place = placed.location
    rule = all_rules().get(id_)
    if rule is None:
        message, hint = f'No rule is called "{id_}".', did_you_mean(id_, settable())
    else:
        message, hint = (
            f'"{id_}" cannot be let pass: {_lowered(rule.summary)}',
            "Take this away, and mend what it finds.",
        )
    return place.document.problem(
        "unknown-rule", message, hint or "precall rules lists them.", loc=place.loc + loc, key=key
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def settable(rules: Mapping[str, Rule] | None = None) -> list[str]:
    """The ids of the rules that a team can set and allow, among these or among all."""
    return [rule.id for rule in (all_rules() if rules is None else rules).values() if not rule.is_always_on]


def unknown_allowed(entries: Iterable[Entry], rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """What is allowed in entries and names no rule that could be; `rules` are those that are held to."""
    known = {*settable(), *settable(rules)}
    for entry in entries:
        for index, allow in enumerate(entry.allow):
            if allow.rule not in known:
                yield unknown(entry, ("allow", index, "rule"), allow.rule)


class _Chosen(Part):
    """What a team writes for a rule: a severity alone stands for settings in which nothing else is set."""

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if value == "":
            raise PydanticCustomError("empty_text", "empty")
        if isinstance(value, list):
            raise PydanticCustomError("rule_choice", "choice")
        return {"severity": value} if isinstance(value, str) else value


@cache
def rule_model(id_: str) -> type[Part]:
    """What a team may write for a rule: its severity, and its options."""
    rule = all_rules()[id_]
    severity: Any = (
        Choice,
        Field(rule.severity, description="off: not looked for. notice, warning: reported. error: stops the build."),
    )
    return create_model(
        f"Checks_{rule.id}",
        __base__=(_Chosen, rule.options),
        __doc__=rule.summary,
        severity=severity,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of `checks:`, without references: each rule with its sentence, as a severity or with options."""
    properties = {
        id_: {
            "description": all_rules()[id_].summary,
            "default": all_rules()[id_].severity,
            "anyOf": [{"enum": list(get_args(Choice))}, rule_model(id_).model_json_schema()],
        }
        for id_ in settable()
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}
