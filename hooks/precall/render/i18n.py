"""The words of the interface: one YAML file for each language, keys to texts with {placeholders}."""

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
    """As in the file's name."""
    words: Mapping[str, str]
    """Texts by their keys, joined with dots; a text in the singular has `.one` behind its key, the other `.other`."""

    def say(self, key: str, set_: Callable[[str], str] = str, **values: object) -> str:
        """The text of a key with its placeholders filled; with a number as `count`, in the form that goes with it.

        `set_` sets words and values for where they will stand. Raises LookupError where no text or value has that name.
        """
        text = self._text(key, values.get("count"))
        made, start = [], 0
        for found in PLACEHOLDER.finditer(text):
            if found[1] not in values:
                raise LookupError(f'The words "{key}" lack a value for "{found[1]}"')
            made += [set_(text[start : found.start()]), set_(_said(values[found[1]]))]
            start = found.end()
        return "".join([*made, set_(text[start:])])

    def part(self, key: str) -> dict[str, str]:
        """The texts below a key, as they are, each by the rest of its own key."""
        return {name.removeprefix(f"{key}."): text for name, text in self.words.items() if name.startswith(f"{key}.")}

    def _text(self, key: str, count: object) -> str:
        if f"{key}.other" in self.words and isinstance(count, int):
            key += ".one" if str(count) in self.words["plural.one"].split() else ".other"
        if key not in self.words:
            raise LookupError(f'There are no words called "{key}"')
        return self.words[key]


def _said(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def languages() -> list[str]:
    """The codes of the languages that are there."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def direction(code: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written, whether its words are there or not."""
    return "rtl" if code.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@cache
def language(code: str) -> Language:
    """The language of a code, else that of its first part (`de` for `de-CH`), else English."""
    known = languages()
    for wanted in (code, code.partition("-")[0]):
        if wanted in known:
            return _language(wanted)
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
