"""Report references to entries that do not exist, based on the raw values.

References of an entry with other faults are checked too, so that one run reports both. References into a file that
could not be read are accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_origin

from precall.content.excludes import HiddenEntries, hidden_message
from precall.content.model import Entry
from precall.content.model.fields import KIND_WORDS, ReferenceKind, slug_of
from precall.content.model.playbook import reference_fields
from precall.content.source_map import Document, Loc, Value
from precall.core.problems import Problem, did_you_mean, nearest, quoted, with_article


class KnownIds:
    """The ids that references may use."""

    def __init__(self, hidden: HiddenEntries | None = None) -> None:
        self.hidden = hidden or {}
        """The hidden entries of extended playbooks."""
        self.ids: dict[ReferenceKind, dict[str, None]] = {kind: {} for kind in KIND_WORDS}
        """All ids, including those of entries with faults, in the playbook's own order, such as that of the stages."""
        self.typed: list[tuple[ReferenceKind, str, Value]] = []
        """Every entry as typed, with its kind and its id, for hints by its title."""
        self.unread: set[ReferenceKind] = set()
        """Kinds with a file that could not be read."""
        self.unread_banks: set[str] = set()
        """Question banks whose questions could not be read."""
        self.unnamed: Counter[ReferenceKind] = Counter()
        """The number of entries without an id, by kind. As many unknown ids are accepted: they may be theirs."""
        self.repeated: Counter[ReferenceKind] = Counter()
        """The number of entries with the id of another. As many ids that resemble no other one are accepted."""

    def complete(self) -> dict[ReferenceKind, frozenset[str]]:
        """Return the ids of each kind whose files could all be read."""
        incomplete = self.unread | ({"question"} if self.unread_banks else set())
        return {kind: frozenset(ids) for kind, ids in self.ids.items() if kind not in incomplete}

    def exists(self, kind: ReferenceKind, ref: str) -> bool:
        """Return whether an entry exists, or may exist in a file that could not be read."""
        return (
            ref in self.ids[kind]
            or kind in self.unread
            or (kind == "question" and ref.split("/", maxsplit=1)[0] in self.unread_banks)
        )

    def unknown_reference(self, document: Document, loc: Loc, kind: ReferenceKind, ref: str) -> Problem:
        """Return the problem of a reference to an entry that does not exist or is hidden."""
        message = hidden_message(self.hidden, kind, ref)
        if message:
            hint = "Delete this reference, or delete the line that hides the entry."
            return document.problem("hidden-reference", message, hint, loc=loc)
        message = f"No {KIND_WORDS[kind]} is called {quoted(ref)}."
        return document.problem("unknown-reference", message, self._hint(kind, ref), loc=loc)

    def resembles(self, kind: ReferenceKind, ref: str) -> bool:
        """Return whether an unknown id is probably a slip of a known one."""
        return nearest(ref.rpartition("/")[2], {known.rpartition("/")[2] for known in self.ids[kind]}) is not None

    def _hint(self, kind: ReferenceKind, ref: str) -> str:
        word = KIND_WORDS[kind]
        if kind == "source" and ref.startswith(("http://", "https://")):
            return "Add a source to playbook/sources.yml, with this address after url:, and write its id here."
        bank = ref.rpartition("/")[0]
        named = next(
            (
                id_
                for each, id_, value in self.typed
                if each == kind and (not bank or id_.startswith(f"{bank}/")) and _is_called(ref, value)
            ),
            "",
        )
        if named:
            return f'Did you mean "{named if "/" in named else slug_of(named) or named}"?'
        if kind == "question":
            hint = self._question_hint(ref)
            if hint:
                return hint
        else:
            other = next((each for each in KIND_WORDS if ref in self.ids[each]), None)
            if other is not None:
                return f"That is {with_article(KIND_WORDS[other])}. Name {with_article(word)} here."
        if not self.ids[kind]:
            return f"The playbook has no {word} yet: add one, or delete this reference."
        return did_you_mean(ref, self.ids[kind]) or f"Look up the id of the {word}, or add the {word}."

    def _question_hint(self, ref: str) -> str:
        """Return a hint for a reference that names only a bank or only a question; empty for any other."""
        name = ref.strip("/")
        bank, slash, own = name.partition("/")
        if slash:
            # Ids of one bank resemble each other by the name of the bank.
            ids = [each.partition("/")[2] for each in self.ids["question"] if each.startswith(f"{bank}/")]
            guess = nearest(own, ids)
            if guess is not None:
                return f'Did you mean "{bank}/{guess}"?'
            close = nearest(own, tails := {each.rpartition("/")[2]: each for each in sorted(self.ids["question"])})
            if close is not None:
                return f'Did you mean "{tails[close]}"?'
            return f"Known in {bank}: {', '.join(ids)}." if 0 < len(ids) <= MAX_CHOICES else ""
        if name in self.ids["bank"]:
            questions = [id_ for id_ in self.ids["question"] if id_.startswith(f"{name}/")]
            return f"That is a question bank. Name one of its questions, as in {questions[0]}." if questions else ""
        matches = sorted(id_ for id_ in self.ids["question"] if id_.endswith(f"/{name}"))
        if matches:
            return "Did you mean " + " or ".join(f'"{match}"' for match in matches[:3]) + "?"
        return did_you_mean(name, self.ids["question"]) or (
            "Write the bank and the question, as in why-now/what-changed."
        )


MAX_CHOICES = 12
"""The most questions of a bank that a hint names."""


def _is_called(typed: str, value: Value) -> bool:
    """Return whether a text is the title of an entry as typed, the words of a question, or an id that it had before."""
    if not isinstance(value, dict):
        return False
    title, aliases = value.get("ask", value.get("title")), value.get("aliases")
    is_alias = isinstance(aliases, list) and typed.rpartition("/")[2] in aliases
    return is_alias or (isinstance(title, str) and slug_of(title) == slug_of(typed) != "")


def typed_references(model: type[Entry], value: Value) -> Iterator[tuple[Loc, ReferenceKind, str]]:
    """Yield the references in the raw values of an entry: the path in the entry, the kind and the id.

    Empty values and values of the wrong type are ignored, because the model reports them.
    """
    if not isinstance(value, dict):
        return
    for name, key, kind in reference_fields(model):
        typed: Any = value.get(key)
        is_list = get_origin(model.model_fields[name].annotation) is tuple
        if is_list and isinstance(typed, list):
            for index, item in enumerate(typed):
                if isinstance(item, str) and item.strip():
                    yield (key, index), kind, item.strip()
        elif not is_list and isinstance(typed, str) and typed.strip():
            yield (key,), kind, typed.strip()
