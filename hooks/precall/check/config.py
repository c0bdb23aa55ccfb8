"""Read the severity and the options of each rule from `checks:` in the settings, or report Problems.

The model of the settings is independent of the rules, so it accepts any `checks:`. This module validates it with
models that are made from the rules. The JSON Schema for text editors uses the same models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError, create_model, model_validator
from pydantic_core import PydanticCustomError

from precall.check.registry import Rule, all_rules
from precall.check.registry import rule as rule_by_id
from precall.content import error_messages
from precall.content.model import Entry, Located, Part, Settings
from precall.content.source_map import Loc
from precall.core.problems import Problem, did_you_mean

Choice = Literal["off", "notice", "warning", "error"]

KEY = "checks"


@dataclass(frozen=True)
class RuleConfig:
    """The severity and the options of one rule."""

    severity: Choice
    options: Part


def rule_configs(settings: Settings, rules: Mapping[str, Rule]) -> tuple[Mapping[str, RuleConfig], list[Problem]]:
    """Return the configuration of each rule, and the problems of `checks:`. A rule with a problem has its defaults."""
    configs = {id_: RuleConfig(rule.severity, rule.options()) for id_, rule in {**all_rules(), **rules}.items()}
    problems: list[Problem] = []
    for id_, value in settings.checks.items():
        if id_ not in all_rules() or all_rules()[id_].is_always_on:
            problems.append(unknown(settings, (KEY, id_), id_, key=True))
            continue
        rule = all_rules()[id_]
        try:
            values = rule_model(id_).model_validate(value)
        except ValidationError as error:
            document = settings.location.document
            problems.extend(error_messages.explain(error, document, (KEY, id_), rule_model(id_), limit=20))
            continue
        options = values.model_dump()
        severity = options.pop("severity")
        configs[id_] = RuleConfig(severity, rule.options(**options))
    return configs, problems


def rule_config(settings: Settings, id_: str) -> RuleConfig:
    """Return the configuration of one rule, with its defaults if the settings have a problem there."""
    rule = rule_by_id(id_)
    with suppress(ValidationError):
        if id_ in settings.checks:
            options = rule_model(id_).model_validate(settings.checks[id_]).model_dump()
            return RuleConfig(options.pop("severity"), rule.options(**options))
    return RuleConfig(rule.severity, rule.options())


def unknown(located: Located, loc: Loc, id_: str, *, key: bool = False) -> Problem:
    """Return the problem of an id, at `loc` in an entry or the settings, that names no configurable rule."""
    location = located.location
    rule = all_rules().get(id_)
    if rule is None:
        message, hint = f'No rule is called "{id_}".', did_you_mean(id_, settable())
    else:
        message, hint = (
            f'"{id_}" cannot be set or allowed: {_lowered(rule.summary)}',
            "Delete this, and fix the faults that the rule reports.",
        )
    return location.document.problem(
        "unknown-rule", message, hint or "precall rules lists them.", loc=location.loc + loc, key=key
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def settable(rules: Mapping[str, Rule] | None = None) -> list[str]:
    """Return the ids of the rules that can be set and allowed, among `rules` or all rules."""
    return [rule.id for rule in (all_rules() if rules is None else rules).values() if not rule.is_always_on]


def unknown_allowed(entries: Iterable[Entry], rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield a problem for each `allow` that names no rule that can be allowed; `rules` are those of this check."""
    known = {*settable(), *settable(rules)}
    for entry in entries:
        for index, allow in enumerate(entry.allow):
            if allow.rule not in known:
                yield unknown(entry, ("allow", index, "rule"), allow.rule)


class _RuleSettings(Part):
    """The settings of a rule in `checks:`. A text is short for settings with that severity."""

    @model_validator(mode="before")
    @classmethod
    def _expand_severity(cls, value: Any) -> Any:
        if value == "":
            raise PydanticCustomError("empty_text", "empty")
        if isinstance(value, list):
            raise PydanticCustomError("rule_choice", "choice")
        return {"severity": value} if isinstance(value, str) else value


@cache
def rule_model(id_: str) -> type[Part]:
    """Return the model of a rule's settings in `checks:`: its severity and its options."""
    rule = rule_by_id(id_)
    severity: Any = (
        Choice,
        Field(rule.severity, description="off: not checked. notice, warning: reported. error: stops the build."),
    )
    return create_model(
        f"Checks_{rule.id}",
        __base__=(_RuleSettings, rule.options),
        __doc__=rule.summary,
        severity=severity,
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of `checks:`, without `$ref`: for each rule a severity, or settings with options."""
    properties = {
        id_: {
            "description": all_rules()[id_].summary,
            "default": all_rules()[id_].severity,
            "anyOf": [{"enum": list(get_args(Choice))}, rule_model(id_).model_json_schema()],
        }
        for id_ in settable()
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}
