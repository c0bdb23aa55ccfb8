"""An index's entries become the ways to narrow it down: by stage, channel, bank or tag, where there is a choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from precall.content.model import Barrier, Call, Playbook, Principle, Question
from precall.content.urls import plain_title

FEW = 8
"""Choices that a reader takes in at a glance. More are folded away."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow an index down."""

    key: str
    """What the address calls it, and the words of the interface."""
    choices: tuple[tuple[str, str], ...]
    """Values, and what a reader sees for each, as plain words; the words are empty where the interface has them."""

    @property
    def many(self) -> bool:
        """Whether it is folded away."""
        return len(self.choices) > FEW


def filters(playbook: Playbook, index: str) -> list[Filter]:
    """The ways to narrow an index down; none where it is short of choices."""
    made = _INDEXES.get(index)
    return [each for each in made(playbook) if len(each.choices) > 1] if made else []


def _calls(playbook: Playbook) -> list[Filter]:
    calls = playbook.calls.values()
    stages = [stage for stage in playbook.stages.values() if playbook.calls_of(stage)]
    return [
        Filter("stage", tuple((stage.ref, plain_title(stage)) for stage in stages)),
        Filter("channel", tuple((channel, "") for channel in sorted({call.channel for call in calls}))),
        _tags(calls),
    ]


def _questions(playbook: Playbook) -> list[Filter]:
    banks = playbook.banks.values()
    return [Filter("bank", tuple((bank.ref, plain_title(bank)) for bank in banks)), _tags(playbook.questions.values())]


def _tags(entries: Iterable[Call | Question | Principle | Barrier]) -> Filter:
    """Every tag, in the order of their letters."""
    return Filter("tag", tuple((tag, tag) for tag in sorted({tag for entry in entries for tag in entry.tags})))


_INDEXES: Mapping[str, Callable[[Playbook], list[Filter]]] = {
    "calls": _calls,
    "questions": _questions,
    "principles": lambda playbook: [_tags(playbook.principles.values())],
    "barriers": lambda playbook: [_tags(playbook.barriers.values())],
}
