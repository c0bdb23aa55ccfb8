"""Match the headings of a spreadsheet to the keys of the model, by the names that teams use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from precall.content.model import Call, Question, fields_by_key
from precall.core.problems import nearest

Kind = Literal["questions", "calls"]

SYNONYMS: Mapping[Kind, Mapping[str, Sequence[str]]] = {
    "questions": {
        "bank": ("question bank", "category", "topic", "section", "theme", "group", "area"),
        "ask": ("question", "questions", "question text", "question to ask", "wording"),
        "why": ("reason", "why ask", "why we ask", "rationale", "purpose", "intent"),
        "listen_for": ("listen", "signals", "what to listen for", "good answers", "clues"),
        "follow_ups": ("follow up", "follow up question", "follow up questions", "probe", "probes", "next question"),
        "tags": ("tag", "labels", "label"),
        "keywords": ("keyword", "search terms"),
    },
    "calls": {
        "title": ("call", "call type", "type of call", "name", "meeting", "conversation", "call name"),
        "stage": ("phase", "step", "sales stage", "pipeline stage"),
        "channel": ("medium", "how", "type"),
        "when": ("use when", "when to use", "situation", "trigger"),
        "minutes": ("duration", "length", "time", "min", "mins", "duration min"),
        "objective": ("client objective", "objective for the client", "value for client", "for them"),
        "best": ("outcome", "best outcome", "desired outcome", "our outcome", "target", "for us"),
        "smallest": ("smallest outcome", "minimum outcome", "fallback", "minimum", "least"),
        "free_value": ("give", "give away", "value", "takeaway"),
        "agree": ("opening", "opener", "agenda", "intro"),
        "questions": ("question", "key questions", "questions to ask"),
        "listen_for": ("listen", "signals", "what to listen for"),
        "hope_to_hear": ("buying signals", "hope"),
        "barriers": ("barrier", "objections", "objection"),
        "play_back": ("summary", "playback", "recap"),
        "next": ("next call", "next step", "next steps", "follow up"),
        "keywords": ("keyword", "search terms"),
        "tags": ("tag", "labels", "label"),
        "notes": ("note", "comments", "comment", "remarks"),
    },
}
"""Other names for each key."""

_NOT_COLUMNS = {"allow", "aliases", "outcome", "draft"}


@dataclass(frozen=True)
class Columns:
    """The meaning of each column of a spreadsheet."""

    kind: Kind
    keys: tuple[str, ...]
    """The key of each column; empty for a column that is left out."""
    report: tuple[str, ...]
    """A line for each column that says what it is taken for."""


def columns(headings: Sequence[str], kind: Kind | None) -> Columns | None:
    """Return the meaning of each heading; None when the required one, the question or the title, is missing.

    Args:
        headings: the headings from left to right.
        kind: the kind of entries in the sheet; None to choose the one that fits more headings.

    """
    kinds: tuple[Kind, ...] = (kind,) if kind else ("questions", "calls")
    matches = [_match(headings, each) for each in kinds]
    usable = [match for match in matches if ("ask" if match.kind == "questions" else "title") in match.keys]
    return max(usable, key=lambda match: sum(map(bool, match.keys)), default=None)


def known_headings(kind: Kind) -> list[str]:
    """Return the keys that a column of a sheet can have."""
    model = Question if kind == "questions" else Call
    inner = ("bank",) if kind == "questions" else ("best", "smallest")
    return [*inner, *(key for key in fields_by_key(model) if key not in _NOT_COLUMNS)]


def _match(headings: Sequence[str], kind: Kind) -> Columns:
    names = {_normalized(key): key for key in known_headings(kind)}
    for key, synonyms in SYNONYMS[kind].items():
        for synonym in synonyms:
            names.setdefault(_normalized(synonym), key)
    keys: list[str] = []
    report: list[str] = []
    for heading in headings:
        key = names.get(_normalized(heading), "")
        if not heading:
            report.append("(no heading): left out")
        elif key and key in keys:
            report.append(f'"{heading}": left out, because another column is {key} already')
            key = ""
        elif key:
            report.append(f'"{heading}": {key}')
        else:
            guess = nearest(_normalized(heading), names)
            report.append(f'"{heading}": left out' + (f'. Did you mean "{guess}"?' if guess else ""))
        keys.append(key)
    return Columns(kind, tuple(keys), tuple(report))


def _normalized(heading: str) -> str:
    words = re.sub(r"\([^)]*\)|[*#:?]", " ", heading.casefold().replace("_", " ").replace("-", " "))
    return " ".join(words.split())
