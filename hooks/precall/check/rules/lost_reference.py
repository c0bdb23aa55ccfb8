"""An inherited entry still refers to an entry that this playbook hides.

`hide` also removes an entry from the lists of inherited entries. So a call may have one question less, or no barrier at
all, and the company's file does not show this. For each item of `hide` this rule reports the lists that lost an item,
the lists that are now empty, and the inherited texts that still link to the hidden entry.

The rule ignores lists that the team replaces in its own files.

**How to fix it:** replace the list in the team's own file of that entry, as `barriers:` in a call. If the shorter list
is right, do nothing: a notice stops no build, and `--strict` does not count it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from precall.check.example import barriers, company
from precall.check.registry import Example, Finding
from precall.check.rules.dead_link import dead_links, hidden_by
from precall.content.model import FILES, DroppedReference, Playbook
from precall.content.urls import FOLDERS

SEVERITY = "notice"

MOST = 5
"""Maximum number of entries that a message names for one kind of list."""


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find the items of `hide` that inherited lists lost, or to which inherited texts link."""
    lost: dict[int, list[DroppedReference]] = {}
    for reference in playbook.dropped_references:
        lost.setdefault(reference.hide, []).append(reference)
    linked = _linked(playbook) if playbook.settings.hide else {}
    for index in sorted({*lost, *linked}):
        # Empty lists first, then by key.
        lists = sorted(lost.get(index, ()), key=lambda reference: (not reference.is_empty, reference.key))
        parts = [
            f"{key} is {'empty' if is_empty else 'shorter'} in {_named(map(_name, group))}"
            for (is_empty, key), group in groupby(lists, key=lambda reference: (reference.is_empty, reference.key))
        ]
        if index in linked:
            parts.append(f"a link is broken in {_named(linked[index])}")
        hint = (
            f"If that is not right, {_how_to_replace(lists[0])}."
            if lists
            else "Write that text again, without the link, in a file of your own."
        )
        message = f"Because this entry is hidden, {'; '.join(parts)}."
        yield Finding(playbook.settings, ("hide", index), message, hint)


def _linked(playbook: Playbook) -> dict[int, list[str]]:
    """Return the inherited entries whose texts link to hidden entries, by the item of `hide`."""
    linked: dict[int, list[str]] = {}
    for dead in dead_links(playbook):
        entry = dead.sentence.entry
        index = hidden_by(playbook, dead)
        if index is not None and playbook.company_of(entry.location.document.source.path) is not None:
            linked.setdefault(index, []).append(f"{FOLDERS[entry.kind]}/{entry.ref}")
    return {index: list(dict.fromkeys(names)) for index, names in linked.items()}


def _name(lost: DroppedReference) -> str:
    return f"{FOLDERS[lost.kind]}/{lost.ref}"


def _named(entries: Iterable[str]) -> str:
    names = list(entries)
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _how_to_replace(lost: DroppedReference) -> str:
    kind = next(kind for kind in FILES if getattr(kind.model, "kind", "") == lost.kind)
    file = kind.pattern.replace("*", lost.ref)
    return f"write {lost.key}: in your own {file}" + (f", under id: {lost.ref}" if kind.many else "")


_COMPANY: Example = {
    **company(),
    "../company/playbook/questions/money.yml": """\
title: Money
purpose: What it costs as it is, and who pays for it.
questions:
  - id: who-pays
    ask: Who pays for it as it is?
""",
    "../company/playbook/barriers.yml": """\
- id: no-money
  title: No money
  sounds_like:
    - There is no budget.
  questions:
    - money/who-pays
""",
}

BAD: Example = {**_COMPANY, "playbook.yml": "extends: ./company\nhide:\n  - ⟦questions/money⟧\n"}

GOOD: Example = {
    **_COMPANY,
    "playbook.yml": "extends: ./company\nhide:\n  - questions/money\n",
    **barriers("- id: no-money\n  questions:\n    - why-now/what-changed\n"),
}
