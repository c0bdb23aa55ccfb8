"""A value has the wrong type for its key.

Some keys need one text, some a list with a dash before each item, some a whole number or a date. A common case is a
text with a colon and a space inside a list: YAML reads its first half as a key.

**How to fix it:** write the value as the hint shows.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(do="⟦Write both lines down before you dial.⟧")

GOOD: Example = principles(do="\n    - Write both lines down before you dial.")
