"""Set cards on a sheet as PDF: typst reads the cards as JSON and lays them out with the template `card.typ`.

The PDF is tagged (PDF/UA-1), names its language and title, and holds no date, so that the same cards are the same
bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

import typst

from precall.cards.card import Blank, Block, Box, Card, Line, QuestionLine, Section, Tick
from precall.cards.fonts import font_families
from precall.cards.footer import Footer, FooterLine
from precall.cards.sheet import Layout, Sheet, load_sheets
from precall.content.model import Company, extended_roots
from precall.content.source import BUILTIN_TEMPLATES, TEMPLATE_FOLDER
from precall.core.errors import PrecallError
from precall.core.text import Break, Code, Emphasis, Inline, Link, Strong, Words

TEMPLATE = "card.typ"

LARGE_INPUT = 50_000
"""Free typst's memory after measuring at least so many characters: it uses up to a kilobyte for each.

Freeing takes as long as measuring a small input."""
CHUNK_SIZE = 25
"""Cards that are measured at once: typst uses up to a megabyte of memory for each."""

_COMPILATIONS_REMEMBERED = 11

_ENDLESS = re.compile(r"[^\s\u2000-\u200b-]{25,}")


@dataclass(frozen=True)
class CardTypesetter:
    """Sets cards with one template."""

    template: bytes
    said: str = ""
    """The template's path in messages; empty for ours."""

    @property
    def is_ours(self) -> bool:
        """Whether it sets cards with our own template."""
        return not self.said

    @classmethod
    def at(cls, root: Path | None, companies: Iterable[Company] = ()) -> CardTypesetter:
        """Return a typesetter with the team's `templates/card.typ`, else that of a company it extends, else ours."""
        if root:
            for label, each in {"": root, **extended_roots(companies)}.items():
                own = each / TEMPLATE_FOLDER / TEMPLATE
                if own.is_file():
                    return cls(own.read_bytes(), f"{label}{TEMPLATE_FOLDER}/{TEMPLATE}")
        return cls((BUILTIN_TEMPLATES / TEMPLATE).read_bytes())

    @cached_property
    def version(self) -> str:
        """A hash of the typst version, the template and the fonts: what a cached PDF depends on besides its card."""
        said = "\x1f".join((metadata.version("typst"), self.template.decode(), *font_families()))
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def pdf(self, cards: Sequence[tuple[Card, Footer]], sheet: Sheet, *, title: str, author: str) -> bytes:
        """Return a PDF with the cards imposed on sheets, and a bookmark for each card.

        Raises PrecallError if typst cannot set them, because of the team's own template or a character without a font.
        """
        return compile_pdf(self.template, self.words(cards, sheet, title=title, author=author), self.said)

    def words(self, cards: Sequence[tuple[Card, Footer]], sheet: Sheet, *, title: str, author: str) -> str:
        """Return the input of the template, as JSON."""
        return _words_for_typst(cards, sheet, "sheet", title, author)

    def heights(self, cards: Sequence[tuple[Card, Footer]], sheet: Sheet) -> list[tuple[float, float]]:
        """Return the millimetres that each card's front and flap need, with growing sections at minimum height."""
        chunks = (cards[start : start + CHUNK_SIZE] for start in range(0, len(cards), CHUNK_SIZE))
        measured = (self._query(_words_for_typst(chunk, sheet, "fit", "", ""), "<fit>") for chunk in chunks)
        return [(float(each["front"]), float(each["flap"])) for each in chain.from_iterable(measured)]

    def part_heights(self, parts: Sequence[tuple[str, Card, Footer]], sheet: Sheet) -> list[float]:
        """Return the millimetres that sections need; a part is a section's name with its card and footer."""
        words = json.loads(_words_for_typst([(card, foot) for _, card, foot in parts], sheet, "parts", "", ""))
        for (name, _, _), each in zip(parts, words["cards"], strict=True):
            each["part"] = name
        return list(map(float, self._query(json.dumps(words, ensure_ascii=False), "<part>")))

    def widths(self, card: Card, runs: Sequence[FontRun]) -> list[tuple[list[float], float]]:
        """Return for each run the widths of its words and of a space, as parts of the type size, in a card's language.

        Where a word is wider next to a space than alone, because of kerning, the larger width is returned.
        """
        words = json.loads(
            _words_for_typst([(card, Footer((), (), ""))], next(iter(load_sheets().values())), "widths", "", "")
        )
        words["cards"] = []
        words["runs"] = [{"weight": run.weight, "style": run.style, "words": run.words} for run in runs]
        return [(widths, space) for widths, space in self._query(json.dumps(words, ensure_ascii=False), "<width>")]

    def _query(self, words: str, label: str) -> list[Any]:
        """Return the values that the template emits under a label."""
        found = typst.query(self.template, label, field="value", font_paths=load_fonts()[1], sys_inputs={"data": words})
        if len(words) > LARGE_INPUT:
            free_memory()
        values: list[Any] = json.loads(found)
        return values


