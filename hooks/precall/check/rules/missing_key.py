"""An entry lacks a key that it needs.

A call has an objective and an outcome, each one written down; a question has the words in which it is asked. A
missing key is reported at the entry's first line.

**How to fix it:** add the key with its text. If you do not know the text yet, find it out before you add the entry.
"""

from precall.check.example import PRINCIPLES, principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {PRINCIPLES: "- ⟦id⟧: two-lines\n  title: Two lines before every call\n"}

GOOD: Example = principles()
