"""Values become YAML as an editor would write it: plain where that is safe, quoted elsewhere, paragraphs with `|`."""

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
"""Texts that other programs would take for a number, a date or a truth."""

_PLAIN = re.compile(r"[^\W_](?:[^\n#:\t]|:(?=\S)|(?<=\S)#)*")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def text(value: str) -> str:
    """A text on one line. Signs that nobody can see, which no content may have, are left out."""
    value = _UNSEEN.sub("", value)
    if "\n" in value or "\t" in value:
        return json.dumps(value, ensure_ascii=False)
    safe = _PLAIN.fullmatch(value) and not TYPED.fullmatch(value) and not value.endswith((" ", ":"))
    # A colon before a space begins a key, and a number sign after one a comment.
    if safe and ": " not in value and " #" not in value:
        return value
    return "'" + value.replace("'", "''") + "'"


def lines(value: Value, indent: int = 0) -> Iterator[str]:
    """A group or a list, a line for each of its parts; what is empty is left out."""
    pad = " " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner not in ("", [], {}):
                yield from _under(f"{pad}{key}:", inner, indent)
    else:
        for item in value:
            if isinstance(item, str):
                yield from _under(f"{pad}-", item, indent)
            else:
                first, *rest = lines(item, indent + 2)
                yield f"{pad}- {first.lstrip()}"
                yield from rest


def _under(start: str, value: Any, indent: int) -> Iterator[str]:
    if not isinstance(value, str):
        yield start
        yield from lines(value, indent + 2)
    elif "\n" in value and not _UNSEEN.search(value) and value == value.strip() and "\t" not in value:
        yield f"{start} |-"
        for line in value.split("\n"):
            yield " " * (indent + 2) + line if line else ""
    else:
        yield f"{start} {text(value)}"
