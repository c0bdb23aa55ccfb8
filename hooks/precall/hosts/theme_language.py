"""Set the theme's language to the language of the content, or the nearest that the theme has."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

from precall.render.i18n import DEFAULT, direction, language

_WORDS = Path("partials", "languages")
"""The folder of Material's words, one file for each language."""


def set_theme_language(theme: MutableMapping[str, Any], dirs: Iterable[str], code: str) -> str:
    """Set a theme's language, unless mkdocs.yml sets one; return a note if Precall lacks words in that language.

    Args:
        theme: The theme's settings, which are changed.
        dirs: The theme's folders.
        code: The language of the content.

    """
    if theme.get("language", DEFAULT) == DEFAULT:
        theme["language"] = _nearest(code, [Path(folder) / _WORDS for folder in dirs])
    if language(code).code == code.partition("-")[0]:
        return ""
    order = ", from right to left" if direction(code) == "rtl" else ""
    return f'Precall has no words of its own in "{code}" yet, so headings and buttons are in English{order}.'


def _nearest(code: str, folders: list[Path]) -> str:
    for name in (code, code.partition("-")[0]):
        if any((folder / f"{name}.html").is_file() for folder in folders):
            return name
    return DEFAULT
