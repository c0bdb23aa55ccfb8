"""YAML would drop a part of a text without a warning.

After a space, `#` begins a comment: of `Call them the #1 choice` the words from `#1` on would be lost. At the start of
a text, `&` begins a name that YAML uses itself. Other programs accept both without a warning.

**How to fix it:** put quotes around the whole text. If you did mean a comment, put a space after the `#`.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(title="The ⟦#1 habit⟧")

GOOD: Example = principles(title='"The #1 habit"')
