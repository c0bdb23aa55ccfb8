"""The index maps words to documents, and stays small."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.content.loader import load
from precall.content.urls import Address
from precall.core.session import Session
from precall.search import index as indexing
from precall.search.documents import Kind, SearchDocument, entry_documents
from precall.search.index import DIGITS, make_index, pack_numbers, search_index
from precall.search.words import language_tables, split_words
from tests.search.large import write_large
from tests.support.generate import generate
from tests.support.paths import ROOT


def unpacked(text: str) -> list[int]:
    numbers, number, shift = [], 0, 0
    for sign in text:
        value = DIGITS.index(sign)
        number |= (value & 31) << shift
        shift += 5
        if value < 32:
            numbers.append(number)
            number, shift = 0, 0
    return numbers


def test_packed_numbers_can_beunpacked() -> None:
    """Unpacking returns the numbers that were packed."""
    numbers = [0, 1, 31, 32, 33, 1023, 1024, 99_999, 2_000_000]
    assert unpacked(pack_numbers(numbers)) == numbers


def test_a_word_counts_in_every_field_and_each_time() -> None:
    """A document is listed for a word once for each time, by field, and its fields have lengths."""
    index = make_index(
        [SearchDocument("call", "Price talk", Address("calls/a"), lead=("On price, budgets and the price.",))],
        language_tables("en"),
    )
    price = index.postings[index.words["price"]]
    assert price[:4] == ((0,), (), (), (0, 0))
    assert index.postings[index.words["budgets"]][3] == (0,)
    assert index.lengths[0] == (2,)
    assert index.lengths[3] == (3,)


def test_the_words_of_a_text_are_split_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is read again for the lengths; only a title is, for its phrases."""
    documents = [
        SearchDocument("call", f"Talk {number}", Address(f"calls/{number}"), lead=(f"Lead {number}",))
        for number in range(3)
    ]
    texts: list[str] = []

    def counting(text: str) -> list[str]:
        texts.append(text)
        return split_words(text)

    monkeypatch.setattr(indexing, "split_words", counting)
    make_index(documents, language_tables("en"))
    counts = Counter(text for text in texts if text.startswith(("Talk", "Lead")))
    assert counts == {f"{word} {number}": times for number in range(3) for word, times in (("Talk", 2), ("Lead", 1))}


def test_two_words_of_a_title_are_one_term_too() -> None:
    """`Follow up` is also found as `followup`; keywords, which may be many, get no such terms."""
    document = SearchDocument("call", "Follow up", Address("calls/a"), keywords=("violet shed",))
    index = make_index([document], language_tables("en"))
    assert index.terms[index.words["followup"]] == ("follow", "up")
    assert index.postings[index.words["followup"]][0] == (0,)
    assert index.postings[index.words["shed"]][1] == (0,)
    assert "violetshed" not in index.words


def test_an_empty_box_offers_the_first_call_of_each_stage() -> None:
    """Other kinds, and the other calls of a stage, are left out."""
    kinds: list[tuple[Kind, str]] = [("call", "Open"), ("call", "Open"), ("barrier", ""), ("call", "Grow")]
    documents = [
        SearchDocument(kind, f"Title {number}", Address(f"calls/{number}"), context=(stage, "phone"))
        for number, (kind, stage) in enumerate(kinds)
    ]
    assert make_index(documents, language_tables("en")).situations == [0, 3]


def test_a_kind_is_found_by_the_words_for_it() -> None:
    """`Objection` finds barriers, whose texts do not say it."""
    index = make_index([SearchDocument("barrier", "Price", Address("barriers/a"))], language_tables("en"))
    assert index.postings[index.words["objection"]][5] == (0,)


def test_stop_words_are_left_out_of_running_text_only() -> None:
    """`What would` finds a question, but not every paragraph."""
    found = SearchDocument("question", "What would help?", Address("questions/a", "b"), lead=("He would say so.",))
    other = SearchDocument("call", "Review", Address("calls/c"), lead=("What would be best.",))
    index = make_index([found, other], language_tables("en"))
    assert index.postings[index.words["would"]] == ((0,), (), (), (), (), ())


def test_index_finds_words_synonyms_and_other_forms(lay_out: Callable[..., Path]) -> None:
    """A word of the content, its synonyms and its other forms have results; unknown words have none."""
    index = search_index(load(lay_out()).playbook)
    for phrase in ("first meeting", "meetings", "mtg", "1st", "burnt", "tried", "objectives"):
        assert index.finds(phrase) == (phrase != "objectives"), phrase
    for phrase in ("zebra", "", "?!", "zebra meeting"):
        assert not index.finds(phrase), phrase


def test_every_entry_is_in_the_index() -> None:
    """Every entry of the playbook is a document, and a question has its own address."""
    playbook = load(ROOT).playbook
    index = search_index(playbook)
    assert len(index.documents) == len(list(playbook.entries()))
    reached = {number for fields in index.postings for numbers in fields for number in numbers}
    assert reached == set(range(len(index.documents)))
    assert all(found.address.anchor for found in index.documents if found.kind == "question")


@pytest.mark.slow
def test_the_index_is_small(tmp_path: Path) -> None:
    """With 1,000 calls and 10,000 questions the compressed index is less than two fifths of the text."""
    write_large(tmp_path, load(ROOT).playbook, calls=1000, questions=10_000)
    index = search_index(load(tmp_path).playbook)
    size = len(gzip.compress(index.for_browser(lambda found: found.address.path, {}), 9))
    texts = ("\n".join((found.title, *found.keywords, *found.lead, *found.lines)) for found in index.documents)
    assert len(index.documents) > 11_000
    assert size < 0.4 * sum(len(text.encode()) for text in texts)


def test_the_search_files_are_small(tmp_path: Path) -> None:
    """With the displayed lines, for sentences of ordinary words, they are a fifth of the text."""
    index = search_index(load(generate(tmp_path, 200, 2_000, 6, principles=40)).playbook)
    fetched = index.for_browser(lambda found: found.address.path, {}) + index.lines_for_browser()
    texts = ("\n".join((found.title, *found.keywords, *found.lead, *found.lines)) for found in index.documents)
    assert len(gzip.compress(fetched, 6)) < 0.22 * sum(len(text.encode()) for text in texts)


def test_an_index_from_cached_words_equals_a_new_one(tmp_path: Path) -> None:
    """The index is also equal after edits and with other synonyms."""
    session = Session(keep_warm=True)
    root = generate(tmp_path, 6, 40, 4)
    bank = root / "playbook/questions/bank-0.yml"
    for edit in ("stock count", "night shift cold call", "follow up"):
        bank.write_text(bank.read_text(encoding="utf-8").replace("purpose: ", f"purpose: {edit} ", 1), encoding="utf-8")
        playbook = load(root, session=session).playbook
        synonyms = (*playbook.settings.synonyms, (edit, "something else"))
        again = make_index(entry_documents(playbook), language_tables("en"), synonyms)
        fresh = make_index(entry_documents(load(root).playbook), language_tables("en"), synonyms)
        assert again.for_browser(lambda found: found.address.path, {}) == fresh.for_browser(
            lambda found: found.address.path, {}
        )
        assert again.lines_for_browser() == fresh.lines_for_browser()
