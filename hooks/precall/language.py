"""The words of the interface: one YAML file for each language, keys to texts with {placeholders}."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from precall import nodes
from precall.errors import PrecallError
from precall.problems import Problem
from precall.source import read

FOLDER = Path(__file__).parent / "languages"
DEFAULT = "en"

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """The interface in one language."""

    code: str
    """As in the file's name."""
    words: Mapping[str, str]
    """Texts by their keys, joined with dots; a text in the singular has `.one` behind its key, the other `.other`."""

    def text(self, key: str, count: int | None = None) -> str:
        """The text of a key, its placeholders still in it; with a count, the form that goes with the number."""
        if count is not None and f"{key}.other" in self.words:
            key = f"{key}.{'one' if str(count) in self.words['plural.one'].split() else 'other'}"
        return self.words[key]

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its placeholders filled."""
        count = values.get("count")
        text = self.text(key, count if isinstance(count, int) else None)
        return PLACEHOLDER.sub(lambda found: str(values[found[1]]), text)


def languages() -> list[str]:
    """The codes of the languages that are there."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def language(code: str) -> Language:
    """The language of a code, else that of its first part (`de` for `de-CH`), else English."""
    known = languages()
    for wanted in (code, code.partition("-")[0]):
        if wanted in known:
            return _language(wanted)
    return _language(DEFAULT)


@cache
def _language(code: str) -> Language:
    source = read(FOLDER, f"{code}.yml")
    if isinstance(source, Problem):
        raise PrecallError(f"{FOLDER / source.path}: {source.message}", source.hint)
    document, problems = nodes.compose(source)
    if document is None or problems:
        raise PrecallError(f"{FOLDER / source.path}: {problems[0].message}", problems[0].hint)
    return Language(code, dict(_texts(document.value)))


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}" if key else name)
    else:
        yield key, value
