"""A parsed PDF: every character with its place and size, every drawn line, and the metadata."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

MM = 25.4 / 72
"""Millimetres in a point."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, hair: float = 0.12) -> bool:
        """Return whether two boxes share more than a hair."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > hair
            and min(self.bottom, other.bottom) - max(self.top, other.top) > hair
        )


@dataclass(frozen=True, slots=True)
class Sign:
    """One printed character."""

    text: str
    box: Box
    size: float
    """Points."""


@dataclass(frozen=True)
class Sheet:
    """One page of a PDF."""

    width: float
    height: float
    """Millimetres."""
    signs: tuple[Sign, ...]
    """In reading order, without spaces; characters outside of the tag tree come last."""
    drawn: tuple[Box, ...]
    """Lines, boxes and pictures."""

    def within(self, place: Box) -> tuple[Sign, ...]:
        """Return the characters whose middle is in a rectangle."""
        return tuple(
            sign
            for sign in self.signs
            if place.left <= (sign.box.left + sign.box.right) / 2 < place.right
            and place.top <= (sign.box.top + sign.box.bottom) / 2 < place.bottom
        )


@dataclass(frozen=True)
class Print:
    """A whole PDF."""

    title: str
    language: str
    tagged: bool
    bookmarks: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def squeezed(words: str) -> str:
    """Return words without differences of typesetting: spaces, ligatures and optional breaks."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "\u200b\u00ad\ufffe\u0002")


def read(content: bytes) -> Print:
    """Parse a PDF."""
    document = pdfium.PdfDocument(content)
    try:
        buffer = ctypes.create_string_buffer(64)
        length = raw.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), 64)
        return Print(
            title=document.get_metadata_dict().get("Title", ""),
            language=buffer.raw[: max(0, length - 2)].decode("utf-16-le"),
            tagged=bool(raw.FPDFCatalog_IsTagged(document.raw)),
            bookmarks=tuple(mark.get_title() for mark in document.get_toc()),
            sheets=tuple(_sheet(document[index]) for index in range(len(document))),
        )
    finally:
        document.close()


def picture(content: bytes, page: int = 0, scale: float = 3) -> object:
    """Return a page as an image; `scale` 1 is 72 dots an inch."""
    document = pdfium.PdfDocument(content)
    try:
        return document[page].render(scale=scale).to_pil()
    finally:
        document.close()


def _sheet(page: pdfium.PdfPage) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    aloud = _read_aloud(page)
    signs = sorted(_signs(text, height), key=lambda pair: aloud.get(pair[0], len(aloud)))
    drawn = []
    for each in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)):
        left, bottom, right, top = each.get_bounds()
        drawn.append(Box(left * MM, (height - top) * MM, right * MM, (height - bottom) * MM))
    return Sheet(width * MM, height * MM, tuple(sign for _, sign in signs), tuple(drawn))


def _read_aloud(page: pdfium.PdfPage) -> dict[int, int]:
    """Return the page's marked contents, each with its place in the tag tree that a screen reader follows."""
    found: dict[int, int] = {}

    def walk(element: object) -> None:
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                walk(child)
                continue
            content = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if content >= 0:
                found.setdefault(content, len(found))

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    for index in range(raw.FPDF_StructTree_CountChildren(tree) if tree else 0):
        walk(raw.FPDF_StructTree_GetChildAtIndex(tree, index))
    if tree:
        raw.FPDF_StructTree_Close(tree)
    return found


def _signs(text: pdfium.PdfTextPage, height: float) -> Iterator[tuple[int, Sign]]:
    """Return each character with its marked content, or -1 for none."""
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    runs: dict[int | None, tuple[int, float]] = {}
    for index in range(text.count_chars()):
        letter = squeezed(chr(raw.FPDFText_GetUnicode(text.raw, index)))
        # A space that the reader makes up belongs to no run of the file.
        run = raw.FPDFText_GetTextObject(text.raw, index)
        if not letter or not run:
            continue
        key = ctypes.cast(run, ctypes.c_void_p).value
        if key not in runs:
            runs[key] = raw.FPDFPageObj_GetMarkedContentID(run), _size(text, index)
        content, size = runs[key]
        assert raw.FPDFText_GetCharBox(text.raw, index, *edges)
        box = Box(left.value * MM, (height - top.value) * MM, right.value * MM, (height - bottom.value) * MM)
        yield content, Sign(letter, box, size)


def _size(text: pdfium.PdfTextPage, index: int) -> float:
    """Return the printed size of a character: the font size times the scale of the text."""
    matrix = raw.FS_MATRIX()
    assert raw.FPDFText_GetMatrix(text.raw, index, matrix)
    return float(raw.FPDFText_GetFontSize(text.raw, index) * abs(matrix.d or matrix.b))


def find(signs: Sequence[Sign], words: Sequence[str]) -> list[tuple[str, tuple[Sign, ...]]]:
    """Return each of the words with its characters, searched one after the other; a missing word has none."""
    whole = "".join(sign.text for sign in signs)
    owner = [index for index, sign in enumerate(signs) for _ in sign.text]
    found: list[tuple[str, tuple[Sign, ...]]] = []
    start = 0
    for word in words:
        bare = squeezed(word)
        at = whole.find(bare, start)
        if at < 0:
            found.append((word, ()))
            continue
        taken = sorted({owner[index] for index in range(at, at + len(bare))})
        found.append((word, tuple(signs[index] for index in taken)))
        start = at + len(bare)
    return found


def lines(signs: Sequence[Sign]) -> list[Box]:
    """Return the boxes of the lines of one text."""
    rows: list[list[Sign]] = []
    for sign in signs:
        if (
            rows
            and sign.box.left >= rows[-1][-1].box.left
            and abs(_middle(sign) - _middle(rows[-1][-1])) < sign.size * MM * 0.7
        ):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return [
        Box(
            min(sign.box.left for sign in row),
            min(sign.box.top for sign in row),
            max(sign.box.right for sign in row),
            max(sign.box.bottom for sign in row),
        )
        for row in rows
    ]


def _middle(sign: Sign) -> float:
    return (sign.box.top + sign.box.bottom) / 2


def contours(content: bytes) -> list[list[Box]]:
    """Return for each page the boxes of all outlines: letters too, where a browser draws them.

    Firefox has no other way to print a variable font. A letter is one box, or several where it has holes or dots.
    """
    document = pdfium.PdfDocument(content)
    try:
        return [list(_contours(document[index])) for index in range(len(document))]
    finally:
        document.close()


def _contours(page: pdfium.PdfPage) -> Iterator[Box]:
    height = page.get_size()[1]
    x, y = ctypes.c_float(), ctypes.c_float()
    for shape in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,)):
        matrix = shape.get_matrix()
        points: list[tuple[float, float]] = []
        for index in range(raw.FPDFPath_CountSegments(shape.raw)):
            segment = raw.FPDFPath_GetPathSegment(shape.raw, index)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
                yield _around(points, height)
                points = []
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            points.append(matrix.on_point(x.value, y.value))
        if points:
            yield _around(points, height)


def _around(points: Sequence[tuple[float, float]], height: float) -> Box:
    across, up = [point[0] for point in points], [point[1] for point in points]
    return Box(min(across) * MM, (height - max(up)) * MM, max(across) * MM, (height - min(up)) * MM)
