"""The registry of rules: load each module in `precall.check.rules` as one Rule.

The module's name is the rule's id. Its docstring is the rule's page, and the first paragraph of it the summary, in one
sentence. The module also has `SEVERITY` and the examples `BAD` and `GOOD`. A rule about loaded content has a function
`check`; the other rules describe faults that the loader finds.

`SCOPE` is "entry" if a check needs single entries only, or "playbook" if it needs all of them: then it does not run
while a file cannot be read. A rule with thresholds declares a class `Options(Part)`, the type of its check's second
argument. `MEASURES` is true for a check that needs the print engine: it may run in a copy of the process, beside the
other rules.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache
from types import ModuleType
from typing import Any, Literal, TypeAlias

from precall.check import rules
from precall.content.model import Located, Part, Playbook, Sentence
from precall.content.source import spaced
from precall.content.source_map import Loc
from precall.core.docstrings import docstring
from precall.core.errors import PrecallError
from precall.core.problems import Severity, did_you_mean


class Special(Enum):
    """A path of an example that is not a file with text."""

    FOLDER = "a folder"
    ABSENT = "no file"


Example: TypeAlias = Mapping[str, str | bytes | Special]
"""Files by their path from `playbook/`; `../docs/index.md` is outside it. Text is written as UTF-8, bytes unchanged.

A bad example has ⟦ ⟧ around the words that the rule underlines, or an empty pair at the top for a fault of the whole
file. A Special path counts as marked.
"""

MARKS = re.compile("[⟦⟧]")


@dataclass(frozen=True)
class Finding:
    """A place in an entry where a rule finds a fault, and the message about it."""

    entry: Located
    loc: Loc
    """The path from the entry to the value: keys and indexes."""
    message: str
    hint: str = ""
    words: str = ""
    """The words to underline; empty for the whole text."""
    nth: int = 0
    """Which occurrence of `words` in the text, from 0."""
    key: bool = False
    """Whether to underline the key at `loc` instead of its value."""
    severity: Severity | None = None
    """Its severity, if that is lower than the rule's."""


def finding_at(sentence: Sentence, start: int, end: int, message: str, hint: str = "") -> Finding:
    """Return a finding that underlines the characters of a sentence from `start` to before `end`."""
    words = sentence.text[start:end]
    nth = sum(1 for match in spaced(words).finditer(sentence.text) if match.start() < start)
    return Finding(sentence.entry, sentence.loc, message, hint, words, nth)


class NoOptions(Part):
    """The options of a rule that has none."""


Scope = Literal["entry", "playbook"]
Check: TypeAlias = Callable[[Playbook, Any], Iterable[Finding]]
"""Find the faults in a playbook, with the rule's options."""


@dataclass(frozen=True)
class RuleText:
    """What the pages about a rule say."""

    id: str
    severity: Severity
    summary: str
    """The problem in one sentence."""
    page: str
    """The rest of the module's docstring, as Markdown."""
    bad: Example
    good: Example
    settings: tuple[tuple[str, str, Any], ...] = field(default=(), kw_only=True)
    """The name, the description and the default of each option."""


@dataclass(frozen=True)
class Rule(RuleText):
    """One rule."""

    check: Check | None
    scope: Scope = "playbook"
    options: type[Part] = NoOptions
    measures: bool = False
    """Whether its check needs the print engine."""

    @property
    def is_always_on(self) -> bool:
        """Whether the rule cannot be set or allowed, because the loader finds the fault and has no value to show."""
        return self.check is None and self.severity == "error"


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its id, in alphabetical order."""
    return {id_: _load(name) for id_, name in _names().items()}


def rule(id_: str) -> Rule:
    """Return the rule with an id; no other is loaded. Raises PrecallError, with the nearest known id as its hint."""
    if id_ not in _names():
        raise PrecallError(f'No rule is called "{id_}".', did_you_mean(id_, _names()) or "precall rules lists them.")
    return _load(_names()[id_])


def rule_texts() -> tuple[RuleText, ...]:
    """Return the texts of all rules in alphabetical order, which unlike rules can be sent to another process."""
    return tuple(
        RuleText(**{each.name: getattr(rule, each.name) for each in fields(RuleText)}) for rule in all_rules().values()
    )


@cache
def _names() -> Mapping[str, str]:
    """Return the name of each rule's module by the rule's id."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {name.replace("_", "-"): name for name in names}


@cache
def _load(name: str) -> Rule:
    module = importlib.import_module(f"{rules.__name__}.{name}")
    summary, _, page = docstring(module).partition("\n\n")
    options: type[Part] = getattr(module, "Options", NoOptions)
    return Rule(
        id=name.replace("_", "-"),
        severity=module.SEVERITY,
        summary=" ".join(summary.split()),
        page=page,
        bad=module.BAD,
        good=module.GOOD,
        settings=tuple((key, str(item.description), item.default) for key, item in options.model_fields.items()),
        scope=getattr(module, "SCOPE", "playbook"),
        options=options,
        measures=getattr(module, "MEASURES", False),
        check=_check(module),
    )


def _check(module: ModuleType) -> Check | None:
    if hasattr(module, "check") and not hasattr(module, "Options"):
        return lambda playbook, _: module.check(playbook)
    return getattr(module, "check", None)
