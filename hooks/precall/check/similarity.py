"""Many short texts become the pairs that say almost the same, without comparing each with each.

A text is the set of its words' stems, each with a weight: words that carry the sense weigh more than those that tie
it together. Two texts are as alike as the weight they share is to the weight they have in all (weighted Jaccard), and
what they share must stand in about the same order. Two texts that are alike enough share one of the rarest words of
both, so only texts that do are compared (prefix filtering, as in Bayardo, Ma and Srikant, Scaling Up All Pairs
Similarity Search, 2007), and of these only those whose words, marked as bits, differ in few (a bitmap filter).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
"""What stands for what behind an apostrophe. "What's changed" has, "what's new" is; either is a light word."""


def _forms(table: str) -> dict[str, str]:
    """The words of a table by line, each with the word that stands before its line's colon."""
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
"""What words weigh that carry little of a sentence's sense. All others weigh 10. Whole numbers: sums are exact."""

FULL = 10
"""What most words weigh."""

NEGATIONS = frozenset(["not", "no", "never", "nothing", "nobody", "without"])


def weight(stem: str) -> int:
    """How much of a sentence's sense a word carries: 10 for most."""
    return _weights().get(stem, FULL)


@cache
def _weights() -> dict[str, int]:
    return {_stem(word): int(given) for word, given in _WEIGHTS.items()}


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
    """The stems of a text's words, in order; contractions written out."""
    found: list[str] = []
    for word in _WORD.findall(text.casefold().replace("’", "'")):
        start, _, ending = word.partition("'")
        if ending == "t":
            found.extend([_SHORT.get(start) or _stem(start.removesuffix("n")), "not"])
        else:
            found.append(_stem(start))
            found.extend([_ENDINGS[ending]] if ending in _ENDINGS else [])
    return found


_SHORT = {"can": "can", "won": "will", "shan": "shall"}


@dataclass(frozen=True)
class _Read:
    """A text's stems."""

    ordered: tuple[str, ...]
    all: frozenset[str]
    total: int
    """What they weigh, each counted once."""

    def alike(self, other: _Read) -> float:
        """The weight that two texts share, of the weight they have in all."""
        shared = _weigh(self.all & other.all)
        return shared / (self.total + other.total - shared) if shared else 0.0


@lru_cache(maxsize=65_536)
def _read(text: str) -> _Read:
    ordered = tuple(stems(text))
    unique = frozenset(ordered)
    return _Read(ordered, unique, _weigh(unique))


def _weigh(unique: frozenset[str]) -> int:
    """What stems weigh together."""
    light = _weights()
    return FULL * len(unique) - sum(FULL - light[stem] for stem in unique & light.keys())


ROUNDING = 1e-9
"""What a product with a likeness may be off by."""

FEW = 50
"""New texts up to which each is compared with all that were there before."""

LARGE = 500
"""Texts from which on their close pairs are cached for later runs."""

_NAMESPACE = "similar-pairs"
_LIMIT = 16

Pairs: TypeAlias = frozenset[tuple[str, str]]


