"""Make the Card of a call: its texts in the order of the paper, and the space to write in.

A card is independent of paper and screen. Its sections are in reading order; those of the flap are below the fold. The
HTML and typst templates may put sections side by side, but they print every word and keep the order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from precall.cards.block import Blank, Block, Box, Line, QuestionLine, Section, Side, TextSource, Tick, editor_texts
from precall.cards.i18n import card_labels
from precall.cards.sheet import Sheet
from precall.content import urls
from precall.content.model import Call, Playbook
from precall.content.owners import shown_owner
from precall.content.urls import Address
from precall.core import text
from precall.core.session import Session
from precall.render.dependencies import EntryMemo

__all__ = [
    "Blank",
    "Block",
    "Box",
    "Card",
    "Line",
    "QuestionLine",
    "Section",
    "Side",
    "TextSource",
    "Tick",
    "editor_texts",
    "make_card",
    "make_cards",
]


PRINTED = "printed"
"""Cache key of the words of a card's sections."""


@dataclass(frozen=True)
class Card:
    """The card of one call."""

    id: str
    """The call's id."""
    call: Call
    title: str
    """Plain words."""
    language: str
    """The language of the content."""
    address: Address
    """The card's page, which the QR code opens."""
    revision: str
    """Seven hexadecimal digits, which change with anything that is printed on the full card."""
    owner: str
    """Empty if there is none to show."""
    reviewed: date | None
    sections: tuple[Section, ...]
    labels: Mapping[str, str]
    """The card's interface words by key, for texts outside the sections."""
    kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """Results that depend on the card alone."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, in order."""
        return tuple(block for section in self.sections for block in section.blocks)

    @cached_property
    def non_ascii(self) -> str:
        """The non-ASCII characters of its texts from the content, each once; every font has the ASCII ones."""
        words = "".join(words for _, words in editor_texts(self.blocks))
        return "" if words.isascii() else "".join(sorted({letter for letter in words if not letter.isascii()}))

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """The printed part of each section, in order."""
        if PRINTED not in self.kept:
            self.kept[PRINTED] = tuple(section.words() for section in self.sections)
        known: tuple[tuple[str, ...], ...] = self.kept[PRINTED]
        return known

    def words(self) -> tuple[str, ...]:
        """Return everything that is printed on the card, in order, without the footer, which depends on the site."""
        return tuple(chain.from_iterable(self.printed))

    def section(self, name: str) -> Section | None:
        """Return the section of that name; None if the card has none."""
        return next((section for section in self.sections if section.name == name), None)

    def side(self, side: Side) -> tuple[Section, ...]:
        """Return the sections of one side of the fold."""
        return tuple(section for section in self.sections if section.side == side)

    def on(self, sheet: Sheet) -> Card:
        """Return the card as a sheet shows it: with the sheet's sections, and its number of questions and cues."""
        sections = (_section_on(section, sheet) for section in self.sections if section.name in sheet.shows)
        return replace(self, sections=tuple(sections), kept={})


def _section_on(section: Section, sheet: Sheet) -> Section:
    blocks = section.blocks
    if section.name == "questions":
        questions = [block for block in blocks if isinstance(block, QuestionLine)][: sheet.questions]
        blocks = tuple(
            replace(block, cues=block.cues[: sheet.cues]) if len(block.cues) > sheet.cues else block
            for block in questions
        )
    if not sheet.small:
        return section if blocks is section.blocks else replace(section, blocks=blocks)
    blocks = tuple(block for block in blocks if not isinstance(block, Blank))
    # The numbers show that these are the questions, so the heading gives its line to the text.
    heading = "" if section.name == "questions" else section.heading
    return replace(section, heading=heading, note="", blocks=blocks)


def make_card(playbook: Playbook, call: Call) -> Card:
    """Return the full card of a call."""
    builder = _CardBuilder(playbook, call)
    sections = tuple(builder.sections())
    printed = tuple(section.words() for section in sections)
    owner = shown_owner(call, playbook.settings)
    return Card(
        id=call.ref,
        call=call,
        title=urls.plain_title(call),
        language=playbook.settings.language,
        address=urls.card(call),
        revision=_revision(printed, owner, call.reviewed),
        owner=owner,
        reviewed=call.reviewed,
        sections=sections,
        labels=builder.labels,
        kept={PRINTED: printed},
    )


def make_cards(playbook: Playbook) -> Iterator[Card]:
    """Yield the card of every call, in the order of the sales process."""
    return playbook.session.shared(_card_memo).of(playbook, playbook.calls_in_order)


def _card_memo(_: Session) -> EntryMemo[Call, Card]:
    return EntryMemo(make_card)


def _revision(printed: Iterable[Iterable[str]], owner: str, reviewed: date | None) -> str:
    content = "\x1f".join((*chain.from_iterable(printed), f"{owner or None}", f"{reviewed}"))
    return hashlib.sha256(content.encode()).hexdigest()[:7]


