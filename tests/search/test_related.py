"""A site gets the related words of its language that lead to its own words, and few bytes of them."""

from __future__ import annotations

import gzip
from pathlib import Path

from precall.content.loader import load
from precall.content.urls import Address
from precall.search.documents import SearchDocument
from precall.search.index import make_index, search_index
from precall.search.related import LEVELS, related_words
from precall.search.words import language_tables
from tests.search.test_index import unpacked
from tests.support.generate import generate
from tests.support.paths import ROOT

TABLE = ROOT / "hooks/precall/search/related/en.txt.gz"


def test_a_word_leads_to_related_words_of_the_site() -> None:
    """`Spouse` and `divorced` lead to `husband`, which the site has, and to nothing else."""
    tables = language_tables("en")
    index = make_index([SearchDocument("call", "Her husband", Address("calls/a"))], tables)
    rows = dict(row.split(" ") for row in related_words(index, "en-GB").splitlines())
    for word in ("spouse", "divorced"):
        (number,) = unpacked(rows[tables.stem(word)])
        assert index.terms[number // LEVELS] == ("husband",)
    assert tables.stem("invoice") not in rows


def test_a_language_without_a_table_has_no_related_words() -> None:
    """German has none, so its sites load none."""
    index = make_index([SearchDocument("call", "Preis", Address("calls/a"))], language_tables("de"))
    assert related_words(index, "de") == ""


def test_related_words_are_few_bytes(tmp_path: Path) -> None:
    """Ours and those of 2,000 questions have at most 80 KB, compressed; the table has at most 2 MB."""
    for root in (ROOT, generate(tmp_path, 200, 2_000, 6, principles=40)):
        assert len(gzip.compress(related_words(search_index(load(root).playbook), "en").encode(), 6)) < 80_000
    assert TABLE.stat().st_size < 2_000_000


def test_the_table_has_the_stems_of_the_search() -> None:
    """A stem stays itself when it is stemmed as a word, for nearly all: otherwise the stemmer is another one now."""
    tables = language_tables("en")
    stems = set(gzip.decompress(TABLE.read_bytes()).decode().splitlines()[0].split())
    words = (ROOT / "training/related-words.txt").read_text(encoding="utf-8").split()
    known = [word for word in words if word.isalpha() and tables.stem(word) in stems]
    assert len(stems) > 10_000
    assert len(known) > 0.9 * sum(word.isalpha() and len(word) > 2 for word in words)
