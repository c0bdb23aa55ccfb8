"""Define Problem, a fault that an editor must fix (location, rule, message, hint), and helpers for hint texts."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from unicodedata import category
from unicodedata import name as character_name

Severity = Literal["error", "warning", "notice"]
"""An error stops every build, a warning stops a strict build, a notice stops none."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a file. Lines and columns count from 1; the end column is the one after the last."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at one place in a file."""

    path: str
    """Path from the root, with forward slashes: `playbook/calls/first-meeting.yml`."""
    span: Span
    rule: str
    """The id of the rule, for `precall explain`."""
    message: str
    """The problem, in one sentence."""
    hint: str = ""
    """How to fix it, in one sentence; empty if the message already explains that."""
    severity: Severity = "error"
    excerpt: str = field(default="", compare=False)
    """The source line at `span.line`, for reports."""

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """The sort key: file, place, rule, message."""
        return (self.path, self.span, self.rule, self.message)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems sorted by file, line and column, without duplicates."""
    return sorted(set(problems), key=lambda problem: problem.order)


def visible(text: str) -> str:
    """Return a text with a visible character in place of each control character (terminal codes, text direction)."""
    if text.isprintable():
        return text
    # Joiners are part of emoji and of some scripts; a tab and other spaces are harmless.
    return "".join(
        char if char.isprintable() or char in "\t\u200c\u200d" or category(char) == "Zs" else "\ufffd" for char in text
    )


def shortened(text: str, most: int = 120) -> str:
    """Return a text on one line, with at most `most` characters."""
    line = visible(" ".join(text[: most * 4].split()))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quoted(text: str) -> str:
    """Return an editor's text in quotes, for a message."""
    return f'"{shortened(text, 60)}"'


def with_article(noun: str) -> str:
    """Return a noun with "a" or "an" before it."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


SHORT = 4
"""The most letters of a name that is suggested only for a word with one typing error."""


def _pairs(name: str) -> list[str]:
    """Return the pairs of neighbouring letters in a name, with its edges. Similar names share many pairs."""
    edged = f"^{name[:200].lower()}$"
    return sorted({first + second for first, second in pairwise(edged)})


@lru_cache(maxsize=16)
def _by_pair(names: tuple[str, ...]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for name in names:
        for pair in _pairs(name):
            index.setdefault(pair, []).append(name)
    return index


def _closest(word: str, known: Iterable[str], cutoff: float) -> str | None:
    # difflib needs a second for ten thousand names, so it gets only the twenty that share the most pairs.
    index = _by_pair(tuple(known))
    shared: Counter[str] = Counter()
    for pair in _pairs(word):
        shared.update(index.get(pair, ()))
    folded = {name.lower(): name for name, _ in reversed(shared.most_common(20))}
    close = difflib.get_close_matches(word.lower(), folded, n=5, cutoff=cutoff)
    return next((folded[name] for name in close if _is_plausible(word.lower(), name)), None)


def _is_plausible(word: str, name: str) -> bool:
    """Return whether a similar name may be meant: short words are often similar by chance."""
    if max(len(word), len(name)) > SHORT:
        return True
    first = next((index for index, pair in enumerate(zip(word, name, strict=False)) if pair[0] != pair[1]), None)
    if first is None:
        return abs(len(word) - len(name)) <= 1
    after = first + 1
    swapped = word[first : after + 1] == name[first : after + 1][::-1] and word[after + 1 :] == name[after + 1 :]
    return swapped or word[after:] in (name[first:], name[after:]) or word[first:] == name[after:]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that the editor most likely meant, or None if no word is similar."""
    word, known = word.strip(), sorted(known)
    close = _closest(word, known, 0.6)
    if close is not None:
        return close
    # A reference often lacks its bank, or has one that it must not have: compare the last part only.
    tails = {name.rsplit("/", 1)[-1]: name for name in reversed(known)}
    tail = _closest(word.rsplit("/", 1)[-1], tails, 0.75)
    return _with_same_words(word, known) if tail is None else tails[tail]


def _with_same_words(word: str, known: Iterable[str]) -> str | None:
    """Return the only known name with the words of another one, in any order, or that begins with it; None for none."""
    words = _stems(word)
    begins = [name for name in known if len(word) > SHORT and name.lower().startswith(word.lower())]
    same = [name for name in known if len(words) > 1 and _stems(name) == words]
    return next((names[0] for names in (same, begins) if len(names) == 1), None)


def _stems(name: str) -> frozenset[str]:
    """Return the words of a name, without the ending of a plural."""
    return frozenset(part.removesuffix("s") for part in re.split(r"[\W_]+", name.lower()) if part)


def foreign_character(word: str) -> str:
    """Return a sentence about a character that looks like another one: a space or a letter of another alphabet.

    Return an empty text if there is none: in a word of a single alphabet no letter is foreign.
    """
    for char in word:
        if char.isspace() and not char.isascii():
            return f"It has a space from a word processor (U+{ord(char):04X}): delete the space and type it again."
        script = character_name(char, "LATIN").split()[0]
        if char.isalpha() and script != "LATIN" and any(other.isascii() and other.isalpha() for other in word):
            return f'The "{char}" in it is a {script.capitalize()} letter (U+{ord(char):04X}): type the word again.'
    return ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: the nearest known word, or else all known words if they are few, or else an empty string.

    They are listed in their own order; a set has none, so its words are sorted.
    """
    known = sorted(known) if isinstance(known, Set) else list(dict.fromkeys(known))
    guess = nearest(word, known)
    if guess is not None:
        return f'Did you mean "{guess}"? {foreign_character(word)}'.rstrip()
    if 0 < len(known) <= 12:
        return "Known: " + ", ".join(known) + "."
    return ""
