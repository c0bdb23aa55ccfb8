"""Calls become exercises: the reader writes an objective and an outcome before looking at the team's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from precall.content import urls as addresses
from precall.content.model import Call
from precall.site.coach_files import coach_files
from precall.site.pages.templates import Templates

MOST = 40
"""Calls on the page, all of it one page so that it works without scripts and on paper."""

SCRIPT = "assets/precall/practice.js"


def values(templates: Templates) -> dict[str, Any]:
    """What the template takes: the exercises, the script, and the coach's scripts where the site has them."""
    coach = [file.uri for file in coach_files()] if templates.with_cards else []
    return {
        "exercises": _spread(templates.playbook.calls_in_order),
        "script": _way(SCRIPT),
        # It has learnt from English sentences.
        "coach": [_way(each) for each in coach] if templates.language.code == "en" else [],
    }


def _way(file: str) -> str:
    return addresses.HOME.link_from(addresses.PRACTICE) + file


def _spread(calls: Sequence[Call]) -> list[Call]:
    """All calls, or as many as there is room for, from all along the sales process."""
    if len(calls) <= MOST:
        return list(calls)
    return [calls[number * len(calls) // MOST] for number in range(MOST)]
