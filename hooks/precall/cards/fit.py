"""Cards are measured in the engine that sets them, and what does not fit on a sheet becomes an Overflow.

Measuring takes some ten milliseconds for each card and sheet, so what was measured is kept, by content, in the user's
cache folder.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from precall.cards.card import Card, Side, Written, make_cards, written_texts
from precall.cards.foot import Foot, make_foot
from precall.cards.pdf import Setter, measured
from precall.cards.sheet import Sheet, sheets
from precall.kept import cache_folder, switched_off
from precall.model import Playbook

SITE = "https://playbook.a-name-of-usual-length.example"
"""Stands for the site in the foot: a rule does not know where the site will be."""

SPARE = 1.5
"""Millimetres kept free on each side, for browsers break lines a little differently than the engine does."""

MANY = 400
"""Measurements beyond which it pays to start other processes."""

PART = 150
"""Cards that one process measures."""

Height = tuple[float, float]
"""Millimetres that a card's front and its flap need."""


@dataclass(frozen=True)
class Overflow:
    """One side of a card that does not fit on some sheets."""

    card: Card
    side: Side
    over: tuple[tuple[str, float], ...]
    """Names of sheets, and by how many millimetres; the worst first."""
    longest: Written | None
    """Where the longest text of that side is written."""
    characters: int
    """Of the longest text."""


def overflows(playbook: Playbook) -> Iterator[Overflow]:
    """Every side of every card that does not fit on some sheet."""
    cards = list(make_cards(playbook))
    if not cards:
        return
    heights = _heights(cards, sheets())
    for index, card in enumerate(cards):
        sides: tuple[tuple[Side, int], ...] = (("front", 0), ("flap", 1))
        for side, which in sides:
            over = [(name, _over(heights[name][index], sheet)[which]) for name, sheet in sheets().items()]
            worst = tuple(sorted(((name, by) for name, by in over if by > 0), key=lambda each: -each[1]))
            if worst:
                written, characters = longest(card.on(sheets()[worst[0][0]]), side)
                yield Overflow(card, side, worst, written, characters)


def too_high(cards: Sequence[Card], sheet: Sheet) -> frozenset[str]:
    """Ids of the cards with a side that does not fit on a sheet, whatever the team's checks say of it."""
    (heights,) = _heights(cards, {"": sheet}).values()
    return frozenset(card.id for card, height in zip(cards, heights, strict=True) if max(_over(height, sheet)) > 0)


def _over(height: Height, sheet: Sheet) -> Height:
    """Millimetres by which a card's front and its flap are too high; not above zero where they fit."""
    front, flap = height
    return front + SPARE - sheet.front_height, flap + SPARE - sheet.flap_height


def longest(card: Card, side: Side) -> tuple[Written | None, int]:
    """The longest text on a side of the card that an editor wrote, and its characters."""
    texts = written_texts(block for section in card.side(side) for block in section.blocks)
    written, words = max(texts, key=lambda each: len(each[1]), default=(None, ""))
    return written, len(words)


def _heights(cards: Sequence[Card], on: Mapping[str, Sheet]) -> dict[str, list[Height]]:
    """The heights of all cards on each of the sheets."""
    setter = Setter.at(None)
    kept = _Kept(setter.version)
    feet = [(card, make_foot(card, SITE)) for card in cards]
    keys: dict[str, list[str]] = {}
    tasks: list[_Task] = []
    for name, sheet in on.items():
        geometry = sheet.model_dump_json()
        keys[name] = [_key(card.on(sheet), foot, geometry) for card, foot in feet]
        new = {key: pair for key, pair in zip(keys[name], feet, strict=True) if key not in kept.heights}
        if new:
            tasks.append(_Task(sheet, tuple(new), tuple(new.values())))
    if tasks:
        measured = _apart if sum(len(task.keys) for task in tasks) > MANY else _here
        kept.add(dict(measured(setter, tasks)))
    return {name: [kept.heights[key] for key in keys[name]] for name in keys}


@dataclass(frozen=True)
class _Task:
    """Cards that are to be measured on a sheet."""

    sheet: Sheet
    keys: tuple[str, ...]
    cards: tuple[tuple[Card, Foot], ...]

    def parts(self) -> Iterator[_Task]:
        """The same in parts of some cards each."""
        for start in range(0, len(self.keys), PART):
            yield _Task(self.sheet, self.keys[start : start + PART], self.cards[start : start + PART])


def _here(setter: Setter, tasks: Sequence[_Task]) -> Iterator[tuple[str, Height]]:
    for task in tasks:
        yield from zip(task.keys, setter.heights(task.cards, task.sheet), strict=True)


def _apart(setter: Setter, tasks: Sequence[_Task]) -> Iterator[tuple[str, Height]]:
    """Measure in two processes, each for one part: the engine keeps what it laid out, and a megabyte for each card."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as workers:
        waiting = deque(part for task in tasks for part in task.parts())
        running: deque[tuple[_Task, Future[list[Height]]]] = deque()
        # Few at a time: what is asked of the engine is as large as what it says.
        while waiting or running:
            while waiting and len(running) < 3:
                part = waiting.popleft()
                asked = setter.words_to_fit(part.cards, part.sheet)
                running.append((part, workers.submit(measured, setter.template, asked)))
            part, made = running.popleft()
            yield from zip(part.keys, made.result(), strict=True)


def _key(card: Card, foot: Foot, geometry: str) -> str:
    shown = repr((card.words(), [block.role for block in card.blocks], foot.full, card.language))
    return hashlib.sha256(f"{shown}\x1f{geometry}".encode()).hexdigest()[:20]


class _Kept:
    """Heights measured before, by a hash of what was measured; shared by all playbooks of a user."""

    MOST = 50_000
    """Heights in the file: some six megabytes. Beyond that it starts again."""

    def __init__(self, version: str) -> None:
        self.file = cache_folder() / f"card-heights-{version}.json"
        self.heights: dict[str, Height] = {}
        # What cannot be read is measured again.
        with suppress(OSError, ValueError, TypeError):
            found = {} if switched_off() else json.loads(self.file.read_text("utf-8"))
            self.heights = {str(key): (float(front), float(flap)) for key, (front, flap) in found.items()}

    def add(self, new: dict[str, Height]) -> None:
        """Keep more of them. A folder that cannot be written to costs time and nothing else."""
        self.heights = self.heights | new if len(self.heights) < self.MOST else new
        with suppress(OSError):
            if switched_off():
                return
            self.file.parent.mkdir(parents=True, exist_ok=True)
            half = self.file.with_suffix(f".{os.getpid()}.part")
            half.write_text(json.dumps(self.heights), "utf-8")
            half.replace(self.file)
