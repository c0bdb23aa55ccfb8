"""Chunks go in; features come out: named hints at one of the two labels, each with the words where it occurs.

A sentence is read twice: as a whole, and its tail alone (the last clause of an objective, the last sentence of a
question), because the end most often decides. Each reading gives four kinds of features:

- words: base forms, pairs of neighbours, and runs of three to five letters (of the whole sentence only);
- classes: the classes of each chunk, and ordered pairs of classes up to four chunks apart;
- order: runs of two to four chunks, each content word replaced by its leading class;
- signs: the groups of patterns that match, which pattern it was, and which groups occur together.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache

from precall.coach.chunker import Chunk
from precall.coach.clauses import find_clauses
from precall.coach.lexicon import load_grammar
from precall.coach.patterns import PatternMatch, find_patterns

MAX_DISTANCE = 4
"""Chunks between the two classes of a pair."""
KINDS = ("words", "classes", "order", "signs")
WordRange = tuple[int, int]
"""Index of the first word, and the index after the last."""
Features = dict[str, dict[str, WordRange]]
"""By kind ("words", ..., "tail words", ...): each feature with the words where it occurs first."""


class Everything:
    """A container that contains every name."""

    def __contains__(self, name: object) -> bool:
        return True


FeatureNames = Mapping[str, Container[str]]
"""By kind: the features to look for."""
ALL: FeatureNames = dict.fromkeys(KINDS, Everything())


def extract_features(
    judgement: str, chunks: tuple[Chunk, ...], matches: tuple[PatternMatch, ...], wanted: FeatureNames = ALL
) -> Features:
    """Return the features of a sentence.

    Args:
        judgement: `objective` or `question`.
        chunks: The chunks of the sentence.
        matches: The patterns found in all of it.
        wanted: The features to look for; others are left out.
    """
    features = _read(chunks, matches, wanted)
    tail = find_tail(judgement, chunks)
    # Most questions are one sentence, and all of it is their tail.
    tail_features = dict(features) if tail is chunks else _read(tail, find_patterns(judgement, tail), wanted)
    features["words"] = _with_letter_runs(chunks, features["words"], wanted["words"])
    return features | {"tail " + kind: ranges for kind, ranges in tail_features.items()}


def find_tail(judgement: str, chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """Return the end of a sentence: a question's last sentence, an objective's last clause of two chunks or more."""
    if judgement == "question":
        starts = [index + 1 for index, chunk in enumerate(chunks[:-2]) if chunk.base in (".", "?", "!", ":", ";")]
        return chunks[starts[-1] :] if starts else chunks
    clauses = [clause for clause in find_clauses(chunks) if clause.end - clause.start >= 2]
    return chunks[clauses[-1].start : clauses[-1].end] if clauses else chunks


def _read(chunks: tuple[Chunk, ...], matches: tuple[PatternMatch, ...], wanted: FeatureNames) -> Features:
    ranges = [(chunk.first, chunk.first + len(chunk.words)) for chunk in chunks]
    return {
        "words": _word_features(chunks, ranges, wanted["words"]),
        "classes": _class_features(chunks, ranges, wanted["classes"]),
        "order": _order_features(chunks, ranges, wanted["order"]),
        "signs": _pattern_features(matches, wanted["signs"]),
    }


def _word_features(chunks: tuple[Chunk, ...], ranges: list[WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    features: dict[str, WordRange] = {}
    previous, start = "^", chunks[0].first if chunks else 0
    for chunk, word_range in zip(chunks, ranges, strict=True):
        base = chunk.base
        if base in wanted:
            features.setdefault(base, word_range)
        pair = f"{previous} {base}"
        if pair in wanted:
            features.setdefault(pair, (start, word_range[1]))
        previous, start = base, word_range[0]
    return features


def _with_letter_runs(
    chunks: tuple[Chunk, ...], word_features: dict[str, WordRange], wanted: Container[str]
) -> dict[str, WordRange]:
    """Return the word features, followed by the runs of letters within words."""
    features = dict(word_features)
    for chunk in chunks:
        for index, word in enumerate(chunk.words, start=chunk.first):
            if not word.mark:
                for run in _letter_runs(word.text):
                    if run in wanted:
                        features.setdefault(run, (index, index + 1))
    return features


@lru_cache(maxsize=16_384)
def _letter_runs(text: str) -> tuple[str, ...]:
    framed = f"<{text}>"
    return tuple("+" + framed[start : start + size] for size in (3, 4, 5) for start in range(len(framed) - size + 1))


def _class_features(chunks: tuple[Chunk, ...], ranges: list[WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    features: dict[str, WordRange] = {}
    classes = [_sorted_classes(chunk.classes) for chunk in chunks]
    for index, names in enumerate(classes):
        start, end = ranges[index]
        for name in names:
            if name in wanted:
                features.setdefault(name, (start, end))
            for later in range(index + 1, min(index + 1 + MAX_DISTANCE, len(chunks))):
                for other in classes[later]:
                    pair = f"{name}>{other}"
                    if pair in wanted:
                        features.setdefault(pair, (start, ranges[later][1]))
    return features


@lru_cache(maxsize=4096)
def _sorted_classes(classes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(classes))


def _order_features(chunks: tuple[Chunk, ...], ranges: list[WordRange], wanted: Container[str]) -> dict[str, WordRange]:
    features: dict[str, WordRange] = {}
    forms = ["^", *(leading_class(chunk) for chunk in chunks), "$"]
    for size in (2, 3, 4) if chunks else ():
        for start in range(len(forms) - size + 1):
            run = " ".join(forms[start : start + size])
            if run in wanted:
                first, last = max(start - 1, 0), min(start + size - 2, len(chunks) - 1)
                features.setdefault(run, (ranges[first][0], ranges[last][1]))
    return features


def _pattern_features(matches: tuple[PatternMatch, ...], wanted: Container[str]) -> dict[str, WordRange]:
    features: dict[str, WordRange] = {}
    counts: dict[str, int] = {}
    for match in matches:
        word_range = (match.start, match.end)
        counts[match.group] = counts.get(match.group, 0) + 1
        features.setdefault(f"{match.group} {match.number}", word_range)
        features.setdefault(match.group, word_range)
        if counts[match.group] == 2:
            features[f"{match.group} twice"] = word_range
    groups = sorted(counts)
    for index, group in enumerate(groups):
        for other in groups[index + 1 :]:
            features[f"{group}&{other}"] = features[other]
    return {name: word_range for name, word_range in features.items() if name in wanted}


def leading_class(chunk: Chunk) -> str:
    """Return a chunk's words if they are grammar, else its leading class and ending, else `_`."""
    return _leading_class(chunk.base, chunk.classes, chunk.words[0].ending, is_mark=chunk.words[0].mark)


@lru_cache(maxsize=16_384)
def _leading_class(base: str, classes: frozenset[str], ending: str, *, is_mark: bool) -> str:
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
