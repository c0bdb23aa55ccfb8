"""A call becomes what its card's page needs to be its own builder: its other pages, and words for its scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from precall import address
from precall.language import direction
from precall.model import Call, Settings
from precall.views.around import Around, around
from precall.views.words import script_words, view_words


class BuilderContext(TypedDict):
    """What the template `builder.html` takes beside the card."""

    w: Mapping[str, str]
    around: Around
    direction: str
    questions: str
    """The script that holds all question banks."""
    said: Mapping[str, str]
    """The words that scripts say, placeholders still in them."""


def builder_context(settings: Settings, call: Call) -> BuilderContext:
    """The context of one call's card."""
    return BuilderContext(
        w=view_words(settings),
        around=around(call, address.card(call)),
        direction=direction(settings.language),
        questions="../questions.js",
        said=script_words(settings),
    )
