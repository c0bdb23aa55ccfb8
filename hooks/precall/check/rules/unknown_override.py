"""An override does not match any inherited entry.

In a playbook that extends another, an entry of the same id sets only the fields that differ. An entry that is
incomplete, and whose id no inherited entry has, overrides nothing: most often the id is misspelt, or the company has
renamed the entry.

**How to fix it:** correct the id, or add the missing keys to make it an entry of your own.
"""

from precall.check.example import company
from precall.check.registry import Example

SEVERITY = "error"

_SETTINGS = "extends: ./company\n"
_CHANGED = """\
- id: burned-before
  title: Burned before
  sounds_like:
    - We tried that two years ago.
- id: {}
  sounds_like:
    - There is nothing left for this year.
"""

BAD: Example = {**company(), "playbook.yml": _SETTINGS, "barriers.yml": _CHANGED.format("⟦no-monney⟧")}

GOOD: Example = {**company(), "playbook.yml": _SETTINGS, "barriers.yml": _CHANGED.format("no-money")}
