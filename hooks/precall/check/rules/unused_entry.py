"""Every principle, barrier, source and question bank is led to from somewhere.

Reps come from a call. What no call leads to is read by nobody, ages in silence, and makes the lists longer. A
principle is led to by calls, a barrier by calls, a source by principles, a bank by the calls and barriers that choose
its questions.

Single questions may wait in a bank until somebody chooses them. With `questions: true` they are looked at too.

**The way out:** name the entry where it belongs, or take it out.
"""

from collections.abc import Iterator

from pydantic import Field

from precall.check.registry import Example, Finding
from precall.content.model import Entry, Part, Playbook, ReferenceKind

SEVERITY = "warning"

_USERS: tuple[tuple[ReferenceKind, str, str], ...] = (
    ("principle", "principle", "call"),
    ("barrier", "barrier", "call"),
    ("source", "source", "principle"),
)


class Options(Part):
    """What is looked at."""

    questions: bool = Field(False, description="Whether single questions are looked at too, and not banks alone.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Entries that nobody leads to."""
    for kind, word, users in _USERS:
        for entry in playbook.of_kind(kind).values():
            if (kind, entry.ref) not in playbook.uses:
                yield _finding(entry, f"No {users} leads to this {word}.", users)
    asked = {ref for kind, ref in playbook.uses if kind == "question"}
    banks = {ref.partition("/")[0] for ref in asked}
    for bank in playbook.banks.values():
        if bank.ref not in banks:
            yield _finding(bank, "No call or barrier chooses a question of this bank.", "call or barrier")
        elif options.questions:
            for question in bank.questions:
                if question.ref not in asked:
                    yield _finding(question, "No call or barrier chooses this question.", "call or barrier")


def _finding(entry: Entry, message: str, users: str) -> Finding:
    key = "ask" if entry.kind == "question" else "title"
    return Finding(
        entry, (key,), message, f"Ask yourself: in which {users} would it help? Name it there, or take it out."
    )


BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: listen-first
  title: ⟦Listen first⟧
  say: Whoever talks learns nothing.
""",
    "questions/today.yml": """\
title: ⟦How things stand⟧
purpose: What works, what does not, and how it came to be so.
questions:
  - id: works-well
    ask: What works well as it is?
""",
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  sources:
    - first-book
""",
    "sources.yml": """\
- id: first-book
  title: A book that we often lend
""",
}
