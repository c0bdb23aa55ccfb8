"""A key has no text.

Most often the text was left for later, or it begins with `#`, so YAML reads it as a comment. On a page it would be a
label without a text.

**How to fix it:** write the text, or delete the line. Put quotes around a text that begins with `#`.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles("  ⟦why⟧:\n")

GOOD: Example = principles()
