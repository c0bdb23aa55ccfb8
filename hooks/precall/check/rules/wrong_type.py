"""A value is not of the type that its key takes.

Some keys take one text, some a list with a dash before each item, some a whole number or a date. A text with a colon
and a space inside a list is a common case: YAML makes a key of its first half.

**How to fix it:** the hint shows how to write it.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(do="⟦Write both lines down before you dial.⟧")

GOOD: Example = principles(do="\n    - Write both lines down before you dial.")