def free_memory() -> None:
    """Make typst free its memory of earlier documents, which it does after ten further compilations."""
    for _ in range(_COMPILATIONS_REMEMBERED):
        typst.compile(b"", font_paths=load_fonts()[1])


@dataclass(frozen=True)
class FontRun:
    """Words in one face of the font."""

    weight: int
    style: str
    """In typst's terms: normal or italic."""
    words: tuple[str, ...]


def compile_pdf(template: bytes, words: str, template_path: str) -> bytes:
    """Return the PDF of a template and its input. Raises PrecallError as `CardTypesetter.pdf` does.

    Args:
        template: The template's source.
        words: The input, as JSON.
        template_path: The template's path for messages; empty for ours.
    """
    try:
        pdf = typst.compile(template, font_paths=load_fonts()[1], sys_inputs={"data": words}, pdf_standards="ua-1")
    except typst.TypstError as error:
        place = f"{template_path}: " if template_path else ""
        raise PrecallError(f"{place}typst cannot set the cards: {error.message}.", " ".join(error.hints)) from error
    return pdf


@cache
def load_fonts() -> tuple[tuple[str, ...], typst.Fonts]:
    """Return the font families of cards in order of preference, and the fonts as typst loads them."""
    found = font_families()
    return tuple(found), typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in found.values()])


def _words_for_typst(cards: Sequence[tuple[Card, Footer]], sheet: Sheet, mode: str, title: str, author: str) -> str:
    first = cards[0][0]
    return json.dumps(
        {
            "mode": mode,
            "title": title,
            "author": author,
            "language": first.language.split("-")[0],  # typst accepts no region
            "fonts": list(font_families()),
            "fold": first.labels["fold-cut" if sheet.small else "fold"],
            "sheet": _geometry(sheet),
            "cards": [_card(card, foot, sheet, mode) for card, foot in cards],
        },
        ensure_ascii=False,
    )


def _geometry(sheet: Sheet) -> dict[str, Any]:
    plain = sheet.model_dump(by_alias=True)
    return plain | {
        "front_height": sheet.front_height,
        "flap_height": sheet.flap_height,
        "flap_top": sheet.flap_top,
        "front": _layout(sheet.front, "front"),
        "flap": _layout(sheet.flap, "flap"),
    }


def _layout(layout: Layout, side: str) -> dict[str, Any]:
    return {
        "side": side,
        "columns": layout.columns,
        "count": len(layout.rows),
        "areas": [asdict(area) for area in layout.areas],
        "grow": layout.grow,
        "grow_row": layout.grow_row,
        "least": layout.least,
    }


def _card(card: Card, foot: Footer, sheet: Sheet, mode: str) -> dict[str, Any]:
    shown = card.on(sheet)
    return {
        "id": card.id,
        "language": card.language.split("-")[0],
        "address": foot.address,
        # Measuring needs only the space of the code.
        "qr": foot.qr if mode == "sheet" else foot.address or None,
        "foot": _breakable(foot.short if sheet.small else foot.full),
        "sections": {section.name: _section(section) for section in shown.sections},
    }


def _breakable(lines: Iterable[FooterLine]) -> list[list[list[str]]]:
    """Return the footer's lines, with a possible line break after each separator of an address."""
    return [[[label, re.sub(r"([/.-])", "\\1\u200b", words)] for label, words in line] for line in lines]


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "note": section.note,
        "side": section.side,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": block.kind, "role": block.role, "side": block.side}
    match block:
        case Line():
            return plain | {"label": block.label, "text": _parts(block.text)}
        case Blank():
            return plain | {"label": block.label, "rows": block.rows}
        case Tick():
            return plain | {"text": _parts(block.text), "room": block.room}
        case Box():
            return plain | {"label": block.label}
        case QuestionLine():
            cues = [_parts(cue) for cue in block.cues]
            return plain | {"number": block.number, "ask": _parts(block.ask), "cues": cues}


def _bounded(words: str) -> str:
    """Return a text in which very long words (an address, a typing error) may break anywhere, to stay on the card."""
    return _ENDLESS.sub(lambda found: "\u200b".join(found.group()), words)


def _parts(parts: Iterable[Inline]) -> list[Any]:
    made: list[Any] = []
    for part in parts:
        match part:
            case Words(said):
                made.append(["words", _bounded(said)])
            case Code(said):
                made.append(["code", _bounded(said)])
            case Strong(inner):
                made.append(["strong", _parts(inner)])
            case Emphasis(inner):
                made.append(["emphasis", _parts(inner)])
            case Link(_, inner):
                # On paper, only the words of a link are useful.
                made.extend(_parts(inner))
            case Break():
                made.append(["break"])
    return made