class SimilarTexts:
    """Finds similar texts in one session. After a few texts have changed, only these are compared again."""

    def __init__(self, session: Session) -> None:
        self._cache = session.cache
        self._last: dict[float, tuple[frozenset[str], Pairs]] = {}
        """For each threshold the texts of the last comparison and their close pairs."""

    def pairs(self, texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
        """Yield the pairs of texts with a similarity of at least `least` (0 to 1).

        Each pair is two positions, the earlier first, and the similarity.
        """
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(texts):
            places[text].append(index)
        found: list[tuple[int, int, float]] = []
        same = ((text, text) for text, here in places.items() if len(here) > 1 and _read(text).total)
        for one, other in (*self._close_pairs(places, least), *same):
            likeness = _read(one).alike(_read(other))
            for first, second in product(places[one], places[other]):
                earlier, later = sorted((first, second))
                if (earlier < later if one != other else first < second) and _same_sense(
                    _read(texts[later]).ordered, _read(texts[earlier]).ordered, least
                ):
                    found.append((later, earlier, likeness))
        for later, earlier, likeness in sorted(found):
            yield earlier, later, likeness

    def _close_pairs(self, places: Mapping[str, object], least: float) -> Pairs:
        """Return the pairs of different texts that share so much, whatever their order."""
        before, close = self._last[least] if least in self._last else self._cached(least)
        new = [text for text in places if text not in before]
        if len(new) > FEW:
            close = frozenset(close_texts(list(places), least))
        elif new or len(places) < len(before):
            unchanged = (pair for pair in close if pair[0] in places and pair[1] in places)
            fresh = set(new)
            added = (
                (one, other)
                for one in new
                for other in places
                if _may_be(_read(one).total, _read(other).total, least)
                and (other not in fresh or one < other)
                and _read(one).alike(_read(other)) >= least
            )
            close = frozenset((*unchanged, *added))
        if (new or len(places) < len(before)) and len(places) >= LARGE:
            self._store(least, list(places), close)
        self._last[least] = (frozenset(places), close)
        return close

    def _cached(self, least: float) -> tuple[frozenset[str], Pairs]:
        """Return the texts of the last run's comparison and their close pairs; nothing where there was none."""
        key = _key(least)
        with suppress(TypeError, ValueError, IndexError, KeyError):
            texts, numbers = self._cache.get_json(_NAMESPACE, [key])[key]
            return frozenset(texts), frozenset((texts[one], texts[other]) for one, other in numbers)
        return frozenset(), frozenset()

    def _store(self, least: float, texts: list[str], close: Pairs) -> None:
        number = {text: place for place, text in enumerate(texts)}
        numbers = sorted((number[one], number[other]) for one, other in close)
        self._cache.put_json(_NAMESPACE, {_key(least): (texts, numbers)}, _LIMIT)


def _key(least: float) -> str:
    return key_of(version_of([Path(__file__)]), str(least))


def _may_be(one: int, other: int, least: float) -> bool:
    """Whether two texts of these weights can be alike."""
    return min(one, other) >= least * max(one, other) - ROUNDING


def close_texts(texts: Sequence[str], least: float) -> Iterator[tuple[str, str]]:
    """The close pairs of some texts, each of which is there once."""
    read = [_read(text) for text in texts]
    totals = [each.total for each in read]
    common = Counter(stem for each in read for stem in each.all)
    weights = {stem: weight(stem) for stem in common}
    # The rarest first, and the weightiest of those: a short list to look through at every word.
    rank = {
        stem: place for place, stem in enumerate(sorted(common, key=lambda stem: (common[stem], -weights[stem], stem)))
    }
    marks = [_marks(each, rank) for each in read]
    # What two alike texts do not share weighs at most this part of both their weights.
    room = [(1 - least) / (1 + least) * total + ROUNDING for total in totals]
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(read):
        candidates: set[int] = set()
        rest = own.total
        for stem in sorted(own.all, key=rank.__getitem__):
            # What is left cannot make two texts alike by itself.
            if rest < least * own.total - ROUNDING:
                break
            candidates.update(seen[stem])
            seen[stem].append(index)
            rest -= weights[stem]
        mine, here = marks[index], room[index]
        for other in candidates:
            if (
                FULL * (mine ^ marks[other]).bit_count() <= here + room[other]
                and _may_be(own.total, totals[other], least)
                and own.alike(read[other]) >= least
            ):
                yield texts[other], texts[index]


SIGNS = 180
"""Bits in which the weightiest stems of a text are marked, each by its rank; some share a bit."""


def _marks(read: _Read, rank: Mapping[str, int]) -> int:
    """The weightiest stems of a text as bits. Two texts differ in at least as many of them as bits: a bitmap filter."""
    made = 0
    for stem in read.all - _weights().keys():
        made |= 1 << rank[stem] % SIGNS
    return made


@lru_cache(maxsize=65_536)
def _same_sense(one: tuple[str, ...], other: tuple[str, ...], least: float) -> bool:
    """Whether both texts say no or neither does, and what they share stands in about the same order.

    "What they told you" is not "what you told them".
    """
    if NEGATIONS.isdisjoint(one) != NEGATIONS.isdisjoint(other):
        return False
    bag = sum((Counter(one) & Counter(other)).values())
    met = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return met >= least * bag
