"""The weight of each word goes in; the reasons come out: sentences that quote the words that decided a judgement.

A reason is given only if it is true: without the words that it quotes, the verdict would be the other one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from precall.coach.chunker import Chunk
from precall.coach.clauses import find_clauses
from precall.coach.lexicon import load_grammar, read_json
from precall.coach.patterns import PatternMatch
from precall.coach.words import Word

MAX_QUOTED_WORDS = 7
MIN_SHARE = 0.35
"""A stretch that weighs less than this part of the heaviest one is not quoted."""
MIN_OF_MARGIN = 0.6
"""A stretch that weighs less than this part of the margin is not tried: without it the verdict would be the same."""
MIN_AT_EDGE = 0.1
"""A chunk at the edge of a stretch that weighs less than this part of it is not quoted."""
PURPOSE_VERDICTS = ("objective", "outcome")
"""The verdicts that a purpose clause can decide."""
Span = tuple[int, int]
"""A stretch of the text: code points, end excluded."""
WordRange = tuple[int, int]
Decides = Callable[[Sequence[Span]], bool]
"""Whether the verdict would be the other one without some stretches of the text."""


@lru_cache(maxsize=1)
def _reason_table() -> dict[str, list[tuple[list[str], str]]]:
    """Return, by verdict, the sentences with the classes and pattern groups that each needs."""
    table: dict[str, list[tuple[list[str], str]]] = read_json("reasons.json")
    return table


def explain(
    text: str,
    chunks: tuple[Chunk, ...],
    matches: tuple[PatternMatch, ...],
    *,
    verdict: str,
    shares: dict[int, float],
    margin: float,
    decides: Decides,
) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return the sentence that explains a verdict, and where the words that it quotes are in the text.

    The first that is true is returned: about the purpose clause, about the heaviest stretch of words, about the next,
    about both together. Nothing is returned if none is true.

    Args:
        text: The sentence.
        chunks: Its chunks.
        matches: The turns of speech in it.
        verdict: The label that was chosen.
        shares: How much each word speaks for the verdict, by the word's index.
        margin: The score's distance from the boundary.
        decides: Judges the text without some stretches.

    Returns:
        No sentence or one, and the quoted ranges in code points, ends excluded.
    """
    words = [word for chunk in chunks for word in chunk.words]
    purpose = _purpose_words(chunks) if verdict in PURPOSE_VERDICTS else None
    if purpose and _weight(shares, *purpose) >= MIN_OF_MARGIN * margin:
        span = _span(text, words, *purpose)
        if decides([span]):
            return (f"The purpose clause decides: {_quote(text, [span])}.",), (span,)
    stretches = _heaviest_stretches(chunks, shares)
    attempts = [*([stretch] for stretch in stretches), *([stretches] if len(stretches) > 1 else [])]
    for ranges in attempts:
        if purpose and all(purpose[0] <= start and stop <= purpose[1] for start, stop in ranges):
            continue  # A part of the purpose clause, which does not decide.
        if sum(_weight(shares, *each) for each in ranges) < MIN_OF_MARGIN * margin:
            continue
        spans = [_span(text, words, *each) for each in sorted(ranges)]
        if decides(spans):
            sentence = _sentence_for(chunks, matches, verdict, shares, ranges)
            return ((sentence.replace("{words}", _quote(text, spans)),) if sentence else ()), tuple(spans)
    return (), ()


def _quote(text: str, spans: Sequence[Span]) -> str:
    return " and ".join('"' + text[start:end].replace('"', "'") + '"' for start, end in spans)


def _span(text: str, words: list[Word], start: int, stop: int) -> Span:
    """Return where the words of a range are in the text, without punctuation at the end, contractions whole."""
    while stop > start + 1 and words[stop - 1].mark:
        stop -= 1
    begin, end = words[start].start, words[stop - 1].end
    while begin and _is_inner(text[begin - 1]) and _is_inner(text[begin]):
        begin -= 1
    while end < len(text) and _is_inner(text[end]) and _is_inner(text[end - 1]):
        end += 1
    return begin, end


