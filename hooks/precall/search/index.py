"""Documents become the index: one object of a few long strings, which a browser parses in no time.

The browser builds nothing, for that is what makes a phone wait. Words lead to the numbers of stems, or of phrases that
are known as such (`cold call`, also as `coldcall`); each number to the documents that carry it, and to the field it
stands in. The lines that are shown come apart from all this: what is found does not wait for them.
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

FORMAT = 1
"""Of the index. `ranking.js` reads this one and no other."""

FIELDS = ("title", "keywords", "sounds_like", "lead", "lines", "context")
"""What a document's words stand in, the weightiest first: a word counts where it first stands."""

SPOKEN_FIELDS = 3
"""In the first so many fields every word counts. In running text, words that only carry a sentence are left out."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""A number is written with five bits a sign, the low ones first; a sign of the second half says that more follow."""

NEW_LINE = "\n"
"""Between the documents' rows."""

MAX_PHRASE_WORDS = 5
"""Of a phrase."""

Phrase = tuple[str, ...]


def pack_numbers(numbers: Iterable[int]) -> str:
    """Numbers from 0 upwards as text."""
    return "".join([_SHORT[number] if number < FEW else _signs(number) for number in numbers])


def _signs(number: int) -> str:
    signs = []
    while number > 31:
        signs.append(DIGITS[32 + (number & 31)])
        number >>= 5
    return "".join((*signs, DIGITS[number]))


FEW = 1024
_SHORT = tuple(map(_signs, range(FEW)))
"""The signs of numbers below so many, which most are: there are hundreds of thousands of them."""


@dataclass(frozen=True)
class Index:
    """What is found where."""

    found: tuple[SearchDocument, ...]
    tables: LanguageTables
    words: Mapping[str, int]
    """A folded word, and which term it leads to."""
    terms: tuple[Phrase, ...]
    """Single stems first, then phrases of several."""
    postings: tuple[tuple[tuple[int, ...], ...], ...]
    """For each term and field, the documents that carry it there and in no weightier field."""
    groups: tuple[tuple[int, ...], ...]
    """Terms that mean the same."""

    def for_browser(self, url_of: Callable[[SearchDocument], str], interface: Mapping[str, Any]) -> bytes:
        """The index as the browser reads it; `interface` are the words that it says itself."""
        shown = self.found
        names = sorted(self.words)
        whole = {
            "format": FORMAT,
            "kinds": pack_numbers(KINDS.index(found.kind) for found in shown),
            "urls": "\n".join(url_of(found) for found in shown),
            "titles": _column(shown, "titles", lambda found: (found.title,)),
            "keywords": _column(shown, "keywords", lambda found: found.keywords),
            "sounds": _column(shown, "sounds", lambda found: found.sounds_like),
            "words": "\n".join(names),
            "numbers": pack_numbers(_zigzag(self.words[name] for name in names)),
            "terms": "\n".join(" ".join(term) for term in self.terms),
            "postings": "\n".join(_posting(fields) for fields in self.postings),
            "groups": [list(group) for group in self.groups],
            "grammar": self.tables.for_browser(),
            "interface": dict(interface),
        }
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    def lines_for_browser(self) -> bytes:
        """The lines of all documents."""
        rows = _rows(self.found, "lines", lambda found: (*found.lead, *found.lines), _within_json)
        return f'"{_within_json(NEW_LINE).join(rows)}"'.encode()

    def finds(self, phrase: str) -> bool:
        """Whether what a rep types leads anywhere, by itself or by what means the same."""
        stems = tuple(self.tables.stems(phrase))
        if not stems:
            return False
        wanted = [stems] if stems in self._numbers else [(stem,) for stem in stems]
        return all(term in self._numbers and self._leads(self._numbers[term]) for term in wanted)

    @cached_property
    def _numbers(self) -> Mapping[Phrase, int]:
        return {term: number for number, term in enumerate(self.terms)}

    def _leads(self, number: int) -> bool:
        same = {number, *(other for group in self.groups if number in group for other in group)}
        return any(entry_documents for other in same for entry_documents in self.postings[other])


