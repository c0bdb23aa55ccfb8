"""Python and the browser fold and split words alike, and forms of one word have one stem."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest

from precall.content.loader import load
from precall.render.i18n import language
from precall.search.documents import entry_documents
from precall.search.files import BROWSER
from precall.search.words import LanguageTables, fold, german_stem, language_tables, split_words
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENGLISH = language_tables("en")

FAMILIES = [
    "price prices pricing priced pricey",
    "budget budgets budgeting budgeted",
    "discount discounts discounting",
    "organise organize organisation organization organisations organizing",
    "colour color colours colors",
    "behaviour behavior behavioural behavioral",
    "centre center centres",
    "cancel cancelled canceled cancelling",
    "company companies",
    "negotiate negotiation negotiating negotiated",
    "refer referral referrals referred referring",
    "decide decision decisions deciding decided",
    "renew renewal renewals renewing",
    "complain complaint complaints complaining",
    "summarise summarize summary summaries",
    "sceptical skeptical",
    "enquiry inquiry enquiries",
    "apologise apologize apology",
    "prioritise prioritize priority priorities",
    "meet met meeting meetings",
    "adviser advisor advisers",
    "propose proposal proposals proposing",
    "prepare preparation preparing prepared",
    "burn burnt burned",
    "practise practice practices",
    "programme program programmes",
]

APART = [
    "objective objection",
    "business busy",
    "client climate",
    "news new",
    "evening even",
    "outcome income",
    "call cell",
]

ODD = [
    "",
    "  ",
    "Café Ångström naïve",
    "it's isn't can’t o'clock 'quoted' dogs' `ticks`",
    "ﬁle ½ ² № Ⅷ ①",
    "Straße ÆON œuvre Łódź smørrebrød ıstanbul İstanbul",
    "kick-off, follow–up; t&c's / 2nd (1st)",
    "Ὀδυσσεύς ΣΊΣΥΦΟΣ",
    "日本語 の 検索 한국어",
    "مرحبا بالعالم שלום",
    "e\u0301te\u0301 zero\u200bwidth non\u00a0breaking",
    "emoji 👍🏽 ok",
    "x" * 80,
]


@pytest.fixture
def words_page(browser: Browser) -> Page:
    """Return a page with the browser's implementation."""
    page = browser.new_page()
    page.add_script_tag(path=BROWSER / "words.js")
    return page


def test_python_and_the_browser_find_the_same_words(words_page: Page) -> None:
    """The texts are those of our playbook, and characters of many scripts."""
    texts = [*ODD, *FAMILIES, *APART]
    for found in entry_documents(load(ROOT).playbook):
        texts += [found.title, *found.keywords, *found.sounds_like, *found.lead, *found.lines]
    theirs = words_page.evaluate(
        """([tables, texts]) => {
          const grammar = new precallSearch.LanguageTables(tables);
          return texts.map(text => {
            const words = precallSearch.splitWords(text);
            const placed = precallSearch.wordPositions(text).map(([word]) => word);
            return {folded: precallSearch.fold(text), words, placed, stems: words.map(word => grammar.stem(word))};
          });
        }""",
        [json.loads(json.dumps(ENGLISH.for_browser())), texts],
    )
    for text, their in zip(texts, theirs, strict=True):
        assert their["folded"] == fold(text), text
        assert their["words"] == split_words(text), text
        assert their["stems"] == ENGLISH.stems(text), text
        # The spans for highlighting skip characters such as ½ that become several letters.
        if unicodedata.normalize("NFKD", text) == unicodedata.normalize("NFD", text):
            assert their["placed"] == split_words(text), text
    assert len(texts) > 2000


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_a_word_have_one_stem(family: str) -> None:
    """Forms are plurals, tenses, nouns of verbs, and both spellings of English."""
    assert len({ENGLISH.stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", APART)
def test_other_words_have_other_stems(pair: str) -> None:
    """Words that only look alike differ, such as objection and objective."""
    one, other = pair.split()
    assert ENGLISH.stem(one) != ENGLISH.stem(other)


def test_a_language_without_tables_is_not_stemmed() -> None:
    """French words stay as written, and English endings are not removed from them."""
    french = language_tables("fr-CH")
    assert isinstance(french, LanguageTables)
    assert french.stems("Les Économies parlantes") == ["les", "economies", "parlantes"]


GERMAN = [
    "Einwand Einwände Einwänden Einwands",
    "Gespräch Gespräche Gesprächs gesprochen",
    "Preis Preise Preisen",
    "Haus Häuser Häusern Hauses",
    "freundlich freundliche freundlicher freundlichkeit",
    "Entscheidung Entscheidungen entscheiden",
    "Ergebnis Ergebnisse Ergebnissen",
]


@pytest.mark.parametrize("family", GERMAN)
def test_german_words_have_snowballs_stems(family: str) -> None:
    """Forms of a German word have one stem."""
    german = language_tables("de-CH")
    assert len({stem for word in family.split() for stem in german.stems(word)}) == 1


@pytest.mark.parametrize(
    ("word", "stem"),
    [("aufeinander", "aufeinand"), ("kategorische", "kategor"), ("jahrlich", "jahrlich"), ("hoffnung", "hoffnung")],
)
def test_german_endings_go_only_where_enough_is_left(word: str, stem: str) -> None:
    """The examples are from Snowball's own vocabulary, folded."""
    assert german_stem(word) == stem


def test_python_and_the_browser_have_the_same_german_stems(words_page: Page) -> None:
    """Both read the words of German interface texts."""
    german = language_tables("de")
    words = sorted({word for text in language("de").words.values() for word in split_words(text)})
    theirs = words_page.evaluate(
        """([tables, words]) => {
          const german = new precallSearch.LanguageTables(tables);
          return words.map(word => german.stem(word));
        }""",
        [json.loads(json.dumps(german.for_browser())), words],
    )
    assert theirs == [german.stem(word) for word in words]
    assert len(words) > 500


def test_words_inside_a_run_without_spaces_are_found() -> None:
    """A run of Han, kana or Thai letters becomes its pairs; other letters in it stay together."""
    assert split_words("予算がない") == ["予算", "算か", "かな", "ない"]
    assert split_words("CRM導入") == ["crm", "導入"]
    assert set(split_words("価格")) <= set(split_words("この価格は高い"))


@pytest.mark.parametrize(
    ("typed", "word", "whole", "beginning"),
    [
        ("price", "price", 0, 0),
        ("pirce", "price", 1, 1),
        ("prce", "price", 1, 1),
        ("pricee", "price", 1, 1),
        ("gatekeper", "gatekeeper", 1, 1),
        ("voicmai", "voicemail", 2, 1),
        ("gatk", "gatekeeper", 3, 1),
        ("abcd", "wxyz", 3, 3),
    ],
)
def test_typing_errors_are_counted(words_page: Page, typed: str, word: str, whole: int, beginning: int) -> None:
    """A wrong, missing, extra or swapped letter is one error; counting stops after two."""
    assert words_page.evaluate("([a, b]) => precallSearch.distances(a, b, 2)", [typed, word]) == [whole, beginning]
