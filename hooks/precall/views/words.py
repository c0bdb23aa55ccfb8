"""The playbook's language becomes the words that stand on the pages around a call, or English where it has no file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from precall import nodes
from precall.model import Settings
from precall.source import Source

_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


def view_words(settings: Settings) -> dict[str, str]:
    """The words by key, in the team's own word for the client; other placeholders are left for the page to fill."""
    client = settings.words.client
    found = _words(settings.language)
    return {
        key: word.replace("{client}", client[:1].upper() + client[1:] if word.startswith("{client}") else client)
        for key, word in found.items()
    }


def direction(language: str) -> str:
    """Which way the language is written: `ltr` or `rtl`."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


@cache
def _words(language: str) -> Mapping[str, str]:
    words = dict(_file("en") or {})
    for code in (language.partition("-")[0], language):
        words.update(_file(code) or {})
    return words


@cache
def _file(code: str) -> dict[str, str] | None:
    name = f"views.{code}.yml"
    found = resources.files("precall") / "languages" / name
    if not found.is_file():
        return None
    document, problems = nodes.compose(Source(f"languages/{name}", found.read_text("utf-8")))
    if document is None or problems or not isinstance(document.value, dict):
        raise ValueError(f"{name}: {[problem.message for problem in problems]}")
    return {key: str(value) for key, value in document.value.items()}
