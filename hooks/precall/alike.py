"""Many short texts become the pairs that say almost the same, without comparing each with each.

A text is the set of its words' stems, each with a weight: words that carry the sense weigh more than those that tie
it together. Two texts are as alike as the weight they share is to the weight they have in all (weighted Jaccard), and
what they share must stand in about the same order. Two texts that are alike enough share one of the rarest words of
both, so only texts that do are compared (prefix filtering, as in Bayardo, Ma and Srikant, Scaling Up All Pairs
Similarity Search, 2007).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

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
    0.2: a an the this that these those it its of to in on at by for with from about as into and or so
    0.2: be have do would will could can should may might must you i we they he she his her
    0.2: here there then than any some just really most much more very all one
    0.5: what which who whose when where why how if since before after while time thing way get go come make
""")
"""What words weigh that carry little of a sentence's sense. All others weigh 1."""

NEGATIONS = frozenset(["not", "no", "never", "nothing", "nobody", "without"])


def weight(stem: str) -> float:
    """How much of a sentence's sense a word carries: 1 for most."""
    return _weights().get(stem, 1.0)


@cache
def _weights() -> dict[str, float]:
    return {_stem(word): float(given) for word, given in _WEIGHTS.items()}


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


def pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """The pairs of texts that are alike by `least` (0 to 1) or more: both positions, the earlier first; how alike."""
    ordered = [stems(text) for text in texts]
    common = Counter(stem for each in ordered for stem in set(each))
    weights = {stem: weight(stem) for stem in common}
    # The rarest first, and the weightiest of those: a short list to look through at every word.
    rank = {
        stem: place for place, stem in enumerate(sorted(common, key=lambda stem: (common[stem], -weights[stem], stem)))
    }
    sets = [frozenset(each) for each in ordered]
    totals = [sum(weights[stem] for stem in each) for each in sets]
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(sets):
        candidates: set[int] = set()
        rest = totals[index]
        for stem in sorted(own, key=rank.__getitem__):
            # What is left cannot make two texts alike by itself.
            if rest < least * totals[index]:
                break
            candidates.update(seen[stem])
            seen[stem].append(index)
            rest -= weights[stem]
        for other in sorted(candidates):
            if min(totals[index], totals[other]) < least * max(totals[index], totals[other]):
                continue
            shared = sum(weights[stem] for stem in own & sets[other])
            alike = shared / (totals[index] + totals[other] - shared)
            if alike >= least and _same_sense(ordered[index], ordered[other], least):
                yield other, index, alike


def _same_sense(one: list[str], other: list[str], least: float) -> bool:
    """Whether both texts say no or neither does, and what they share stands in about the same order.

    "What they told you" is not "what you told them".
    """
    if NEGATIONS.isdisjoint(one) != NEGATIONS.isdisjoint(other):
        return False
    bag = sum((Counter(one) & Counter(other)).values())
    met = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return met >= least * bag
