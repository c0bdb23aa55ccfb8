"""Load the interface words of the pages around a call, in the playbook's language or else in English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from precall.content.model import Settings
from precall.render.i18n import language

_FOR_SCRIPTS = ("builder", "chooser", "further")
_FOR_TEMPLATES = frozenset(
    {
        "builder",
        "builder-tools",
        "builder-kept",
        "builder-own-objective",
        "builder-own-outcome",
        "builder-questions",
        "builder-link",
        "builder-link-field",
        "builder-take",
        "builder-mine",
        "further",
        "further-hint",
        "further-place",
        "further-empty",
        "further-copy",
        "further-conversations",
        "further-copies",
        "further-none",
        "chooser",
        "chooser-chosen",
        "chooser-none",
        "chooser-own",
        "chooser-own-label",
        "chooser-search",
        "chooser-search-hint",
        "chooser-banks",
        "chooser-reset",
        "chooser-done",
    }
)
"""Words of a card's page that no script uses."""


def view_words(settings: Settings) -> Mapping[str, str]:
    """Return the words by key, with the team's word for the client filled in; other placeholders stay."""
    return _words(settings.language, settings.words.client)


def script_words(settings: Settings) -> Mapping[str, str]:
    """Return the words that the scripts of a card's page use."""
    return _said_by_scripts(settings.language, settings.words.client)


@cache
def _words(code: str, client: str) -> Mapping[str, str]:
    return {
        key: word.replace("{client}", client[:1].upper() + client[1:] if word.startswith("{client}") else client)
        for key, word in language(code).part("view").items()
    }


@cache
def _said_by_scripts(code: str, client: str) -> Mapping[str, str]:
    return {
        key: word
        for key, word in _words(code, client).items()
        if key.partition("-")[0] in _FOR_SCRIPTS and key not in _FOR_TEMPLATES
    }
