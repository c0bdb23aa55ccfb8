"""What a card is made of: words to read, and room to write, each with its part to play and the place it was written at.

A section holds blocks in the order in which they are read. The flap's sections stand below the fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from precall.content.model import Located
from precall.content.source_map import Loc
from precall.core import text
from precall.core.text import Inline

Side = Literal["front", "flap"]
Parts: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class TextSource:
    """Where an editor wrote the words of a block."""

    entry: Located
    loc: Loc
    """From the top of the entry."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words to read."""

    kind: ClassVar[str] = "line"

    role: str
    side: Side
    text: Parts
    label: str = ""
    """What stands before the words; empty where the section's heading says it."""
    written: TextSource | None = None

    def words(self) -> tuple[str, ...]:
        """What is printed, in order."""
        return (*filter(None, (self.label,)), text.plain(self.text))


@dataclass(frozen=True, slots=True)
class Blank:
    """A label, and room for a rep's own words."""

    kind: ClassVar[str] = "blank"

    role: str
    side: Side
    label: str
    rows: int = 1
    """Lines to write on."""
    written: TextSource | None = None

    def words(self) -> tuple[str, ...]:
        """What is printed, in order."""
        return (self.label,) if self.label else ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick, and what it stands for."""

    kind: ClassVar[str] = "tick"

    role: str
    side: Side
    text: Parts
    room: bool = False
    """Whether there is a line behind it to write on."""
    ref: str = ""
    """The barrier's id; empty for what is no barrier."""
    written: TextSource | None = None

    def words(self) -> tuple[str, ...]:
        """What is printed, in order."""
        return (text.plain(self.text),)


@dataclass(frozen=True, slots=True)
class Box:
    """A box to write in, as large as the sheet allows."""

    kind: ClassVar[str] = "box"

    role: str
    side: Side
    label: str = ""
    """What stands in its corner; empty where the section's heading says it."""
    written: TextSource | None = None

    def words(self) -> tuple[str, ...]:
        """What is printed, in order."""
        return (self.label,) if self.label else ()


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, its follow-ups as cues, and a line for the answer."""

    kind: ClassVar[str] = "asked"

    role: str
    side: Side
    number: int
    ref: str
    """`bank/question`."""
    ask: Parts
    cues: tuple[Parts, ...]
    written: TextSource | None = None

    def words(self) -> tuple[str, ...]:
        """What is printed, in order."""
        return (str(self.number), text.plain(self.ask), *map(text.plain, self.cues))


Block: TypeAlias = "Line | Blank | Tick | Box | QuestionLine"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the card: a heading and what stands under it."""

    name: str
    side: Side
    heading: str
    """Empty for a section that needs none."""
    note: str
    """A few quiet words behind the heading."""
    blocks: tuple[Block, ...]

    def words(self) -> tuple[str, ...]:
        """What is printed, in order."""
        return (*filter(None, (self.heading, self.note)), *(word for block in self.blocks for word in block.words()))


def editor_texts(blocks: Iterable[Block]) -> Iterator[tuple[TextSource, str]]:
    """Every text of the blocks that an editor wrote, with its place, as plain words."""
    for block in blocks:
        if block.written is None or isinstance(block, (Blank, Box)):
            continue
        if isinstance(block, QuestionLine):
            entry = block.written.entry
            yield block.written, text.plain(block.ask)
            yield from ((TextSource(entry, ("follow_ups", at)), text.plain(cue)) for at, cue in enumerate(block.cues))
        else:
            yield block.written, text.plain(block.text)
