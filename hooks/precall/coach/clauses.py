"""Units become clauses, each with the part it plays: what is done first, what for, by what means, what not."""

from __future__ import annotations

from typing import NamedTuple

from precall.coach.chunker import Chunk
from precall.coach.lexicon import load_grammar

SUBJECT = frozenset({"us", "them", "you"})
AFTER_SO = SUBJECT | {"det", "order", "step", "meeting", "goodfree"}


class Clause(NamedTuple):
    """A stretch of units."""

    role: str
    """first, purpose, means, not, even, because, when, and."""
    start: int
    """Units: where the clause begins, its opening words excluded."""
    end: int


def find_clauses(units: tuple[Chunk, ...]) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order; a clause without a unit of its own is left out."""
    cuts: list[tuple[str, int, int]] = [("first", 0, 0)]
    at = 0
    while at < len(units):
        role, length = _opening(units, at)
        if role:
            cuts.append((role, at, at + length))
        at += max(length, 1)
    found: list[Clause] = []
    for index, (role, _, start) in enumerate(cuts):
        end = cuts[index + 1][1] if index + 1 < len(cuts) else len(units)
        if end > start:
            found.append(Clause(role, start, end))
    if found and found[0].role == "and":
        found[0] = Clause("first", found[0].start, found[0].end)
    return tuple(found)


def _opening(units: tuple[Chunk, ...], at: int) -> tuple[str, int]:
    """The role that opens at this unit, and how many units open it; no role and 0 when none does."""
    here = units[at].base
    if at + 1 == len(units):
        return ("and", 1) if units[at].words[0].mark else ("", 0)
    follows = units[at + 1]
    length = _purpose(units, at)
    if length or here == "so":
        return ("purpose", length) if length else ("", 0)
    if here in ("by", "through", "use", "via") and follows.ending == "ing":
        return "means", 1
    if here == "even" and follows.base in ("if", "when", "though", "where"):
        return "even", 2
    if here == "," and (follows.classes & SUBJECT or follows.base in ("and", "then", "but")):
        return "and", 1
    role = load_grammar().openers.get(here, "")
    return role, 2 if role == "not" and follows.base in ("of", "than") else int(bool(role))


def _purpose(units: tuple[Chunk, ...], at: int) -> int:
    """How many units open a purpose clause here: "so that", "in order to", "until", "to" with a verb, ...; 0: none."""
    here, follows = units[at].base, units[at + 1]
    third = units[at + 2].base if at + 2 < len(units) else ""
    if here == "so":
        if follows.base == "that":
            return 2
        if follows.base == "as" and third == "to":
            return 3
        return int(bool(follows.classes & AFTER_SO) or follows.base in ("it", "there", "nobody"))
    if here == "in" and follows.base == "order" and third in ("to", "that"):
        return 3
    if here == "with" and follows.base == "a" and third == "view":
        return 4
    if here in ("until", "till"):
        return 1
    if not at:
        return 0
    before = units[at - 1]
    if here == "which" and before.base == ",":
        return int(bool(follows.classes & (load_grammar().verbal | {"modal"})))
    if here in ("hope", "aim", "thereby") and units[at].ending == "ing":
        return 1
    if here == "to" and not follows.ending and follows.classes & (load_grammar().verbal - {"able"}):
        taken = before.classes & {"able", "want", "opento", "takes", "commit", "what"}
        return int(not taken and before.base not in load_grammar().takes_to)
    return 0
