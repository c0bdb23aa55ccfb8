"""Nothing refers to an entry that is hidden.

A team hides with `hide` what does not apply of the playbook that it extends. From the lists of inherited entries a
hidden one is taken out, and `lost-reference` tells from which. A reference that the team itself makes to it is a fault,
and so is an inherited call whose stage is hidden.

**The way out:** take the reference out, hide the entry no longer, or hide also what refers to it.
"""

from precall.check.example import call, company
from precall.check.registry import Example

SEVERITY = "error"

_SETTINGS = {"playbook.yml": "extends: ./company\nhide:\n  - barriers/no-money\n"}

BAD: Example = {**company(), **_SETTINGS, **call(barriers="\n  - burned-before\n  - ⟦no-money⟧")}

GOOD: Example = {**company(), **_SETTINGS, **call(barriers="\n  - burned-before")}
