"""The weight of each word goes in; the reasons come out: sentences that quote the words that decided a judgement."""

from __future__ import annotations

from functools import lru_cache

from precall.coach.chunker import Chunk
from precall.coach.clauses import find_clauses
from precall.coach.lexicon import read_json
from precall.coach.patterns import PatternMatch
from precall.coach.words import Word

MAX_QUOTES = 2
"""Reasons that quote a stretch of words, besides the one for a purpose clause."""
MAX_QUOTED_WORDS = 7
MIN_SHARE = 0.35
"""A stretch that weighs less than this part of the heaviest one is not quoted."""
PURPOSE_VERDICTS = ("objective", "outcome")
"""The verdicts that a purpose clause can decide."""


@lru_cache(maxsize=1)
def _reason_table() -> dict[str, list[tuple[list[str], str]]]:
    """Return, by verdict, the sentences with the classes and pattern groups that each needs."""
    table: dict[str, list[tuple[list[str], str]]] = read_json("reasons.json")
    return table


def explain(
    text: str, chunks: tuple[Chunk, ...], matches: tuple[PatternMatch, ...], verdict: str, shares: dict[int, float]
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Return the sentences that explain a verdict, and where the words that they quote are in the text.

    Args:
        text: The sentence.
        chunks: Its chunks.
        matches: The turns of speech in it.
        verdict: The label that was chosen.
        shares: How much each word speaks for the verdict, by the word's index.

    Returns:
        The sentences, and the quoted ranges in code points, ends excluded.
    """
    words = [word for chunk in chunks for word in chunk.words]
    sentences: list[str] = []
    spans: list[tuple[int, int]] = []
    purpose = _purpose_words(chunks) if verdict in PURPOSE_VERDICTS else None
    if purpose and sum(shares.get(index, 0.0) for index in range(*purpose)) > 0:
        begin, end = words[purpose[0]].start, words[_last_word(words, *purpose)].end
        sentences.append(f"The purpose clause decides: {_quote(text, begin, end)}.")
        spans.append((begin, end))
    for start, stop in _heaviest_stretches(chunks, shares):
        begin, end = words[start].start, words[stop - 1].end
        sentence = _sentence_for(chunks, matches, verdict, start, stop)
        if sentence and not any(sentence.split(":")[0] in earlier for earlier in sentences):
            sentences.append(sentence.replace("{words}", _quote(text, begin, end)))
            spans.append((begin, end))
    return tuple(sentences), tuple(sorted(set(spans)))


def _quote(text: str, begin: int, end: int) -> str:
    return '"' + text[begin:end].replace('"', "'") + '"'


def _last_word(words: list[Word], start: int, stop: int) -> int:
    """Return the index of the last word of a range that is not a punctuation mark."""
    index = stop - 1
    while index > start and words[index].mark:
        index -= 1
    return index


def _purpose_words(chunks: tuple[Chunk, ...]) -> tuple[int, int] | None:
    """Return the words of the last purpose clause, with those that open it, as start and end indices."""
    clauses = find_clauses(chunks)
    for number in range(len(clauses) - 1, 0, -1):
        if clauses[number].role == "purpose":
            opening = clauses[number].start
            while opening > clauses[number - 1].end:
                opening -= 1
            return chunks[opening].first, chunks[clauses[number].end - 1].end
    return None


def _heaviest_stretches(chunks: tuple[Chunk, ...], shares: dict[int, float]) -> list[tuple[int, int]]:
    """Return the word ranges that speak most for the verdict, the heaviest first."""
    stretches: list[tuple[float, int, int]] = []
    run: list[tuple[Chunk, float]] = []
    length = 0
    for chunk in (*chunks, None):
        weight = 0.0 if chunk is None or chunk.words[0].mark else _weight(chunk, shares)
        supports = chunk is not None and weight > 0
        if supports and chunk is not None and length + len(chunk.words) <= MAX_QUOTED_WORDS:
            run.append((chunk, weight))
            length += len(chunk.words)
            continue
        if run:
            stretches.append((sum(part for _, part in run), run[0][0].first, run[-1][0].end))
        run = [(chunk, weight)] if supports and chunk is not None else []
        length = sum(len(part.words) for part, _ in run)
    stretches.sort(key=lambda stretch: (-stretch[0], stretch[1]))
    return [(start, stop) for total, start, stop in stretches[:MAX_QUOTES] if total >= MIN_SHARE * stretches[0][0]]


def _weight(chunk: Chunk, shares: dict[int, float]) -> float:
    return sum(shares.get(index, 0.0) for index in range(chunk.first, chunk.end))


def _sentence_for(
    chunks: tuple[Chunk, ...], matches: tuple[PatternMatch, ...], verdict: str, start: int, stop: int
) -> str:
    """Return the first sentence whose classes or pattern groups occur in a range of words; empty if none does."""
    names: set[str] = set()
    for chunk in chunks:
        if chunk.first < stop and chunk.end > start:
            names |= chunk.classes
    names.update(match.group for match in matches if match.start < stop and match.end > start)
    for needed, sentence in _reason_table()[verdict]:
        if sentence and (not needed or names & set(needed)):
            return sentence
    return ""
