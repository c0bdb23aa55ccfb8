"""Chunks go in; clauses come out, each with its role: main statement, purpose, means, negation and so on."""

from __future__ import annotations

from typing import NamedTuple

from precall.coach.chunker import Chunk
from precall.coach.lexicon import load_grammar

SUBJECT = frozenset({"us", "them", "you"})
AFTER_SO = SUBJECT | {"det", "order", "step", "meeting", "goodfree"}
"""Classes of a chunk after "so" that make "so" open a purpose clause."""


class Clause(NamedTuple):
    """A range of chunks, without the words that open the clause."""

    role: str
    """first, purpose, means, not, even, because, when or and."""
    start: int
    end: int
    """Index after the last chunk."""


def find_clauses(chunks: tuple[Chunk, ...]) -> tuple[Clause, ...]:
    """Return the clauses of a sentence in order, without those that have no chunk besides their opening words."""
    openings: list[tuple[str, int, int]] = [("first", 0, 0)]
    index = 0
    while index < len(chunks):
        role, length = _opening_at(chunks, index)
        if role:
            openings.append((role, index, index + length))
        index += max(length, 1)
    clauses: list[Clause] = []
    for number, (role, _, start) in enumerate(openings):
        end = openings[number + 1][1] if number + 1 < len(openings) else len(chunks)
        if end > start:
            clauses.append(Clause(role, start, end))
    if clauses and clauses[0].role == "and":
        clauses[0] = clauses[0]._replace(role="first")
    return tuple(clauses)


def _opening_at(chunks: tuple[Chunk, ...], index: int) -> tuple[str, int]:
    """Return the role of the clause that opens at a chunk and how many chunks open it; `("", 0)` if none does."""
    base = chunks[index].base
    if index + 1 == len(chunks):
        return ("and", 1) if chunks[index].words[0].mark else ("", 0)
    following = chunks[index + 1]
    length = _purpose_opening(chunks, index)
    if length or base == "so":
        return ("purpose", length) if length else ("", 0)
    if base in ("by", "through", "use", "via") and following.ending == "ing":
        return "means", 1
    if base == "even" and following.base in ("if", "when", "though", "where"):
        return "even", 2
    if base == "," and (following.classes & SUBJECT or following.base in ("and", "then", "but")):
        return "and", 1
    role = load_grammar().openers.get(base, "")
    return role, 2 if role == "not" and following.base in ("of", "than") else int(bool(role))


def _purpose_opening(chunks: tuple[Chunk, ...], index: int) -> int:
    """Return how many chunks open a purpose clause here ("so that", "in order to", "to" with a verb); 0 if none."""
    base, following = chunks[index].base, chunks[index + 1]
    third = chunks[index + 2].base if index + 2 < len(chunks) else ""
    if base == "so":
        if following.base == "that":
            return 2
        if following.base == "as" and third == "to":
            return 3
        return int(bool(following.classes & AFTER_SO) or following.base in ("it", "there", "nobody"))
    if base == "in" and following.base == "order" and third in ("to", "that"):
        return 3
    if base == "with" and following.base == "a" and third == "view":
        return 4
    if base in ("until", "till"):
        return 1
    if not index:
        return 0
    previous = chunks[index - 1]
    if base == "which" and previous.base == ",":
        return int(bool(following.classes & (load_grammar().verbal | {"modal"})))
    if base in ("hope", "aim", "thereby") and chunks[index].ending == "ing":
        return 1
    if base == "to" and not following.ending and following.classes & (load_grammar().verbal - {"able"}):
        belongs_to_previous = previous.classes & {"able", "want", "opento", "takes", "commit", "what"}
        return int(not belongs_to_previous and previous.base not in load_grammar().takes_to)
    return 0
