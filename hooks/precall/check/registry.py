"""A rule: what may be wrong, why it matters, how it looks wrong and right; and the registry that finds them all.

Each module in `precall.check.rules` is one rule, named like its id. Its docstring is the rule's page: the first
paragraph says the rule in one sentence. `SEVERITY`, `BAD` and `GOOD` are its other facts. A rule that judges what has
been read has a `check`; the others name faults that reading itself finds.

`SCOPE` says what a check needs: an "entry" alone, or the whole "playbook", so that it waits while a file cannot be
read. A rule with thresholds declares them in a class `Options(Part)`, and its check takes one as its second argument.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
    """What may stand at a path in place of a text."""

    FOLDER = "a folder"
    ABSENT = "no file"


Example: TypeAlias = Mapping[str, str | bytes | Special]
"""Files by their path below `playbook/`; `../docs/index.md` lies outside it. Text becomes UTF-8, bytes stay.

In a bad example ⟦ ⟧ stand around the words that the rule underlines, side by side at the top when the fault is the
whole file's. What is Special has no words, and is meant as a whole.
"""

MARKS = re.compile("[⟦⟧]")


@dataclass(frozen=True)
class Finding:
    """What a rule found: a place in an entry, and words about it."""

    entry: Located
    loc: Loc
    """From the top of the entry."""
    message: str
    hint: str = ""
    words: str = ""
    """The words to underline; empty for the whole text."""
    nth: int = 0
    """Which of their places in the text, from 0."""
    key: bool = False
    """Whether the key at `loc` is underlined, and not its value."""


def finding_at(sentence: Sentence, start: int, end: int, message: str, hint: str = "") -> Finding:
    """A finding about the stretch of a sentence from `start` to before `end`, in characters."""
    words = sentence.text[start:end]
    nth = sum(1 for place in spaced(words).finditer(sentence.text) if place.start() < start)
    return Finding(sentence.entry, sentence.loc, message, hint, words, nth)


class NoOptions(Part):
    """What a team may set for a rule that has no thresholds."""


Scope = Literal["entry", "playbook"]
Check: TypeAlias = Callable[[Playbook, Any], Iterable[Finding]]
"""Takes the playbook, and the rule's options."""


@dataclass(frozen=True)
class Rule:
    """One rule."""

    id: str
    severity: Severity
    summary: str
    """The rule in one sentence."""
    page: str
    """The rest of what is to be said, as Markdown."""
    bad: Example
    good: Example
    check: Check | None
    scope: Scope = "playbook"
    options: type[Part] = NoOptions

    @property
    def is_always_on(self) -> bool:
        """Whether reading itself finds the fault: nothing can be made of the place, so no setting can let it pass."""
        return self.check is None and self.severity == "error"


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the alphabet's order."""
    return {rule.id: rule for rule in map(_read, sorted(each.name for each in pkgutil.iter_modules(rules.__path__)))}


def rule(id_: str) -> Rule:
    """The rule of that id. Raises PrecallError with the nearest known one."""
    try:
        return all_rules()[id_]
    except KeyError:
        raise PrecallError(
            f'No rule is called "{id_}".', did_you_mean(id_, all_rules()) or "precall rules lists them."
        ) from None


def _read(name: str) -> Rule:
    module = importlib.import_module(f"{rules.__name__}.{name}")
    summary, _, page = docstring(module).partition("\n\n")
    return Rule(
        id=name.replace("_", "-"),
        severity=module.SEVERITY,
        summary=" ".join(summary.split()),
        page=page,
        bad=module.BAD,
        good=module.GOOD,
        scope=getattr(module, "SCOPE", "playbook"),
        options=getattr(module, "Options", NoOptions),
        check=_check(module),
    )


def _check(module: ModuleType) -> Check | None:
    if hasattr(module, "check") and not hasattr(module, "Options"):
        return lambda playbook, _: module.check(playbook)
    return getattr(module, "check", None)
