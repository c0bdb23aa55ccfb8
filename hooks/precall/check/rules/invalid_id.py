"""An id has characters that an id cannot have.

Ids are part of page addresses, which are printed and read out on the telephone. So an id has small letters, digits and
single hyphens, and at most 80 characters: no capitals, spaces or accents. A file's name without `.yml` is the id of its
entry.

**How to fix it:** write the id as the hint says. The title may have any characters.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(
    """\
- id: two-lines
  title: Two lines after every call
  say: Write what it did for them and what it did for us.
""",
    id="⟦Two Lines⟧",
)

GOOD: Example = principles()
