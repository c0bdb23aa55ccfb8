"""Make the context of the card builder on a card's page: links to the call's other pages, and words for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from precall.content import urls
from precall.content.model import Call, Settings
from precall.render.i18n import direction
from precall.site.views.around import Around, around
from precall.site.views.words import script_words, view_words


class BuilderContext(TypedDict):
    """The context of the template `builder.html`, besides the card."""

    w: Mapping[str, str]
    around: Around
    direction: str
    questions: str
    """The URL of the script with all question banks."""
    said: Mapping[str, str]
    """The words for scripts, with placeholders."""


def builder_context(settings: Settings, call: Call) -> BuilderContext:
    """Return the context of one call's card."""
    return BuilderContext(
        w=view_words(settings),
        around=around(call, urls.card(call)),
        direction=direction(settings.language),
        questions="../questions.js",
        said=script_words(settings),
    )
