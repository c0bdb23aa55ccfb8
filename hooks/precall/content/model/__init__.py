"""The content model: pydantic models from which validation, schemas, field reference and forms are derived."""

from precall.content.model.entries import (
    Agenda,
    Allow,
    Bank,
    Barrier,
    Call,
    Entry,
    Located,
    Outcome,
    Part,
    Principle,
    Question,
    SourceEntry,
    SourceLocation,
    Stage,
)
from precall.content.model.fields import Reference, ReferenceKind, Voice
from precall.content.model.introspection import fields_by_key, key_order, model_at
from precall.content.model.playbook import (
    FILES,
    Company,
    DroppedReference,
    FileKind,
    Playbook,
    Use,
    file_kind,
    references,
)
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
    "DroppedReference",
    "Entry",
    "FileKind",
    "Located",
    "Outcome",
    "Part",
    "Playbook",
    "Principle",
    "Question",
    "Reference",
    "ReferenceKind",
    "Sentence",
    "Settings",
    "SourceEntry",
    "SourceLocation",
    "Stage",
    "Use",
    "Voice",
    "WordChoice",
    "fields_by_key",
    "file_kind",
    "key_order",
    "model_at",
    "references",
    "sentences",
]
