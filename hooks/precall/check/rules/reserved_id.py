"""An id is a name that the site or an operating system uses.

The site uses `index`, `search` and `assets`. Windows uses `con`, `nul` and `com1`, and cannot save a file of that
name.

**How to fix it:** choose a longer name, as in `search-for-a-partner`.
"""

from precall.check.example import call
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: ⟦search⟧
  title: Search before you ask
  say: What they have published they need not tell you again.
"""
}

GOOD: Example = {
    **call(principles="\n  - two-lines\n  - search-first"),
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: search-first
  title: Search before you ask
  say: What they have published they need not tell you again.
""",
}
