"""YAML would drop a part of a text without a warning.

After a space, `#` begins a comment: YAML would drop `#1 choice` from `Call them the #1 choice`. At the start of a text,
`&` begins a name that YAML uses itself. Other programs drop both without a warning.

**How to fix it:** put quotes around the whole text. If it is meant as a comment, put a space after the `#`.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(title="The ⟦#1 habit⟧")

GOOD: Example = principles(title='"The #1 habit"')
