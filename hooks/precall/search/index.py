"""Search documents go in; the index comes out: one object of a few long strings, which a browser parses quickly.

The browser builds nothing, because that takes seconds on a phone. Words map to the numbers of terms: stems, and known
phrases of titles and synonyms (`cold call`, also as `coldcall`). Each term has postings: the documents that contain it,
by field. The lines to show are a second file, so that the first results do not wait for them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import sub
from sys import intern
from typing import Any

from precall.content.model import Playbook
from precall.search.documents import KINDS, SearchDocument, entry_documents
from precall.search.words import LanguageTables, language_tables, split_words

FORMAT = 3
"""Version of the format. `ranking.js` accepts no other."""

FIELDS = ("title", "keywords", "sounds_like", "lead", "lines", "context")
"""The fields of a document. `ranking.js` weighs them."""

SHORT_FIELDS = 3
"""In the first fields every word counts; in the others, which are running text, stop words do not."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""A number is written with five bits for each character, lowest first; characters of the second half continue it."""

NEW_LINE = "\n"
"""Separates the rows of documents."""

MAX_PHRASE_WORDS = 5

Phrase = tuple[str, ...]


def pack_numbers(numbers: Iterable[int]) -> str:
    """Return numbers from 0 upwards as text."""
    return "".join([_PACKED[number] if number < len(_PACKED) else _pack(number) for number in numbers])


def _pack(number: int) -> str:
    digits = []
    while number > 31:
        digits.append(DIGITS[32 + (number & 31)])
        number >>= 5
    return "".join((*digits, DIGITS[number]))


_PACKED = tuple(map(_pack, range(1024)))
"""The small numbers, which are most of hundreds of thousands."""


@dataclass(frozen=True)
class Index:
    """The search index of a site."""

    documents: tuple[SearchDocument, ...]
    tables: LanguageTables
    words: Mapping[str, int]
    """Folded words, each with the number of its term."""
    terms: tuple[Phrase, ...]
    """Stems first, then phrases."""
    postings: tuple[tuple[tuple[int, ...], ...], ...]
    """For each term and field, the documents that contain the term there, once for each time."""
    lengths: tuple[tuple[int, ...], ...]
    """For each field, the number of words of each document that count there."""
    groups: tuple[tuple[int, ...], ...]
    """Numbers of terms that are synonyms."""

    def for_browser(
        self,
        url_of: Callable[[SearchDocument], str],
        interface: Mapping[str, Any],
        manual_pages: Sequence[str] = (),
    ) -> bytes:
        """Return the index as JSON.

        Args:
            url_of: Returns the address of a document in the site.
            interface: The interface words that the browser needs.
            manual_pages: The addresses of the pages for editors, which have an index of their own.
        """
        documents = self.documents
        names = sorted(self.words)
        index = {
            "format": FORMAT,
            "kinds": pack_numbers(KINDS.index(document.kind) for document in documents),
            "urls": "\n".join(url_of(document) for document in documents),
            "titles": _column(documents, "titles", lambda document: (document.title,)),
            "keywords": _column(documents, "keywords", lambda document: document.keywords),
            "sounds": _column(documents, "sounds", lambda document: document.sounds_like),
            "words": "\n".join(names),
            "numbers": pack_numbers(_zigzag(self.words[name] for name in names)),
            "terms": "\n".join(" ".join(term) for term in self.terms),
            "postings": "\n".join(_posting(fields) for fields in self.postings),
            "lengths": [pack_numbers(lengths) for lengths in self.lengths],
            "groups": [list(group) for group in self.groups],
            "situations": pack_numbers(self.situations),
            "grammar": self.tables.for_browser(),
            "interface": dict(interface),
            "manualPages": list(manual_pages),
        }
        return json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def situations(self) -> list[int]:
        """The numbers of the first call of each stage, for a search box in which nothing is typed yet."""
        first: dict[tuple[str, ...], int] = {}
        for number, document in enumerate(self.documents):
            if document.kind == "call":
                # The context of a call begins with its stage.
                first.setdefault(document.context[:1], number)
        return sorted(first.values())

    def lines_for_browser(self) -> bytes:
        """Return the lines of all documents as a JSON string."""
        rows = _rows(self.documents, "lines", lambda document: (*document.lead, *document.lines), _json_escaped)
        return f'"{_json_escaped(NEW_LINE).join(rows)}"'.encode()

    def finds(self, phrase: str) -> bool:
        """Return whether a query has results, by its words or their synonyms."""
        stems = tuple(self.tables.stems(phrase))
        if not stems:
            return False
        wanted = [stems] if stems in self._numbers else [(stem,) for stem in stems]
        return all(term in self._numbers and self._has_documents(self._numbers[term]) for term in wanted)

    @cached_property
    def _numbers(self) -> Mapping[Phrase, int]:
        return {term: number for number, term in enumerate(self.terms)}

    def _has_documents(self, number: int) -> bool:
        synonyms = {number, *(other for group in self.groups if number in group for other in group)}
        return any(any(self.postings[synonym]) for synonym in synonyms)


