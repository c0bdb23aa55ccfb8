"""What is hidden is missed in no list of an inherited entry.

`hide` takes an entry out of the lists of the inherited entries that name it, for nothing can lead there any more. A
call may so come to ask one question less, or to have no barrier left to listen for, and its own file, the company's,
shows nothing of it. So each item of `hide` says which lists name less than before, and which of them name nothing.

A list that the team says anew in a file of its own is its own choice, and loses nothing.

**The way out:** where the entry is missed, say that list anew, as `barriers:` in the team's own file of that call.
Where what is left is right, nothing is to be done: a notice stops no build, and `--strict` does not count it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from precall.address import FOLDERS
from precall.example import company
from precall.model import FILES, Lost, Playbook
from precall.rule import Example, Finding

SEVERITY = "notice"

MOST = 5
"""Entries that a message names of a kind of list."""


def check(playbook: Playbook) -> Iterator[Finding]:
    """Items of `hide` that lists name no longer."""
    for index, group in groupby(sorted(playbook.lost, key=lambda each: each.hide), key=lambda each: each.hide):
        # What is left empty first; then by the list's key.
        lost = sorted(group, key=lambda each: (not each.is_empty, each.key))
        parts = [
            f"{'nothing is left' if is_empty else 'there is less'} under {key} in {_named(lists)}"
            for (is_empty, key), lists in groupby(lost, key=lambda each: (each.is_empty, each.key))
        ]
        yield Finding(
            playbook.settings,
            ("hide", index),
            f"Without what is hidden here, {'; '.join(parts)}.",
            f"Where it is missed, {_way(lost[0])}.",
        )


def _named(lost: Iterable[Lost]) -> str:
    names = [f"{FOLDERS[each.kind]}/{each.ref}" for each in lost]
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _way(lost: Lost) -> str:
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
