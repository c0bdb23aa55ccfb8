"""What is hidden is missed in no list of an inherited entry.

`hide` takes an entry out of the lists of the inherited entries that name it, for nothing can lead there any more. A
call may so come to ask one question less, or to have no barrier left to listen for, and its own file, the company's,
shows nothing of it. So each item of `hide` says which lists name less than before, which of them name nothing, and
in which inherited texts a link to it leads nowhere.

A list that the team says anew in a file of its own is its own choice, and loses nothing.

**The way out:** where the entry is missed, say that list anew, as `barriers:` in the team's own file of that call.
Where what is left is right, nothing is to be done: a notice stops no build, and `--strict` does not count it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from precall.check.example import company
from precall.check.registry import Example, Finding
from precall.check.rules.dead_link import dead_links, hidden_by
from precall.content.model import FILES, DroppedReference, Playbook
from precall.content.urls import FOLDERS

SEVERITY = "notice"

MOST = 5
"""Entries that a message names of a kind of list."""


def check(playbook: Playbook) -> Iterator[Finding]:
    """Items of `hide` that inherited lists name no longer, or to which inherited texts link."""
    lost: dict[int, list[DroppedReference]] = {}
    for each in playbook.dropped_references:
        lost.setdefault(each.hide, []).append(each)
    linked = _linked(playbook) if playbook.settings.hide else {}
    for index in sorted({*lost, *linked}):
        # What is left empty first; then by the list's key.
        lists = sorted(lost.get(index, ()), key=lambda each: (not each.is_empty, each.key))
        parts = [
            f"{'nothing is left' if is_empty else 'there is less'} under {key} in {_named(map(_name, group))}"
            for (is_empty, key), group in groupby(lists, key=lambda each: (each.is_empty, each.key))
        ]
        if index in linked:
            parts.append(f"a link leads nowhere in {_named(linked[index])}")
        hint = f"Where it is missed, {_way(lists[0])}." if lists else "Say that text anew in a file of your own."
        said = f"Without what is hidden here, {'; '.join(parts)}."
        yield Finding(playbook.settings, ("hide", index), said, hint)


def _linked(playbook: Playbook) -> dict[int, list[str]]:
    """The inherited entries whose texts link to what is hidden, by what hides it."""
    found: dict[int, list[str]] = {}
    for dead in dead_links(playbook):
        entry = dead.sentence.entry
        index = hidden_by(playbook, dead)
        if index is not None and playbook.company_of(entry.location.document.source.path) is not None:
            found.setdefault(index, []).append(f"{FOLDERS[entry.kind]}/{entry.ref}")
    return {index: list(dict.fromkeys(names)) for index, names in found.items()}


def _name(lost: DroppedReference) -> str:
    return f"{FOLDERS[lost.kind]}/{lost.ref}"


def _named(entries: Iterable[str]) -> str:
    names = list(entries)
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _way(lost: DroppedReference) -> str:
    kind = next(each for each in FILES if getattr(each.model, "kind", "") == lost.kind)
    file = kind.pattern.replace("*", lost.ref)
    return f"write {lost.key}: anew in your own {file}" + (f", under id: {lost.ref}" if kind.many else "")


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

_ANEW = """\
- id: burned-before
  title: Burned before
  sounds_like:
    - We tried that two years ago.
- id: no-money
  questions:
    - why-now/what-changed
"""

GOOD: Example = {
    **_COMPANY,
    "playbook.yml": "extends: ./company\nhide:\n  - questions/money\n",
    "barriers.yml": _ANEW,
}
