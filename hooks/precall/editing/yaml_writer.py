"""Write values as YAML in the style of a person: plain if that is safe, else quoted; paragraphs with `|`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from precall.content.source_map import Value

TYPED = re.compile(
    r"[-+]?[\d.][\d._]*(e[-+]?\d+)?|0[xob][\da-f_]+|\d+(:\d+)+|\d{4}-\d\d?-\d\d?.*"
    r"|null|~|true|false|yes|no|on|off|y|n|\.inf|\.nan",
    re.IGNORECASE,
)
"""Matches texts that other programs would read as a number, a date or a boolean."""

_PLAIN = re.compile(r"[^\W_](?:[^\n#:\t]|:(?=\S)|(?<=\S)#)*")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def text(value: str) -> str:
    """Return a text as a YAML scalar on one line, without invisible characters, which content must not have."""
    value = _INVISIBLE.sub("", value)
    if "\n" in value or "\t" in value:
        return json.dumps(value, ensure_ascii=False)
    safe = _PLAIN.fullmatch(value) and not TYPED.fullmatch(value) and not value.endswith((" ", ":"))
    # A colon before a space ends a key, and a number sign after a space begins a comment.
    if safe and ": " not in value and " #" not in value:
        return value
    return "'" + value.replace("'", "''") + "'"


def lines(value: Value, indent: int = 0) -> Iterator[str]:
    """Yield the lines of a mapping or a list. Empty values of a mapping are left out."""
    pad = " " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner not in ("", [], {}):
                yield from _value_lines(f"{pad}{key}:", inner, indent)
    else:
        for item in value:
            if isinstance(item, str):
                yield from _value_lines(f"{pad}-", item, indent)
            else:
                first, *rest = lines(item, indent + 2)
                yield f"{pad}- {first.lstrip()}"
                yield from rest


def _value_lines(start: str, value: Any, indent: int) -> Iterator[str]:
    """Yield a value after its key or dash, which `start` has with its indentation."""
    if not isinstance(value, str):
        yield start
        yield from lines(value, indent + 2)
    elif "\n" in value and not _INVISIBLE.search(value) and value == value.strip() and "\t" not in value:
        yield f"{start} |-"
        for line in value.split("\n"):
            yield " " * (indent + 2) + line if line else ""
    else:
        yield f"{start} {text(value)}"
