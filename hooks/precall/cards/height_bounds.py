"""Compute upper bounds on the height of each side of a card on a sheet, without setting the card in type.

typst measures each distinct word once and, on each sheet, each section once for every number of lines of its texts;
both results are cached between runs. This module counts the lines by the same simple rule as typst: a line has all
the words that fit. It breaks lines at the same places as typst or at fewer, so it never counts too few lines. Texts
with inline markup, with a script or character beyond Latin, or with a word wider than its column have no bound;
typst measures their cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from precall.cards.block import Block, Line, QuestionLine, Section, Tick
from precall.cards.card import Card
from precall.cards.footer import Footer, FooterLine
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import Area, Layout, Sheet
from precall.cards.text_metrics import (
    BOLD,
    CAN_END_LINE,
    CAN_START_LINE,
    DOT,
    ITALIC,
    REGULAR,
    SEMIBOLD,
    Face,
    TextWidths,
    UnboundedError,
    count_lines,
    unformatted_text,
    with_break_points,
)
from precall.core.cache import Cache, key_of, version
from precall.core.text import Break, Inline, Words

SideHeights: TypeAlias = tuple[float, float]
"""Height of a card's front and flap, in millimetres."""

Shape: TypeAlias = tuple[str, tuple[int, ...], tuple[str, ...]]
"""The inputs of a section's height: its name, the line counts of its texts, and its fixed words."""

POINTS_PER_MM = 72 / 25.4
GUTTER = 5.0
"""Space between the columns of a side, in millimetres, as in the template."""
WIDTH_TOLERANCE = 0.1
"""Points by which columns are assumed narrower than they are."""

_NAMESPACE = "section-heights"
_FILLER = "x"


def _filler(lines: int) -> tuple[Inline, ...]:
    return (Words(_FILLER), *(part for _ in range(lines - 1) for part in (Break(), Words(_FILLER))))


def _filled(section: Section, lines: Sequence[int]) -> Section:
    """Return the section with filler texts of so many lines each."""
    left = list(lines)
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, QuestionLine):
            ask, cues = left.pop(0), left.pop(0)
            blocks.append(replace(block, ask=_filler(ask), cues=(_filler(cues),) if cues else ()))
        elif not isinstance(block, (Line, Tick)):
            blocks.append(block)
        elif left:
            blocks.append(replace(block, text=_filler(left.pop(0))))
    return replace(section, blocks=tuple(blocks))


class HeightBounds:
    """Computes height bounds for cards of one playbook."""

    def __init__(self, cards: Sequence[tuple[Card, Footer]], setter: CardTypesetter, cache: Cache) -> None:
        self.setter = setter
        self.cache = cache
        self.widths = TextWidths(cards, setter, cache)

    def heights(self, cards: Sequence[tuple[Card, Footer]], sheet: Sheet) -> list[SideHeights | None]:
        """Return the bound of each card on a sheet; None for a card without one."""
        return _OnSheet(self, sheet).heights(cards)


