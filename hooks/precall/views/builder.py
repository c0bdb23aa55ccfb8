"""A call becomes what its card's page needs to be its own builder: its other pages, and words for its scripts."""

from __future__ import annotations

from typing import TypedDict

from precall import address
from precall.language import direction
from precall.model import Call, Settings
from precall.views.around import Around, around
from precall.views.words import view_words

_FOR_SCRIPTS = ("builder", "chooser")


class BuilderContext(TypedDict):
    """What the template `builder.html` takes beside the card."""

    w: dict[str, str]
    around: Around
    direction: str
    questions: str
    """The script that holds all question banks."""
    said: dict[str, str]
    """The words that scripts say, placeholders still in them."""


def builder_context(settings: Settings, call: Call) -> BuilderContext:
    """The context of one call's card."""
    words = view_words(settings)
    return BuilderContext(
        w=words,
        around=around(call, address.card(call)),
        direction=direction(settings.language),
        questions="../questions.js",
        said={key: word for key, word in words.items() if key.partition("-")[0] in _FOR_SCRIPTS},
    )
