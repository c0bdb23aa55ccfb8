"""A key appears twice in the same entry.

YAML would keep the second of the two and drop the first without a warning, so a text would be lost. Precall cannot
know which of the two was meant.

**How to fix it:** keep one of them. If both texts matter, join them. If the second belongs to another entry, add
the first line of that entry, with its dash.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(say="Write what it does for them and what it does for us.\n  ⟦say⟧: Keep the two apart.")

GOOD: Example = principles()