def _is_inner(letter: str) -> bool:
    return letter.isalnum() or letter in "'’"


def _purpose_words(chunks: tuple[Chunk, ...]) -> WordRange | None:
    """Return the words of the last purpose clause, with those that open it, as start and end indices."""
    clauses = find_clauses(chunks)
    for number in range(len(clauses) - 1, 0, -1):
        if clauses[number].role == "purpose":
            opening = clauses[number].start
            while opening > clauses[number - 1].end:
                opening -= 1
            return chunks[opening].first, chunks[clauses[number].end - 1].end
    return None


def _heaviest_stretches(chunks: tuple[Chunk, ...], shares: dict[int, float]) -> list[WordRange]:
    """Return the word ranges that speak most for the verdict, the heaviest first; two at most."""
    stretches: list[tuple[float, int, int]] = []
    run: list[tuple[Chunk, float]] = []
    length = 0
    for chunk in (*chunks, None):
        weight = 0.0 if chunk is None or chunk.words[0].mark else _weight(shares, chunk.first, chunk.end)
        supports = chunk is not None and weight > 0
        if supports and chunk is not None and length + len(chunk.words) <= MAX_QUOTED_WORDS:
            run.append((chunk, weight))
            length += len(chunk.words)
            continue
        if run:
            stretches.append(_trimmed(run))
        run = [(chunk, weight)] if supports and chunk is not None else []
        length = sum(len(part.words) for part, _ in run)
    stretches.sort(key=lambda stretch: (-stretch[0], stretch[1]))
    heaviest = [row for row in stretches[:2] if row[0] >= MIN_SHARE * stretches[0][0]]
    ranges = [_completed(chunks, start, stop) for _, start, stop in heaviest]
    overlap = len(ranges) == 2 and ranges[0][0] < ranges[1][1] and ranges[1][0] < ranges[0][1]
    return ranges[:1] if overlap else ranges


def _trimmed(run: list[tuple[Chunk, float]]) -> tuple[float, int, int]:
    """Return the weight of a run of chunks, and its first word and the one after its last, without light edges."""
    total = sum(weight for _, weight in run)
    first, last = 0, len(run) - 1
    while first < last and run[first][1] < MIN_AT_EDGE * total:
        first += 1
    while last > first and run[last][1] < MIN_AT_EDGE * total:
        last -= 1
    return total, run[first][0].first, run[last][0].end


def _completed(chunks: tuple[Chunk, ...], start: int, stop: int) -> WordRange:
    """Return a range with the words that complete it: no quotation ends in "the" or "from"."""
    for chunk, following in pairwise(chunks):
        if chunk.end == stop and not following.words[0].mark and _is_open(chunk):
            stop = following.end
    return start, stop


def _is_open(chunk: Chunk) -> bool:
    """Return whether a chunk needs a following word: an article, a preposition or the like."""
    return chunk.base in load_grammar().own_form or "det" in chunk.classes


def _weight(shares: dict[int, float], start: int, stop: int) -> float:
    return sum(shares.get(index, 0.0) for index in range(start, stop))


def _sentence_for(
    chunks: tuple[Chunk, ...],
    matches: tuple[PatternMatch, ...],
    verdict: str,
    shares: dict[int, float],
    ranges: Sequence[WordRange],
) -> str:
    """Return the sentence whose classes and pattern groups weigh most in the ranges; the first one of equals."""
    weights: dict[str, float] = {}
    for start, stop in ranges:
        for chunk in chunks:
            if start <= chunk.first and chunk.end <= stop:
                weight = _weight(shares, chunk.first, chunk.end)
                for name in sorted(chunk.classes):
                    weights[name] = weights.get(name, 0.0) + weight
        for match in matches:
            if start <= match.start and match.end <= stop:
                weights[match.group] = max(weights.get(match.group, 0.0), _weight(shares, match.start, match.end))
    best, heaviest = "", 0.0
    for needed, sentence in _reason_table()[verdict]:
        weight = max((weights.get(name, 0.0) for name in needed), default=0.0)
        if weight > heaviest or (not best and not needed):
            best, heaviest = sentence, weight
    return best