def make_index(
    documents: Sequence[SearchDocument], tables: LanguageTables, synonyms: Iterable[Sequence[str]] = ()
) -> Index:
    """Return the index of documents.

    Args:
        documents: What can be found.
        tables: The stemming tables of the language.
        synonyms: The playbook's groups of synonyms, in addition to those of the language.
    """
    all_synonyms = (*synonyms, *tables.synonyms)
    groups = [[tuple(tables.stems(phrase)) for phrase in group] for group in all_synonyms]
    words = _Words(tables)
    for phrase in (phrase for group in all_synonyms for phrase in group):
        words.add_phrase(split_words(phrase))
    for names in tables.kinds.values():
        words.add(names)
    phrases = {phrase for group in groups for phrase in group if 1 < len(phrase) <= MAX_PHRASE_WORDS}
    for document in documents:
        words.add_phrase(_title_words(document))
    phrases.update(words.joined.values())
    postings, lengths = _postings(documents, words, frozenset(phrases))
    stems = sorted(set(words.stems.values()) | {term[0] for term in postings if len(term) == 1})
    terms: tuple[Phrase, ...] = (*((stem,) for stem in stems), *sorted(phrases))
    numbers = {term: number for number, term in enumerate(terms)}
    term_of = {word: numbers[(stem,)] for word, stem in words.stems.items()}
    term_of.update((word, numbers[term]) for word, term in words.joined.items() if word not in term_of)
    return Index(
        tuple(documents),
        tables,
        term_of,
        terms,
        tuple(tuple(map(tuple, postings.get(term, _no_postings()))) for term in terms),
        lengths,
        tuple(sorted({_group(group, numbers) for group in groups} - {()})),
    )


def search_index(playbook: Playbook, pages: Iterable[SearchDocument] = ()) -> Index:
    """Return the index of a playbook, and of pages next to it."""
    return make_index(
        (*entry_documents(playbook), *pages), language_tables(playbook.settings.language), playbook.settings.synonyms
    )


class _Words:
    """The words of the index, with their stems."""

    def __init__(self, tables: LanguageTables) -> None:
        self.tables = tables
        self.stems: dict[str, str] = {}
        self.joined: dict[str, Phrase] = {}
        """Phrases of two words, by the two written as one."""

    def add(self, words: Sequence[str]) -> None:
        """Add words that are not known yet."""
        for word in words:
            if word not in self.stems:
                self.stems[word] = self.tables.stem(word)

    def add_phrase(self, parts: Sequence[str]) -> None:
        """Add the words of a phrase, and two of them also as one: reps type `follow up` and `followup`."""
        self.add(parts)
        if len(parts) == 2:
            self.joined["".join(parts)] = (self.stems[parts[0]], self.stems[parts[1]])


def _texts(document: SearchDocument) -> tuple[tuple[str, ...], ...]:
    """Return the texts of a document by field."""
    keywords = (document.name, *document.keywords)
    return ((document.title,), keywords, document.sounds_like, document.lead, document.lines, document.context)


def _title_words(document: SearchDocument) -> list[str]:
    return document.derive(_title_words, lambda: split_words(document.title))


@dataclass(slots=True)
class _DocumentTerms:
    """The words and terms of one document. Thousands are in memory, so equal words share one object."""

    words: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    """By field, the stem of each word that counts there."""
    runs: tuple[tuple[str, ...], ...]
    """The stems of each line, in order."""
    fields: tuple[int, ...]
    """The field of each run."""
    searched: Mapping[Phrase, Sequence[Phrase]] | None = None
    """The phrases that were last searched for, by their first two stems."""
    phrases: tuple[tuple[Phrase, int], ...] = ()
    """The phrases among them that it contains, with the field of each."""


def _terms_of(document: SearchDocument, tables: LanguageTables) -> _DocumentTerms:
    return document.derive((_terms_of, id(tables)), lambda: _find_terms(document, tables))


