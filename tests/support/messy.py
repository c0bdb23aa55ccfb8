"""A seed becomes a valid playbook that is written as untidily as YAML allows."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from precall.content.source import CONTENT_FOLDER

_SAID = (
    "client cost change week notes price year picture table call honest two later nobody figure fear firm zurück café "
    'naïve 納期 #hash it\'s a: "said" 12:30 0123 yes null & * - ? | > % @ `x` [link](https://example.com/a) **bold** 🙂'
)
WORDS = _SAID.split()
PLAIN_WORDS = tuple(word for word in WORDS if re.fullmatch(r"[a-zäöüéèï]+", word))


class Messy:
    """One playbook from one seed. Each comment is `note-<number>`, so that a test can find every one again."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.notes = 0
        self.ids: dict[str, list[str]] = {}

    def files(self) -> dict[str, str]:
        """Return the files by their path from the root."""
        pick = self.random
        calls = self._names(pick.randint(1, 5))
        banks = {name: self._names(pick.randint(1, 4)) for name in self._names(pick.randint(1, 3))}
        questions = [f"{bank}/{question}" for bank, names in banks.items() for question in names]
        stages, principles, barriers, sources = (self._names(pick.randint(1, 4)) for _ in range(4))
        made: dict[str, Any] = {"playbook.yml": self._settings(stages)}
        for name in calls:
            made[f"calls/{name}.yml"] = self._call(stages, calls, questions, barriers, principles)
        for name, own in banks.items():
            bank_questions = [
                {"id": each, "ask": self._line(), **self._some(why=self._text, **self._lists("follow_ups"))}
                for each in own
            ]
            made[f"questions/{name}.yml"] = {
                "title": self._line(),
                "purpose": self._line(),
                "questions": bank_questions,
                **self._kept(),
            }
        made["principles.yml"] = [
            {
                "id": each,
                "title": self._line(),
                "say": self._line(),
                **self._some(why=self._text, sources=lambda: self._of(sources)),
            }
            for each in principles
        ]
        made["barriers.yml"] = [
            {
                "id": each,
                "title": self._line(),
                **self._some(questions=lambda: self._of(questions), **self._lists("sounds_like")),
                **self._kept(),
            }
            for each in barriers
        ]
        made["sources.yml"] = [{"id": each, "title": self._line(), **self._some(about=self._line)} for each in sources]
        return {f"{CONTENT_FOLDER}/{path}": self._written(value) for path, value in made.items()}

    def _names(self, count: int) -> list[str]:
        return self.random.sample(
            [f"{a}-{b}" for a in ("first", "why", "their") for b in ("look", "now", "2nd", "cost", "no")], count
        )

    def _line(self) -> str:
        words = [self.random.choice(WORDS) for _ in range(self.random.choice((1, 3, 8, 40)))]
        # A text of punctuation only may be empty as Markdown, which the check rejects.
        return " ".join(["Say", *words])

    def _text(self) -> str:
        return "\n\n".join(self._line() for _ in range(self.random.randint(1, 3)))

    def _of(self, known: list[str]) -> list[str]:
        return self.random.sample(known, self.random.randint(1, len(known)))

    def _lists(self, *names: str) -> dict[str, Callable[[], Any]]:
        return {name: lambda: [self._line() for _ in range(self.random.randint(1, 4))] for name in names}

    def _some(self, **fields: Callable[[], Any]) -> dict[str, Any]:
        return {name: make() for name, make in fields.items() if self.random.random() < 0.6}

    def _kept(self) -> dict[str, Any]:
        return self._some(
            owner=self._line,
            reviewed=lambda: "2026-11-01",
            notes=self._text,
            keywords=lambda: self.random.sample(PLAIN_WORDS, 2),
            aliases=lambda: [f"was-{self.random.randint(0, 10**9)}"],
        )

    def _settings(self, stages: list[str]) -> Any:
        listed = [{"id": each, "title": self._line(), "client_is": self._line()} for each in stages]
        return {
            "title": self._line(),
            "team": self._line(),
            "stages": listed,
            **self._some(synonyms=lambda: [["price", "cost"], ["a b", "c"]]),
        }

    def _call(self, *known: list[str]) -> Any:
        stages, calls, questions, barriers, principles = known
        return {
            "title": self._line(),
            "stage": self.random.choice(stages),
            "channel": self.random.choice(("phone", "message")),
            "when": self._line(),
            "minutes": "45",
            "objective": self._line(),
            "outcome": {"best": self._line(), "smallest": self._line()},
            **self._some(
                questions=lambda: self._of(questions),
                barriers=lambda: self._of(barriers),
                principles=lambda: self._of(principles),
                next=lambda: self._of(calls),
                **self._lists("free_value", "listen_for"),
                agree=self._line,
            ),
            **self._kept(),
            "return": self._line(),
        }

    # How it is written

    def _written(self, value: Any) -> str:
        lines = self._comment(0)
        if lines and self.random.random() < 0.5:
            lines.append("")
        lines += self._block(value, 0)
        lines += self._comment(0)
        ending = self.random.choice(("\n", "\n", "\r\n"))
        return ending.join(lines) + self.random.choice(("", ending))

    def _note(self) -> str:
        self.notes += 1
        return f"# note-{self.notes} it's: [a"

    def _comment(self, indent: int) -> list[str]:
        return [" " * indent + self._note() for _ in range(self.random.choice((0, 0, 0, 0, 1, 2)))]

    def _trailing(self) -> str:
        return f"{' ' * self.random.randint(1, 3)}{self._note()}" if self.random.random() < 0.1 else ""

    def _block(self, value: Any, indent: int) -> list[str]:
        lines: list[str] = []
        if isinstance(value, dict):
            keys = list(value)
            self.random.shuffle(keys)
            for key in keys:
                lines += [""] * (self.random.random() < 0.1)
                lines += self._comment(indent)
                lines += self._under(" " * indent + f"{key}:", value[key], indent)
            return lines
        for item in value:
            lines += [""] * (self.random.random() < 0.2)
            lines += self._comment(indent)
            lines += self._item(item, indent)
        return lines

    def _item(self, item: Any, indent: int) -> list[str]:
        if not isinstance(item, dict) or self.random.random() < 0.1:
            return self._under(" " * indent + "-", item, indent)
        if self.random.random() < 0.1:
            return [f"{' ' * indent}- {self._brackets(item)}{self._trailing()}"]
        step = self.random.choice((2, 4))
        lines = self._block(item, indent + step)
        start = next(number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
        above = [" " * indent + line.strip() for line in lines[:start] if line]
        return [*above, f"{' ' * indent}-{' ' * (step - 1)}{lines[start].lstrip()}", *lines[start + 1 :]]

    def _under(self, start: str, value: Any, indent: int) -> list[str]:
        if isinstance(value, str):
            return self._text_lines(start, value, indent)
        flat = isinstance(value, list) and all(isinstance(each, str) for each in value)
        if flat and self.random.random() < 0.3:
            return [f"{start} {self._brackets(value)}{self._trailing()}"]
        deeper = indent + self.random.choice((2, 3, 4))
        if isinstance(value, list) and start.strip() != "-" and self.random.random() < 0.3:
            deeper = indent
        return [start + self._trailing(), *self._block(value, deeper)]

    def _brackets(self, value: Any) -> str:
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self._brackets(each)}" for key, each in value.items()) + "}"
        return "[" + ", ".join(map(self._brackets, value)) + "]"

    def _text_lines(self, start: str, text: str, indent: int) -> list[str]:
        way = self.random.choice(("plain", "single", "double", "fold", "literal"))
        deeper = " " * (indent + self.random.choice((2, 3, 5)))
        plain = re.fullmatch(r"[A-Za-z0-9/]+( [A-Za-z0-9']+)*|[a-z0-9/-]+", text)
        if "\n" in text and way != "double":
            way = "literal"
        if way == "plain" and plain:
            cut = text.split(" ")
            if len(cut) > 4 and self.random.random() < 0.5:
                return [f"{start} {' '.join(cut[:3])}", deeper + " ".join(cut[3:]) + self._trailing()]
            return [f"{start} {text}{self._trailing()}"]
        if way == "fold" or (way == "literal" and "\n" not in text):
            cut = text.split(" ")
            half = self.random.randint(0, len(cut) - 1)
            # A fold before a word is a space; the first line must not be indented further.
            rows = [" ".join(cut[:half]), " ".join(cut[half:])] if half else [text]
            return [f"{start} >-{self._trailing()}", *(deeper + row for row in rows)]
        if way == "literal":
            return [f"{start} |-{self._trailing()}", *(deeper + row if row else "" for row in text.split("\n"))]
        if way == "single" and "\n" not in text:
            return [f"{start} '{text.replace(chr(39), chr(39) * 2)}'{self._trailing()}"]
        return [f"{start} {json.dumps(text, ensure_ascii=False)}{self._trailing()}"]


def lay_out(root: Path, seed: int) -> int:
    """Write the playbook of a seed below `root`; return how many comments are in it."""
    messy = Messy(seed)
    for path, text in messy.files().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")
    return messy.notes
