"""Find the pairs of similar texts among many short ones, without comparing all pairs.

A text is the set of its words' stems, each with a weight: content words weigh more than function words. The
similarity of two texts is the weight of the stems that they share, divided by the weight of all their stems (weighted
Jaccard). The shared stems must be in about the same order. Two similar texts share at least one of the rarest stems of
both, so only such texts are compared (prefix filtering, as in Bayardo, Ma and Srikant, Scaling Up All Pairs
Similarity Search, 2007), and of these only those whose bitmaps of stems differ in few bits (a bitmap filter).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import TypeAlias

from precall.core.cache import key_of, version_of
from precall.core.session import Session

_WORD = re.compile(r"\w+(?:['’]\w+)?")

_ENDINGS = {"s": "be", "re": "be", "ve": "have", "ll": "will", "d": "would", "m": "be"}
"""The word for each ending after an apostrophe. "'s" may also mean "has", but both words have low weights."""


def _forms(table: str) -> dict[str, str]:
    """Return a mapping from each word after the colons of a table's lines to the text before its colon."""
    lines = (line.partition(":") for line in table.strip().splitlines())
    return {form: word.strip() for word, _, forms in lines for form in forms.split()}


_IRREGULAR = _forms("""
    be: is are was were been being am
    have: has had having
    do: does did done doing
    begin: began begun
    bring: brought
    buy: bought
    choose: chose chosen
    come: came
    feel: felt
    find: found
    get: got
    give: gave given
    go: went gone goes
    hear: heard
    i: me my
    keep: kept
    know: knew known
    leave: left
    lose: lost
    make: made
    mean: meant
    meet: met
    pay: paid
    person: people
    say: said
    see: saw seen
    spend: spent
    take: took taken
    tell: told
    they: them their
    think: thought
    we: us our
    who: whom
    you: your
""")

_WEIGHTS = _forms("""
    2: a an the this that these those it its of to in on at by for with from about as into and or so
    2: be have do would will could can should may might must you i we they he she his her
    2: here there then than any some just really most much more very all one
    5: what which who whose when where why how if since before after while time thing way get go come make
""")
"""The weights of function words. All other words weigh 10. Whole numbers, so that sums are exact."""

FULL = 10
"""The weight of most words."""

NEGATIONS = frozenset(["not", "no", "never", "nothing", "nobody", "without"])


def weight(stem: str) -> int:
    """Return the weight of a stem: 10 for most."""
    return _weights().get(stem, FULL)