def _find_terms(document: SearchDocument, tables: LanguageTables) -> _DocumentTerms:
    words: dict[str, str] = {}
    terms: list[list[str]] = [[] for _ in FIELDS]
    runs: list[tuple[str, ...]] = []
    fields: list[int] = []
    *texts, context = _texts(document)
    for field, lines in enumerate((*texts, (*context, *tables.kinds.get(document.kind, ())))):
        for line in lines:
            parts = split_words(line)
            for part in parts:
                stem = words.get(part)
                if stem is None:
                    stem = words[intern(part)] = intern(tables.stem(part))
                if field < SHORT_FIELDS or part not in tables.stop:
                    terms[field].append(stem)
            if len(parts) > 1:
                runs.append(tuple([words[part] for part in parts]))
                fields.append(field)
    return _DocumentTerms(tuple(words), tuple(map(tuple, terms)), tuple(runs), tuple(fields))


Postings = tuple[list[int], ...]
"""By field, the documents that contain a term there, once for each time."""


def _postings(
    documents: Sequence[SearchDocument], words: _Words, phrases: frozenset[Phrase]
) -> tuple[dict[Phrase, Postings], tuple[tuple[int, ...], ...]]:
    """Return the postings of each term, and the lengths as in `Index`; add all words of the documents."""
    of_stems: dict[str, Postings] = defaultdict(_no_postings)
    of_phrases: dict[Phrase, Postings] = defaultdict(_no_postings)
    starts = _by_start(phrases)
    new_words: set[str] = set()
    lengths = _no_postings()
    for number, document in enumerate(documents):
        terms = _terms_of(document, words.tables)
        new_words.update(terms.words)
        if terms.searched is not starts:
            terms.searched, terms.phrases = starts, _phrases_of(terms, starts)
        for field, counted in enumerate(terms.terms):
            lengths[field].append(len(counted))
            for stem in counted:
                of_stems[stem][field].append(number)
        for phrase, field in terms.phrases:
            of_phrases[phrase][field].append(number)
    words.add(sorted(new_words))
    postings: dict[Phrase, Postings] = {**{(stem,): postings for stem, postings in of_stems.items()}, **of_phrases}
    return postings, tuple(map(tuple, lengths))


def _no_postings() -> Postings:
    return tuple([] for _ in FIELDS)


def _phrases_of(terms: _DocumentTerms, starts: Mapping[Phrase, Sequence[Phrase]]) -> tuple[tuple[Phrase, int], ...]:
    return tuple(
        (phrase, field)
        for field, stems in zip(terms.fields, terms.runs, strict=True)
        for phrase in _phrases_in(stems, starts)
    )


@lru_cache(maxsize=1)
def _by_start(phrases: frozenset[Phrase]) -> Mapping[Phrase, Sequence[Phrase]]:
    """Return phrases by their first two stems; the same object for the same phrases."""
    starts: dict[Phrase, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        starts[phrase[:2]].append(phrase)
    return starts


def _phrases_in(stems: Sequence[str], phrases: Mapping[Phrase, Sequence[Phrase]]) -> Iterator[Phrase]:
    for start, pair in enumerate(pairwise(stems)):
        for phrase in phrases.get(pair, ()):
            if tuple(stems[start : start + len(phrase)]) == phrase:
                yield phrase


def _group(group: Sequence[Phrase], numbers: Mapping[Phrase, int]) -> tuple[int, ...]:
    known = sorted({numbers[phrase] for phrase in group if phrase in numbers})
    return tuple(known) if len(known) > 1 else ()


def _posting(fields: Sequence[Sequence[int]]) -> str:
    return ",".join(pack_numbers(_differences(numbers)) for numbers in fields).rstrip(",")


def _differences(numbers: Iterable[int]) -> Iterator[int]:
    """Return the difference of each number to the previous one."""
    row = (0, *numbers)
    return map(sub, row[1:], row)


def _zigzag(numbers: Iterable[int]) -> Iterator[int]:
    """Yield differences, which may be negative, as numbers from 0 upwards."""
    for step in _differences(numbers):
        yield step * 2 if step >= 0 else -step * 2 - 1


def _column(documents: Iterable[SearchDocument], name: str, texts: Callable[[SearchDocument], Iterable[str]]) -> str:
    """Return a line for each document."""
    return NEW_LINE.join(_rows(documents, name, texts, str))


def _rows(
    documents: Iterable[SearchDocument],
    name: str,
    texts: Callable[[SearchDocument], Iterable[str]],
    encode: Callable[[str], str],
) -> Iterator[str]:
    """Yield each document's texts, separated by tabs and encoded; documents cache them under `name`."""
    for document in documents:
        yield document.derive(
            name,
            lambda: encode("\t".join(" ".join(text.split()) for text in texts(document))),  # noqa: B023  # used now
        )


def _json_escaped(text: str) -> str:
    """Return a text as it is within a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
