"""A rule: what may be wrong, why it matters, how it looks wrong and right; and the registry that finds them all.

Each module in `precall.rules` is one rule, named like its id. Its docstring is the rule's page: the first paragraph
says the rule in one sentence. `SEVERITY`, `BAD` and `GOOD` are its other facts. A rule that judges what has been read
has a `check`; the others name faults that reading itself finds.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TypeAlias

from precall import rules
from precall.errors import PrecallError
from precall.model import Placed, Playbook
from precall.nodes import Loc
from precall.problems import Severity, did_you_mean


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

    entry: Placed
    loc: Loc
    """From the top of the entry."""
    message: str
    hint: str = ""
    words: str = ""
    """The words to underline; empty for the whole text."""
    key: bool = False
    """Whether the key at `loc` is underlined, and not its value."""


Check: TypeAlias = Callable[[Playbook], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule."""

    id: str
    severity: Severity
    says: str
    """The rule in one sentence."""
    page: str
    """The rest of what is to be said, as Markdown."""
    bad: Example
    good: Example
    check: Check | None


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
    says, _, page = inspect.cleandoc(module.__doc__ or "").partition("\n\n")
    return Rule(
        id=name.replace("_", "-"),
        severity=module.SEVERITY,
        says=" ".join(says.split()),
        page=page,
        bad=module.BAD,
        good=module.GOOD,
        check=getattr(module, "check", None),
    )
