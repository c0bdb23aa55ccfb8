"""A call becomes a Card: its words in the order in which they stand on paper, and the room that is left to write in.

A card knows neither paper nor screen. Its sections are read from the top; the flap's stand below the fold. What sets
a card, the HTML template or the typst one, may place sections side by side, but leaves out no word and keeps their
order.
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
from precall.render.dependencies import Remembered

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
"""Under this a card keeps the words of its sections."""


@dataclass(frozen=True)
class Card:
    """What a rep takes into one kind of call."""

    id: str
    """The call's id."""
    call: Call
    title: str
    """Plain words."""
    language: str
    """Of the content."""
    address: Address
    """The card's page; what the QR code leads to."""
    revision: str
    """Seven hexadecimal digits that change when anything printed on the full card changes."""
    owner: str
    """Empty when nobody is named."""
    reviewed: date | None
    sections: tuple[Section, ...]
    labels: Mapping[str, str]
    """The card's own words by key, for what a setter says beyond the sections."""
    kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was found out about it and follows from it alone."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, in order."""
        return tuple(block for section in self.sections for block in section.blocks)

    @cached_property
    def letters(self) -> str:
        """The letters of what people wrote on it, without those that are ASCII and in every font."""
        words = "".join(words for _, words in editor_texts(self.blocks))
        return "" if words.isascii() else "".join(sorted({letter for letter in words if not letter.isascii()}))

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """What is printed of each section."""
        if PRINTED not in self.kept:
            self.kept[PRINTED] = tuple(section.words() for section in self.sections)
        known: tuple[tuple[str, ...], ...] = self.kept[PRINTED]
        return known

    def words(self) -> tuple[str, ...]:
        """Everything printed on the card, in order; the foot aside, which depends on the site."""
        return tuple(chain.from_iterable(self.printed))

    def section(self, name: str) -> Section | None:
        """The section of that name, where the card has one."""
        return next((section for section in self.sections if section.name == name), None)

    def side(self, side: Side) -> tuple[Section, ...]:
        """The sections of one side of the fold."""
        return tuple(section for section in self.sections if section.side == side)

    def on(self, sheet: Sheet) -> Card:
        """The card as a sheet carries it: some of its sections, at most so many questions, so many cues for each."""
        kept = (_fewer(section, sheet) for section in self.sections if section.name in sheet.shows)
        return replace(self, sections=tuple(kept), kept={})


def _fewer(section: Section, sheet: Sheet) -> Section:
    blocks = section.blocks
    if section.name == "questions":
        asked = [block for block in blocks if isinstance(block, QuestionLine)][: sheet.questions]
        blocks = tuple(
            replace(block, cues=block.cues[: sheet.cues]) if len(block.cues) > sheet.cues else block for block in asked
        )
    if not sheet.small:
        return section if blocks is section.blocks else replace(section, blocks=blocks)
    blocks = tuple(block for block in blocks if not isinstance(block, Blank))
    # Numbers say that these are the questions; a line is worth more than their heading.
    heading = "" if section.name == "questions" else section.heading
    return replace(section, heading=heading, note="", blocks=blocks)


def make_card(playbook: Playbook, call: Call) -> Card:
    """The full card of a call."""
    making = _Making(playbook, call)
    sections = tuple(making.sections())
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
        labels=making.labels,
        kept={PRINTED: printed},
    )


def make_cards(playbook: Playbook) -> Iterator[Card]:
    """The card of every call, along the sales process."""
    return playbook.session.shared(_card_memo).of(playbook, playbook.calls_in_order)


def _card_memo(_: Session) -> Remembered[Call, Card]:
    return Remembered(make_card)


def _revision(printed: Iterable[Iterable[str]], owner: str, reviewed: date | None) -> str:
    said = "\x1f".join((*chain.from_iterable(printed), f"{owner or None}", f"{reviewed}"))
    return hashlib.sha256(said.encode()).hexdigest()[:7]


class _Making:
    """One card in the making."""

    def __init__(self, playbook: Playbook, call: Call) -> None:
        self.playbook = playbook
        self.call = call
        self.labels = card_labels(playbook.settings.language, playbook.settings.words.client)

    def sections(self) -> Iterator[Section]:
        yield from filter(None, (*self._front(), *self._flap()))

    def _front(self) -> Iterator[Section | None]:
        call, label = self.call, self.labels
        stage = self.playbook.stages.get(call.stage)
        how = (label[call.channel], label["minutes"].replace("{minutes}", str(call.minutes)))
        yield self._section(
            "head",
            "front",
            Line("title", "front", text.line(call.title), written=self._written("title")),
            Line("stage", "front", text.line(stage.title), written=TextSource(stage, ("title",))) if stage else None,
            Line("channel", "front", (text.Words(" · ".join(how)),)),
        )
        yield self._section(
            "people", "front", *(Blank(role, "front", label[role]) for role in ("client", "people", "date"))
        )
        yield self._section("reason", "front", Blank("reason", "front", label["reason"]))
        yield self._section(
            "objective",
            "front",
            Line("objective", "front", text.line(call.objective), written=self._written("objective")),
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
                    self._written("outcome", size),
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

    def _written(self, *loc: str | int) -> TextSource:
        return TextSource(self.call, loc)

    def _section(self, name: str, side: Side, *blocks: Block | None) -> Section | None:
        kept = tuple(block for block in blocks if block is not None)
        if not kept:
            return None
        return Section(
            name,
            side,
            self.labels.get(name, "") if name not in _SAID_BELOW else "",
            self.labels.get(f"{name}-note", ""),
            kept,
        )

    def _lines(self, name: str, side: Side, said: str | Sequence[str] | None, key: str) -> Section | None:
        """A section of plain lines, each with the place it was written at."""
        if not said:
            return None
        if isinstance(said, str):
            return self._section(name, side, Line(name, side, text.line(said), written=self._written(key)))
        lines = (
            Line(name, side, text.line(each), written=self._written(key, index)) for index, each in enumerate(said)
        )
        return self._section(name, side, *lines)

    def _questions(self) -> Iterator[QuestionLine]:
        found = [self.playbook.questions[ref] for ref in self.call.questions if ref in self.playbook.questions]
        for number, question in enumerate(found[: self.playbook.settings.cards.questions], 1):
            yield QuestionLine(
                "question",
                "front",
                number,
                question.ref,
                text.line(question.ask),
                tuple(map(text.line, question.follow_ups)),
                TextSource(question, ("ask",)),
            )

    def _barriers(self) -> Iterator[Tick]:
        for ref in self.call.barriers:
            barrier = self.playbook.barriers.get(ref)
            if barrier is not None:
                yield Tick("barrier", "front", text.line(barrier.title), True, ref, TextSource(barrier, ("title",)))

    def _reminder(self) -> Section | None:
        found = (self.playbook.principles.get(ref) for ref in self.call.principles)
        principle = next(filter(None, found), None)
        if principle is None:
            return None
        return self._section(
            "reminder",
            "front",
            Line("reminder", "front", text.line(principle.say), written=TextSource(principle, ("say",))),
        )


_SAID_BELOW = {"people", "reason", "known", "better-off"}
"""Sections whose blanks carry the label themselves."""
