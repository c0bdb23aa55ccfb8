"""An id is a name that the site or an operating system uses.

The site uses `index`, `search` and `assets`. Windows uses `con`, `nul` and `com1`, and cannot save a file of that
name.

**How to fix it:** choose a longer name, as in `search-for-a-partner`.
"""

from precall.check.example import call, principles
from precall.check.registry import Example

SEVERITY = "error"

_SECOND = """\
- id: {}
  title: Search before you ask
  say: What they have published they need not tell you again.
"""

BAD: Example = principles(_SECOND.format("⟦search⟧"))

GOOD: Example = {**call(principles="\n  - two-lines\n  - search-first"), **principles(_SECOND.format("search-first"))}
