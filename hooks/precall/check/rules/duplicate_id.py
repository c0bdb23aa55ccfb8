"""Two entries of one list have the same id.

An id is an entry's address on the site and its name in references: if two entries have it, a link could mean either.
Two questions in different banks may have the same id, because the bank's id is part of their name.

**How to fix it:** give one of them another id. Then change the references that meant this entry: they now mean the
entry that keeps the id.
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
