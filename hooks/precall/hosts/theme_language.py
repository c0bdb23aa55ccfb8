"""The language of the content becomes that of the theme around it, as near as both have words for it."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

from precall.render.i18n import DEFAULT, direction, language

_WORDS = Path("partials", "languages")
"""Where Material keeps its words, a file for each language."""


def speak(theme: MutableMapping[str, Any], dirs: Iterable[str], code: str) -> str:
    """Let a theme speak the content's language, unless it was told another; return what is to be said of ours, if any.

    `dirs` are the theme's folders. The theme's words are from right to left where its language is.
    """
    if theme.get("language", DEFAULT) == DEFAULT:
        theme["language"] = _nearest(code, [Path(folder) / _WORDS for folder in dirs])
    if language(code).code == code.partition("-")[0]:
        return ""
    way = ", from right to left" if direction(code) == "rtl" else ""
    return f'Precall has no words of its own in "{code}" yet, so headings and buttons are in English{way}.'


def _nearest(code: str, folders: list[Path]) -> str:
    for wanted in (code, code.partition("-")[0]):
        if any((folder / f"{wanted}.html").is_file() for folder in folders):
            return wanted
    return DEFAULT
