"""Weights become reasons: the words that decided a judgement, said in the method's terms."""

from __future__ import annotations

from functools import lru_cache

from precall.coach.chunker import Chunk
from precall.coach.clauses import find_clauses
from precall.coach.lexicon import read_json
from precall.coach.patterns import PatternMatch
from precall.coach.words import Word

MOST = 2
"""Reasons given for single turns of speech."""
LONGEST = 7
"""Words in a quoted turn."""
PART = 0.35
"""A turn that speaks less than this for the verdict, next to the first, goes unnamed."""
PURPOSEFUL = ("objective", "outcome")
"""The verdicts that a purpose clause can decide."""


@lru_cache(maxsize=1)
def _table() -> dict[str, list[tuple[list[str], str]]]:
    written: dict[str, list[tuple[list[str], str]]] = read_json("reasons.json")
    return written


def explain(
    text: str, row: tuple[Chunk, ...], turns: tuple[PatternMatch, ...], verdict: str, shares: dict[int, float]
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The sentences that say why, and the places in the text (code points) of the words they quote.

    `shares` holds how much each word speaks for the verdict.
    """
    words = [word for unit in row for word in unit.words]
    said: list[str] = []
    places: list[tuple[int, int]] = []
    purpose = _purpose(row) if verdict in PURPOSEFUL else None
    if purpose and sum(shares.get(at, 0.0) for at in range(*purpose)) > 0:
        begin, end = words[purpose[0]].start, words[_last(words, *purpose)].end
        said.append(f"The purpose clause decides: {_quoted(text, begin, end)}.")
        places.append((begin, end))
    for start, stop in _turns(row, shares):
        begin, end = words[start].start, words[stop - 1].end
        sentence = _sentence(row, turns, verdict, start, stop)
        if sentence and not any(sentence.split(":")[0] in earlier for earlier in said):
            said.append(sentence.replace("{words}", _quoted(text, begin, end)))
            places.append((begin, end))
    return tuple(said), tuple(sorted(set(places)))


def _quoted(text: str, begin: int, end: int) -> str:
    return '"' + text[begin:end].replace('"', "'") + '"'


def _last(words: list[Word], start: int, stop: int) -> int:
    """The last word of a stretch that is no mark."""
    at = stop - 1
    while at > start and words[at].mark:
        at -= 1
    return at


def _purpose(row: tuple[Chunk, ...]) -> tuple[int, int] | None:
    """The last purpose clause with the words that open it: first word and the word after the last."""
    parts = find_clauses(row)
    for index in range(len(parts) - 1, 0, -1):
        if parts[index].role == "purpose":
            opening = parts[index].start
            while opening > parts[index - 1].end:
                opening -= 1
            last = row[parts[index].end - 1]
            return row[opening].first, last.first + len(last.words)
    return None


def _turns(row: tuple[Chunk, ...], shares: dict[int, float]) -> list[tuple[int, int]]:
    """The stretches that speak loudest for the verdict, the loudest first."""
    loud: list[tuple[float, int, int]] = []
    run: list[tuple[Chunk, float]] = []
    length = 0
    for unit in (*row, None):
        weight = 0.0 if unit is None or unit.words[0].mark else _weight(unit, shares)
        inside = unit is not None and weight > 0
        if inside and unit is not None and length + len(unit.words) <= LONGEST:
            run.append((unit, weight))
            length += len(unit.words)
            continue
        if run:
            last = run[-1][0]
            loud.append((sum(each for _, each in run), run[0][0].first, last.first + len(last.words)))
        run = [(unit, weight)] if inside and unit is not None else []
        length = sum(len(each.words) for each, _ in run)
    loud.sort(key=lambda turn: (-turn[0], turn[1]))
    return [(start, stop) for total, start, stop in loud[:MOST] if total >= PART * loud[0][0]]


def _weight(unit: Chunk, shares: dict[int, float]) -> float:
    return sum(shares.get(at, 0.0) for at in range(unit.first, unit.first + len(unit.words)))


def _sentence(row: tuple[Chunk, ...], turns: tuple[PatternMatch, ...], verdict: str, start: int, stop: int) -> str:
    """The pattern of the reason that fits the stretch: the first whose classes or signs stand in it."""
    there: set[str] = set()
    for unit in row:
        if unit.first < stop and unit.first + len(unit.words) > start:
            there |= unit.classes
    for sign in turns:
        if sign.start < stop and sign.end > start:
            there.add(sign.group)
    for names, sentence in _table()[verdict]:
        if sentence and (not names or there & set(names)):
            return sentence
    return ""
