"""What a team changes is there to be changed.

In a playbook that extends another, an entry of the same id says only what is different. One that says too little to
stand alone, and has an id that nothing has, changes nothing: most often the id is mistyped, or the company has renamed
the entry.

**The way out:** correct the id, or write all that an entry of your own needs.
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
