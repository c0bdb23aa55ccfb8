"""A reference names an entry that is hidden.

With `hide` a team removes inherited entries that do not apply to it. Hidden entries are also removed from the lists
of inherited entries, which `lost-reference` reports. A reference in the team's own files to a hidden entry is an error,
and so is an inherited call whose stage is hidden.

**How to fix it:** delete the reference, stop hiding the entry, or hide the entry that refers to it as well.
"""

from precall.check.example import call, company
from precall.check.registry import Example

SEVERITY = "error"

_SETTINGS = {"playbook.yml": "extends: ./company\nhide:\n  - barriers/no-money\n"}

BAD: Example = {**company(), **_SETTINGS, **call(barriers="\n  - burned-before\n  - ⟦no-money⟧")}

GOOD: Example = {**company(), **_SETTINGS, **call(barriers="\n  - burned-before")}
