"""Units become clauses, each with the part it plays: what is done first, what for, by what means, what not.

Whose gain a sentence is about is decided by its last purpose clause; without one, by the first clause.
"""

from __future__ import annotations

from dataclasses import dataclass

from precall.coach.phrases import Unit

VERBAL = frozenset(
    {
        "know",
        "weigh",
        "feel",
        "help",
        "get",
        "qualify",
        "forecast",
        "commit",
        "persuade",
        "buildup",
        "happen",
        "be",
        "do",
        "have",
        "want",
        "able",
    }
)
SUBJECT = frozenset({"us", "them", "you"})
TAKES_TO = frozenset(
    ["help", "want", "need", "able", "ready", "agree", "decide", "know", "how", "where", "what", "whether", "when", "who", "hope", "plan", "try", "like", "free", "time", "reason", "right", "way", "chance", "easy", "hard", "safe", "room", "permission", "courage", "confidence", "space", "happy", "willing", "allow", "let", "invite", "ask", "enable", "encourage", "get", "have", "going", "used", "due", "about", "likely", "close", "back", "access", "next", "up", "on", "listen", "talk", "speak", "say", "give", "show", "leave", "send", "hand", "explain", "according", "due", "reply", "lead", "open", "able", "enough", "us", "them", "him", "her", "me", "you", "it", "there", "anything", "nothing", "something", "one", "someone"]
)


@dataclass(frozen=True, slots=True)
class Clause:
    role: str
    """first, purpose, means, not, even, because, when, and."""
    start: int
    """Units: where the clause begins, its opening words excluded."""
    end: int


def clauses(units: tuple[Unit, ...]) -> tuple[Clause, ...]:
    cuts: list[tuple[str, int, int]] = [("first", 0, 0)]
    at = 0
    while at < len(units):
        role, length = _opening(units, at)
        if role and (at > 0 or role not in ("purpose-to",)):
            cuts.append(("purpose" if role == "purpose-to" else role, at, at + length))
            at += max(length, 1)
        else:
            at += 1
    found: list[Clause] = []
    for index, (role, _, start) in enumerate(cuts):
        end = cuts[index + 1][1] if index + 1 < len(cuts) else len(units)
        if end > start:
            found.append(Clause(role, start, end))
    if found and found[0].role == "and":
        found[0] = Clause("first", found[0].start, found[0].end)
    return tuple(found)


def _opening(units: tuple[Unit, ...], at: int) -> tuple[str, int]:
    """The role that opens at this unit, and how many units open it."""
    here = units[at].base
    next_ = units[at + 1] if at + 1 < len(units) else None
    after = units[at + 2] if at + 2 < len(units) else None
    if next_ is None:
        return ("and", 1) if units[at].words[0].mark else ("", 0)
    if here == "so":
        if next_.base == "that":
            return "purpose", 2
        if next_.base == "as" and after and after.base == "to":
            return "purpose", 3
        if next_.classes & (SUBJECT | {"det", "order", "step", "meeting", "goodfree"}) or next_.base in (
            "it",
            "there",
            "nobody",
        ):
            return "purpose", 1
        return "", 0
    if here == "in" and next_.base == "order" and after and after.base in ("to", "that"):
        return "purpose", 3
    if here == "with" and next_.base == "a" and after and after.base == "view":
        return "purpose", 4
    if here in ("until", "till"):
        return "purpose", 1
    if here == "which" and (next_.classes & VERBAL or next_.classes & {"modal"}) and at and units[at - 1].base == ",":
        return "purpose", 1
    if here in ("hope", "aim", "thereby") and units[at].ending == "ing" and at:
        return "purpose", 1
    if here == "to" and at and next_.classes & (VERBAL - {"able"}) and not next_.ending:
        before = units[at - 1]
        if (
            before.base not in TAKES_TO
            and not before.classes & {"able", "want", "opento", "takes"}
            and not (before.classes & {"commit", "what"})
        ):
            return "purpose-to", 1
    if here in ("by", "through", "use", "via") and (next_.ending == "ing"):
        return "means", 1
    if here in ("without", "instead", "rather", "not"):
        return "not", 2 if next_.base in ("of", "than") else 1
    if here in ("because",):
        return "because", 1
    if here in ("even",) and next_.base in ("if", "when", "though", "where"):
        return "even", 2
    if here in ("if", "whether", "unless"):
        return "even", 1
    if here in ("before", "after", "when", "once", "while"):
        return "when", 1
    if here in ("and", "then", "plus", "but", "or"):
        return "and", 1
    if here in (".", ";", ":", "!", "-", "?"):
        return "and", 1
    if here == "," and (next_.classes & SUBJECT or next_.base in ("and", "then", "but")):
        return "and", 1
    return "", 0
