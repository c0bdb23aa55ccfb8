"""Make exercises of calls: the reader writes an objective and an outcome before seeing the team's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from precall.content import urls as addresses
from precall.content.model import Call
from precall.site.coach_files import coach_files
from precall.site.pages.templates import Templates

MAX_EXERCISES = 40
"""Maximum number of exercises. All are on one page, so that it works without scripts and on paper."""

SCRIPT = "assets/precall/practice.js"


def values(templates: Templates) -> dict[str, Any]:
    """Return the template's context: the exercises, the script, and the coach's scripts if the site has them."""
    coach = [file.uri for file in coach_files()] if templates.with_cards else []
    return {
        "exercises": _spread(templates.playbook.calls_in_order),
        "script": _url(SCRIPT),
        # The coach's model is trained on English.
        "coach": [_url(uri) for uri in coach] if templates.language.code == "en" else [],
    }


def _url(file: str) -> str:
    return addresses.HOME.link_from(addresses.PRACTICE) + file


def _spread(calls: Sequence[Call]) -> list[Call]:
    """Return all calls, or a limited number spread over the whole sales process."""
    if len(calls) <= MAX_EXERCISES:
        return list(calls)
    return [calls[number * len(calls) // MAX_EXERCISES] for number in range(MAX_EXERCISES)]
