"""The parts of a card: texts to read and space to write, each with its role and the source of its text.

A section holds blocks in reading order. The sections of the flap are below the fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from precall.content.model import Located
from precall.content.source_map import Loc
from precall.core import text
from precall.core.text import Inline

Side = Literal["front", "flap"]
Parts: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class TextSource:
    """The place in the content where a block's text comes from."""

    entry: Located
    loc: Loc
    """Location within the entry."""


@dataclass(frozen=True, slots=True)
class _BaseBlock:
    """Base class of all blocks."""

    role: str
    side: Side
    source: TextSource | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Line(_BaseBlock):
    """A text to read."""

    kind: ClassVar[str] = "line"

    text: Parts
    label: str = ""
    """Words before the text; empty if the section's heading is enough."""

    def words(self) -> tuple[str, ...]:
        """Return what is printed, in order."""
        return (*filter(None, (self.label,)), text.plain(self.text))


@dataclass(frozen=True, slots=True)
class Blank(_BaseBlock):
    """A label, and lines for the rep's own words."""

    kind: ClassVar[str] = "blank"

    label: str
    rows: int = 1
    """Lines to write on."""

    def words(self) -> tuple[str, ...]:
        """Return what is printed, in order."""
        return (self.label,) if self.label else ()


@dataclass(frozen=True, slots=True)
class Tick(_BaseBlock):
    """A box to tick, and its text."""

    kind: ClassVar[str] = "tick"

    text: Parts
    room: bool = False
    """Whether a line to write on comes after the text."""
    ref: str = ""
    """The barrier's id; empty if the text is not a barrier."""

    def words(self) -> tuple[str, ...]:
        """Return what is printed, in order."""
        return (text.plain(self.text),)


@dataclass(frozen=True, slots=True)
class Box(_BaseBlock):
    """A box to write in, as large as the sheet allows."""

    kind: ClassVar[str] = "box"

    label: str = ""
    """Words in its corner; empty if the section's heading is enough."""

    def words(self) -> tuple[str, ...]:
        """Return what is printed, in order."""
        return (self.label,) if self.label else ()


@dataclass(frozen=True, slots=True)
class QuestionLine(_BaseBlock):
    """A question, its follow-ups as cues, and a line for the answer."""

    kind: ClassVar[str] = "asked"

    number: int
    ref: str
    """`bank/question`."""
    ask: Parts
    cues: tuple[Parts, ...]

    def words(self) -> tuple[str, ...]:
        """Return what is printed, in order."""
        return (str(self.number), text.plain(self.ask), *map(text.plain, self.cues))


Block: TypeAlias = "Line | Blank | Tick | Box | QuestionLine"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the card: a heading and the blocks under it."""

    name: str
    side: Side
    heading: str
    """Empty for a section that needs none."""
    note: str
    """A few words in small type after the heading."""
    blocks: tuple[Block, ...]

    def words(self) -> tuple[str, ...]:
        """Return what is printed, in order."""
        return (*filter(None, (self.heading, self.note)), *(word for block in self.blocks for word in block.words()))


def editor_texts(blocks: Iterable[Block]) -> Iterator[tuple[TextSource, str]]:
    """Yield every text of the blocks that comes from the content, with its source, as plain words."""
    for block in blocks:
        if block.source is None or isinstance(block, (Blank, Box)):
            continue
        if isinstance(block, QuestionLine):
            entry = block.source.entry
            yield block.source, text.plain(block.ask)
            for index, cue in enumerate(block.cues):
                yield TextSource(entry, ("follow_ups", index)), text.plain(cue)
        else:
            yield block.source, text.plain(block.text)
