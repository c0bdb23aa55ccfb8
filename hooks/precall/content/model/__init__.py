"""The content model: the one declaration from which validation, schema, field reference and forms are made."""

from precall.content.model.entries import (
    Agenda,
    Allow,
    Bank,
    Barrier,
    Call,
    Entry,
    Outcome,
    Part,
    Place,
    Placed,
    Principle,
    Question,
    SourceEntry,
    Stage,
    keyed,
)
from precall.content.model.fields import Reference, ReferenceKind, Voice
from precall.content.model.playbook import FILES, Company, FileKind, Lost, Playbook, Use, file_kind, references
from precall.content.model.prose import Sentence, sentences
from precall.content.model.settings import CardSettings, Settings, WordChoice

__all__ = [
    "FILES",
    "Agenda",
    "Allow",
    "Bank",
    "Barrier",
    "Call",
    "CardSettings",
    "Company",
    "Entry",
    "FileKind",
    "Lost",
    "Outcome",
    "Part",
    "Place",
    "Placed",
    "Playbook",
    "Principle",
    "Question",
    "Reference",
    "ReferenceKind",
    "Sentence",
    "Settings",
    "SourceEntry",
    "Stage",
    "Use",
    "Voice",
    "WordChoice",
    "file_kind",
    "keyed",
    "references",
    "sentences",
]
