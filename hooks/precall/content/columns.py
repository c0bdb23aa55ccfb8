"""Match the headings of a spreadsheet to the keys of the model, by the names that teams use for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel

from precall.content.model import Barrier, Call, Entry, Question, fields_by_key
from precall.core.problems import nearest

Kind = Literal["questions", "calls", "barriers"]

SYNONYMS: Mapping[Kind, Mapping[str, Sequence[str]]] = {
    "questions": {
        "bank": (
            *("question bank", "category", "topic", "section", "theme", "group", "area"),
            *("fragenbank", "kategorie", "thema", "bereich", "abschnitt", "gruppe"),
        ),
        "ask": (
            *("question", "questions", "question text", "question to ask", "wording"),
            *("frage", "fragen", "fragetext", "wortlaut", "formulierung"),
        ),
        "why": (
            *("reason", "why ask", "why we ask", "rationale", "intent"),
            *("warum", "grund", "begründung", "warum wir fragen", "absicht"),
        ),
        "listen_for": (
            *("listen", "signals", "what to listen for", "good answers", "clues"),
            *("hinhören auf", "worauf hören", "signale", "gute antworten", "hinweise", "achten auf"),
        ),
        "follow_ups": (
            *("follow up", "follow up question", "follow up questions", "probe", "probes", "next question"),
            *("nachfrage", "nachfragen", "anschlussfrage", "anschlussfragen", "vertiefung", "vertiefende fragen"),
        ),
        "tags": ("tag", "labels", "label", "schlagworte", "schlagwort", "etiketten"),
        "keywords": ("keyword", "search terms", "suchwörter", "suchbegriffe", "stichworte", "stichwörter"),
        "owner": ("verantwortlich", "zuständig", "pflegt", "responsible", "contact"),
        "reviewed": ("geprüft", "geprüft am", "zuletzt geprüft", "last reviewed", "review date"),
    },
    "calls": {
        "title": (
            *("call", "call type", "type of call", "name", "meeting", "conversation", "call name"),
            *("gespräch", "gesprächsart", "titel", "termin", "anlass", "gesprächstyp", "bezeichnung"),
        ),
        "stage": (
            *("phase", "step", "sales stage", "pipeline stage"),
            *("stufe", "verkaufsphase", "schritt", "vertriebsphase"),
        ),
        "channel": ("medium", "how", "type", "kanal", "weg", "art", "wie"),
        "when": (
            *("use when", "when to use", "situation", "trigger"),
            *("wann", "auslöser", "einsatz", "wann einsetzen", "lage"),
        ),
        "minutes": (
            *("duration", "length", "time", "min", "mins", "duration min"),
            *("dauer", "minuten", "länge", "zeit", "dauer min"),
        ),
        "objective": (
            *("client objective", "objective for the client", "value for client", "for them"),
            *("kundenziel", "ziel für den kunden", "nutzen für den kunden", "für sie"),
        ),
        "best": (
            *("outcome", "best outcome", "desired outcome", "our outcome", "target", "for us"),
            *("ergebnis", "bestes ergebnis", "unser ergebnis", "gewünschtes ergebnis", "für uns"),
        ),
        "smallest": (
            *("smallest outcome", "minimum outcome", "fallback", "minimum", "least"),
            *("kleinstes ergebnis", "mindestergebnis", "mindestens", "rückfallziel"),
        ),
        "free_value": (
            *("give", "give away", "value", "takeaway"),
            *("mehrwert", "mitbringsel", "geschenk", "nutzen", "was sie behalten"),
        ),
        "agree": ("opening", "opener", "intro", "einstieg", "eröffnung", "vereinbaren", "begrüßung"),
        "questions": (
            *("question", "key questions", "questions to ask"),
            *("frage", "fragen", "leitfragen", "kernfragen"),
        ),
        "listen_for": (
            *("listen", "signals", "what to listen for"),
            *("hinhören auf", "worauf hören", "signale", "achten auf"),
        ),
        "hope_to_hear": ("buying signals", "hope", "kaufsignale", "hoffnung"),
        "barriers": (
            *("barrier", "objections", "objection"),
            *("einwand", "einwände", "hürde", "hürden", "hindernisse"),
        ),
        "play_back": ("summary", "playback", "recap", "zusammenfassung", "wiedergabe", "rückspiegeln"),
        "return": ("return cue", "rückkehr", "stichwort zur rückkehr"),
        "next": (
            *("next call", "next calls", "next step", "next steps", "follow up"),
            *("nächstes gespräch", "nächster schritt", "nächste schritte", "danach", "folgetermin"),
        ),
        "keywords": ("keyword", "search terms", "suchwörter", "suchbegriffe", "stichworte", "stichwörter"),
        "tags": ("tag", "labels", "label", "schlagworte", "schlagwort"),
        "notes": (
            *("note", "comments", "comment", "remarks"),
            *("notiz", "notizen", "anmerkung", "anmerkungen", "bemerkung", "bemerkungen", "kommentar"),
        ),
        "owner": ("verantwortlich", "zuständig", "pflegt", "responsible", "contact"),
        "reviewed": ("geprüft", "geprüft am", "zuletzt geprüft", "last reviewed", "review date"),
    },
    "barriers": {
        "title": (
            *("objection", "objections", "barrier", "barriers", "concern", "pushback"),
            *("einwand", "einwände", "hürde", "hindernis", "bedenken", "vorwand"),
        ),
        "sounds_like": (
            *("they say", "client says", "what they say", "wording", "how it sounds"),
            *("klingt wie", "kunde sagt", "was sie sagen", "aussage", "wortlaut"),
        ),
        "may_mean": (
            *("what it may mean", "what it means", "meaning", "real reason", "behind it", "root cause"),
            *("bedeutung", "was dahinter steckt", "hintergrund", "eigentlicher grund", "ursache"),
        ),
        "follow_ups": (
            *("follow up", "follow up question", "follow up questions", "question to ask", "questions to ask"),
            *("question", "nachfrage", "nachfragen", "rückfrage", "rückfragen", "frage", "fragen"),
        ),
        "notes": (
            *("response", "responses", "answer", "reply", "rebuttal", "how to respond", "note", "comments"),
            *("antwort", "reaktion", "erwiderung", "entgegnung", "notiz", "notizen", "anmerkung"),
        ),
        "tags": ("tag", "labels", "label", "category", "kategorie", "schlagworte", "schlagwort"),
        "keywords": ("keyword", "search terms", "suchwörter", "suchbegriffe", "stichworte", "stichwörter"),
        "owner": ("verantwortlich", "zuständig", "pflegt", "responsible", "contact"),
    },
}
"""Other names for each key."""

GUESSES: Mapping[Kind, Mapping[str, str]] = {
    "questions": {"purpose": "why", "zweck": "why", "goal": "why", "ziel": "why"},
    "calls": {
        "goal": "objective",
        "purpose": "objective",
        "aim": "objective",
        "ziel": "objective",
        "zweck": "objective",
        "agenda": "agree",
        "ablauf": "agree",
        "result": "best",
        "resultat": "best",
    },
    "barriers": {"reason": "may_mean", "why": "may_mean", "grund": "may_mean", "warum": "may_mean"},
}
"""Names that may mean several keys, each with the most likely one. The report marks it as a guess."""

_SIMILAR = 0.7
"""The similarity from which one heading may be a slip of another."""
_NOT_COLUMNS = {"allow", "aliases", "outcome", "draft", "agenda"}
_MODELS: Mapping[Kind, type[Entry]] = {"questions": Question, "calls": Call, "barriers": Barrier}
_NEEDED: Mapping[Kind, str] = {"questions": "ask", "calls": "title", "barriers": "title"}


@dataclass(frozen=True)
class Columns:
    """The meaning of each column of a spreadsheet."""

    kind: Kind
    keys: tuple[str, ...]
    """The key of each column; empty for a column that is ignored."""
    report: tuple[str, ...]
    """A line for each column with the key that it was matched to."""


def columns(headings: Sequence[str], kind: Kind | None, mapping: Mapping[str, str] | None = None) -> Columns | None:
    """Return the meaning of each heading; None if the required one, the question or the title, is missing.

    Args:
        headings: the headings from left to right.
        kind: the kind of entries in the sheet; None to choose the one that fits more headings.
        mapping: keys that the user has chosen, by heading.

    """
    kinds: tuple[Kind, ...] = (kind,) if kind else ("questions", "calls", "barriers")
    matches = [_match(headings, each, mapping or {}) for each in kinds]
    usable = [match for match in matches if _NEEDED[match.kind] in match.keys]
    return max(usable, key=lambda match: sum(map(bool, match.keys)), default=None)


def key_meant(word: str, model: type[BaseModel]) -> str:
    """Return the key of a model that teams call by another name, as minutes for duration; empty for none."""
    kind = next((kind for kind, each in _MODELS.items() if each is model), None)
    if kind is None:
        return ""
    name, keys = _normalized(word), fields_by_key(model)
    if name in GUESSES[kind] and GUESSES[kind][name] in keys:
        return GUESSES[kind][name]
    meant = (key for key, synonyms in SYNONYMS[kind].items() if key in keys and name in map(_normalized, synonyms))
    return next(meant, "")


def known_headings(kind: Kind) -> list[str]:
    """Return the keys that a column of a sheet can have."""
    inner = {"questions": ("bank",), "calls": ("best", "smallest"), "barriers": ("follow_ups",)}[kind]
    return [*inner, *(key for key in fields_by_key(_MODELS[kind]) if key not in _NOT_COLUMNS)]


def _match(headings: Sequence[str], kind: Kind, mapping: Mapping[str, str]) -> Columns:
    names = {_normalized(key): key for key in known_headings(kind)}
    for key, synonyms in SYNONYMS[kind].items():
        for synonym in synonyms:
            names.setdefault(_normalized(synonym), key)
    guesses = GUESSES[kind]
    chosen = {_normalized(heading): key for heading, key in mapping.items() if key in known_headings(kind)}
    keys: list[str] = []
    report: list[str] = []
    for heading in headings:
        name = _normalized(heading)
        is_guess = name in guesses and name not in chosen and name not in names
        key = chosen.get(name) or names.get(name) or guesses.get(name, "")
        if not heading:
            report.append("(no heading): left out")
        elif key and key in keys:
            report.append(f'"{heading}": left out, because another column is {key} already')
            key = ""
        elif is_guess:
            report.append(f'"{heading}": {key}, which is a guess; --map "{heading}=..." says otherwise')
        elif key:
            report.append(f'"{heading}": {key}')
        else:
            guess = names.get(_similar_heading(name, names), guesses.get(_similar_heading(name, guesses), ""))
            is_free = guess and guess not in keys
            report.append(
                f'"{heading}": left out' + (f'. If it is {guess}: --map "{heading}={guess}"' if is_free else "")
            )
        keys.append(key)
    return Columns(kind, tuple(keys), tuple(report))


def _similar_heading(heading: str, known: Collection[str]) -> str:
    """Return the known heading that another one most likely means, by its spelling or by its words; empty for none."""
    close = nearest(heading, known)
    if close and SequenceMatcher(None, heading, close).ratio() >= _SIMILAR:
        return close
    inside = [name for name in known if f" {name} " in f" {heading} "]
    return max(inside, key=len, default="")


def _normalized(heading: str) -> str:
    words = re.sub(r"\([^)]*\)|[*#:?]", " ", heading.casefold().replace("_", " ").replace("-", " "))
    return " ".join(words.split())