@cache
def _weights() -> dict[str, int]:
    return {_stem(word): int(number) for word, number in _WEIGHTS.items()}


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, least in (("ing", 6), ("ied", 5), ("ies", 5), ("ed", 5), ("ly", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            stem = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz"
            return (stem[:-1] if doubled else stem).removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order. Contractions count as two words."""
    result: list[str] = []
    for word in _WORD.findall(text.casefold().replace("’", "'")):
        start, _, ending = word.partition("'")
        if ending == "t":
            result.extend([_SHORT.get(start) or _stem(start.removesuffix("n")), "not"])
        else:
            result.append(_stem(start))
            result.extend([_ENDINGS[ending]] if ending in _ENDINGS else [])
    return result


_SHORT = {"can": "can", "won": "will", "shan": "shall"}


@dataclass(frozen=True)
class _Stems:
    """The stems of one text."""

    ordered: tuple[str, ...]
    all: frozenset[str]
    total: int
    """The total weight of the distinct stems."""

    def similarity(self, other: _Stems) -> float:
        """Return the weighted Jaccard similarity of two texts, from 0 to 1."""
        shared = _weigh(self.all & other.all)
        return shared / (self.total + other.total - shared) if shared else 0.0


@lru_cache(maxsize=65_536)
def _stems_of(text: str) -> _Stems:
    ordered = tuple(stems(text))
    unique = frozenset(ordered)
    return _Stems(ordered, unique, _weigh(unique))


def _weigh(unique: frozenset[str]) -> int:
    """Return the sum of the stems' weights."""
    light = _weights()
    return FULL * len(unique) - sum(FULL - light[stem] for stem in unique & light.keys())


ROUNDING = 1e-9
"""The largest rounding error of a product with a similarity."""

FEW = 50
"""Maximum number of new texts that are compared with all others one by one."""

LARGE = 500
"""Minimum number of texts for which the pairs are cached for later runs."""

_NAMESPACE = "similar-pairs"
_LIMIT = 16

Pairs: TypeAlias = frozenset[tuple[str, str]]


class SimilarTexts:
    """Finds similar texts in one session. If only a few texts have changed, only these are compared again."""

    def __init__(self, session: Session) -> None:
        self._cache = session.cache
        self._last: dict[float, tuple[frozenset[str], Pairs]] = {}
        """The texts of the last comparison and their close pairs, by threshold."""

    def pairs(self, texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
        """Yield the pairs of texts with a similarity of at least `least` (0 to 1).

        Each pair is two positions, the earlier first, and the similarity.
        """
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(texts):
            positions[text].append(index)
        pairs: list[tuple[int, int, float]] = []
        same = ((text, text) for text, indexes in positions.items() if len(indexes) > 1 and _stems_of(text).total)
        for one, other in (*self._close_pairs(positions, least), *same):
            similarity = _stems_of(one).similarity(_stems_of(other))
            for first, second in product(positions[one], positions[other]):
                earlier, later = sorted((first, second))
                if (one != other or first < second) and _has_same_meaning(
                    _stems_of(texts[later]).ordered, _stems_of(texts[earlier]).ordered, least
                ):
                    pairs.append((later, earlier, similarity))
        for later, earlier, similarity in sorted(pairs):
            yield earlier, later, similarity

    def _close_pairs(self, texts: Collection[str], least: float) -> Pairs:
        """Return the pairs of distinct texts that are similar enough, regardless of word order."""
        previous, close = self._last[least] if least in self._last else self._cached(least)
        new = [text for text in texts if text not in previous]
        if len(new) > FEW:
            close = frozenset(close_texts(list(texts), least))
        elif new or len(texts) < len(previous):
            unchanged = (pair for pair in close if pair[0] in texts and pair[1] in texts)
            new_set = set(new)
            added = (
                (one, other)
                for one in new
                for other in texts
                if _may_be_similar(_stems_of(one).total, _stems_of(other).total, least)
                and (other not in new_set or one < other)
                and _stems_of(one).similarity(_stems_of(other)) >= least
            )
            close = frozenset((*unchanged, *added))
        if (new or len(texts) < len(previous)) and len(texts) >= LARGE:
            self._store(least, list(texts), close)
        self._last[least] = (frozenset(texts), close)
        return close

    def _cached(self, least: float) -> tuple[frozenset[str], Pairs]:
        """Return the texts of the last run's comparison and their close pairs; both are empty if nothing is cached."""
        key = _key(least)
        with suppress(TypeError, ValueError, IndexError, KeyError):
            texts, pairs = self._cache.get_json(_NAMESPACE, [key])[key]
            return frozenset(texts), frozenset((texts[one], texts[other]) for one, other in pairs)
        return frozenset(), frozenset()

    def _store(self, least: float, texts: list[str], close: Pairs) -> None:
        index = {text: position for position, text in enumerate(texts)}
        pairs = sorted((index[one], index[other]) for one, other in close)
        self._cache.put_json(_NAMESPACE, {_key(least): (texts, pairs)}, _LIMIT)


def _key(least: float) -> str:
    return key_of(version_of([Path(__file__)]), str(least))


def _may_be_similar(one: int, other: int, least: float) -> bool:
    """Return whether two texts with these weights can be similar enough."""
    return min(one, other) >= least * max(one, other) - ROUNDING


def close_texts(texts: Sequence[str], least: float) -> Iterator[tuple[str, str]]:
    """Yield the similar pairs of distinct texts."""
    stems_by_text = [_stems_of(text) for text in texts]
    totals = [stems.total for stems in stems_by_text]
    counts = Counter(stem for stems in stems_by_text for stem in stems.all)
    weights = {stem: weight(stem) for stem in counts}
    # Rarest stems first, and among those the heaviest, so that the lists of texts with the same stem are short.
    by_rarity = sorted(counts, key=lambda stem: (counts[stem], -weights[stem], stem))
    rank = {stem: position for position, stem in enumerate(by_rarity)}
    bitmaps = [_bitmap(stems, rank) for stems in stems_by_text]
    # The stems that two similar texts do not share weigh at most the sum of their allowances.
    allowances = [(1 - least) / (1 + least) * total + ROUNDING for total in totals]
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(stems_by_text):
        candidates: set[int] = set()
        rest = own.total
        for stem in sorted(own.all, key=rank.__getitem__):
            # The remaining stems alone cannot make two texts similar enough.
            if rest < least * own.total - ROUNDING:
                break
            candidates.update(seen[stem])
            seen[stem].append(index)
            rest -= weights[stem]
        bitmap, allowance = bitmaps[index], allowances[index]
        for other in candidates:
            if (
                FULL * (bitmap ^ bitmaps[other]).bit_count() <= allowance + allowances[other]
                and _may_be_similar(own.total, totals[other], least)
                and own.similarity(stems_by_text[other]) >= least
            ):
                yield texts[other], texts[index]


BITS = 180
"""Bits of a text's bitmap. Each stem of full weight sets the bit of its rank; some stems share a bit."""


def _bitmap(stems: _Stems, rank: Mapping[str, int]) -> int:
    """Return the bitmap of a text's stems of full weight. Two texts differ in at least as many stems as bits."""
    bitmap = 0
    for stem in stems.all - _weights().keys():
        bitmap |= 1 << rank[stem] % BITS
    return bitmap


@lru_cache(maxsize=65_536)
def _has_same_meaning(one: tuple[str, ...], other: tuple[str, ...], least: float) -> bool:
    """Return whether both texts or neither have a negation, and their shared stems are in about the same order.

    "What they told you" does not mean "what you told them".
    """
    if NEGATIONS.isdisjoint(one) != NEGATIONS.isdisjoint(other):
        return False
    shared = sum((Counter(one) & Counter(other)).values())
    in_order = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return in_order >= least * shared
