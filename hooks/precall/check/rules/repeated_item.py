"""A list of references or tags names one thing twice.

A question that a call names twice would be printed twice on its card, in the place of another.

**How to fix it:** delete one of the two, or correct the one that was meant to be another.
"""

from precall.check.example import barriers
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = barriers(questions="\n    - why-now/what-changed\n    - ⟦why-now/what-changed⟧")

GOOD: Example = barriers()
