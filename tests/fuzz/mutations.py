"""Put one random mistake into a text, and return the text with the mistake's line."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

ODD_CHARACTERS = "\x00\x07\x1b\t\u00a0\u2028\u200b\u202e\ufeff\ufffd\u0455\U0001f600\x85é“”–…'\"`{}[]&*!|>%@#:,-?~<\\"
"""Characters that YAML, terminals or people misread."""

ODD_VALUES = (
    *("", "~", "null", "...", "TODO", "[]", "{}", "[a, b]", "{a: b}", "- ?", "0123", "12:30", "no", "2026-13-45"),
    *("&a [*a]", "*a", "!!python/object:os.system", "'", '"', "|", ">-", "%", "@", "a: b", "a #b", "-x", "<<: *a"),
)
"""Values that YAML does not read as text, or cannot read."""


@dataclass(frozen=True)
class Mistake:
    """A text with one mistake."""

    name: str
    text: str
    line: int
    """The line of the mistake, from 1."""


def mistake(text: str, chance: random.Random) -> Mistake:
    """Return the text with one random mistake."""
    lines = text.split("\n")
    index = chance.choice([number for number, line in enumerate(lines) if line.strip()] or [0])
    change = chance.choice(CHANGES)
    changed = list(lines)
    change(changed, index, chance)
    return Mistake(change.__name__.lstrip("_"), "\n".join(changed), index + 1)


def _remove_character(lines: list[str], index: int, chance: random.Random) -> None:
    at = chance.randrange(len(lines[index]) or 1)
    lines[index] = lines[index][:at] + lines[index][at + 1 :]


def _insert_character(lines: list[str], index: int, chance: random.Random) -> None:
    at = chance.randrange(len(lines[index]) + 1)
    lines[index] = lines[index][:at] + chance.choice(ODD_CHARACTERS) + lines[index][at:]


def _replace_character(lines: list[str], index: int, chance: random.Random) -> None:
    at = chance.randrange(len(lines[index]) or 1)
    lines[index] = lines[index][:at] + chance.choice(ODD_CHARACTERS) + lines[index][at + 1 :]


def _remove_line(lines: list[str], index: int, chance: random.Random) -> None:
    del lines[index]


def _repeat_line(lines: list[str], index: int, chance: random.Random) -> None:
    lines.insert(index, lines[index])


def _swap_lines(lines: list[str], index: int, chance: random.Random) -> None:
    if index:
        lines[index - 1], lines[index] = lines[index], lines[index - 1]


def _indent(lines: list[str], index: int, chance: random.Random) -> None:
    lines[index] = chance.choice((" ", "  ", "\t", "\u00a0")) + lines[index]


def _outdent(lines: list[str], index: int, chance: random.Random) -> None:
    lines[index] = lines[index].removeprefix(" " * chance.choice((1, 2)))


def _change_value(lines: list[str], index: int, chance: random.Random) -> None:
    key, colon, _ = lines[index].partition(":")
    lines[index] = f"{key}{colon} {chance.choice(ODD_VALUES)}"


def _remove_colon_space(lines: list[str], index: int, chance: random.Random) -> None:
    lines[index] = lines[index].replace(": ", ":", 1)


def _remove_dash_space(lines: list[str], index: int, chance: random.Random) -> None:
    lines[index] = lines[index].replace("- ", "-", 1)


def _remove_dash(lines: list[str], index: int, chance: random.Random) -> None:
    lines[index] = lines[index].replace("- ", "", 1)


def _join_lines(lines: list[str], index: int, chance: random.Random) -> None:
    if index + 1 < len(lines):
        lines[index : index + 2] = [f"{lines[index]} {lines[index + 1].strip()}"]


def _break_line(lines: list[str], index: int, chance: random.Random) -> None:
    at = chance.randrange(len(lines[index]) + 1)
    lines[index : index + 1] = [lines[index][:at], lines[index][at:]]


CHANGES: tuple[Callable[[list[str], int, random.Random], None], ...] = (
    *(_remove_character, _insert_character, _replace_character, _remove_line, _repeat_line, _swap_lines, _indent),
    *(_outdent, _change_value, _remove_colon_space, _remove_dash_space, _remove_dash, _join_lines, _break_line),
)
"""Typical mistakes of people: each changes the line at an index."""
