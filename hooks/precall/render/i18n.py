"""Load the interface words: one YAML file for each language, whose texts may have {placeholders}."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from precall.content import yaml_parser
from precall.content.source import read_source
from precall.core.errors import PrecallError
from precall.core.problems import Problem

FOLDER = Path(__file__).parent / "languages"
DEFAULT = "en"

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """The interface in one language."""

    code: str
    """The name of its file, without the extension."""
    words: Mapping[str, str]
    """Texts by keys joined with dots. A key of a text with singular and plural ends in `.one` or `.other`."""

    def say(self, key: str, convert: Callable[[str], str] = str, **values: object) -> str:
        """Return a text with its placeholders filled in, in the singular or plural for `count`.

        Args:
            key: The key of the text.
            convert: Converts the text and each value, for example by escaping.
            values: The values of the placeholders.

        Raises:
            LookupError: There is no such text, or a value is missing.

        """
        text = self._text(key, values.get("count"))
        parts, start = [], 0
        for found in PLACEHOLDER.finditer(text):
            if found[1] not in values:
                raise LookupError(f'The words "{key}" lack a value for "{found[1]}"')
            parts += [convert(text[start : found.start()]), convert(_as_text(values[found[1]]))]
            start = found.end()
        return "".join([*parts, convert(text[start:])])

    def part(self, key: str) -> dict[str, str]:
        """Return the texts below a key with their placeholders, by the rest of their keys."""
        return {name.removeprefix(f"{key}."): text for name, text in self.words.items() if name.startswith(f"{key}.")}

    def _text(self, key: str, count: object) -> str:
        if f"{key}.other" in self.words and isinstance(count, int):
            key += ".one" if str(count) in self.words["plural.one"].split() else ".other"
        if key not in self.words:
            raise LookupError(f'There are no words called "{key}"')
        return self.words[key]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def languages() -> list[str]:
    """Return the codes of all languages."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def direction(code: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of any language."""
    return "rtl" if code.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@cache
def language(code: str) -> Language:
    """Return the language of a code, else that of its first part (`de` for `de-CH`), else English."""
    known = languages()
    for name in (code, code.partition("-")[0]):
        if name in known:
            return _language(name)
    return _language(DEFAULT)


@cache
def _language(code: str) -> Language:
    source = read_source(FOLDER, f"{code}.yml")
    if isinstance(source, Problem):
        raise PrecallError(f"{FOLDER / source.path}: {source.message}", source.hint)
    document, problems = yaml_parser.compose(source)
    if document is None or problems:
        raise PrecallError(f"{FOLDER / source.path}: {problems[0].message}", problems[0].hint)
    return Language(code, dict(_texts(document.value)))


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}" if key else name)
    else:
        yield key, value