class _OnSheet:
    """Computes the bounds on one sheet."""

    def __init__(self, bounds: HeightBounds, sheet: Sheet) -> None:
        self.setter = bounds.setter
        self.cache = bounds.cache
        self.widths = bounds.widths
        self.sheet = sheet
        self.places = {
            area.section: (layout, area, self._width(layout, area))
            for layout in (sheet.front, sheet.flap)
            for area in layout.areas
        }
        self.shapes: dict[Shape, tuple[Card, Footer]] = {}
        """Each shape with a card that has only that section."""
        self.counted: dict[tuple[Face, str, float, float], int] = {}
        """Line counts by text, size and width, because many cards share a question."""

    def _width(self, layout: Layout, area: Area) -> float:
        """Return the width of a section's area, in points."""
        free = self.sheet.inner.width - GUTTER * (len(layout.columns) - 1)
        share = sum(layout.columns[area.column : area.column + area.columns]) / sum(layout.columns)
        return (free * share + GUTTER * (area.columns - 1)) * POINTS_PER_MM - WIDTH_TOLERANCE

    def heights(self, cards: Sequence[tuple[Card, Footer]]) -> list[SideHeights | None]:
        shaped = [self._shaped(card, foot) for card, foot in cards]
        found = self._part_heights()
        sides = (self.sheet.front, self.sheet.flap)
        made: list[SideHeights | None] = []
        for shapes in shaped:
            by_name = None if shapes is None else {shape[0]: found[shape] for shape in shapes}
            front, flap = (0.0 if by_name is None else self._side(layout, by_name) for layout in sides)
            made.append(None if by_name is None else (front, flap))
        return made

    def _part_heights(self) -> dict[Shape, float]:
        """Return the height of each shape, from the cache or measured now."""
        geometry = self.sheet.model_dump_json()
        keys = {
            shape: key_of(version(), self.setter.version, geometry, card.language, repr(shape))
            for shape, (card, _) in self.shapes.items()
        }
        stored = self.cache.get_json(_NAMESPACE, keys.values())
        found = {shape: height for shape, key in keys.items() if isinstance(height := stored.get(key), float)}
        asked = {shape: pair for shape, pair in self.shapes.items() if shape not in found}
        if asked:
            parts = [(shape[0], card, foot) for shape, (card, foot) in asked.items()]
            measured = dict(zip(asked, self.setter.part_heights(parts, self.sheet), strict=True))
            found |= measured
            self.cache.put_json(_NAMESPACE, {keys[shape]: height for shape, height in measured.items()})
        return found

    def _side(self, layout: Layout, heights: dict[str, float]) -> float:
        """Return the height of a side's grid, computed as by `needs` in the template."""
        rows = [0.0] * len(layout.rows)
        for area in sorted((area for area in layout.areas if area.section in heights), key=lambda area: area.rows):
            last = area.row + area.rows
            height = heights[area.section] + (self.sheet.gap if area.row else 0)
            rows[last - 1] += max(0.0, height - sum(rows[area.row : last]))
        return sum(rows)

    def _shaped(self, card: Card, foot: Footer) -> list[Shape] | None:
        """Return the shapes of the card's sections; None if one has no bound."""
        made: list[Shape] = []
        shown = card.on(self.sheet)
        try:
            for section in shown.sections:
                lines = tuple(self._lines(section))
                labels = tuple(block.label for block in section.blocks if not isinstance(block, (Tick, QuestionLine)))
                shape = (section.name, lines, (section.heading, section.note, *labels))
                made.append(shape)
                if shape not in self.shapes:
                    filled = _filled(section, lines) if lines else section
                    self.shapes[shape] = (replace(shown, sections=(filled,)), foot)
            if "foot" in self.places:
                taken = self._foot_lines(foot)
                shape = ("foot", (taken, bool(foot.address)), ())
                made.append(shape)
                as_high = ((("", _FILLER),),) * taken
                self.shapes.setdefault(shape, (replace(shown, sections=()), Footer(as_high, as_high, foot.address)))
        except UnboundedError:
            return None
        return made

    def _lines(self, section: Section) -> Iterator[int]:
        """Yield the line count of each text, and of each question's cues. Raises UnboundedError."""
        layout, _, width = self.places[section.name]
        sizes, name = self.sheet.type, section.name
        size = sizes.flap if layout is self.sheet.flap else sizes.text
        texts = [block for block in section.blocks if isinstance(block, Line)]
        if name == "head":
            yield from self._head(texts, width)
        elif name == "questions":
            yield from self._questions(section, width)
        elif name == "barriers":
            room = width - 0.85 * size - 3.2 * POINTS_PER_MM
            yield from (
                self._count(REGULAR, block.text, size, room) for block in section.blocks if isinstance(block, Tick)
            )
        elif name == "objective":
            yield self._count(SEMIBOLD, texts[0].text, sizes.objective, width)
        elif name == "outcome":
            label = max(self._natural(REGULAR, block.label, size) for block in texts)
            yield from (self._count(SEMIBOLD, block.text, size, width - label - 2 * POINTS_PER_MM) for block in texts)
        elif name in ("agree", "play-back"):
            if len(texts) > 1:
                raise UnboundedError
            yield self._count(ITALIC, texts[0].text, size, width)
        elif not texts:
            return
        elif self.sheet.small and layout is self.sheet.front:
            first = self._natural(BOLD, section.heading, sizes.label) + 0.6 * size if section.heading else 0.6 * size
            yield self._joined([block.text for block in texts], size, width, first)
        else:
            mark = self._natural(REGULAR, "–", size) + 0.45 * size if len(texts) > 1 else 0
            yield from (self._count(REGULAR, block.text, size, width - mark) for block in texts)

    def _head(self, texts: Sequence[Line], width: float) -> Iterator[int]:
        size = self.sheet.type.label
        beside = [
            self._natural(SEMIBOLD if block.role == "stage" else REGULAR, unformatted_text(block.text), size)
            for block in texts
            if block.role != "title"
        ]
        taken = sum(beside) + 0.6 * size if self.sheet.small else max(beside)
        if taken > (width - 4 * POINTS_PER_MM) / 2:
            # It would be broken into lines.
            raise UnboundedError
        for block in texts:
            room = width - taken - 4 * POINTS_PER_MM
            yield self._count(BOLD, block.text, self.sheet.type.title, room) if block.role == "title" else 1

    def _questions(self, section: Section, width: float) -> Iterator[int]:
        sizes = self.sheet.type
        room = width - 1.1 * sizes.text - 1 * POINTS_PER_MM
        for block in section.blocks:
            if isinstance(block, QuestionLine):
                yield self._count(SEMIBOLD, block.ask, sizes.text, room)
                yield self._joined(block.cues, sizes.cue, room, 0) if block.cues else 0

    def _natural(self, face: Face, words: str, size: float) -> float:
        widths = self.widths.of(face, words)
        return (sum(widths) + self.widths.space(face) * (len(widths) - 1)) * size

    def _count(self, face: Face, parts: Sequence[Inline], size: float, room: float) -> int:
        key = (face, unformatted_text(parts), size, room)
        if key not in self.counted:
            self.counted[key] = count_lines(self.widths.of(face, key[1]), self.widths.space(face), room / size)
        return self.counted[key]

    def _joined(self, texts: Sequence[Sequence[Inline]], size: float, room: float, first: float) -> int:
        """Return the line count of texts joined by dots. Each dot stays with the word before it."""
        widths: list[float] = []
        dot = self.widths.of(REGULAR, DOT)[0] + 0.7
        for parts in texts:
            if widths:
                widths[-1] += dot
                if not CAN_START_LINE.match(unformatted_text(parts)):
                    raise UnboundedError
            widths.extend(self.widths.of(REGULAR, unformatted_text(parts)))
        widths[0] += first / size
        return count_lines(widths, self.widths.space(REGULAR), room / size)

    def _foot_lines(self, foot: Footer) -> int:
        _, _, width = self.places["foot"]
        size = self.sheet.type.foot
        room = (width - (self.sheet.qr + 2) * POINTS_PER_MM if foot.address else width) / size
        said = foot.short if self.sheet.small else foot.full
        return sum(self._foot_line(line, room) for line in said)

    def _foot_line(self, line: FooterLine, room: float) -> int:
        """Return an upper bound of a footer line's lines: each part of an address counts as a word and a space."""
        widths: list[float] = []
        for label, words in line:
            if (label and not CAN_END_LINE.fullmatch(label)) or not CAN_START_LINE.match(words):
                raise UnboundedError
            for face, said in ((REGULAR, label), (SEMIBOLD, with_break_points(words))):
                widths.extend(self.widths.of(face, said) if said else ())
            widths[-1] += self.widths.of(REGULAR, DOT)[0] + self.widths.space(REGULAR)
        return count_lines(widths, max(map(self.widths.space, (REGULAR, SEMIBOLD))), room)
