"""Similar texts are found and others are not, with the same result as comparing all pairs."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precall.check import similarity
from precall.check.rules.near_duplicate import Options
from precall.check.similarity import LARGE, SimilarTexts, stems, weight
from precall.core import text
from precall.core.cache import Cache
from precall.core.session import Session
from tests.support.generate import LISTENING, _say

CASES = Path(__file__).parents[1] / "cases" / "rules" / "near-duplicate.tsv"
LEAST = Options().percent / 100


def pairs(texts: list[str], least: float) -> list[tuple[int, int, float]]:
    """Return the similar pairs as a first run finds them."""
    return list(SimilarTexts(Session()).pairs(texts, least))


def _cases() -> list[tuple[str, str, str]]:
    rows = (line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines())
    return [(verdict, one, other) for verdict, one, other in rows]


@pytest.mark.parametrize(("verdict", "one", "other"), _cases())
def test_pairs_of_the_cases(verdict: str, one: str, other: str) -> None:
    """At the default threshold, pairs with the same meaning are found and others are not."""
    heard = [text.plain_line(each) for each in (one, other)]
    assert bool(pairs(heard, LEAST)) is (verdict == "same")


def test_contractions_and_endings_do_not_count() -> None:
    """All forms of a word have the same stem."""
    assert stems("What's worrying you?") == stems("What is worry you")
    assert stems("didn’t") == stems("did not")
    assert stems("can't won't") == ["can", "not", "will", "not"]
    assert stems("planned planning plans") == stems("plan plan plan")


def _similarity(one: str, other: str) -> float:
    own, others = set(stems(one)), set(stems(other))
    return sum(map(weight, own & others)) / sum(map(weight, own | others))


def test_the_filter_loses_no_pair() -> None:
    """The result equals that of comparing all pairs, for sentences of many forms."""
    random = Random(7)
    texts = [_say(random, LISTENING) for _ in range(800)]
    found = {(one, other) for one, other, _ in pairs(texts, 0.6)}
    every = {
        (one, other)
        for one, other in combinations(range(len(texts)), 2)
        if _similarity(texts[one], texts[other]) >= 0.6
    }
    assert found <= every
    # Word order counts too, so each missing pair must have been rejected because of its order.
    assert all(not pairs([texts[one], texts[other]], 0.6) for one, other in every - found)
    assert len(found) > 50


@given(
    st.lists(
        st.lists(st.sampled_from(["what", "is", "the", "budget", "plan", "who", "asks", "changed", "not"]), max_size=9)
    ),
    st.sampled_from([0.5, 0.6, 0.75, 0.9, 1.0]),
)
def test_close_pairs_are_those_of_the_definition(rows: list[list[str]], least: float) -> None:
    """The filters drop no pair that is similar enough and add none, with light and heavy words."""
    texts = list(dict.fromkeys(" ".join(row) for row in rows))
    found = {frozenset(pair) for pair in similarity.close_texts(texts, least)}
    every = {
        frozenset(pair) for pair in combinations(texts, 2) if stems(" ".join(pair)) and _similarity(*pair) >= least
    }
    assert found == every


@given(st.lists(st.text(alphabet="ab cd'?é", max_size=12), max_size=12), st.sampled_from([0.5, 0.75, 1.0]))
def test_any_texts(texts: list[str], least: float) -> None:
    """Each pair is found once, the earlier text first, with at least the given similarity."""
    found = pairs(texts, least)
    assert all(one < other and least <= score <= 1.0001 for one, other, score in found)
    assert len({(one, other) for one, other, _ in found}) == len(found)


def test_after_a_few_changes_the_pairs_are_those_of_a_first_comparison() -> None:
    """After texts were added, deleted, changed or repeated."""
    random, similar = Random(8), SimilarTexts(Session())
    texts = [_say(random, LISTENING) for _ in range(400)]
    for _ in range(12):
        list(similar.pairs(texts, 0.6))
        for _ in range(random.randint(0, 4)):
            place = random.randrange(len(texts))
            texts[place : place + random.randint(0, 2)] = [
                random.choice([_say(random, LISTENING), random.choice(texts)]) for _ in range(random.randint(0, 2))
            ]
        again = list(similar.pairs(texts, 0.6))
        assert again == pairs(texts, 0.6)
        assert any(texts[one] == texts[other] for one, other, _ in again) or len(set(texts)) == len(texts)


def test_pairs_do_not_depend_on_the_order_of_a_set() -> None:
    """Weights are whole numbers, so sums are exact."""
    assert {type(weight(stem)) for stem in ("a", "what", "budget")} == {int}


def test_another_run_compares_new_texts_only(tmp_path: Path) -> None:
    """The pairs of many texts are cached, and count while most of the texts are the same."""
    random, file = Random(9), tmp_path / "cache.sqlite"
    texts = [_say(random, LISTENING) for _ in range(LARGE + 50)]
    with Session(Cache(file)) as session:
        first = list(SimilarTexts(session).pairs(texts, 0.61))
    texts[7] = texts[3]
    with Session(Cache(file)) as session:
        assert list(SimilarTexts(session).pairs(texts, 0.61)) == pairs(texts, 0.61)
        # Without its pairs, the cache answers for the texts that were there.
        (key,) = session.cache.get_all("similar-pairs")
        known, _ = session.cache.get_json("similar-pairs", [key])[key]
        session.cache.put_json("similar-pairs", {key: [known, []]})
    texts[9] = "Something that nobody has said before today?"
    with Session(Cache(file)) as session:
        again = list(SimilarTexts(session).pairs(texts, 0.61))
    assert first
    assert {(texts[one], texts[other]) for one, other, _ in again if texts[one] != texts[other]} == set()


@pytest.mark.parametrize("value", [1, "ab", [1, 2], [["a"], [[0, 5]]], None, [["a"], 7]])
def test_corrupt_pairs_are_found_again(tmp_path: Path, value: object) -> None:
    """The pairs do not depend on what the cache holds."""
    random, file = Random(10), tmp_path / "cache.sqlite"
    texts = [_say(random, LISTENING) for _ in range(LARGE + 10)]
    with Session(Cache(file)) as session:
        first = list(SimilarTexts(session).pairs(texts, 0.6))
        (key,) = session.cache.get_all("similar-pairs")
        session.cache.put_json("similar-pairs", {key: value})
    with Session(Cache(file)) as session:
        assert list(SimilarTexts(session).pairs(texts, 0.6)) == first
