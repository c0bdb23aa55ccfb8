"""An override does not match any inherited entry.

In a playbook that extends another, an entry with the id of an inherited entry sets only the fields that differ. An
incomplete entry with another id overrides nothing: most often the id is misspelt, or the company has renamed the entry.

**How to fix it:** correct the id, or add the missing keys to make it an entry of your own.
"""

from precall.check.example import barriers, company
from precall.check.registry import Example

SEVERITY = "error"

_SETTINGS: Example = {**company(), "playbook.yml": "extends: ./company\n"}
_OVERRIDE = "- id: {}\n  sounds_like:\n    - There is nothing left for this year.\n"

BAD: Example = {**_SETTINGS, **barriers(_OVERRIDE.format("⟦no-monney⟧"))}

GOOD: Example = {**_SETTINGS, **barriers(_OVERRIDE.format("no-money"))}
