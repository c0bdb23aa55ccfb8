"""Load a sheet from a YAML file of `sheets/`: the paper, its cards and their folds, and the layout.

Lengths are millimetres from the top left corner, type sizes are points. A sheet with text too near the paper's edge,
with small type on the front or with overlapping cards is an error at its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from precall.content import error_messages, yaml_parser
from precall.content.model.entries import Part
from precall.content.model.fields import Line, Number
from precall.content.source import Source
from precall.core.errors import PrecallError
from precall.core.problems import Problem

PRINTER_MARGIN = 6.0
"""Millimetres along the paper's edge in which office printers may clip."""

MIN_FRONT_POINTS = 8.5
"""Points. The rep reads the front at arm's length during the call."""

MIN_FLAP_POINTS = 7.0
"""Points. The flap is read at leisure, before the call and after it."""

FOLD_CLEARANCE = 3.0
"""Millimetres kept free above the fold, because people do not fold exactly."""

FOLD_CAPTION = 5.0
"""Millimetres below the fold for its caption."""

FRONT_SECTIONS = (
    "head",
    "people",
    "reason",
    "objective",
    "free-value",
    "known",
    "agree",
    "questions",
    "listen-for",
    "barriers",
    "heard",
    "play-back",
    "reminder",
)
FLAP_SECTIONS = ("outcome", "hope", "return", "debrief", "better-off", "reached", "foot")
"""The sections of the two sides in reading order. The footer (`foot`) comes from the site."""

Length = Annotated[float, Field(ge=0, le=1000)]
Points = Annotated[float, Field(ge=MIN_FLAP_POINTS, le=48)]


