"""No id is a name that is taken.

`index`, `search` and `assets` are the site's own. `con`, `nul` or `com1` are Windows' own: nobody with a PC could
save a file of that name.

**The way out:** a longer name, as `search-for-a-partner`.
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
