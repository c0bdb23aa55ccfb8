"""A spreadsheet's headings become keys of the model, by the names that teams use for them."""

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
"""Names for each key, besides the key itself."""

_LEFT_OUT = {"allow", "aliases", "outcome"}


@dataclass(frozen=True)
class Columns:
    """What each column of a spreadsheet is."""

    kind: Kind
    keys: tuple[str, ...]
    """A key for each column; empty for one that is left out."""
    told: tuple[str, ...]
    """A line for each column, for the one who asked."""


def columns(headings: Sequence[str], kind: Kind | None) -> Columns | None:
    """What the headings mean; None when the one column that matters most, the question or the title, is not among them.

    Without a kind it is the one of which more headings are known.
    """
    kinds: tuple[Kind, ...] = (kind,) if kind else ("questions", "calls")
    made = [_of(headings, each) for each in kinds]
    usable = [each for each in made if ("ask" if each.kind == "questions" else "title") in each.keys]
    return max(usable, key=lambda each: sum(map(bool, each.keys)), default=None)


def known_headings(kind: Kind) -> list[str]:
    """The keys that a column can be."""
    model = Question if kind == "questions" else Call
    more = ("bank",) if kind == "questions" else ("best", "smallest")
    return [*more, *(key for key in fields_by_key(model) if key not in _LEFT_OUT)]


def _of(headings: Sequence[str], kind: Kind) -> Columns:
    names = {_plain(key): key for key in known_headings(kind)}
    for key, words in SYNONYMS[kind].items():
        for word in words:
            names.setdefault(_plain(word), key)
    keys: list[str] = []
    told: list[str] = []
    for heading in headings:
        key = names.get(_plain(heading), "")
        if not heading:
            told.append("(no heading): left out")
        elif key and key in keys:
            told.append(f'"{heading}": left out, for another column is {key} already')
            key = ""
        elif key:
            told.append(f'"{heading}": {key}')
        else:
            guess = nearest(_plain(heading), names)
            told.append(f'"{heading}": left out' + (f'. Did you mean "{guess}"?' if guess else ""))
        keys.append(key)
    return Columns(kind, tuple(keys), tuple(told))


def _plain(heading: str) -> str:
    bare = re.sub(r"\([^)]*\)|[*#:?]", " ", heading.casefold().replace("_", " ").replace("-", " "))
    return " ".join(bare.split())
