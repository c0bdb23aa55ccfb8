"""Ids that entries refer to become Problems where nothing is called so, judged from the text as it was typed.

An entry with a fault elsewhere still has its references judged, so that one run finds both; and where a file could not
be read, nothing is said about what it may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_origin

from precall.content.excludes import Hidden, said_by
from precall.content.model import Entry
from precall.content.model.fields import KIND_WORDS, ReferenceKind
from precall.content.model.playbook import reference_fields
from precall.content.source_map import Document, Loc, Value
from precall.core.problems import Problem, did_you_mean, quoted


class KnownIds:
    """What is called something, and what could not be read."""

    def __init__(self, hidden: Hidden | None = None) -> None:
        self.hidden = hidden or {}
        """What is hidden of the playbooks that this one extends."""
        self.ids: dict[ReferenceKind, set[str]] = {kind: set() for kind in KIND_WORDS}
        """Ids that exist, those of entries with faults among them: a reference to one of those is right."""
        self.unread: set[ReferenceKind] = set()
        """Kinds of which a whole file could not be read."""
        self.unread_banks: set[str] = set()
        """Question banks whose questions could not be read."""

    def certain(self) -> dict[ReferenceKind, frozenset[str]]:
        """The ids of each kind of which all are known."""
        uncertain = self.unread | ({"question"} if self.unread_banks else set())
        return {kind: frozenset(ids) for kind, ids in self.ids.items() if kind not in uncertain}

    def exists(self, kind: ReferenceKind, ref: str) -> bool:
        """Whether a reference leads somewhere, or may do so in a file that could not be read."""
        return (
            ref in self.ids[kind]
            or kind in self.unread
            or (kind == "question" and ref.split("/", maxsplit=1)[0] in self.unread_banks)
        )

    def unknown(self, document: Document, loc: Loc, kind: ReferenceKind, ref: str) -> Problem:
        """The Problem of a reference that leads nowhere."""
        hidden = said_by(self.hidden, kind, ref)
        if hidden:
            return document.problem("hidden-reference", hidden, "Take this out, or hide it no longer.", loc=loc)
        message = f"No {KIND_WORDS[kind]} is called {quoted(ref)}."
        return document.problem("unknown-reference", message, self._hint(kind, ref), loc=loc)

    def _hint(self, kind: ReferenceKind, ref: str) -> str:
        ids = self.ids[kind]
        if kind == "question":
            hint = self._question_hint(ref)
            if hint:
                return hint
        elif ref not in ids:
            other = next((each for each in KIND_WORDS if ref in self.ids[each]), None)
            if other is not None:
                return f"That is a {KIND_WORDS[other]}; here belongs a {KIND_WORDS[kind]}."
        hint = did_you_mean(ref, ids)
        if hint or ids:
            return hint or f"Look up what the {KIND_WORDS[kind]} is called, or add it."
        return f"There is no {KIND_WORDS[kind]} yet."

    def _question_hint(self, ref: str) -> str:
        """The way out where only the bank or only the question is named."""
        if "/" in ref.strip("/"):
            return ""
        name = ref.strip("/")
        if name in self.ids["bank"]:
            questions = sorted(each for each in self.ids["question"] if each.startswith(f"{name}/"))
            return f"That is a whole question bank; name one question of it, as in {questions[0]}." if questions else ""
        banks = sorted(each for each in self.ids["question"] if each.endswith(f"/{name}"))
        if banks:
            return "Did you mean " + " or ".join(f'"{each}"' for each in banks[:3]) + "?"
        return did_you_mean(name, self.ids["question"]) or (
            "A question is named by its bank and its id, as in why-now/what-changed."
        )


def typed_references(model: type[Entry], value: Value) -> Iterator[tuple[Loc, ReferenceKind, str]]:
    """The references in an entry's values as typed: where from its top, to which kind, to which id.

    Values of the wrong type and empty ones are faults of their own and passed over.
    """
    if not isinstance(value, dict):
        return
    for name, key, kind in reference_fields(model):
        typed: Any = value.get(key)
        many = get_origin(model.model_fields[name].annotation) is tuple
        if many and isinstance(typed, list):
            for index, item in enumerate(typed):
                if isinstance(item, str) and item.strip():
                    yield (key, index), kind, item.strip()
        elif not many and isinstance(typed, str) and typed.strip():
            yield (key,), kind, typed.strip()
