"""Two entries of one list have the same id.

An id is an entry's address on the site and its name in references: with two of the same, a link could lead to either.
Two questions in different banks may have the same id, because the bank's id is part of their name.

**How to fix it:** give one of them another id. Change references to it as well; Precall
reports each of them once the old id is gone.
"""

from precall.check.example import call
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: ⟦two-lines⟧
  title: Set it aside
  say: Until their picture is right, our outcome stays in the drawer.
"""
}

GOOD: Example = {
    **call(principles="\n  - two-lines\n  - set-it-aside"),
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: set-it-aside
  title: Set it aside
  say: Until their picture is right, our outcome stays in the drawer.
""",
}
