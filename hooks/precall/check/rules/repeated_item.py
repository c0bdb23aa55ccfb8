"""A list of references or tags has the same item twice.

The card of a call would print a repeated question twice, in the place of another question.

**How to fix it:** delete one of the two, or correct the one that is wrong.
"""

from precall.check.example import barriers
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = barriers(questions="\n    - why-now/what-changed\n    - ⟦why-now/what-changed⟧")

GOOD: Example = barriers()
