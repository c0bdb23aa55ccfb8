"""What an editor must mend, as plain facts: where it is, which rule names it, and the way out."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from unicodedata import category
from unicodedata import name as character_name

Severity = Literal["error", "warning", "notice"]
"""An error stops the build, a warning a strict one too; a notice is told and stops none."""


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


def visible(words: str) -> str:
    """The words with every sign that a terminal would obey, or that turns a line around, replaced by one that shows."""
    if words.isprintable():
        return words
    # Joiners belong to emoji and to some scripts; a tab and other spaces do no harm.
    return "".join(
        sign if sign.isprintable() or sign in "\t\u200c\u200d" or category(sign) == "Zs" else "\ufffd" for sign in words
    )


def shortened(words: str, most: int = 120) -> str:
    """The words on one line, cut where they run on for more than `most` characters."""
    line = visible(" ".join(words[: most * 4].split()))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quoted(words: str) -> str:
    """An editor's own words, to be named in a message."""
    return f'"{shortened(words, 60)}"'


def with_article(noun: str) -> str:
    """Return a noun with "a" or "an" before it."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


SHORT = 4
"""A name of at most so many letters is suggested only for a word that differs by one slip."""


def _pairs(name: str) -> list[str]:
    """The pairs of letters in a name, its edges marked: names that share many of them look alike."""
    edged = f"^{name[:200].lower()}$"
    return sorted({first + second for first, second in pairwise(edged)})


@lru_cache(maxsize=16)
def _by_pair(names: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        for pair in _pairs(name):
            found.setdefault(pair, []).append(name)
    return found


def _closest(word: str, known: Iterable[str], cutoff: float) -> str | None:
    # difflib alone takes a second over ten thousand names: it is asked about the twenty that look most alike.
    index = _by_pair(tuple(known))
    shared: Counter[str] = Counter()
    for pair in _pairs(word):
        shared.update(index.get(pair, ()))
    folded = {name.lower(): name for name, _ in reversed(shared.most_common(20))}
    close = difflib.get_close_matches(word.lower(), folded, n=5, cutoff=cutoff)
    return next((folded[name] for name in close if _is_plausible(word.lower(), name)), None)


def _is_plausible(word: str, name: str) -> bool:
    """Return whether a similar name may be meant: of a short one, most letters are easily in another one by chance."""
    if max(len(word), len(name)) > SHORT:
        return True
    at = next((place for place, pair in enumerate(zip(word, name, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return abs(len(word) - len(name)) <= 1
    swapped = word[at : at + 2] == name[at : at + 2][::-1] and word[at + 2 :] == name[at + 2 :]
    return swapped or word[at + 1 :] in (name[at:], name[at + 1 :]) or word[at:] == name[at + 1 :]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Which of the known words the editor most likely meant, or None when none is close."""
    word, known = word.strip(), sorted(known)
    close = _closest(word, known, 0.6)
    if close is not None:
        return close
    # A reference often lacks its bank, or has one too many: compare the last part alone.
    tails = {name.rsplit("/", 1)[-1]: name for name in reversed(known)}
    tail = _closest(word.rsplit("/", 1)[-1], tails, 0.75)
    return None if tail is None else tails[tail]


def foreign_character(word: str) -> str:
    """Return a sentence about a character that looks like another one: a space or a letter of another alphabet.

    Empty when there is none: in a word that is all of one alphabet, no letter is foreign.
    """
    for char in word:
        if char.isspace() and not char.isascii():
            return f"It has a space from a word processor (U+{ord(char):04X}): delete the space and type it again."
        script = character_name(char, "LATIN").split()[0]
        if char.isalpha() and script != "LATIN" and any(other.isascii() and other.isalpha() for other in word):
            return f'The "{char}" in it is a {script.capitalize()} letter (U+{ord(char):04X}): type the word again.'
    return ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, else the known words while they are few, else nothing."""
    known = sorted(set(known))
    guess = nearest(word, known)
    if guess is not None:
        return f'Did you mean "{guess}"? {foreign_character(word)}'.rstrip()
    if 0 < len(known) <= 12:
        return "Known: " + ", ".join(known) + "."
    return ""
