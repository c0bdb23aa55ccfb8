"""What an editor must mend, as plain facts: where it is, which rule names it, and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file, lines and columns counted from 1; the end column is the one after the last."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one place of one file."""

    path: str
    """From the root, with forward slashes: `playbook/calls/first-meeting.yml`."""
    span: Span
    rule: str
    """The rule's id, which `precall explain` knows."""
    message: str
    """What is wrong, in one sentence."""
    hint: str = ""
    """The way out, in one sentence; empty where the message says it."""
    severity: Severity = "error"
    excerpt: str = field(default="", compare=False)
    """The source line at `span.line`, for those who show it."""

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """Problems sort by place, so that a run reads from the top of each file."""
        return (self.path, self.span, self.rule, self.message)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, sorted by file, line and column."""
    return sorted(set(problems), key=lambda problem: problem.order)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Which of the known words the editor most likely meant, or None when none is close."""
    known = list(known)
    folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    if close:
        return folded[close[0]]
    # A reference often lacks its bank, or has one too many: compare the last part alone.
    tails = {name.rsplit("/", 1)[-1].lower(): name for name in known}
    close = difflib.get_close_matches(word.rsplit("/", 1)[-1].lower(), tails, n=1, cutoff=0.75)
    return tails[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, else the known words while they are few, else nothing."""
    known = sorted(set(known))
    guess = nearest(word, known)
    if guess is not None:
        return f'Did you mean "{guess}"?'
    if 0 < len(known) <= 12:
        return "Known: " + ", ".join(known) + "."
    return ""