def _wrong(message: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("said", "said", {"rule": "wrong-sheet", "message": message, "hint": hint})


class Size(Part):
    """Width and height."""

    width: Length
    height: Length


class Point(Part):
    """A position on the paper."""

    x: Length
    y: Length


class Cut(Part):
    """A line to cut along, shown by short marks where it starts and ends."""

    from_: Point = Field(alias="from")
    to: Point


class Margins(Part):
    """The space kept free along a card's edges."""

    top: Length
    right: Length
    bottom: Length
    left: Length


class Type(Part):
    """Type sizes."""

    title: Points
    objective: Points
    text: Points
    """Questions, lines, ticks on the front."""
    cue: Points
    """Follow-ups and other quiet words on the front."""
    label: Points
    """Headings and labels on the front."""
    flap: Points
    """Words on the flap."""
    foot: Points


@dataclass(frozen=True, slots=True)
class Area:
    """The cells of one section in the grid of its side; columns and rows count from 0."""

    section: str
    column: int
    row: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectangle on the paper, and the line widths of its sides in the order of CSS."""

    x: float
    y: float
    width: float
    height: float
    sides: str


def _picture(rows: tuple[str, ...]) -> tuple[str, ...]:
    widths = {len(row.split()) for row in rows}
    if len(widths) != 1:
        raise _wrong("The rows have different numbers of words.", "Write one word for each column.")
    return rows


class Layout(Part):
    """The grid of one side, as `grid-template-areas` in CSS: one text per row, a section's name in each cell."""

    columns: tuple[Annotated[float, Field(gt=0)], ...]
    """Relative widths."""
    rows: Annotated[tuple[Line, ...], AfterValidator(_picture), Field(min_length=1)]
    grow: Line
    """The section that takes the remaining height."""
    least: Length
    """Its minimum height."""

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The area of each section, in the order in which the rows first name them."""
        grid = [row.split() for row in self.rows]
        found: dict[str, list[tuple[int, int]]] = {}
        for y, row in enumerate(grid):
            for x, name in enumerate(row):
                found.setdefault(name, []).append((x, y))
        return tuple(
            Area(
                section=name,
                column=min(xs),
                row=min(ys),
                columns=max(xs) - min(xs) + 1,
                rows=max(ys) - min(ys) + 1,
            )
            for name, cells in found.items()
            if name != "."
            for xs, ys in [tuple(zip(*cells, strict=True))]
        )

    @property
    def grow_row(self) -> int:
        """The row, from 0, that takes the remaining height: the last of the growing section."""
        return next(area.row + area.rows - 1 for area in self.areas if area.section == self.grow)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The sections of this side."""
        return tuple(area.section for area in self.areas)

    @model_validator(mode="after")
    def _is_a_picture(self) -> Self:
        if len(self.columns) != len(self.rows[0].split()):
            raise _wrong("The number of columns differs from the number of words in a row.")
        if self.grow not in self.sections:
            raise _wrong(f'"{self.grow}" should grow, but is in no row.')
        cells = [name for row in self.rows for name in row.split()]
        for area in self.areas:
            if area.columns * area.rows != cells.count(area.section):
                raise _wrong(f'"{area.section}" does not form a rectangle.')
        return self


class Sheet(Part):
    """One kind of sheet."""

    title: Line
    """Its name for users."""
    paper: Size
    """As it is in the printer."""
    card: Size
    places: Annotated[tuple[Point, ...], Field(min_length=1)]
    """The top left corner of each card on the paper."""
    cuts: tuple[Cut, ...] = ()
    margins: Margins
    """The margins of the card."""
    fold: Length
    """From the card's top."""
    gap: Length
    """Between a section and the one above it."""
    type: Type
    questions: Annotated[Number, Field(ge=3, le=5)]
    """Maximum number of questions."""
    cues: Annotated[Number, Field(ge=0, le=5)]
    """Maximum number of follow-ups for each question."""
    jot: Annotated[Number, Field(ge=1, le=4)] = 1
    """Lines for what is known already, and for what has changed."""
    answer: Length
    """The height left for writing below a question; 0 for none."""
    write: Length
    """The height of a line to write on."""
    qr: Length
    """The width of the QR code."""
    zoom: Annotated[float, Field(ge=1, le=2)] = 1
    """How many times larger the paper is on a wide screen, so that its fields can be read and hit there."""
    small: bool = False
    """Whether the flap may be cut off instead of folded, and the footer has only what identifies the paper."""
    front: Layout
    flap: Layout

    @property
    def inner(self) -> Size:
        """The size without the margins."""
        return Size(
            width=self.card.width - self.margins.left - self.margins.right,
            height=self.card.height - self.margins.top - self.margins.bottom,
        )

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        """The cutting lines of each card, within the printable area. Cards that touch have one line between them."""
        return tuple(self._outline(place, self.places[:index]) for index, place in enumerate(self.places))

    def _outline(self, place: Point, earlier: tuple[Point, ...]) -> Outline:
        card = self.card
        left, top = max(place.x, PRINTER_MARGIN), max(place.y, PRINTER_MARGIN)
        right, bottom = place.x + card.width, place.y + card.height
        above = any(abs(each.y + card.height - place.y) < 0.001 and each.x == place.x for each in earlier)
        before = any(abs(each.x + card.width - place.x) < 0.001 and each.y == place.y for each in earlier)
        inside = (
            place.y > 0 and not above,
            right < self.paper.width,
            bottom < self.paper.height,
            place.x > 0 and not before,
        )
        return Outline(
            x=left,
            y=top,
            width=min(right, self.paper.width - PRINTER_MARGIN) - left,
            height=min(bottom, self.paper.height - PRINTER_MARGIN) - top,
            sides=" ".join("0.4pt" if is_inside else "0" for is_inside in inside),
        )

    @property
    def front_height(self) -> float:
        """The height for the front's sections."""
        return self.fold - FOLD_CLEARANCE - self.margins.top

    @property
    def flap_top(self) -> float:
        """The distance of the flap's sections from the card's top, below the caption of the fold."""
        return self.fold + FOLD_CAPTION

    @property
    def flap_height(self) -> float:
        """The height for the flap's sections."""
        return self.card.height - self.margins.bottom - self.flap_top

    @cached_property
    def shows(self) -> tuple[str, ...]:
        """The sections on this sheet."""
        return (*self.front.sections, *self.flap.sections)

    @model_validator(mode="after")
    def _keeps_promises(self) -> Self:
        self._type_is_legible()
        self._sides_hold_their_own()
        if not self.margins.top < self.fold < self.card.height - self.margins.bottom:
            raise _wrong("The fold is outside the card's margins.")
        for index, place in enumerate(self.places):
            right = self.paper.width - place.x - self.card.width + self.margins.right
            below = self.paper.height - place.y - self.card.height + self.margins.bottom
            nearest = min(place.x + self.margins.left, place.y + self.margins.top, right, below)
            if nearest < PRINTER_MARGIN:
                raise _wrong(
                    f"The card in place {index + 1} has text {nearest:g} mm from the paper's edge.",
                    f"Printers clip what is nearer than {PRINTER_MARGIN:g} mm: move it, or widen its margins.",
                )
            for other in self.places[:index]:
                # Cards share an edge, and inches in millimetres are not whole numbers.
                apart = max(abs(place.x - other.x) - self.card.width, abs(place.y - other.y) - self.card.height)
                if apart < -0.001:
                    raise _wrong(
                        f"The card in place {index + 1} overlaps another one.", "Move it, or make the cards smaller."
                    )
        return self

    def _type_is_legible(self) -> None:
        for name in ("title", "objective", "text", "cue", "label"):
            points = getattr(self.type, name)
            if points < MIN_FRONT_POINTS:
                raise _wrong(f'"{name}" has {points:g} pt; front text needs {MIN_FRONT_POINTS:g} pt.')

    def _sides_hold_their_own(self) -> None:
        for layout, side, name in ((self.front, FRONT_SECTIONS, "front"), (self.flap, FLAP_SECTIONS, "flap")):
            for section in layout.sections:
                if section not in side:
                    raise _wrong(f'"{section}" is not a section of the {name}.', "Known: " + ", ".join(side) + ".")
            # The footer is in a corner, next to sections that are read before it.
            order = [side.index(section) for section in layout.sections if section != "foot"]
            if order != sorted(order):
                raise _wrong(f"The sections of the {name} are not in reading order.")


def read_sheet(source: Source) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet in a YAML file, or the problems of the file."""
    document, problems = yaml_parser.compose(source)
    if document is None or problems:
        return None, problems
    try:
        return Sheet.model_validate(document.value), []
    except ValidationError as error:
        return None, error_messages.explain(error, document, (), Sheet, limit=200)


@cache
def load_sheets() -> Mapping[str, Sheet]:
    """Return every sheet by its name, the largest card first. Raises PrecallError if one of our files is invalid."""
    found: dict[str, Sheet] = {}
    for file in (resources.files("precall.cards") / "sheets").iterdir():
        if file.name.endswith(".yml"):
            made, problems = read_sheet(Source(f"sheets/{file.name}", file.read_text("utf-8")))
            if made is None:
                said = "; ".join(f"{each.path}:{each.span.line}: {each.message}" for each in problems)
                raise PrecallError(said)
            found[file.name.removesuffix(".yml")] = made
    return dict(sorted(found.items(), key=lambda item: -item[1].card.width * item[1].card.height))


def find_sheet(name: str) -> Sheet:
    """Return the sheet of that name. Raises PrecallError if there is none."""
    try:
        return load_sheets()[name]
    except KeyError:
        raise PrecallError(f'No sheet is called "{name}".', "Known: " + ", ".join(load_sheets()) + ".") from None
