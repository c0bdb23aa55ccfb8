"""Return the widths of the words of cards in typst: from a table of letter widths, else measured once and cached.

Text with inline markup, or with a script or character beyond Latin, raises UnboundedError. Lines may not break at
every space; the words between two certain break points are measured as one unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from typing import TypeAlias

from precall.cards.block import Block, Line, QuestionLine, Section, Tick
from precall.cards.card import Card
from precall.cards.footer import Footer
from precall.cards.letter_widths import FACES, letter_widths
from precall.cards.pdf import CardTypesetter, FontRun
from precall.core.cache import Cache, key_of
from precall.core.text import Inline, Words

Face: TypeAlias = tuple[int, str]

REGULAR, SEMIBOLD, BOLD, ITALIC = FACES

MEASURABLE_WORD = re.compile(
    r"[!-~\u00a1-\u00ac\u00ae-\u0148\u014a-\u017f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2026\u20ac]{1,24}"
)
"""A word of Latin letters that our first font has. Longer words may break anywhere and have no width."""

CAN_START_LINE = re.compile(r"""["'‘“„(]?[^\W_]""")
CAN_END_LINE = re.compile(r"""(?:.*[^\W_][.,;:!?)…"”“’'%–—-]*|[·–—-])""")
"""A line may break between such words; Unicode's rules keep some characters together even across a space."""
_QUOTES = "\"”“’'"

_NAMESPACE = "word-widths"
_LIMIT = 200_000

_ZERO = "\u200b"
_SPACE = " "
DOT = "·"

Text: TypeAlias = tuple[Face, str]


class UnboundedError(Exception):
    """The height of a card on a sheet has no bound."""


class TextWidths:
    """The widths of all words on some cards of one playbook."""

    def __init__(self, cards: Sequence[tuple[Card, Footer]], setter: CardTypesetter, cache: Cache) -> None:
        self.cards = cards
        self.setter = setter
        self.cache = cache
        self._said: dict[Text, tuple[float, ...]] = {}

    def of(self, face: Face, words: str) -> tuple[float, ...]:
        """Return the widths of the unbreakable parts of a text, as parts of the type size. Raises UnboundedError."""
        key = (face, words)
        found = self._said.get(key)
        if found is None:
            known, space = self._words[face], self.space(face)
            found = ()
            with suppress(KeyError):
                found = tuple(sum(known[word] for word in unit) + space * (len(unit) - 1) for unit in _units(words))
            self._said[key] = found
        if not found:
            raise UnboundedError
        return found

    def space(self, face: Face) -> float:
        """Return the width of a space, as a part of the type size."""
        return self._words[face][_SPACE]

    @cached_property
    def _words(self) -> dict[Face, dict[str, float]]:
        language = self.cards[0][0].language
        wanted = self._wanted()
        known: dict[Face, dict[str, float]] = {face: {} for face in FACES}
        for face, table in letter_widths(language).items() if self.setter.is_ours else ():
            added_up = ((word, table.of(word)) for word in wanted[face])
            known[face] = {_SPACE: table.space, **{word: width for word, width in added_up if width is not None}}
        key = partial(_key, self.setter.version, language)
        keys = {
            (face, word): key(face, word)
            for face in FACES
            for word in (_SPACE, *wanted[face])
            if word not in known[face]
        }
        stored = self.cache.get_json(_NAMESPACE, keys.values())
        for (face, word), stored_key in keys.items():
            width = stored.get(stored_key)
            if isinstance(width, float):
                known[face][word] = width
        runs = [FontRun(*face, tuple(sorted(wanted[face] - known[face].keys()))) for face in FACES]
        if any(run.words or _SPACE not in known[face] for face, run in zip(FACES, runs, strict=True)):
            measured = self.setter.widths(self.cards[0][0], runs)
            for face, run, (widths, space) in zip(FACES, runs, measured, strict=True):
                new = dict(zip((*run.words, _SPACE), map(float, (*widths, space)), strict=True))
                known[face].update(new)
                self.cache.put_json(_NAMESPACE, {key(face, word): width for word, width in new.items()}, _LIMIT)
        return known

    def _wanted(self) -> dict[Face, set[str]]:
        """Return the words of all cards by font face."""
        wanted: dict[Face, set[str]] = {face: {DOT, "–"} for face in FACES}
        # Many cards share questions, barriers and interface words.
        texts = {text for card, foot in self.cards for text in (*_texts(card), *_foot_texts(foot))}
        for face, said in texts:
            wanted[face].update(said.replace(_ZERO, " ").split(" "))
        return {face: set(filter(MEASURABLE_WORD.fullmatch, words)) for face, words in wanted.items()}


def _key(version: str, language: str, face: Face, word: str) -> str:
    return key_of(version, language, str(face[0]), face[1], word)


def unformatted_text(parts: Sequence[Inline]) -> str:
    """Return a text without inline markup. Raises UnboundedError for any other text."""
    if len(parts) == 1 and isinstance(parts[0], Words):
        return parts[0].text
    raise UnboundedError


def _face(section: Section, block: Block) -> Face:
    if section.name == "head":
        return {"title": BOLD, "stage": SEMIBOLD}.get(block.role, REGULAR)
    if section.name in ("agree", "play-back"):
        return ITALIC
    return SEMIBOLD if section.name in ("objective", "outcome") else REGULAR


def _texts(card: Card) -> Iterator[Text]:
    """Yield the texts of a card that can be measured, with their faces."""
    for section in card.sections:
        yield BOLD, section.heading
        for block in section.blocks:
            if isinstance(block, Line):
                yield REGULAR, block.label
            if isinstance(block, (Line, Tick)):
                said = [(_face(section, block), block.text)]
            elif isinstance(block, QuestionLine):
                said = [(SEMIBOLD, block.ask), *((REGULAR, cue) for cue in block.cues)]
            else:
                continue
            yield from (
                (face, parts[0].text) for face, parts in said if len(parts) == 1 and isinstance(parts[0], Words)
            )


def _units(words: str) -> list[list[str]]:
    """Return the words of a text, grouped so that lines can break only between groups."""
    units: list[list[str]] = []
    before = ""
    for word in words.split(" "):
        first, *others = word.split(_ZERO)
        if units and not _breaks(before, first):
            units[-1].append(first)
        else:
            units.append([first])
        units.extend([other] for other in others)
        before = word
    return units


@lru_cache(maxsize=65_536)
def _breaks(before: str, word: str) -> bool:
    """Return whether a line can certainly break at the space between two words."""
    if not CAN_END_LINE.fullmatch(before) or not CAN_START_LINE.match(word):
        return False
    return not (before[-1] in _QUOTES and word[0] in "(„")


@lru_cache(maxsize=8_192)
def with_break_points(words: str) -> str:
    """Return the words of a footer with possible line breaks after the separators of its address."""
    return re.sub(r"([/.-])(?=[^ ])", rf"\1{_ZERO}", words)


def _foot_texts(foot: Footer) -> Iterator[Text]:
    for line in (*foot.full, *foot.short):
        for label, words in line:
            yield from ((REGULAR, label), (SEMIBOLD, with_break_points(words)))


def count_lines(widths: Sequence[float], space: float, room: float) -> int:
    """Return the number of lines that words take. Raises UnboundedError for a word that is wider than a line.

    Args:
        widths: The widths of the words, as parts of the type size.
        space: The width of a space.
        room: The width of a line.
    """
    if max(widths) > room:
        raise UnboundedError
    lines, used = 1, -space
    for width in widths:
        used += space + width
        if used > room:
            lines += 1
            used = width
    return lines
