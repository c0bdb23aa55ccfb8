"""An entry is not used by any call, barrier or principle.

Reps start from a call. Nobody reads an entry that no call leads to: it becomes outdated, and makes the lists longer.
Calls use principles and barriers, principles use sources, and calls and barriers use the questions of a bank.

A bank may have single questions that no entry uses. With `questions: true` the rule reports these too.

**How to fix it:** name the entry where it belongs, or delete it.
"""

from collections.abc import Iterator

from pydantic import Field

from precall.check.example import principles
from precall.check.registry import Example, Finding
from precall.content.model import Entry, Part, Playbook, ReferenceKind

SEVERITY = "notice"

_USERS: tuple[tuple[ReferenceKind, str, str], ...] = (
    ("principle", "principle", "call"),
    ("barrier", "barrier", "call"),
    ("source", "source", "principle"),
)


class Options(Part):
    """The entries that are checked."""

    questions: bool = Field(False, description="Whether single questions are checked, besides whole banks.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find entries that no other entry uses."""
    for kind, word, users in _USERS:
        for entry in playbook.of_kind(kind).values():
            if (kind, entry.ref) not in playbook.uses:
                yield _finding(entry, f"No {users} uses this {word}.", users)
    used = {ref for kind, ref in playbook.uses if kind == "question"}
    banks = {ref.partition("/")[0] for ref in used}
    for bank in playbook.banks.values():
        if bank.ref not in banks:
            yield _finding(bank, "No call or barrier chooses a question of this bank.", "call or barrier")
        elif options.questions:
            for question in bank.questions:
                if question.ref not in used:
                    yield _finding(question, "No call or barrier chooses this question.", "call or barrier")


def _finding(entry: Entry, message: str, users: str) -> Finding:
    key = "ask" if entry.kind == "question" else "title"
    return Finding(
        entry, (key,), message, f"Ask yourself: in which {users} would it help? Name it there, or delete it."
    )


BAD: Example = {
    **principles("- id: listen-first\n  title: ⟦Listen first⟧\n  say: Whoever talks learns nothing.\n"),
    "questions/today.yml": """\
title: ⟦How things stand⟧
purpose: What works, what does not, and how it came to be so.
questions:
  - id: works-well
    ask: What works well as it is?
""",
}

GOOD: Example = {
    **principles(sources="\n    - first-book"),
    "sources.yml": "- id: first-book\n  title: A book that we often lend\n",
}
