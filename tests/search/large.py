"""A made-up playbook of any size: our own sentences with many of their words replaced by invented ones.

The invented words follow Zipf's law, as words of a language do: an index of them is neither too small nor too even.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from precall.content.model import Playbook

PER_BANK = 10
SYLLABLES = [
    first + vowel + last for first in "bcdfglmnprstv" for vowel in "aeiou" for last in ("", "n", "r", "st", "l")
]


def write_large(root: Path, ours: Playbook, *, calls: int, questions: int, seed: int = 5) -> None:
    """Write `playbook/` below `root`, from the sentences and settings of `ours`."""
    say = _speaker(ours, random.Random(seed), invented=1500 + (calls + questions) * 2)
    folder = root / "playbook"
    stages = [{"id": stage.ref, "title": stage.title, "client_is": stage.client_is} for stage in ours.stages.values()]
    _write(folder / "playbook.yml", {"title": "Large", "team": "Large", "stages": stages})
    banks = max(1, questions // PER_BANK)
    for bank in range(banks):
        _write(folder / "questions" / f"bank-{bank}.yml", _bank(say, bank))
    for call in range(calls):
        _write(folder / "calls" / f"call-{call}.yml", _call(say, call, banks, stages[call % len(stages)]["id"]))
    _write(
        folder / "principles.yml", [{"id": "two-lines", "title": "Two lines before every call", "say": "Write two."}]
    )
    _write(folder / "barriers.yml", [{"id": "price", "title": "Price", "sounds_like": ["Too much."]}])


def _bank(say: Callable[[int], str], bank: int) -> dict[str, Any]:
    questions = [
        {
            "id": f"q-{number}",
            "ask": say(8).rstrip(".") + "?",
            "why": f"{say(12)} {say(12)}",
            "listen_for": [say(4), say(4), say(4)],
            "follow_ups": [say(7), say(7)],
        }
        for number in range(PER_BANK)
    ]
    return {"title": say(3), "purpose": say(12), "keywords": [say(2), say(1), say(2)], "questions": questions}


def _call(say: Callable[[int], str], call: int, banks: int, stage: str) -> dict[str, Any]:
    return {
        "title": f"{say(3)} {call}",
        "stage": stage,
        "channel": "meeting",
        "when": say(12),
        "minutes": "45",
        "objective": say(14),
        "outcome": {"best": say(10), "smallest": say(10)},
        "free_value": [say(12), say(12)],
        "questions": [f"bank-{(call + step) % banks}/q-{step}" for step in range(5)],
        "listen_for": [say(6), say(6), say(6)],
        "barriers": ["price"],
        "principles": ["two-lines"],
        "keywords": [say(2), say(1), say(2), say(1)],
        "notes": f"{say(20)} {say(20)}",
    }


def _speaker(ours: Playbook, chance: random.Random, *, invented: int) -> Callable[[int], str]:
    """Return a function that makes a text of about this many words."""
    words: list[str] = []
    for question in ours.questions.values():
        words += re.findall(r"[A-Za-z]+", f"{question.ask} {question.why} {' '.join(question.follow_ups)}".lower())
    lexicon = sorted({"".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 3, 4)))) for _ in range(invented)})
    chance.shuffle(lexicon)
    weights = [1 / (rank + 8) for rank in range(len(lexicon))]
    odd = chance.choices(lexicon, weights, k=200_000)

    def say(count: int) -> str:
        start = chance.randrange(len(words) - count)
        text = [
            odd[chance.randrange(len(odd))] if len(word) > 3 and chance.random() < 0.45 else word
            for word in words[start : start + count]
        ]
        return " ".join(text).capitalize() + ("." if count > 4 else "")

    return say


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML too.
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
