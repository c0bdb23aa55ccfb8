"""Return the filters of an index: by stage, channel, bank or tag, if there is more than one choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from precall.content.model import Barrier, Call, Playbook, Principle, Question
from precall.content.urls import plain_title

FEW = 8
"""A filter with more choices than this is collapsed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of an index."""

    key: str
    """Its name in the URL and in the keys of interface words."""
    choices: tuple[tuple[str, str], ...]
    """Values with their plain labels; a label is empty if it is an interface word."""

    @property
    def many(self) -> bool:
        """Whether it is collapsed."""
        return len(self.choices) > FEW


def filters(playbook: Playbook, index: str) -> list[Filter]:
    """Return the filters of an index that have more than one choice."""
    make = _INDEXES.get(index)
    return [filter_ for filter_ in make(playbook) if len(filter_.choices) > 1] if make else []


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
    """Return a filter of all tags in alphabetical order."""
    return Filter("tag", tuple((tag, tag) for tag in sorted({tag for entry in entries for tag in entry.tags})))


_INDEXES: Mapping[str, Callable[[Playbook], list[Filter]]] = {
    "calls": _calls,
    "questions": _questions,
    "principles": lambda playbook: [_tags(playbook.principles.values())],
    "barriers": lambda playbook: [_tags(playbook.barriers.values())],
}
