"""Units become features: named signs of the two labels, each with the words it was seen at.

A sentence is read twice: whole, and its tail alone (of an objective the last clause, of a question the last
sentence), for what comes last most often decides. Each reading gives four kinds:

- words: base forms, pairs of neighbours, and runs of three to five letters (of the whole only);
- classes: the classes of each unit, and ordered pairs of classes up to four units apart;
- order: runs of two to four units, each content word replaced by its leading class;
- signs: the groups of turns found, which pattern it was, and which groups stand together.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache

from precall.coach.chunker import Chunk
from precall.coach.clauses import find_clauses
from precall.coach.lexicon import load_grammar, load_lexicon
from precall.coach.patterns import PatternMatch, find_patterns

REACH = 4
KINDS = ("words", "classes", "order", "signs")
WordRange = tuple[int, int]
"""First word and the word after the last."""
Features = dict[str, dict[str, WordRange]]
"""By kind ("words", ..., "tail words", ...): each feature with the place it was seen at first."""


class Everything:
    """What has a place for every name."""

    def __contains__(self, name: object) -> bool:
        return True


FeatureNames = Mapping[str, Container[str]]
"""By kind: the features to look for."""
ALL: FeatureNames = dict.fromkeys(KINDS, Everything())


def extract_features(
    judgement: str, row: tuple[Chunk, ...], turns: tuple[PatternMatch, ...], wanted: FeatureNames = ALL
) -> Features:
    """The features of a sentence for one of the two judgements, those alone that are wanted; `turns` are its signs."""
    found = _reading(row, turns, wanted)
    rest = tail(judgement, row)
    # Most questions are one sentence, and all of it is their tail.
    last = dict(found) if rest is row else _reading(rest, find_patterns(judgement, rest), wanted)
    found["words"] = _letters(row, found["words"], wanted["words"])
    return found | {"tail " + kind: seen for kind, seen in last.items()}


def tail(judgement: str, row: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """The part that comes last: a question's last sentence, an objective's last clause of two units or more."""
    if judgement == "question":
        cuts = [at + 1 for at, unit in enumerate(row[:-2]) if unit.base in (".", "?", "!", ":", ";")]
        return row[cuts[-1] :] if cuts else row
    whole = [clause for clause in find_clauses(row) if clause.end - clause.start >= 2]
    return row[whole[-1].start : whole[-1].end] if whole else row


def _reading(row: tuple[Chunk, ...], turns: tuple[PatternMatch, ...], wanted: FeatureNames) -> Features:
    places = [(unit.first, unit.first + len(unit.words)) for unit in row]
    return {
        "words": _words(row, places, wanted["words"]),
        "classes": _classes(row, places, wanted["classes"]),
        "order": _order(row, places, wanted["order"]),
        "signs": _signs(turns, wanted["signs"]),
    }


def _words(row: tuple[Chunk, ...], places: list[WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    found: dict[str, WordRange] = {}
    before, start = "^", row[0].first if row else 0
    for unit, place in zip(row, places, strict=True):
        base = unit.base
        if base in wanted:
            found.setdefault(base, place)
        pair = f"{before} {base}"
        if pair in wanted:
            found.setdefault(pair, (start, place[1]))
        before, start = base, place[0]
    return found


def _letters(row: tuple[Chunk, ...], words: dict[str, WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    """The words, and after them their letters."""
    found = dict(words)
    for unit in row:
        for number, word in enumerate(unit.words, start=unit.first):
            if not word.mark:
                for run in _runs(word.text):
                    if run in wanted:
                        found.setdefault(run, (number, number + 1))
    return found


@lru_cache(maxsize=16_384)
def _runs(text: str) -> tuple[str, ...]:
    framed = f"<{text}>"
    return tuple("+" + framed[at : at + size] for size in (3, 4, 5) for at in range(len(framed) - size + 1))


def _classes(row: tuple[Chunk, ...], places: list[WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    found: dict[str, WordRange] = {}
    names = [_in_order(unit.classes) for unit in row]
    for at, here in enumerate(names):
        start, end = places[at]
        for name in here:
            if name in wanted:
                found.setdefault(name, (start, end))
            for then in range(at + 1, min(at + 1 + REACH, len(row))):
                for other in names[then]:
                    pair = f"{name}>{other}"
                    if pair in wanted:
                        found.setdefault(pair, (start, places[then][1]))
    return found


@lru_cache(maxsize=4096)
def _in_order(classes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(classes))


def _order(row: tuple[Chunk, ...], places: list[WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    found: dict[str, WordRange] = {}
    forms = ["^", *(leading_class(unit) for unit in row), "$"]
    for size in (2, 3, 4) if row else ():
        for at in range(len(forms) - size + 1):
            run = " ".join(forms[at : at + size])
            if run in wanted:
                first, last = max(at - 1, 0), min(at + size - 2, len(row) - 1)
                found.setdefault(run, (places[first][0], places[last][1]))
    return found


def _signs(turns: tuple[PatternMatch, ...], wanted: Container[str]) -> dict[str, WordRange]:
    found: dict[str, WordRange] = {}
    groups: dict[str, int] = {}
    for sign in turns:
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
    return {name: place for name, place in found.items() if name in wanted}


def leading_class(unit: Chunk) -> str:
    """The unit's word when it is grammar, else its leading class with the ending of its first word, else `_`."""
    return _leading(unit.base, unit.classes, unit.words[0].ending, is_mark=unit.words[0].mark)


@lru_cache(maxsize=16_384)
def _leading(base: str, classes: frozenset[str], ending: str, *, is_mark: bool) -> str:
    if "us" in classes:
        return "US"
    if classes & {"they", "client"}:
        return "THEY"
    if base in load_grammar().own_form or is_mark:
        return base
    if "them" in classes:
        return "THEM"
    name = next((name.upper() for name in load_grammar().leading if name in classes), "_")
    return f"{name}+{ending}" if ending else name


def has_known_word(row: tuple[Chunk, ...]) -> bool:
    """Whether the lists know any word of the sentence."""
    vocabulary = load_lexicon().vocabulary
    return any(unit.classes or any(word.base in vocabulary for word in unit.words) for unit in row)
