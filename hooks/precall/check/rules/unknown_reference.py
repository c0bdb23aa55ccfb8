"""A reference names an entry that does not exist.

Stages, calls, questions, barriers, principles and sources are referred to by their ids. A question's name is its bank
and its id, as `why-now/what-changed`. An unknown id would be a broken link on the site, and an empty line on the
card.

**How to fix it:** correct the id, or add the entry. The hint names the entry that was probably meant.
"""

from precall.check.example import barriers
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = barriers(questions="\n    - ⟦why-now/what-chnaged⟧")

GOOD: Example = barriers()