def make_index(found: Sequence[SearchDocument], rules: LanguageTables, synonyms: Iterable[Sequence[str]] = ()) -> Index:
    """Bring documents and synonyms together; `synonyms` are the playbook's own, beside those of the language."""
    groups = [[tuple(rules.stems(phrase)) for phrase in group] for group in (*synonyms, *rules.synonyms)]
    words = _Words(rules)
    for group in (*synonyms, *rules.synonyms):
        for phrase in group:
            parts = split_words(phrase)
            words.take(parts)
            words.join(parts)
    for names in rules.kinds.values():
        words.take(names)
    phrases = {phrase for group in groups for phrase in group if 1 < len(phrase) <= MAX_PHRASE_WORDS}
    for each in found:
        for parts in _short(each):
            words.take(parts)
            words.join(parts)
    phrases.update(words.joined.values())
    carried = _carried(found, words, frozenset(phrases))
    stems = sorted(set(words.stems.values()) | {term[0] for term in carried if len(term) == 1})
    terms: tuple[Phrase, ...] = (*((stem,) for stem in stems), *sorted(phrases))
    numbers = {term: number for number, term in enumerate(terms)}
    nobody = _nobody()
    leads = {word: numbers[(stem,)] for word, stem in words.stems.items()}
    leads.update((word, numbers[term]) for word, term in words.joined.items() if word not in leads)
    return Index(
        tuple(found),
        rules,
        leads,
        terms,
        tuple(tuple(map(tuple, carried.get(term, nobody))) for term in terms),
        tuple(sorted({_group(group, numbers) for group in groups} - {()})),
    )


def search_index(playbook: Playbook, pages: Iterable[SearchDocument] = ()) -> Index:
    """The index of a playbook, and of the pages that stand beside it."""
    return make_index(
        (*entry_documents(playbook), *pages), language_tables(playbook.settings.language), playbook.settings.synonyms
    )


def finds(playbook: Playbook, phrase: str) -> bool:
    """Whether a phrase leads to an entry. For many phrases, make `search_index` once and ask it."""
    return search_index(playbook).finds(phrase)


class _Words:
    """The words met so far, with their stems."""

    def __init__(self, rules: LanguageTables) -> None:
        self.rules = rules
        self.stems: dict[str, str] = {}
        self.joined: dict[str, Phrase] = {}

    def take(self, parts: Sequence[str]) -> None:
        for word in parts:
            if word not in self.stems:
                self.stems[word] = self.rules.stem(word)

    def join(self, parts: Sequence[str]) -> None:
        """Know two words as one too: a rep types `follow up` and `followup`, `kick-off` and `kickoff`."""
        if len(parts) == 2:
            self.joined["".join(parts)] = (self.stems[parts[0]], self.stems[parts[1]])


def _texts(found: SearchDocument) -> tuple[tuple[str, ...], ...]:
    return ((found.title,), (found.name, *found.keywords), found.sounds_like, found.lead, found.lines, found.context)


def _short(found: SearchDocument) -> list[list[str]]:
    """The words of its title and keywords."""
    return found.derive(_short, lambda: [split_words(short) for short in (found.title, *found.keywords)])


@dataclass(slots=True)
class _Read:
    """A document's words, whatever else is found. Thousands are kept, so every word stands in memory once."""

    rules: LanguageTables
    words: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    """By field, the stems that count there and in no weightier one."""
    runs: tuple[tuple[str, ...], ...]
    """The stems of its lines in order."""
    fields: tuple[int, ...]
    """Of each run."""
    known: Mapping[Phrase, Sequence[Phrase]] | None = None
    """The phrases that were last looked for, by their starts."""
    phrases: tuple[tuple[Phrase, int], ...] = ()
    """Those of them that it carries, with their fields."""