class _CardBuilder:
    """Builds the sections of one card."""

    def __init__(self, playbook: Playbook, call: Call) -> None:
        self.playbook = playbook
        self.call = call
        self.labels = card_labels(playbook.settings.language, playbook.settings.words.client)

    def sections(self) -> Iterator[Section]:
        """Yield the sections that have blocks, in order."""
        yield from filter(None, (*self._front(), *self._flap()))

    def _front(self) -> Iterator[Section | None]:
        call, label = self.call, self.labels
        stage = self.playbook.stages.get(call.stage)
        channel = (label[call.channel], label["minutes"].replace("{minutes}", str(call.minutes)))
        yield self._section(
            "head",
            "front",
            Line("title", "front", text.line(call.title), source=self._source("title")),
            Line("stage", "front", text.line(stage.title), source=TextSource(stage, ("title",))) if stage else None,
            Line("channel", "front", (text.Words(" · ".join(channel)),)),
        )
        yield self._section(
            "people", "front", *(Blank(role, "front", label[role]) for role in ("client", "people", "date"))
        )
        yield self._section("reason", "front", Blank("reason", "front", label["reason"]))
        yield self._section(
            "objective",
            "front",
            Line("objective", "front", text.line(call.objective), source=self._source("objective")),
            Blank("objective.own", "front", label["objective-own"]),
        )
        yield self._lines("free-value", "front", call.free_value, "free_value")
        yield self._section("known", "front", *(Blank(role, "front", label[role], 2) for role in ("known", "changed")))
        yield self._lines("agree", "front", call.agree, "agree")
        yield self._section("questions", "front", *self._questions())
        yield self._lines("listen-for", "front", call.listen_for, "listen_for")
        yield self._section("barriers", "front", *self._barriers())
        yield self._section("heard", "front", Box("heard", "front"))
        yield self._lines("play-back", "front", call.play_back, "play_back")
        yield self._reminder()

    def _flap(self) -> Iterator[Section | None]:
        call, label = self.call, self.labels
        yield self._section(
            "outcome",
            "flap",
            *(
                Line(
                    f"outcome.{size}",
                    "flap",
                    text.line(getattr(call.outcome, size)),
                    label[size],
                    source=self._source("outcome", size),
                )
                for size in ("best", "smallest")
            ),
            Blank("outcome.own", "flap", label["outcome-own"]),
        )
        yield self._lines("hope", "flap", call.hope_to_hear, "hope_to_hear")
        yield self._lines("return", "flap", call.return_, "return")
        yield self._section(
            "debrief",
            "flap",
            *(Box(f"debrief.{what}", "flap", label[f"debrief-{what}"]) for what in ("heard", "hoped", "missed")),
        )
        yield self._section("better-off", "flap", Blank("debrief.better-off", "flap", label["better-off"]))
        yield self._section(
            "reached",
            "flap",
            *(
                Tick(f"reached.{key}", "flap", (text.Words(label[word]),))
                for key, word in (
                    ("best", "best"),
                    ("smallest", "smallest"),
                    ("none", "reached-none"),
                    ("own", "reached-own"),
                )
            ),
        )

    def _source(self, *loc: str | int) -> TextSource:
        return TextSource(self.call, loc)

    def _section(self, name: str, side: Side, *blocks: Block | None) -> Section | None:
        present = tuple(block for block in blocks if block is not None)
        if not present:
            return None
        return Section(
            name,
            side,
            self.labels.get(name, "") if name not in _LABELLED_BY_BLANKS else "",
            self.labels.get(f"{name}-note", ""),
            present,
        )

    def _lines(self, name: str, side: Side, value: str | Sequence[str] | None, key: str) -> Section | None:
        """Return a section of lines from a field of the call; None if the field is empty."""
        if not value:
            return None
        if isinstance(value, str):
            return self._section(name, side, Line(name, side, text.line(value), source=self._source(key)))
        lines = (Line(name, side, text.line(line), source=self._source(key, index)) for index, line in enumerate(value))
        return self._section(name, side, *lines)

    def _questions(self) -> Iterator[QuestionLine]:
        questions = [self.playbook.questions[ref] for ref in self.call.questions if ref in self.playbook.questions]
        for number, question in enumerate(questions[: self.playbook.settings.cards.questions], 1):
            yield QuestionLine(
                "question",
                "front",
                number,
                question.ref,
                text.line(question.ask),
                tuple(map(text.line, question.follow_ups)),
                source=TextSource(question, ("ask",)),
            )

    def _barriers(self) -> Iterator[Tick]:
        for ref in self.call.barriers:
            barrier = self.playbook.barriers.get(ref)
            if barrier is not None:
                source = TextSource(barrier, ("title",))
                yield Tick("barrier", "front", text.line(barrier.title), True, ref, source=source)

    def _reminder(self) -> Section | None:
        principles = (self.playbook.principles.get(ref) for ref in self.call.principles)
        principle = next(filter(None, principles), None)
        if principle is None:
            return None
        return self._section(
            "reminder",
            "front",
            Line("reminder", "front", text.line(principle.say), source=TextSource(principle, ("say",))),
        )


_LABELLED_BY_BLANKS = {"people", "reason", "known", "better-off"}
"""Sections without a heading, because their blanks have labels."""
