"""The entries of a playbook go in; search documents come out: their titles, keywords and lines as plain words.

A question is a document of its own, so that its result opens the question and not the top of its bank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Literal, TypeVar, cast

from precall.content.model import Bank, Barrier, Call, Entry, Playbook, Principle, Question, SourceEntry, Stage
from precall.content.urls import BANKS, BARRIERS, CALLS, PRINCIPLES, SOURCES, STAGES, Address, address, plain_title
from precall.core import text
from precall.core.session import Session

T = TypeVar("T")

Kind = Literal["call", "barrier", "question", "bank", "principle", "stage", "source", "page", "index", "manual"]

KINDS: tuple[Kind, ...] = (
    "call",
    "barrier",
    "question",
    "bank",
    "principle",
    "stage",
    "source",
    "page",
    "index",
    "manual",
)
"""The index stores a kind as its position here."""

INDEX_PAGES: tuple[tuple[str, Address], ...] = (
    ("calls", CALLS),
    ("questions", BANKS),
    ("barriers", BARRIERS),
    ("principles", PRINCIPLES),
    ("stages", STAGES),
    ("sources", SOURCES),
)
"""The pages that list all entries of a kind, each with the key of its interface words."""


@dataclass(frozen=True)
class SearchDocument:
    """One possible search result. All texts are plain words."""

    kind: Kind
    title: str
    address: Address
    keywords: tuple[str, ...] = ()
    sounds_like: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    """The lines that state its purpose. The first is shown if no other line matches."""
    lines: tuple[str, ...] = ()
    """All other lines."""
    context: tuple[str, ...] = ()
    """Words of the entries around it: it is found by them too, but they are not shown."""
    is_reused: bool = field(default=False, compare=False)
    """Whether it will be indexed again after edits, so that what is derived from it is worth its memory."""
    _derived: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Its id, which counts as a keyword."""
        return self.address.anchor or self.address.folder.rpartition("/")[2]

    def derive(self, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` derives from this document alone; `key` names it."""
        if key in self._derived:
            result: T = self._derived[key]
            return result
        derived = make()
        if self.is_reused:
            self._derived[key] = derived
        return derived


def entry_documents(playbook: Playbook) -> tuple[SearchDocument, ...]:
    """Return the documents of all entries, calls first; an entry that has not changed gives the same object again."""
    memory = playbook.session.shared(_memory)
    known = dict(memory)
    memory.clear()
    banks = {ref: plain_title(bank) for ref, bank in playbook.banks.items()}
    for entry in _in_order(playbook):
        around = (
            banks[entry.ref.partition("/")[0]] if isinstance(entry, Question) else "".join(_context(entry, playbook))
        )
        key = (entry.fingerprint, around)
        memory[key] = known.get(key) or replace(_document(entry, playbook), is_reused=playbook.session.keep_warm)
    return tuple(memory.values())


def _memory(_: Session) -> dict[tuple[str, ...], SearchDocument]:
    """Make the memory of the documents that were made last, by what they were made from."""
    return {}


def _context(entry: Entry, playbook: Playbook) -> tuple[str, ...]:
    """Return the words of other entries by which an entry is found too."""
    if isinstance(entry, Call):
        stage = playbook.stages.get(entry.stage)
        return (stage.title if stage else entry.stage,)
    return (plain_title(playbook.bank_of(entry)),) if isinstance(entry, Question) else ()


def _in_order(playbook: Playbook) -> Iterator[Entry]:
    yield from playbook.calls_in_order
    # A call whose stage does not exist has no place in the order, but can be found.
    yield from (call for call in playbook.calls.values() if call.stage not in playbook.stages)
    for group in (
        playbook.barriers,
        playbook.banks,
        playbook.questions,
        playbook.principles,
        playbook.stages,
        playbook.sources,
    ):
        yield from group.values()


def _lines(markdown: str) -> Iterator[str]:
    """Yield the paragraphs and list items of a text as plain lines."""
    for part in text.block(markdown):
        yield from map(_normalized, _lines_of(part))


def _lines_of(part: text.Block) -> Iterator[str]:
    match part:
        case text.Paragraph(parts):
            yield text.plain(parts)
        case text.Listing(_, items):
            for item in items:
                for inner in item:
                    yield from _lines_of(inner)


def _normalized(line: str) -> str:
    return " ".join(line.split())


@dataclass(frozen=True)
class _Fields:
    """The fields of a kind of entry that its search document shows, by their place in the document."""

    sounds_like: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


_BLOCKS = frozenset({"why", "notes", "may_mean"})
"""Fields with paragraphs and lists."""

_CALL_LINES = ("free_value", "agree", "listen_for", "play_back", "return_", "hope_to_hear")

_FIELDS: Mapping[type[Entry], _Fields] = {
    Call: _Fields(lead=("objective", "when"), lines=(*_CALL_LINES, "outcome.best", "outcome.smallest", "notes")),
    Barrier: _Fields(sounds_like=("sounds_like",), lines=("may_mean", "notes")),
    Bank: _Fields(lead=("purpose",), lines=("notes",)),
    Question: _Fields(lead=("why",), lines=("follow_ups", "listen_for")),
    Principle: _Fields(lead=("say",), lines=("do", "avoid", "why")),
    Stage: _Fields(lead=("client_is",)),
    SourceEntry: _Fields(lead=("about",), lines=("author", "year")),
}


def _values(entry: Entry, names: Iterable[str]) -> Iterator[str]:
    """Yield the plain lines of some fields; empty ones have none."""
    for name in names:
        value = attrgetter(name)(entry)
        for item in value if isinstance(value, tuple) else (value,):
            if item:
                yield from _lines(item) if name in _BLOCKS else (_normalized(text.plain_line(item)),)


def _document(entry: Entry, playbook: Playbook) -> SearchDocument:
    fields = _FIELDS[type(entry)]
    tags: tuple[str, ...] = getattr(entry, "tags", ())
    channel = (entry.channel,) if isinstance(entry, Call) else ()
    return SearchDocument(
        cast("Kind", entry.kind),
        plain_title(entry),
        address(entry),
        keywords=entry.keywords,
        sounds_like=tuple(_values(entry, fields.sounds_like)),
        lead=tuple(_values(entry, fields.lead)),
        lines=tuple(_values(entry, fields.lines)),
        context=(*_context(entry, playbook), *channel, *tags),
    )
