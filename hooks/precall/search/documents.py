"""Entries and pages become documents: what can be found, in which of its words, and which lines are shown.

A question is a document of its own: a rep who looks for it is to land on it, not at the top of its bank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any, Literal, TypeVar

from precall.content.model import Bank, Barrier, Call, Entry, Playbook, Principle, Question, SourceEntry, Stage
from precall.content.urls import BANKS, BARRIERS, CALLS, PRINCIPLES, SOURCES, STAGES, Address, address, plain_title
from precall.core import text
from precall.core.session import Session

T = TypeVar("T")

Kind = Literal["call", "barrier", "question", "bank", "principle", "stage", "source", "page", "index"]

KINDS: tuple[Kind, ...] = ("call", "barrier", "question", "bank", "principle", "stage", "source", "page", "index")
"""In the order in which the browser numbers them."""

INDEX_PAGES: tuple[tuple[str, Address], ...] = (
    ("calls", CALLS),
    ("questions", BANKS),
    ("barriers", BARRIERS),
    ("principles", PRINCIPLES),
    ("stages", STAGES),
    ("sources", SOURCES),
)
"""The pages that list all entries of a kind, each with the key of its name."""


@dataclass(frozen=True)
class SearchDocument:
    """One thing that a search can lead to. All texts are plain words."""

    kind: Kind
    title: str
    address: Address
    keywords: tuple[str, ...] = ()
    sounds_like: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    """The lines that say what it is for. The first is shown where no other line matches."""
    lines: tuple[str, ...] = ()
    """All its other lines."""
    context: tuple[str, ...] = ()
    """Words of what it belongs to: found by them too, but never shown."""
    is_reused: bool = field(default=False, compare=False)
    """Whether it will be indexed again after edits, so that what is derived from it is worth its memory."""
    _derived: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The words of its id, by which it is found as by a keyword."""
        return self.address.anchor or self.address.folder.rpartition("/")[2]

    def derive(self, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` derives from this document alone; `key` names it."""
        if key in self._derived:
            result: T = self._derived[key]
            return result
        made = make()
        if self.is_reused:
            self._derived[key] = made
        return made


def entry_documents(playbook: Playbook) -> tuple[SearchDocument, ...]:
    """Every entry as what can be found, calls first; the same object for one that has not changed."""
    memory = playbook.session.shared(_memory)
    known = dict(memory)
    memory.clear()
    banks = {ref: plain_title(bank) for ref, bank in playbook.banks.items()}
    for entry in _in_order(playbook):
        around = (
            banks[entry.ref.partition("/")[0]] if isinstance(entry, Question) else "".join(_context(entry, playbook))
        )
        key = (entry.fingerprint, around)
        memory[key] = known.get(key) or replace(_found(entry, playbook), is_reused=playbook.session.keep_warm)
    return tuple(memory.values())


def _memory(_: Session) -> dict[tuple[str, ...], SearchDocument]:
    """Make the memory of the documents that were made last, by what they were made from."""
    return {}


def _context(entry: Entry, playbook: Playbook) -> tuple[str, ...]:
    """The words of other entries by which one is found too."""
    if isinstance(entry, Call):
        stage = playbook.stages.get(entry.stage)
        return (stage.title if stage else entry.stage,)
    return (plain_title(playbook.bank_of(entry)),) if isinstance(entry, Question) else ()


def _in_order(playbook: Playbook) -> Iterator[Entry]:
    yield from playbook.calls_in_order
    # A call whose stage does not exist stands in no order, and can be found all the same.
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


def plain_line(line: str) -> str:
    """One line's words without its Markdown."""
    return " ".join(text.plain_line(line).split())


def _plain(lines: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(plain_line(line) for line in lines if line)


def _spoken(block: str | None) -> tuple[str, ...]:
    """A text's paragraphs and items, each as a line."""
    if not block:
        return ()
    return tuple(" ".join(line.split()) for part in text.block(block) for line in _lines_of(part))


def _lines_of(part: text.Block) -> Iterator[str]:
    match part:
        case text.Paragraph(parts):
            yield text.plain(parts)
        case text.Listing(_, items):
            for item in items:
                for inner in item:
                    yield from _lines_of(inner)


@singledispatch
def _found(entry: Entry, playbook: Playbook) -> SearchDocument:
    raise TypeError(type(entry))


@_found.register
def _(call: Call, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "call",
        plain_title(call),
        address(call),
        keywords=call.keywords,
        lead=_plain([call.objective, call.when]),
        lines=(
            *_plain([*call.free_value, call.agree, *call.listen_for, call.play_back, call.return_]),
            *_plain([*call.hope_to_hear, call.outcome.best, call.outcome.smallest]),
            *_spoken(call.notes),
        ),
        context=(*_context(call, playbook), call.channel, *call.tags),
    )


@_found.register
def _(barrier: Barrier, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "barrier",
        plain_title(barrier),
        address(barrier),
        keywords=barrier.keywords,
        sounds_like=_plain(barrier.sounds_like),
        lines=(*_spoken(barrier.may_mean), *_spoken(barrier.notes)),
        context=barrier.tags,
    )


@_found.register
def _(bank: Bank, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "bank",
        plain_title(bank),
        address(bank),
        keywords=bank.keywords,
        lead=_plain([bank.purpose]),
        lines=_spoken(bank.notes),
        context=bank.tags,
    )


@_found.register
def _(question: Question, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "question",
        plain_title(question),
        address(question),
        keywords=question.keywords,
        lead=_spoken(question.why),
        lines=_plain([*question.follow_ups, *question.listen_for]),
        context=(*_context(question, playbook), *question.tags),
    )


@_found.register
def _(principle: Principle, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "principle",
        plain_title(principle),
        address(principle),
        keywords=principle.keywords,
        lead=_plain([principle.say]),
        lines=(*_plain([*principle.do, *principle.avoid]), *_spoken(principle.why)),
        context=principle.tags,
    )


@_found.register
def _(stage: Stage, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "stage", plain_title(stage), address(stage), keywords=stage.keywords, lead=_plain([stage.client_is])
    )


@_found.register
def _(source: SourceEntry, playbook: Playbook) -> SearchDocument:
    return SearchDocument(
        "source",
        plain_title(source),
        address(source),
        keywords=source.keywords,
        lead=_plain([source.about]),
        lines=_plain([source.author, source.year]),
    )
