"""Units become features: named signs of the two labels, each with the words it was seen at.

A sentence is read twice: whole, and its tail alone (of an objective the last clause, of a question the last
sentence), for what comes last most often decides. Each reading gives four kinds:

- words: base forms, pairs of neighbours, and runs of three to five letters (of the whole only);
- classes: the classes of each unit, and ordered pairs of classes up to four units apart;
- order: runs of two to four units, each content word replaced by its leading class;
- signs: the groups of turns found, which pattern it was, and which groups stand together.
"""

from __future__ import annotations

from precall.coach.clauses import clauses
from precall.coach.lists import grammar, lexicon
from precall.coach.phrases import Unit
from precall.coach.signs import signs

REACH = 4
KINDS = ("words", "classes", "order", "signs")
Place = tuple[int, int]
"""First word and the word after the last."""
Features = dict[str, dict[str, Place]]
"""By kind ("words", ..., "tail words", ...): each feature with the place it was seen at first."""


def features(judgement: str, row: tuple[Unit, ...]) -> Features:
    """The features of a sentence for one of the two judgements."""
    found = _reading(judgement, row, letters=True)
    rest = _reading(judgement, tail(judgement, row), letters=False)
    return {**found, **{"tail " + kind: seen for kind, seen in rest.items()}}


def tail(judgement: str, row: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The part that comes last: a question's last sentence, an objective's last clause of two units or more."""
    if judgement == "question":
        cuts = [at + 1 for at, unit in enumerate(row[:-2]) if unit.base in (".", "?", "!", ":", ";")]
        return row[cuts[-1] :] if cuts else row
    whole = [clause for clause in clauses(row) if clause.end - clause.start >= 2]
    return row[whole[-1].start : whole[-1].end] if whole else row


def _reading(judgement: str, row: tuple[Unit, ...], *, letters: bool) -> Features:
    places = [(unit.first, unit.first + len(unit.words)) for unit in row]
    found = {kind: dict[str, Place]() for kind in KINDS}
    _words(row, places, found["words"])
    if letters:
        _letters(row, found["words"])
    _classes(row, places, found["classes"])
    _order(row, places, found["order"])
    _signs(judgement, row, found["signs"])
    return found


def _words(row: tuple[Unit, ...], places: list[Place], found: dict[str, Place]) -> None:
    for at, unit in enumerate(row):
        before = row[at - 1].base if at else "^"
        found.setdefault(unit.base, places[at])
        found.setdefault(f"{before} {unit.base}", (places[max(at - 1, 0)][0], places[at][1]))


def _letters(row: tuple[Unit, ...], found: dict[str, Place]) -> None:
    for unit in row:
        for number, word in enumerate(unit.words, start=unit.first):
            if not word.mark:
                framed = f"<{word.text}>"
                for size in (3, 4, 5):
                    for start in range(len(framed) - size + 1):
                        found.setdefault("+" + framed[start : start + size], (number, number + 1))


def _classes(row: tuple[Unit, ...], places: list[Place], found: dict[str, Place]) -> None:
    names = [sorted(unit.classes) for unit in row]
    for at, here in enumerate(names):
        for name in here:
            found.setdefault(name, places[at])
            for then in range(at + 1, min(at + 1 + REACH, len(row))):
                for other in names[then]:
                    found.setdefault(f"{name}>{other}", (places[at][0], places[then][1]))


def _order(row: tuple[Unit, ...], places: list[Place], found: dict[str, Place]) -> None:
    forms = ["^", *(leading(unit) for unit in row), "$"]
    for size in (2, 3, 4):
        for at in range(len(forms) - size + 1):
            first, last = max(at - 1, 0), min(at + size - 2, len(row) - 1)
            if row:
                found.setdefault(" ".join(forms[at : at + size]), (places[first][0], places[last][1]))


def _signs(judgement: str, row: tuple[Unit, ...], found: dict[str, Place]) -> None:
    groups: dict[str, int] = {}
    for sign in signs(judgement, row):
        place = (sign.start, sign.end)
        groups[sign.group] = groups.get(sign.group, 0) + 1
        found.setdefault(f"{sign.group} {sign.number}", place)
        found.setdefault(sign.group, place)
        if groups[sign.group] == 2:
            found[f"{sign.group} twice"] = place
    names = sorted(groups)
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            found[f"{name}&{other}"] = found[other]


def leading(unit: Unit) -> str:
    """The unit's word when it is grammar, else its leading class with the ending of its first word, else `_`."""
    if "us" in unit.classes:
        return "US"
    if unit.classes & {"they", "client"}:
        return "THEY"
    if unit.base in grammar().own_form or unit.words[0].mark:
        return unit.base
    if "them" in unit.classes:
        return "THEM"
    name = next((name.upper() for name in grammar().leading if name in unit.classes), "_")
    return f"{name}+{unit.ending}" if unit.ending else name


def known(row: tuple[Unit, ...]) -> bool:
    """Whether the lists know any word of the sentence."""
    vocabulary = lexicon().vocabulary
    return any(unit.classes or any(word.base in vocabulary for word in unit.words) for unit in row)
