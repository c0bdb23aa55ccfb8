"""Two entries of one list have the same id.

An id is an entry's address on the site and its name in references: with two of the same, a link could lead to either.
Two questions in different banks may have the same id, because the bank's id is part of their name.

**How to fix it:** give one of them another id. Change references to it as well; Precall
reports each of them once the old id is gone.
"""

from precall.check.example import call, principles
from precall.check.registry import Example

SEVERITY = "error"

_SECOND = """\
- id: {}
  title: Set it aside
  say: Until their picture is right, our outcome stays in the drawer.
"""

BAD: Example = principles(_SECOND.format("⟦two-lines⟧"))

GOOD: Example = {**call(principles="\n  - two-lines\n  - set-it-aside"), **principles(_SECOND.format("set-it-aside"))}