def _read(found: SearchDocument, rules: LanguageTables) -> _Read:
    """A document's words, read once."""
    return found.derive((_read, id(rules)), lambda: _reading(found, rules))


def _reading(found: SearchDocument, rules: LanguageTables) -> _Read:
    words: dict[str, str] = {}
    terms: list[list[str]] = [[] for _ in FIELDS]
    counted: set[str] = set()
    runs: list[tuple[str, ...]] = []
    fields: list[int] = []
    for field, lines in enumerate(_texts(found)):
        for line in lines:
            parts = split_words(line)
            for part in parts:
                stem = words.get(part)
                if stem is None:
                    stem = words[intern(part)] = intern(rules.stem(part))
                if stem not in counted and (field < SPOKEN_FIELDS or part not in rules.stop):
                    counted.add(stem)
                    terms[field].append(stem)
            if len(parts) > 1:
                runs.append(tuple([words[part] for part in parts]))
                fields.append(field)
    return _Read(rules, tuple(words), tuple(map(tuple, terms)), tuple(runs), tuple(fields))


Carriers = tuple[list[int], ...]
"""By field, the documents that carry a term there and in no weightier field."""


def _carried(found: Sequence[SearchDocument], words: _Words, phrases: frozenset[Phrase]) -> dict[Phrase, Carriers]:
    """For each term, the documents that carry it."""
    stems: dict[str, Carriers] = defaultdict(_nobody)
    longer: dict[Phrase, Carriers] = defaultdict(_nobody)
    starts = _by_start(phrases)
    met: set[str] = set()
    for number, each in enumerate(found):
        read = _read(each, words.rules)
        met.update(read.words)
        if read.known is not starts:
            read.known, read.phrases = starts, tuple(_phrases_of(read, starts).items())
        for field, counted in enumerate(read.terms):
            for stem in counted:
                stems[stem][field].append(number)
        for phrase, field in read.phrases:
            longer[phrase][field].append(number)
    words.take(sorted(met))
    return {**{(stem,): carriers for stem, carriers in stems.items()}, **longer}


def _nobody() -> Carriers:
    return tuple([] for _ in FIELDS)


def _phrases_of(read: _Read, starts: Mapping[Phrase, Sequence[Phrase]]) -> dict[Phrase, int]:
    carried: dict[Phrase, int] = {}
    for field, stems in zip(read.fields, read.runs, strict=True):
        for phrase in _phrases_in(stems, starts):
            carried.setdefault(phrase, field)
    return carried


@lru_cache(maxsize=1)
def _by_start(phrases: frozenset[Phrase]) -> Mapping[Phrase, Sequence[Phrase]]:
    """Phrases by their first two stems; the same object for the same phrases as last time."""
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
    return ",".join(pack_numbers(_steps(numbers)) for numbers in fields).rstrip(",")


def _steps(numbers: Iterable[int]) -> Iterator[int]:
    """How far each number is from the one before."""
    row = (0, *numbers)
    return map(sub, row[1:], row)


def _zigzag(numbers: Iterable[int]) -> Iterator[int]:
    """Steps that may go back, as numbers from 0 upwards."""
    for step in _steps(numbers):
        yield step * 2 if step >= 0 else -step * 2 - 1


def _column(shown: Iterable[SearchDocument], name: str, texts: Callable[[SearchDocument], Iterable[str]]) -> str:
    """One line for each document."""
    return NEW_LINE.join(_rows(shown, name, texts, str))


def _rows(
    shown: Iterable[SearchDocument],
    name: str,
    texts: Callable[[SearchDocument], Iterable[str]],
    written: Callable[[str], str],
) -> Iterator[str]:
    """Each document's texts, parted by tabs; under a name they are always written in the same way."""
    for found in shown:
        yield found.derive(
            name,
            lambda: written("\t".join(" ".join(text.split()) for text in texts(found))),  # noqa: B023  # used now
        )


def _within_json(text: str) -> str:
    """A text as it stands within a text of JSON: what stands beside it does not change it."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
